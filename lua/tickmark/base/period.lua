--- Lengths of time as ISO 8601 writes them: years, months, weeks and days.
--
-- A period is a value: { months, days, text as written } behind a metatable.

local text = require("tickmark.base.text")

local KIND <const> = "tickmark.period"

local period = {}

---@class tickmark.Period
---@field months integer
---@field days integer
---@field approx_days fun(self: tickmark.Period): integer

-- getmetatable() gives the name, so nobody who holds a period can reach this.
local meta = { __name = KIND, __metatable = KIND }

--- The metatable, for C code.
period.meta = meta

local function make(months, days, written)
  return setmetatable({ months, days, written }, meta)
end

---@param x any
---@return boolean
function period.is(x)
  return type(x) == "table" and getmetatable(x) == KIND
end

local FORM <const> = "write periods as P30D, P2W, P6M, P1Y or P1Y6M"

--- Months and days of an ISO text, or nil. Each number has one to five digits.
local function amounts(written)
  local rest, found = written:match("^P(.+)$"), {}
  for _, unit in ipairs { "Y", "M", "W", "D" } do
    local digits, after = (rest or ""):match("^([0-9]+)" .. unit .. "(.*)$")
    if digits then
      if #digits > 5 then return nil end
      found[unit], rest = math.tointeger(tonumber(digits)), after
    end
  end
  if rest ~= "" then return nil end
  return (found.Y or 0) * 12 + (found.M or 0), (found.W or 0) * 7 + (found.D or 0)
end

local UNITS <const> = { day = "D", week = "W", month = "M", year = "Y" }

--- "6 weeks" -> "P6W". The pattern takes long for a long text of blanks.
local function from_words(s)
  if #s > 60 then return nil end
  local digits, word = text.fold(s):match("^%s*([0-9]+)%s+([a-z]-)s?%s*$")
  local unit = word and UNITS[word]
  if not unit or #digits > 5 then return nil end
  return ("P%d%s"):format(math.tointeger(tonumber(digits)), unit)
end

local function refusal(s)
  local shown = text.clip(s, 60)
  if s:find("^P[0-9YMWD]*T") then
    return shown .. ": a period has whole days and no time"
  end
  local meant = from_words(s) or amounts(s:upper()) and s:upper()
  return ("%s: %s"):format(shown, meant and "write it as " .. meant or FORM)
end

--- Read P1Y, P6M, P2W, P30D, P1Y6M.
---@param s any
---@return tickmark.Period|nil
---@return string? message
function period.parse(s)
  if type(s) ~= "string" then
    return nil, ("got a %s: %s"):format(type(s), FORM)
  end
  local months, days = amounts(s)
  if not months then return nil, refusal(s) end
  return make(months, days, s)
end

--- Read what people say, too: "1 month", "12 months", "191 days".
---@param s any
---@return tickmark.Period|nil
---@return string? message
function period.parse_words(s)
  return period.parse(type(s) == "string" and from_words(s) or s)
end

--- A period from a period or its text.
---@param x tickmark.Period|string
---@return tickmark.Period|nil
---@return string? message
function period.of(x)
  if period.is(x) then return x end
  return period.parse(x)
end

-- Scripts write `d + "P7D"` in their loops; the numbers are kept, never the
-- values. Bounded, since texts also come from documents.
local known, known_count = {}, 0

local function amounts_of(x)
  if period.is(x) then return x[1], x[2] end
  local kept = known[x]
  if kept then return kept[1], kept[2] end
  local p, message = period.parse(x)
  if not p then return nil, message end
  if known_count >= 64 then known, known_count = {}, 0 end
  known[x], known_count = { p[1], p[2] }, known_count + 1
  return p[1], p[2]
end

--- A day moved by a period: months first, kept inside the month, then days.
---@param day tickmark.Date
---@param x tickmark.Period|string
---@param sign? 1|-1
---@return tickmark.Date|nil
---@return string? message
function period.add(day, x, sign)
  local months, days = amounts_of(x)
  if not months then return nil, days end
  sign = sign or 1
  if months ~= 0 then day = day:add_months(sign * months) end
  return day + sign * days
end

local methods = {}

--- Days, by the mean month of the Gregorian calendar: P1M 30, P3M 91, P1Y 365.
function methods:approx_days()
  return (self[1] * 146097 + 2400) // 4800 + self[2]
end

function meta.__index(p, key)
  if key == "months" then return p[1] end
  if key == "days" then return p[2] end
  return methods[key]
end

function meta.__newindex()
  error("a period can't be changed", 2)
end

function meta.__eq(a, b)
  return period.is(a) and period.is(b) and a[1] == b[1] and a[2] == b[2]
end

function meta.__tostring(p) return p[3] end

function meta.__concat(a, b) return tostring(a) .. tostring(b) end

return period
