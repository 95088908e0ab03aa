--- The extent of deviations in a population, and the one finding they make.

local grade = require("tickmark.criteria.grade")
local order = require("tickmark.base.order")
local outcome = require("tickmark.author.outcome")
local plain = require("tickmark.author.plain")
local set = require("tickmark.author.set")

local extent = {}

local function bad_default(item) return item.ok ~= true end

--- Count the population and pick what is bad, by stratum. A text that `bad`
--- gives says why.
local function count(population, options)
  local bad, n, strata = options.bad or bad_default, 0, {}
  local items, reasons = {}, {}
  local function stratum(name)
    local found = strata[name] or { n = 0, bad = 0 }
    strata[name] = found
    return found
  end
  population:visit(function(item)
    n = n + 1
    local key = item.stratum
    if options.by then key = plain(item[options.by]) end
    local place = key and stratum(key)
    if place then place.n = place.n + 1 end
    local why = bad(item)
    if why then
      items[#items + 1] = item
      reasons[item] = type(why) == "string" and why or nil
      if place then place.bad = place.bad + 1 end
    end
  end, function(doc)
    if doc.counted and population:filtered() and next(doc.counted) then
      error("where can't see what keep = \"exceptions\" counts: use by and stratum", 0)
    end
    for name, kept in order.pairs(doc.counted or {}) do
      n = n + kept
      if name ~= "" then stratum(name).n = stratum(name).n + kept end
    end
  end)
  return items, n, strata, reasons
end

local function strata_of(strata)
  local list, hit = {}, 0
  for _, name in ipairs(order.keys(strata)) do
    local s = strata[name]
    list[#list + 1] = { name = name, n = s.n, bad = s.bad }
    if s.bad > 0 then hit = hit + 1 end
  end
  return list, hit
end

local function percent(rate)
  local text = ("%.1f"):format(rate * 100):gsub("%.0$", "")
  return text .. " %"
end

local function statement(r, options, items)
  local names = {}
  for i, item in ipairs(items) do names[i] = outcome.name(item) or "?" end
  local words = ("%d of %d %s (%s): %s"):format(#items, r.n, options.what,
    percent(r.rate), outcome.listed(names))
  if r.strata_hit > 0 and #r.strata > 1 then
    words = ("%s; in %d of %d %s"):format(words, r.strata_hit, #r.strata,
      options.by and "values of " .. options.by or "strata")
  end
  return words
end

local function cite(finding, options, items)
  local context = options.cite
  if type(context) == "function" then
    for _, item in ipairs(items) do
      for cited in context(item):each() do outcome.cite(finding, cited, "context") end
    end
  elseif set.is(context) then
    for cited in context:each() do outcome.cite(finding, cited, "context") end
  else
    for _, cited in ipairs(context or {}) do outcome.cite(finding, cited, "context") end
  end
end

local function report(result, r, options, items, reasons, word)
  local hit_all = #r.strata > 1 and r.strata_hit == #r.strata
  local finding = result:finding { requirement = options.requirement, key = options.key,
    grade = word, basis = options.basis, bad = #items, rule = "extent",
    statement = statement(r, options, items),
    needs_judgement = (options.critical or hit_all) and true or nil }
  finding.extent = { n = r.n, bad = #items, rate = r.rate,
    strata = #r.strata > 0 and r.strata or nil,
    systemic = result.thresholds["extent.systemic"],
    tolerable = options.tolerable or result.thresholds["extent.tolerable"] }
  for _, item in ipairs(items) do
    result:exception(finding, item, reasons[item] or options.what)
  end
  cite(finding, options, items)
end

--- Judge a population; see `t:extent`.
---@param result tickmark.Outcome
---@param population tickmark.Set
---@param options table
---@return table r
function extent.judge(result, population, options)
  local items, n, strata, reasons = count(population, options)
  local r = { n = n, bad = set.list(items), rate = n > 0 and #items / n or 0 }
  r.strata, r.strata_hit = strata_of(strata)
  result.items = result.items + n
  result.passing = result.passing + n - #items
  if n == 0 and options.empty ~= "pass" then
    result:add("not_tested", ("%s: the population is empty"):format(options.what))
  end
  local word = grade.extent(#items, n, result.thresholds, options.tolerable)
  if word and options.major and options.major(r) then word = "major" end
  if word then report(result, r, options, items, reasons, word) end
  return r
end

return extent
