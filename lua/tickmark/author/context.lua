--- What a judge is given: sets of its inputs and a `t` that knows the run.

local columns = require("tickmark.author.columns")
local date = require("tickmark.base.date")
local history = require("tickmark.author.history")
local judge = require("tickmark.author.judge")
local order = require("tickmark.base.order")
local period = require("tickmark.base.period")
local set = require("tickmark.author.set")

local context = {}

local READ = {
  number = function(value) return tonumber(value) end,
  period = function(value) return period.of(value) end,
  date = function(value)
    if date.is(value) then return value end
    return date.parse(value)
  end,
  text = function(value) return tostring(value) end,
  list = function(value) return type(value) == "table" and value or { value } end,
}

local function params_of(host, declared)
  local params = {}
  for _, name in ipairs(order.keys(declared.params)) do
    local value = host.params[name]
    if value == nil then value = declared.params[name].default end
    if value ~= nil then
      local typed, message = READ[declared.params[name].type or "text"](value)
      if typed == nil then
        error(("param %s: %s"):format(name, message or tostring(value)), 0)
      end
      params[name] = typed
    end
  end
  return params
end

local EPOCH <const> = date.of(0)

local function day(value) return value and assert(date.parse(value)) or nil end

local function arrivals(known)
  return known and function(doc) return history.arrival(known, doc.path, doc.blob) end
end

--- Which documents the window lets in: undated ones always are.
local function accept_of(declared, span, as_of)
  local from = span.from
  if declared.all or declared.versions then return nil end
  if declared.window then from = span.to - period.of(declared.window) + 1 end
  -- Numbers: this is asked of every document. A period that ended before the
  -- audit's day ends for records too; else that of the running month is in,
  -- which is dated by its last day.
  local first, last = from - EPOCH, span.to < as_of and span.to - EPOCH or math.maxinteger
  return function(doc)
    local dated = doc.date
    return dated == nil or dated[1] >= first and dated[1] <= last
  end
end

--- Documents without a date that can't be read: one of them may be the newest.
local function undated(whole)
  local list = {}
  for _, doc in ipairs(set.tally(whole).unreadable) do
    if not doc.date then list[#list + 1] = doc end
  end
  return list
end

local function inputs_of(host, declared, given, span, as_of)
  local inputs, sets = {}, {}
  for _, name in ipairs(order.keys(declared.inputs)) do
    local wanted, of = declared.inputs[name], host.inputs[name]
    local known = given["history:" .. name]
    local facts = given[name]
    local whole = set.of(set.source(facts, { series = of.decl.series,
      arrival = arrivals(known), accept = accept_of(wanted, span, as_of),
      guard = not declared.collect and columns.guard(of.decl) or nil,
      by_arrival = of.decl.date and of.decl.date.commit and true }))
    local part = wanted.take == "latest" and whole:latest() or whole
    -- The source may have a history because another test asked for it.
    local own = (wanted.history or wanted.all) and known or nil
    inputs[name] = { facts = facts, history = own, set = whole, part = part,
      decl = of.decl, lenient = wanted.all or wanted.versions,
      doubtful = wanted.take == "latest" and undated(whole) or {} }
    sets[name] = part
  end
  return inputs, sets
end

--- Those that make the outcome an error. A rule that judges whether documents can
--- be read speaks of them itself, but not of those that were lost to us.
local function refused_of(input, counted)
  local list = table.move(counted.unreadable, 1, #counted.unreadable, 1, {})
  if not input.lenient then
    return table.move(input.doubtful, 1, #input.doubtful, #list + 1, list)
  end
  local lost = {}
  for _, doc in ipairs(list) do
    if doc.unreadable.lost then lost[#lost + 1] = doc end
  end
  return lost
end

--- Documents that the judge saw, those of them that can't be read, and the
--- range of their dates.
---@return integer n
---@return table[] unreadable
---@return {first: tickmark.Date?, last: tickmark.Date?} range
function context.count(inputs)
  local n, unreadable, range = 0, {}, {}
  for _, name in ipairs(order.keys(inputs)) do
    local input = inputs[name]
    local counted = set.tally(input.part)
    n, range = n + counted.n, counted
    for _, doc in ipairs(refused_of(input, counted)) do
      local fault = doc.unreadable
      unreadable[#unreadable + 1] = { path = doc.path, blob = doc.blob, line = fault.line,
        column = fault.column, message = fault.message, remedy = fault.remedy }
    end
  end
  return n, unreadable, range
end

--- What a rule of a series tells about it: first and last date, the calendar.
function context.series(t, range)
  local decl = t.declaration
  if not decl or not decl.series then return nil end
  local told = { cadence = decl.cadence, due = 0, met = 0, missed = 0,
    first = range.first, last = range.last }
  for _, name in ipairs(order.keys(t.inputs)) do
    for _, p in ipairs(decl.cadence and t:calendar(name) or {}) do
      if p.state ~= "open" then told.due = told.due + 1 end
      if p.state == "done" or p.state == "late" then told.met = told.met + 1 end
      if p.state == "missed" or p.state == "stale" then told.missed = told.missed + 1 end
    end
  end
  return told
end

--- Make the state behind `t`, and the sets by input.
function context.make(host, declared, given, result)
  local as_of = day(host.as_of)
  local span = { from = day(host.from), to = day(host.to) }
  local since = day(host.operating_since)
  local inputs, sets = inputs_of(host, declared, given, span, as_of)
  local first
  for _, name in ipairs(order.keys(inputs)) do
    first = first or inputs[name].decl.series
  end
  local state = judge.new({ as_of = as_of, period = span, operating_since = since,
    param = params_of(host, declared), sources = host.sources, people = host.people,
    inputs = inputs, thresholds = host.thresholds, first_series = first,
    declaration = host.declaration, rules = host.rules, soa = host.soa }, result)
  return state, sets
end

return context
