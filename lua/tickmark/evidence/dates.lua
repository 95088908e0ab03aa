--- The date of a document, as its series declares it (DESIGN 7, `date:`).
--
-- A named period's date is its last day. `{commit: first}` needs history and
-- is stamped on the documents before `judge`, not here.

local calendar = require("tickmark.base.calendar")
local date = require("tickmark.base.date")

local find = string.find

local dates = {}

local TOKENS = { yyyy = "(%d%d%d%d)", mm = "(%d%d)", dd = "(%d%d)", q = "([1-4])",
  h = "([12])", ww = "(%d%d)" }

--- Compile "{yyyy}-{mm}" to a Lua pattern and the order of its tokens.
---@param form string
---@return table? compiled
---@return string? message
function dates.form(form)
  local order, problem = {}, nil
  local pattern = form:gsub("[^%w{}]", "%%%0"):gsub("{(%a+)}", function(token)
    if not TOKENS[token] then problem = token end
    order[#order + 1] = token
    return TOKENS[token]
  end)
  if problem then
    return nil, ("{%s}: a date's tokens are yyyy, mm, dd, q, h, ww"):format(problem)
  end
  if not form:find("{yyyy}", 1, true) then return nil, "a date needs {yyyy}" end
  if #order > 3 then return nil, "a date has at most three tokens" end
  return { pattern = pattern, order = order }
end

local function label(found)
  if found.dd then return ("%s-%s-%s"):format(found.yyyy, found.mm, found.dd) end
  if found.mm then return ("%s-%s"):format(found.yyyy, found.mm) end
  if found.q then return ("%s-Q%s"):format(found.yyyy, found.q) end
  if found.h then return ("%s-H%s"):format(found.yyyy, found.h) end
  if found.ww then return ("%s-W%s"):format(found.yyyy, found.ww) end
  return found.yyyy
end

--- The period that a path names by `form`: the last place where it fits.
-- Neighbours of a document often share its period, so that of the last one is
-- looked for first, and what follows it for another.
local function in_path(compiled)
  local fits = compiled.pattern:gsub("[()]", "")
  local last, named = "", nil
  return function(path)
    local from = last ~= "" and find(path, last, 1, true)
    if from and not find(path, fits, from + 1) then return named end
    local at
    from = find(path, fits)
    while from do
      at = path:match(fits, from)
      from = find(path, fits, from + 1)
    end
    if not at then return nil end
    if at ~= last then
      local values, tokens = { at:match(compiled.pattern) }, {}
      for i, token in ipairs(compiled.order) do tokens[token] = values[i] end
      last, named = at, calendar.parse(label(tokens))
    end
    return named
  end
end

local function newest(items, field)
  local best
  for _, item in ipairs(items) do
    local day = item[field]
    if date.is(day) and (not best or day > best) then best = day end
  end
  return best
end

--- A date that stands in the document, typed already or text.
local function as_day(value)
  if date.is(value) then return value end
  if value == nil then return nil, "the date is missing" end
  local named = calendar.parse(tostring(value))
  if named then return named.to end
  return date.parse(tostring(value))
end

--- How a series finds its dates: returns `function(path, head, items) ->
--- day|nil, label|nil, message|nil`.
---@param rule table  the series' `date`
---@return function? find
---@return string? message
function dates.finder(rule)
  if rule.path then
    local compiled, message = dates.form(rule.path)
    if not compiled then return nil, message end
    local period_of = in_path(compiled)
    return function(path)
      local named = period_of(path)
      if not named then
        return nil, nil, ("the path holds no date like %s"):format(rule.path)
      end
      return named.to, named.label
    end
  end
  local field = rule.field or rule.sidecar
  if field then
    return function(_, head, items)
      local day, message = as_day((head or items[1] or {})[field])
      return day, nil, message and ("%s: %s"):format(field, message)
    end
  end
  if rule.newest or rule.column then
    local column = rule.newest or rule.column
    return function(_, head, items)
      local day = newest(items, column)
      if not day and head and head[column] then day = as_day(head[column]) end
      return day, nil, not day and #items > 0 and column .. ": no date in any row" or nil
    end
  end
  return function() return nil end
end

return dates
