--- Dates are in order, none that tells of the past lies ahead, and no review is due.

local date = require("tickmark.base.date")
local period = require("tickmark.base.period")

-- What has happened when it is written down.
local PAST <const> = { "approved_on", "accepted_on", "assessed_on", "closed_on",
  "collected_on", "detected_on", "last_review", "minutes_approved_on" }

local function day_of(item, name)
  local value = item.head[name]
  return type(value) == "string" and date.parse(value) or nil
end

local function check_orders(item, note)
  for _, names in ipairs(item.form.orders) do
    local last, last_name
    for _, name in ipairs(names) do
      local day = day_of(item, name)
      if day and last and day < last then
        note { code = "date", at = name, message = ("%s: %s, before %s: %s"):format(
          item.form.names[name], day, item.form.names[last_name], last),
          remedy = "correct one of the two" }
      end
      if day then last, last_name = day, name end
    end
  end
end

local function check_past(item, note)
  for _, name in ipairs(PAST) do
    local day = day_of(item, name)
    if day and day > item.today + 1 then -- it is tomorrow already, east of here
      note { code = "date", at = name, message = ("%s: %s has not come yet"):format(
        item.form.names[name], day), remedy = "write the day on which it happened" }
    end
  end
end

local function check_spans(item, note)
  for _, row in ipairs(item.form.shape.spans or {}) do
    local from = day_of(item, row[1]) or day_of(item, "approved_on") or item.today
    local to = day_of(item, row[2])
    if from and to and to > from + row[3] then
      note { code = "date", at = row[2],
        message = ("%s: %s, more than %s after %s"):format(item.form.names[row[2]], to,
          row[3], from), why = row[4],
        remedy = ("the last day that it may be is %s"):format(from + row[3]) }
    end
  end
end

--- The day on which it has to be looked at again.
local function due_of(item)
  local due = day_of(item, "next_review")
  if due then return due, "next_review" end
  local last = day_of(item, "last_review") or day_of(item, "approved_on")
  local interval = item.head.review_interval
  interval = type(interval) == "string" and period.parse_words(interval)
  return last and interval and last + interval or nil, "review_interval"
end

local function check_review(item, note)
  if item.head.status ~= "approved" then return end
  local due, at = due_of(item)
  if due and due < item.today then
    note { code = "review", at = at, warns = true,
      message = ("its review was due on %s"):format(due),
      remedy = ("look at it again, then set %s"):format(item.form.names.next_review
        or "next_review") }
  end
end

---@param item tickmark.Item
---@param note fun(fault: tickmark.Noted)
return function(item, note)
  check_orders(item, note)
  check_past(item, note)
  check_spans(item, note)
  check_review(item, note)
end
