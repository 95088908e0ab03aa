--- Dates, periods and their forms. The C library's calendar is the judge.

local calendar = require("tickmark.base.calendar")
local date = require("tickmark.base.date")
local period = require("tickmark.base.period")

local function check_words(message)
  assert(type(message) == "string" and message ~= "" and #message < 400, "no message")
end

local function check_date(d)
  local epoch = date.to_epoch(d)
  assert(os.date("!%Y-%m-%d", epoch) == ("%d-%02d-%02d"):format(d.year, d.month, d.day), tostring(d))
  assert(os.date("!%u", epoch) == tostring(d:weekday()), tostring(d))
  local year, week = d:iso_week()
  assert(tonumber(os.date("!%G", epoch)) == year and tonumber(os.date("!%V", epoch)) == week, tostring(d))
  assert(date.parse(tostring(d)) == d and date.new(d.year, d.month, d.day) == d and date.from_epoch(epoch) == d)
  assert(d:month_start().day == 1 and (d:month_end() + 1).day == 1)
  for _, cadence in ipairs { "P1D", "P7D", "P1M", "P3M", "P6M", "P1Y" } do
    local within = calendar.containing(d, cadence)
    assert(within.from <= d and d <= within.to, cadence)
    if d.year > 1 and d.year < 9999 then
      local named = assert(calendar.parse(within.label), within.label)
      assert(named.from == within.from and named.to == within.to, within.label)
    end
  end
end

local function check_period(p)
  local again = assert(period.parse(tostring(p)))
  assert(again == p and p.months >= 0 and p.days >= 0)
  local ok, later = pcall(period.add, date.of(0), p)
  if ok then assert(later >= date.of(0)) end
end

return function(bytes)
  local s, form = bytes:match("^([^\n]*)\n?(.*)$")
  local d, message = date.parse(s)
  if d then
    assert(tostring(d) == s)
    check_date(d)
  else
    check_words(message)
  end
  d, message = date.parse_as(s, form)
  if d then check_date(d) else check_words(message) end
  for _, parse in ipairs { period.parse, period.parse_words } do
    local p
    p, message = parse(s)
    if p then check_period(p) else check_words(message) end
  end
  local named = calendar.parse(s)
  if named then assert(named.label == s and named.from <= named.to) end
end
