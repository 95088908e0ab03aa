--- JSON to Lua values, by lua-cjson. For the host and the trusted side only; the
--- one module of this layer that needs a C library.
--
-- Whole numbers become integers, also those written 1.0 or 1e3: cjson doesn't
-- say how a number was written. Nulls vanish from objects and are false in
-- arrays. Arrays carry canon's marker. cjson 2.1.0 gives the same table for []
-- and {} (it has no decode_array_with_array_mt, which is OpenResty's), so empty
-- arrays are rewritten before it reads them.

local cjson = require("cjson")

local canon = require("tickmark.base.canon")
local text = require("tickmark.base.text")

local json = {}

local DEEPEST <const> = 100
local EXACT <const> = 1 << 53

-- Sixteen digits that aren't a fraction's.
local MANY_DIGITS <const> = "%f[^\0%[:, \t\r\n-]" .. ("[0-9]"):rep(16)

local strict = cjson.new()
strict.decode_invalid_numbers(false)
strict.decode_max_depth(DEEPEST)

-- Reads NaN, too: the stand-in for an empty array. Strict JSON has no NaN, and
-- the strict decoder has seen the text before.
local lenient = cjson.new()
lenient.decode_invalid_numbers(true)
lenient.decode_max_depth(DEEPEST + 1)

--- Call `see` with each part of a text that lies outside of strings, and put
--- what it returns in the part's place.
local function outside_strings(source, see)
  local out, from = {}, 1
  while true do
    local quote = source:find('"', from, true)
    out[#out + 1] = see(source:sub(from, (quote or 0) - 1))
    if not quote then return table.concat(out) end
    local last = quote
    repeat
      last = source:find('["\\]', last + 1)
      local escape = source:byte(last) == 92
      if escape then last = last + 1 end
    until not escape
    out[#out + 1] = source:sub(quote, last)
    from = last + 1
  end
end

--- A whole number, as written, that is beyond what a double can hold; or nil.
local function inexact_number(source)
  local found
  outside_strings(source, function(part)
    -- The whole token, so that the digits of a fraction aren't taken for one.
    for number in part:gmatch("[0-9.eE+-]+") do
      if not found and #number > 15 and number:find("^-?[0-9]+$") then
        local n = math.tointeger(tonumber(number))
        if not n or n > EXACT or n < -EXACT then found = number end
      end
    end
    return ""
  end)
  return found
end

local convert

local function convert_array(t, n)
  for i = 1, n do
    local value = t[i]
    if value == cjson.null then t[i] = false else t[i] = convert(value) end
  end
  return canon.array(t)
end

--- Turn what cjson gave into our values, in place.
function convert(value)
  if type(value) == "number" then
    return math.tointeger(value) or value
  elseif type(value) ~= "table" then
    return value
  end
  local n = #value
  if n == 1 and value[1] ~= value[1] then return canon.array({}) end
  if n > 0 then return convert_array(value, n) end
  for key, item in next, value do
    if item == cjson.null then value[key] = nil else value[key] = convert(item) end
  end
  return value
end

local function has_infinity(value)
  if type(value) ~= "table" then return value == math.huge or value == -math.huge end
  for _, item in next, value do
    if has_infinity(item) then return true end
  end
  return false
end

--- Read a JSON text. A null alone gives nil without a message.
---@param source string
---@return any|nil value
---@return string? message
function json.decode(source)
  if not text.is_utf8(source) then return nil, "not UTF-8" end
  local ok, value = pcall(strict.decode, source)
  if not ok then return nil, (tostring(value):gsub("^Expected", "expected")) end
  if value == cjson.null then return nil end
  if source:find(MANY_DIGITS) then
    local number = inexact_number(source)
    if number then
      return nil, ("%s: beyond 2^53, write it as text"):format(text.clip(number, 60))
    end
  end
  if source:find("%[[ \t\r\n]*%]") then
    value = lenient.decode((outside_strings(source, function(part)
      return (part:gsub("%[[ \t\r\n]*%]", "[nan]"))
    end)))
  end
  if has_infinity(value) then return nil, "a number is out of range" end
  return convert(value)
end

return json
