--- `t`: what a judge says and asks.

local date = require("tickmark.base.date")
local due = require("tickmark.evidence.due")
local extent = require("tickmark.author.extent")
local history = require("tickmark.author.history")
local order = require("tickmark.base.order")
local outcome = require("tickmark.author.outcome")
local period = require("tickmark.base.period")
local plain = require("tickmark.author.plain")
local set = require("tickmark.author.set")
local stats = require("tickmark.base.stats")
local suggest = require("tickmark.base.suggest")
local text = require("tickmark.base.text")

local judge = {}

---@class tickmark.Judge
---@field as_of tickmark.Date
---@field period {from: tickmark.Date, to: tickmark.Date}
---@field operating_since tickmark.Date?
---@field param table<string, any>
local methods = {}

--- Say what is wrong unless `value` is of one of the kinds; nil passes.
local function check_kind(what, value, kinds, level)
  local kind = type(value)
  if value == nil or ("|" .. kinds .. "|"):find("|" .. kind .. "|", 1, true) then
    if kind ~= "number" or value == value and math.abs(value) ~= math.huge then return end
    kind = "number that is none"
  end
  error(("%s: a %s expected, got a %s"):format(what, kinds:gsub("|", " or a "), kind),
    level + 1)
end

local function check_options(call, given, known)
  if type(given) ~= "table" then error(call .. " takes a table of options", 3) end
  for _, name in ipairs(order.keys(given)) do
    if not known[name] then
      error(("%s has no option %q%s"):format(call, tostring(name),
        suggest.hint(tostring(name), order.keys(known))), 3)
    end
    check_kind(("%s: %s"):format(call, name), given[name], known[name], 3)
  end
end

local function check_text(call, value)
  if type(value) ~= "string" then error(call .. ": say what, as a text", 3) end
end

local EXTENT = { what = "string", bad = "function", by = "string", tolerable = "number",
  critical = "boolean", major = "function", basis = "string|table",
  cite = "table|function", empty = "string", requirement = "string", key = "string" }

--- Judge a population by the extent of its deviations: one finding at most.
---@param population tickmark.Set
---@param options table  what, bad, by, tolerable, critical, major, basis, cite, empty,
---  requirement, key
---@return {n: integer, bad: tickmark.Set, rate: number, strata_hit: integer}
function methods:extent(population, options)
  if not set.is(population) then error("extent: the first argument is a set", 2) end
  check_options("extent", options, EXTENT)
  if not options.what then error("extent: say what is wrong: { what = ... }", 2) end
  if options.empty and options.empty ~= "pass" then
    error('extent: empty can only be "pass"', 2)
  end
  return extent.judge(self.outcome, population, options)
end

local FAIL = { what = "string", grade = "string", basis = "string",
  requirement = "string", subject = "string|number", key = "string", items = "table",
  missing = "table", cite = "table" }

local function subject_of(item)
  if not item then return nil end
  if item.item then return plain(item.item) end
  if item.series and item.period then return item.series .. " " .. item.period end
  return item.series
end

--- What was due and is not there, as a result has it.
local function missing_of(given)
  if type(given) ~= "table" then error("fail: missing: a list of tables", 3) end
  for _, name in ipairs { "from", "to", "due_on" } do
    local day, message = date.parse(plain(given[name]))
    if not day then error(("fail: missing: %s: %s"):format(name, message), 3) end
  end
  return { series = given.series and plain(given.series), from = plain(given.from),
    to = plain(given.to), due_on = plain(given.due_on) }
end

