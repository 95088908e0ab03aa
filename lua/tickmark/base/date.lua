--- Calendar days: proleptic Gregorian, without time or zone.
--
-- A date is a value: a table whose field 1 is the days since 1970-01-01, behind
-- a metatable. C reads and makes it in that form. Equal days are separate
-- tables on purpose: field 1 can be overwritten by whoever insists, and a
-- shared table would carry that from one script to the next.

local period = require("tickmark.base.period")
local suggest = require("tickmark.base.suggest")
local text = require("tickmark.base.text")

local tointeger = math.tointeger

local KIND <const> = "tickmark.date"
local DAY <const> = 86400
-- About the year 98,000. Arithmetic may leave the years 1 to 9999 that can be
-- read, since people write 9999-12-31 for "never" and add a grace to it.
local FARTHEST <const> = 35000000

local MONTHS <const> = {
  "January", "February", "March", "April", "May", "June", "July", "August",
  "September", "October", "November", "December",
}

local date = {}

---@class tickmark.Date
---@field year integer
---@field month integer
---@field day integer
---@field weekday fun(self: tickmark.Date): integer
---@field iso_week fun(self: tickmark.Date): integer, integer
---@field add_months fun(self: tickmark.Date, n: integer): tickmark.Date
---@field month_start fun(self: tickmark.Date): tickmark.Date
---@field month_end fun(self: tickmark.Date): tickmark.Date
---@operator add(tickmark.Period|string|integer): tickmark.Date
---@operator sub(tickmark.Date): integer

-- getmetatable() gives the name, so nobody who holds a date can reach this.
local meta = { __name = KIND, __metatable = KIND }

--- The metatable, for C code.
date.meta = meta

---@param x any
---@return boolean
function date.is(x)
  return type(x) == "table" and getmetatable(x) == KIND
end

--- The date of a day's number.
---@param n integer  days since 1970-01-01
---@return tickmark.Date
function date.of(n)
  local days = tointeger(n)
  if not days then error("a date is a whole number of days", 2) end
  if days > FARTHEST or days < -FARTHEST then error("the date is out of range", 2) end
  return setmetatable({ days }, meta)
end

-- Both conversions count years from March, so that the leap day comes last
-- (H. Hinnant, "chrono-compatible low-level date algorithms").
local function to_days(y, m, d)
  if m <= 2 then y = y - 1 end
  local era = y // 400
  local year = y - era * 400
  local day = (153 * (m > 2 and m - 3 or m + 9) + 2) // 5 + d - 1
  return era * 146097 + year * 365 + year // 4 - year // 100 + day - 719468
end

