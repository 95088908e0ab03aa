--- Canonical JSON reads back as the same value, by lua-cjson and by our own scan.

local canon = require("tickmark.base.canon")
local doc = require("tickmark_worker").doc
local json = require("tickmark.base.json")

--- A value that the bytes choose: each takes some of them from the front.
local make = {}

local function take(input, n)
  local s = input.bytes:sub(input.at, input.at + n - 1)
  input.at = input.at + n
  return s
end

local function value(input, depth)
  local kind = (take(input, 1):byte() or 0) % 6
  if depth > 8 and kind > 3 then kind = 0 end
  return make[kind](input, depth)
end

make[0] = function(input)
  local s = take(input, (take(input, 1):byte() or 0) % 32)
  return s
end
make[1] = function(input)
  local s = take(input, 7)
  return #s == 7 and string.unpack("<i7", s) >> 3 or #s
end
make[2] = function(input)
  local s = take(input, 8)
  return #s == 8 and string.unpack("<d", s) or #s / 2
end
make[3] = function(input) return (take(input, 1):byte() or 0) % 2 == 0 end
make[4] = function(input, depth)
  local list = canon.array {}
  for i = 1, (take(input, 1):byte() or 0) % 5 do list[i] = value(input, depth + 1) end
  return list
end
make[5] = function(input, depth)
  local map = {}
  for _ = 1, (take(input, 1):byte() or 0) % 5 do map["k" .. make[0](input)] = value(input, depth + 1) end
  return map
end

local function same(a, b)
  if type(a) ~= "table" then return a == b and type(a) == type(b) end
  for key, item in pairs(a) do
    if not same(item, b[key]) then return false end
  end
  for key in pairs(b) do
    if a[key] == nil then return false end
  end
  return true
end

--- Numbers that one of the two readers refuses, loudly.
local function is_beyond(message)
  return message:find("2^53", 1, true) or message:find("out of range", 1, true)
end

return function(bytes)
  local given = value({ bytes = bytes, at = 1 }, 0)
  local ok, encoded = pcall(canon.encode, given)
  if not ok then
    assert(encoded:find("not UTF-8", 1, true) or encoded:find("NaN", 1, true) or encoded:find("infinite", 1, true)
      or encoded:find("key is not", 1, true), encoded)
    return
  end
  assert(utf8.len(encoded) and not encoded:find("[\0-\31\127]"), "a control character")
  assert(not encoded:find("\u{2028}") and not encoded:find("\u{2029}"), "a separator of lines")
  local back, message = json.decode(encoded)
  assert(message == nil or is_beyond(message), message)
  if message == nil then
    assert(same(given, back), "reads as something else: " .. encoded)
    assert(canon.encode(back) == encoded or encoded:find("[.e]"), "has two forms: " .. encoded)
  end
  assert(canon.encode(json.decode(canon.encode(given, { indent = 2 })) or given) == canon.encode(back or given))
  local parsed, fault = doc.parse(encoded, { kind = "json" })
  assert(parsed or fault.message:find("2^53", 1, true) or fault.code == "limit", encoded)
  if parsed and message == nil then assert(same(given, parsed:data()), "our scan reads something else: " .. encoded) end
end