--- Report a nonconformity about one item, or about several (`items`) at once.
--- Calls about the same subject merge.
---@param item table?
---@param options {what: string, grade: string?, basis: string?, requirement: string?,
---  subject: string?, key: string?, items: table[]?, missing: table[]?, cite: table[]?}
function methods:fail(item, options)
  check_kind("fail: the item", item, "table", 2)
  check_options("fail", options, FAIL)
  if not options.what then error("fail: say what is wrong: { what = ... }", 2) end
  local subject = options.subject and tostring(options.subject) or subject_of(item)
  local finding = self.outcome:known(options.requirement, options.key, subject)
  local name = outcome.name(item)
  local words = name and ("%s: %s"):format(name, options.what) or options.what
  if finding then outcome.raise(finding, options) end
  if not finding then
    finding = self.outcome:finding { requirement = options.requirement, key = options.key,
      subject = subject, grade = options.grade or "minor", basis = options.basis,
      rule = "fail", statement = words, missing = {} }
  elseif not finding.statement:find(options.what, 1, true) then
    if name == finding.about then words = options.what end
    finding.statement = finding.statement .. "; " .. words
  end
  finding.about = name
  for _, one in ipairs(options.missing or {}) do
    table.insert(finding.missing, missing_of(one))
  end
  for _, one in ipairs(options.items or { item }) do
    self.outcome:exception(finding, one, options.what)
  end
  for _, cited in ipairs(options.cite or {}) do
    outcome.cite(finding, cited, "context")
  end
end

--- Nothing is there where something was due: a lapse while the organisation
--- has operated for less than `every`, a complete absence after that.
---@param what string
---@param options {every: string|tickmark.Period, since: tickmark.Date?}
function methods:absent(what, options)
  check_text("absent", what)
  check_options("absent", options, { every = "string|table", since = "table" })
  local every, message = period.of(options.every)
  if not every then error("absent: every: " .. message, 2) end
  local since = options.since or self.operating_since or self.period.from
  local over = since + every <= self.as_of
  self.outcome:finding { grade = over and "major" or "minor", rule = "absent",
    basis = over and "complete_absence" or "partial_implementation",
    statement = ("no %s since %s, due every %s"):format(what, since, every),
    missing = { { series = self.first_series or nil, from = tostring(since),
      to = tostring(self.as_of), due_on = tostring(since + every) } } }
end

--- The due periods of an input that is a series.
---@param name string
---@return tickmark.Due[]
function methods:calendar(name)
  local input = self.inputs[name]
  if not input or not input.decl or not input.decl.cadence then
    error(("calendar: %q is no series with a cadence"):format(tostring(name)), 2)
  end
  return due.periods(input.decl, input.set:docs(), { from = self.period.from,
    to = self.period.to, operating_since = self.operating_since },
    function(doc) return doc.arrived_on end)
end

local MEASURE = { value = "number", n = "number", of = "number", unit = "string",
  target = "number" }

--- A metric in the result: a value, or n of a total.
function methods:measure(name, options)
  check_text("measure", name)
  check_options("measure", options, MEASURE)
  local value = options.value
  if options.of and options.n then
    value = options.of > 0 and options.n / options.of or nil
  end
  local met
  if options.target and value then met = value >= options.target end
  self.outcome:add("measures", { name = name, value = value, n = options.n,
    of = options.of, unit = options.unit, target = options.target, met = met })
end

--- The trend of points {value=}: {n, first, last, slope, holds}.
---@param points table[]
---@param direction "up"|"down"
function methods.trend(_, points, direction)
  return stats.trend(points, direction)
end

--- An opportunity for improvement: never a nonconformity.
function methods:ofi(item, what)
  check_kind("ofi: the item", item, "table", 2)
  check_text("ofi", what)
  local finding = self.outcome:known(nil, "ofi", subject_of(item))
  if not finding then
    local name = outcome.name(item)
    finding = self.outcome:finding { grade = "ofi", rule = "ofi", key = "ofi",
      subject = subject_of(item),
      statement = name and ("%s: %s"):format(name, what) or what }
  end
  outcome.cite(finding, item, "exception")
end

function methods:positive(what)
  check_text("positive", what)
  self.outcome:add("positives", text.clip(what))
end

--- Something for the auditor's eye, without a grade.
function methods:flag(id, item, what)
  check_text("flag", id)
  check_kind("flag: the item", item, "table", 2)
  check_text("flag", what)
  local at = item and outcome.place(item) or {}
  at.role = "context"
  self.outcome:add("flags", { id = id, message = text.clip(what),
    item = outcome.name(item), evidence = at.path and { at } or nil })
end

function methods:not_tested(why)
  check_text("not_tested", why)
  self.outcome:add("not_tested", text.clip(why))
