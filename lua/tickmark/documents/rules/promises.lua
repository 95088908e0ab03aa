--- What a policy promises (`parameters:`) can be compared with practice: each is one
--- value, and a period is one.

local order = require("tickmark.base.order")
local period = require("tickmark.base.period")
local suggest = require("tickmark.base.suggest")
local text = require("tickmark.base.text")

local UNITS <const> = { "days", "weeks", "months", "quarters", "years", "day", "week",
  "month", "quarter", "year" }

--- Why a value can't be read, or nil.
local function misread(value)
  if text.trim(value) == "" then
    return "it promises nothing", "write what is promised"
  end
  local percent = value:match("^(%d+%.?%d*)%s*%%$")
  if percent then
    return value .. " is a text to tests", ("write %.4g"):format(tonumber(percent) / 100)
  end
  local unit = value:match("^%d+%s+(%a+)$")
  local is_period = value:find("^P%d") or unit and suggest.nearest(unit, UNITS)
  if is_period and not period.parse_words(value) then
    return text.quote(value) .. " is no period", "write P30D, P3M or 6 months"
  end
end

local check_all

local function check_map(item, value, at, note)
  local keys = order.keys(value)
  for _, key in ipairs(item.blanks(value)) do keys[#keys + 1] = key end
  for _, key in ipairs(keys) do
    local longer = table.move(at, 1, #at, 1, {})
    longer[#longer + 1] = tostring(key)
    check_all(item, value[key] or "", longer, note)
  end
end

function check_all(item, value, at, note)
  if type(value) ~= "table" then
    local why, remedy = misread(tostring(value))
    if why then
      note { code = "head", at = at, remedy = remedy,
        message = ("%s: %s"):format(table.concat(at, "."), why) }
    end
  elseif #value > 0 then
    note { code = "head", at = at, remedy = "name each: key: value",
      message = table.concat(at, ".") .. ": a promise is one value, and no list" }
  else
    check_map(item, value, at, note)
  end
end

---@param item tickmark.Item
---@param note fun(fault: tickmark.Noted)
return function(item, note)
  local given = item.head.parameters
  if type(given) == "table" and (item.form.shape.nested or {}).parameters then
    check_all(item, given, { "parameters" }, note)
  end
end
