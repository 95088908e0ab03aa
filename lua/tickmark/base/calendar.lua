--- Named calendar periods: days, ISO weeks, months, quarters, halves, years.

local date = require("tickmark.base.date")
local period = require("tickmark.base.period")

local calendar = {}

---@class tickmark.CalendarPeriod
---@field label string  2025-06-14, 2025-W23, 2025-06, 2025-Q2, 2025-H1 or 2025
---@field from tickmark.Date  its first day
---@field to tickmark.Date  its last day
---@field cadence string  P1D, P7D, P1M, P3M, P6M or P1Y

local function months_label(months)
  local form = ({ [3] = "%04d-Q%d", [6] = "%04d-H%d" })[months]
  return function(from)
    if months == 12 then return ("%04d"):format(from.year) end
    if not form then return ("%04d-%02d"):format(from.year, from.month) end
    return form:format(from.year, (from.month - 1) // months + 1)
  end
end

--- A kind of period that is made of whole months.
local function by_months(cadence, months)
  local label = months_label(months)
  return function(day)
    local back = (day.month - 1) % months
    local from = day:month_start():add_months(-back)
    local to = from:add_months(months - 1):month_end()
    return { label = label(from), from = from, to = to, cadence = cadence }
  end
end

local containing = {
  P1D = function(day)
    return { label = tostring(day), from = day, to = day, cadence = "P1D" }
  end,
  P7D = function(day)
    local from = day - (day:weekday() - 1)
    local label = ("%04d-W%02d"):format(day:iso_week())
    return { label = label, from = from, to = from + 6, cadence = "P7D" }
  end,
  P1M = by_months("P1M", 1),
  P3M = by_months("P3M", 3),
  P6M = by_months("P6M", 6),
  P1Y = by_months("P1Y", 12),
}

local BY_MONTHS <const> = { [1] = "P1M", [3] = "P3M", [6] = "P6M", [12] = "P1Y" }
local BY_DAYS <const> = { [1] = "P1D", [7] = "P7D" }

--- The kind of calendar period that a cadence means (P1W is P7D), or nil.
local function kind_of(cadence)
  local p = period.of(cadence)
  if not p then return nil end
  if p.months == 0 then return BY_DAYS[p.days] end
  return p.days == 0 and BY_MONTHS[p.months] or nil
end

--- Is something with this cadence due by calendar periods unless it says
--- otherwise? Longer ones count from the record before.
---@param cadence string|tickmark.Period
---@return boolean
function calendar.is_calendar(cadence)
  local kind = kind_of(cadence)
  return kind ~= nil and kind ~= "P6M" and kind ~= "P1Y"
end

--- The calendar period in which a day lies.
---@param day tickmark.Date
---@param cadence string|tickmark.Period
---@return tickmark.CalendarPeriod
function calendar.containing(day, cadence)
  local kind = kind_of(cadence)
  if not kind then
    error(("%s: not a calendar period"):format(tostring(cadence)), 2)
  end
  return containing[kind](day)
end

--- The period after one.
---@param p tickmark.CalendarPeriod
---@return tickmark.CalendarPeriod
function calendar.next(p)
  return containing[p.cadence](p.to + 1)
end

--- The periods that lie wholly between two days, both included.
---@param from tickmark.Date
---@param to tickmark.Date
---@param cadence string|tickmark.Period
---@return tickmark.CalendarPeriod[]
function calendar.between(from, to, cadence)
  local p, found = calendar.containing(from, cadence), {}
  if p.from < from then p = calendar.next(p) end
  while p.to <= to do
    found[#found + 1] = p
    p = calendar.next(p)
  end
  return found
end

--- Patterns of the labels, with the first day that a number in them means.
local LABELS <const> = {
  { "^(%d%d%d%d)$", "P1Y", function() return 1 end },
  { "^(%d%d%d%d)%-H([12])$", "P6M", function(n) return 6 * n - 5 end },
  { "^(%d%d%d%d)%-Q([1-4])$", "P3M", function(n) return 3 * n - 2 end },
  { "^(%d%d%d%d)%-(%d%d)$", "P1M", function(n) return n end },
}

--- The period that a label names, or nil: no such week, month or day.
---@param label string
---@return tickmark.CalendarPeriod|nil
function calendar.parse(label)
  local day = date.parse(label)
  if day then return containing.P1D(day) end
  local year, week = label:match("^(%d%d%d%d)%-W(%d%d)$")
  if year then
    -- 4 January is always in week 1; a year without week 53 gives another label.
    local first = date.new(tonumber(year), 1, 4)
    local p = first and containing.P7D(first + 7 * (tonumber(week) - 1))
    return p and p.label == label and p or nil
  end
  for _, form in ipairs(LABELS) do
    local y, n = label:match(form[1])
    local first = y and date.new(tonumber(y), form[3](tonumber(n or 1)), 1)
    if first then return containing[form[2]](first) end
  end
end

return calendar