end

--- Ask for what the repository doesn't show: that is no finding yet.
---@param what string
function methods:request(what)
  check_text("request", what)
  self.outcome:add("requests", { what = text.clip(what) })
  self.outcome:add("not_tested", "asked for: " .. text.clip(what))
end

--- Does the organisation keep what an input of ours is of, as its configuration says?
---@param name string
---@return boolean
function methods:keeps(name)
  local input = self.inputs[name]
  if not input then error(("keeps: no input %q"):format(tostring(name)), 2) end
  return not (input.decl and input.decl.absent)
end

--- How often something is due of an input, by the configuration; nil: it doesn't say.
---@param name string
---@return tickmark.Period?
function methods:cadence(name)
  local input = self.inputs[name]
  if not input then error(("cadence: no input %q"):format(tostring(name)), 2) end
  return input.decl and input.decl.cadence and period.of(input.decl.cadence) or nil
end

--- Who somebody is, by id, name, mail or alias; the text itself if unknown.
---@param who string?
---@return string?
function methods:person(who)
  if who == nil then return nil end
  local known = tostring(who):lower()
  return self.people[known] or known
end

function methods:same_person(a, b)
  return a ~= nil and b ~= nil and self:person(a) == self:person(b)
end

--- Where a promise stands: a list to cite.
function methods:source(name)
  local param = self.sources[name]
  return param and { param } or {}
end

--- Is there such a document among the declared inputs?
function methods:exists(path)
  for _, name in ipairs(order.keys(self.inputs)) do
    if self.inputs[name].facts:find(path) then return true end
  end
  return false
end

--- The versions of a document of an input that was declared with history; with
--- line = "all", what every commit that is no merge made of which blob.
---@param path string
---@param input string?  of which input, where several have histories
---@return {commit: string, date: tickmark.Date, author: string, blob: string?,
---  merge: boolean?, before: string?}[]
function methods:history(path, input)
  local any = false
  for _, name in ipairs(input and { input } or order.keys(self.inputs)) do
    local known = self.inputs[name] and self.inputs[name].history
    local versions = known and history.versions(known, path)
    any = any or known ~= nil
    if versions then return versions end
  end
  if not any then
    error("history: declare it: inputs = { x = { ..., history = true } }", 2)
  end
  return {}
end

--- What of its state a script may see; lists of them are its own copies.
local SHOWN = { as_of = true, period = true, operating_since = true, param = true,
  thresholds = true, declaration = true, rules = true, soa = true }

local state_meta = { __index = methods }

local function copy(value)
  if type(value) ~= "table" or date.is(value) then return value end
  local own = {}
  for key, inner in pairs(value) do own[key] = inner end
  return own
end

--- The state that the methods work on. Scripts get `judge.face` of it.
---@param context table  as the host gave it, dates made
---@param result tickmark.Outcome
---@return table state
function judge.new(context, result)
  return setmetatable({ outcome = result, as_of = context.as_of, period = context.period,
    operating_since = context.operating_since, param = context.param,
    sources = context.sources, people = context.people, inputs = context.inputs,
    thresholds = context.thresholds, first_series = context.first_series,
    declaration = context.declaration, rules = context.rules, soa = context.soa },
    state_meta)
end

local function unknown(name)
  local words = order.keys(methods)
  table.move(order.keys(SHOWN), 1, #order.keys(SHOWN), #words + 1, words)
  error(("t has no %q%s"):format(tostring(name), suggest.hint(tostring(name), words)), 3)
end

--- `t` as a script has it: methods and what is shown, nothing to write to.
---@param state table
---@return tickmark.Judge
function judge.face(state)
  local faces = {}
  for name in pairs(SHOWN) do faces[name] = copy(state[name]) end
  for name, method in pairs(methods) do
    faces[name] = function(_, ...) return method(state, ...) end
  end
  return setmetatable({}, { __metatable = false,
    __index = function(_, name)
      if faces[name] == nil and not SHOWN[name] then unknown(name) end
      return faces[name]
    end,
    __newindex = function() error("t can't be changed", 2) end })
end

return judge