local function to_civil(n)
  n = n + 719468
  local era = n // 146097
  local rest = n - era * 146097
  local year = (rest - rest // 1460 + rest // 36524 - rest // 146096) // 365
  local day = rest - (365 * year + year // 4 - year // 100)
  local month = (5 * day + 2) // 153
  day = day - (153 * month + 2) // 5 + 1
  month = month < 10 and month + 3 or month - 9
  return year + era * 400 + (month <= 2 and 1 or 0), month, day
end

local function is_leap(y)
  return y % 4 == 0 and (y % 100 ~= 0 or y % 400 == 0)
end

local function month_length(y, m)
  if m == 2 then return is_leap(y) and 29 or 28 end
  return (m == 4 or m == 6 or m == 9 or m == 11) and 30 or 31
end

--- Is this a day of the calendar? If not, what is wrong with it?
local function refusal(y, m, d)
  if y < 1 or y > 9999 then return "years go from 1 to 9999" end
  if m < 1 or m > 12 then return "months go from 01 to 12" end
  local length = month_length(y, m)
  if d < 1 then return "days start at 01" end
  if d > length then return ("%s %d has %d days"):format(MONTHS[m], y, length) end
end

--- The date of year, month and day.
---@param y integer
---@param m integer
---@param d integer
---@return tickmark.Date|nil
---@return string? message
function date.new(y, m, d)
  local year, month, day = tointeger(y), tointeger(m), tointeger(d)
  if not (year and month and day) then
    return nil, "year, month and day are whole numbers"
  end
  local why = refusal(year, month, day)
  if why then return nil, ("%04d-%02d-%02d: %s"):format(year, month, day, why) end
  return date.of(to_days(year, month, day))
end

---@class tickmark.DateForm
---@field form string
---@field pattern string
---@field places string[]  the tokens in the order of their captures

local DIGITS <const> = { YYYY = "([0-9][0-9][0-9][0-9])", MM = "([0-9][0-9])" }
DIGITS.DD = DIGITS.MM

local FORM_MAX <const> = 40 -- bytes

--- Make a pattern of a form like DD.MM.YYYY. A "*" at the end passes over the
--- rest, as in YYYY-MM-DD* for the day of a timestamp.
---@param form string
---@return tickmark.DateForm|nil
---@return string? message
function date.form(form)
  if #form > FORM_MAX then
    return nil, ("%s: a form has at most %d bytes"):format(text.clip(form, 60), FORM_MAX)
  end
  local places, seen, rest = {}, {}, form
  local pattern = "^"
  while rest ~= "" and rest ~= "*" do
    local token = rest:match("^YYYY") or rest:match("^MM") or rest:match("^DD")
    if token then
      places[#places + 1], seen[token] = token, true
      pattern = pattern .. DIGITS[token]
    else
      token = rest:sub(1, 1)
      pattern = pattern .. token:gsub("[^0-9A-Za-z\128-\255]", "%%%0")
    end
    rest = rest:sub(#token + 1)
  end
  if #places ~= 3 or not (seen.YYYY and seen.MM and seen.DD) then
    return nil, ("%s: a form has YYYY, MM and DD once each"):format(text.clip(form, 60))
  end
  if rest == "" then pattern = pattern .. "$" end
  return { form = form, pattern = pattern, places = places }
end

local ISO <const> = assert(date.form("YYYY-MM-DD"))

--- Read a date by a form that `date.form` gave.
---@param s string
---@param form tickmark.DateForm
---@return tickmark.Date|nil
---@return string? message
function date.read(s, form)
  local found, places = {}, form.places
  found[places[1]], found[places[2]], found[places[3]] = s:match(form.pattern)
  if not found.YYYY then
    local shown = text.clip(s, 60)
    if form == ISO and s:find("^%d%d%d%d%-%d%d%-%d%d[T ]%d%d:") then
      return nil, shown .. ": a time follows the day, declare the form YYYY-MM-DD*"
    end
    return nil, ("%s: write dates as %s"):format(shown, form.form)
  end
  local y, m, d = tointeger(tonumber(found.YYYY)), tointeger(tonumber(found.MM)),
    tointeger(tonumber(found.DD))
  local why = refusal(y, m, d)
  if why then return nil, ("%s: %s"):format(text.clip(s, 60), why) end
  return date.of(to_days(y, m, d))
end

-- Numbers of days by how they are written, of the latest that were read: most come often.
local LATEST <const> = 1000
local day_numbers, known = {}, 0

local function remember(s, day)
  if known == LATEST then day_numbers, known = {}, 0 end
  day_numbers[s], known = day[1], known + 1
  return day
end

--- Read YYYY-MM-DD, a real day of the years 1 to 9999.
---@param s any
---@return tickmark.Date|nil
---@return string? message
function date.parse(s)
  if type(s) ~= "string" then
    return nil, ("got a %s: write dates as YYYY-MM-DD"):format(type(s))
  end
  if day_numbers[s] then return date.of(day_numbers[s]) end
  local day, message = date.read(s, ISO)
  return day and remember(s, day), message
end

--- Read a date written in another form, as DD.MM.YYYY or YYYYMMDD.
---@param s string
---@param form string
---@return tickmark.Date|nil
---@return string? message
function date.parse_as(s, form)
  local compiled, message = date.form(form)
  if not compiled then return nil, message end
  return date.read(s, compiled)
end

--- The day of a point in time, in UTC.
---@param seconds number  since 1970-01-01T00:00:00Z
---@return tickmark.Date
function date.from_epoch(seconds)
  return date.of(seconds // DAY)
end

--- The first second of a day, in UTC.
---@param d tickmark.Date
---@return integer
function date.to_epoch(d)
  return d[1] * DAY
end

--- The last second of a day, in UTC.
---@param d tickmark.Date
---@return integer
function date.end_epoch(d)
  return d[1] * DAY + DAY - 1
end

local methods = {}

--- Monday is 1, Sunday 7.
function methods:weekday()
  return (self[1] + 3) % 7 + 1
end

--- Year and number of the ISO 8601 week, which belongs to its Thursday's year.
function methods:iso_week()
  local thursday = self[1] + 4 - self:weekday()
  local year = to_civil(thursday)
  return year, (thursday - to_days(year, 1, 1)) // 7 + 1
end

--- The same day `n` months later, or that month's last day if it is shorter.
function methods:add_months(n)
  local y, m, d = to_civil(self[1])
  local months = y * 12 + m - 1 + n
  y, m = months // 12, months % 12 + 1
  return date.of(to_days(y, m, math.min(d, month_length(y, m))))
end

function methods:month_start()
  local y, m = to_civil(self[1])
  return date.of(to_days(y, m, 1))
end

function methods:month_end()
  local y, m = to_civil(self[1])
  return date.of(to_days(y, m, month_length(y, m)))
end

local FIELDS <const> = {
  "year", "month", "day", "weekday", "iso_week", "add_months", "month_start", "month_end",
}

function meta.__index(d, key)
  local method = methods[key]
  if method then return method end
  local y, m, day = to_civil(d[1])
  if key == "year" then return y end
  if key == "month" then return m end
  if key == "day" then return day end
  -- nil would make a misspelt comparison false, and a test pass.
  if type(key) == "string" then
    error(("a date has no field %s%s"):format(key, suggest.hint(key, FIELDS)), 2)
  end
end

function meta.__newindex()
  error("a date can't be changed", 2)
end

function meta.__eq(a, b)
  return date.is(a) and date.is(b) and a[1] == b[1]
end

local function described(x)
  if type(x) == "string" then return "text " .. text.quote(x) end
  return x == nil and "nothing (nil)" or "a " .. type(x)
end

--- Both must be dates, or a mistake would look like an answer.
local function comparable(a, b)
  if date.is(a) and date.is(b) then return end
  local other = date.is(a) and b or a
  error("a date is compared with a date, not with " .. described(other), 3)
end

function meta.__lt(a, b)
  comparable(a, b)
  return a[1] < b[1]
end

function meta.__le(a, b)
  comparable(a, b)
  return a[1] <= b[1]
end

local function moved(d, by, sign)
  local days = type(by) == "number" and tointeger(by)
  if days then return date.of(d[1] + sign * days) end
  if type(by) == "string" or period.is(by) then
    local result, message = period.add(d, by, sign)
    if not result then error(message, 3) end
    return result
  end
  error("a date is moved by days or a period, not by " .. described(by), 3)
end

function meta.__add(a, b)
  if date.is(a) then return moved(a, b, 1) end
  return moved(b, a, 1)
end

function meta.__sub(a, b)
  if not date.is(a) then error("only a date has a date subtracted from it", 2) end
  if date.is(b) then return a[1] - b[1] end
  return moved(a, b, -1)
end

function meta.__tostring(d)
  return ("%04d-%02d-%02d"):format(to_civil(d[1]))
end

function meta.__concat(a, b) return tostring(a) .. tostring(b) end

return date
