--- The due calendar of a series: what should be there, next to what is.
--
-- A missing month can't be seen in the records that exist. P1D, P7D, P1M and
-- P3M count in calendar periods, anything else from one record to the next.

local calendar = require("tickmark.base.calendar")
local date = require("tickmark.base.date")
local order = require("tickmark.base.order")
local period = require("tickmark.base.period")

local due = {}

---@class tickmark.Due
---@field label string     "2025-06", or "2024-03-01 to 2026-03-01" for an interval
---@field from tickmark.Date
---@field to tickmark.Date
---@field due_on tickmark.Date
---@field state "done"|"late"|"missed"|"open"|"stale"
---@field items table[]    documents that fill it

--- How long after its end a period may still be filled.
---@param series table
---@return tickmark.Period
function due.grace(series)
  if series.grace then return period.of(series.grace) end
  local days = period.of(series.cadence):approx_days() // 10
  return period.of(("P%dD"):format(math.max(1, days)))
end

--- Does the series count in calendar periods?
function due.by_calendar(series)
  if series.due then return series.due == "calendar" end
  return calendar.is_calendar(period.of(series.cadence))
end

--- The day from which a series says that it counts.
local function declared_from(series)
  if type(series.from) ~= "string" then return series.from end
  return assert(date.parse(series.from))
end

local function dated(docs)
  local list = {}
  for _, doc in ipairs(docs) do
    if doc.date then list[#list + 1] = doc end
  end
  return order.sort(list, function(a, b) return a.date < b.date end)
end

local function filled_state(items, due_on, arrival)
  for _, doc in ipairs(items) do
    local day = arrival and arrival(doc)
    if not day or day <= due_on then return "done" end
  end
  return "late"
end

local function by_calendar(series, docs, span, arrival)
  local start = declared_from(series) or (docs[1] and docs[1].date + 1)
    or span.operating_since
  if not start then return {} end
  if start < span.from then start = span.from end
  local list, grace, at = {}, due.grace(series), 1
  for _, p in ipairs(calendar.between(start, span.to, period.of(series.cadence))) do
    local items = {}
    while docs[at] and docs[at].date < p.from do at = at + 1 end
    while docs[at] and docs[at].date <= p.to do
      items[#items + 1] = docs[at]
      at = at + 1
    end
    local due_on = p.to + grace
    local state = #items > 0 and filled_state(items, due_on, arrival)
      or (due_on < span.to and "missed" or "open")
    list[#list + 1] = { label = p.label, from = p.from, to = p.to, due_on = due_on,
      state = state, items = items }
  end
  return list
end

local function interval(from, to, due_on, state, doc)
  return { label = ("%s to %s"):format(from, to), from = from, to = to,
    due_on = due_on, state = state, items = { doc } }
end

local function by_interval(series, docs, span)
  local list, grace = {}, due.grace(series)
  local cadence = period.of(series.cadence)
  local last = declared_from(series) or span.operating_since
  if docs[1] then last = docs[1].date end
  if not last then return {} end
  for i = 2, #docs do
    local doc = docs[i]
    local late = doc.date > last + cadence + grace
    if doc.date >= span.from then
      list[#list + 1] = interval(last, doc.date, last + cadence,
        late and "missed" or "done", doc)
    end
    last = doc.date
  end
  local over = last + cadence + grace < span.to
  local state = over and (docs[1] and "stale" or "missed") or "open"
  list[#list + 1] = interval(last, span.to, last + cadence, state)
  return list
end

--- The due periods of a series.
---@param series table   {cadence=, grace=, due=, from=}
---@param docs table[]   documents with `date`
---@param span table     {from=, to=, operating_since=}: the audit period
---@param arrival (fun(doc: table): tickmark.Date?)?  when a document came
---@return tickmark.Due[]
function due.periods(series, docs, span, arrival)
  if not series.cadence then return {} end
  local list = dated(docs)
  if due.by_calendar(series) then return by_calendar(series, list, span, arrival) end
  return by_interval(series, list, span)
end

return due
