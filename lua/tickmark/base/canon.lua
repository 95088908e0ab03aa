--- Canonical JSON: equal values have equal bytes, on any machine.
--
-- Keys are sorted by bytes and there is no white space unless an indent is
-- asked for. A table is an array when it has #t > 0 or is marked by
-- `canon.array`; an empty unmarked table is {}. Integers stand as they are.
-- A float always has a point or an exponent: the shortest digits that read back
-- as the same number, as C's %g writes them: 1.0, 0.1, 1e+30, 1e-07; minus zero
-- is 0.0. Dates and periods stand as text. Anything else is an error that names
-- the path of the value.

local date = require("tickmark.base.date")
local order = require("tickmark.base.order")
local period = require("tickmark.base.period")
local text = require("tickmark.base.text")

local find, gsub, format = string.find, string.gsub, string.format
local concat = table.concat

local KIND <const> = "tickmark.array"
local DEEPEST <const> = 100

local canon = {}

-- getmetatable() gives the name, so nobody who holds an array can reach this.
local array_meta = { __name = KIND, __metatable = KIND }

--- The marker of arrays, for C code.
canon.array_meta = array_meta

--- Mark a table as an array, so that it stays one when it is empty.
---@generic T: table
---@param t T
---@return T t  the same table
function canon.array(t)
  if getmetatable(t) == KIND then return t end
  return setmetatable(t, array_meta)
end

---@param t any
---@return boolean
function canon.is_array(t)
  if type(t) ~= "table" then return false end
  if getmetatable(t) == KIND then return true end
  return rawlen(t) > 0 and not (date.is(t) or period.is(t))
end

local ESCAPES <const> = {
  ['"'] = '\\"', ["\\"] = "\\\\", ["\b"] = "\\b", ["\f"] = "\\f",
  ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t", ["\127"] = "\\u007f",
}
for code = 0, 31 do
  local c = string.char(code)
  ESCAPES[c] = ESCAPES[c] or format("\\u%04x", code)
end
local SEPARATORS <const> = { ["\xE2\x80\xA8"] = "\\u2028", ["\xE2\x80\xA9"] = "\\u2029" }

local function utf8_string(s)
  if not find(s, '[\0-\31"\\\127-\255]') then return '"' .. s .. '"' end
  if not utf8.len(s) then return nil, "not UTF-8" end
  s = gsub(s, '[\0-\31"\\\127]', ESCAPES)
  if find(s, "\xE2\x80[\xA8\xA9]") then
    s = gsub(s, "\xE2\x80[\xA8\xA9]", SEPARATORS)
  end
  return '"' .. s .. '"'
end

local FORMATS <const> = {}
for precision = 1, 17 do FORMATS[precision] = "%." .. precision .. "g" end

--- The shortest digits that read back as `x`. 15 always suffice where fewer
--- would, except for numbers so small that they have fewer themselves.
local function digits(x)
  local first = (x < 2.3e-308 and x > -2.3e-308) and 1 or 15
  for precision = first, 17 do
    local s = format(FORMATS[precision], x)
    if tonumber(s) == x then return s end
  end
end

--- A number as it stands in JSON.
---@param x number
---@return string|nil
---@return string? message
function canon.number(x)
  if math.type(x) == "integer" then return format("%d", x) end
  if x ~= x then return nil, "not a number (NaN)" end
  if x == math.huge or x == -math.huge then return nil, "infinite" end
  if x == 0 then return "0.0" end
  -- The locale may write its decimal sign with any character, or several.
  local s = digits(x)
  if find(s, "[^0-9.e+-]") then s = gsub(s, "[^0-9e+-]+", ".") end
  return find(s, "[.e]") and s or s .. ".0"
end

--- a.b[3]["odd key"]
local function path_text(path, depth)
  local out = {}
  for i = 1, depth do
    local key = path[i]
    if math.type(key) == "integer" then
      out[i] = format("[%d]", key)
    elseif type(key) == "string" and find(key, "^[A-Za-z_][A-Za-z0-9_]*$") then
      out[i] = (i > 1 and "." or "") .. key
    else
      out[i] = format("[%s]", text.quote(tostring(key)))
    end
  end
  return depth == 0 and "value" or concat(out)
end

--- How many items an array has, or what keeps it from being one.
local function array_size(t)
  local n, count = rawlen(t), 0
  for key in next, t do
    if math.type(key) ~= "integer" or key < 1 or key > n then
      if math.type(key) == "integer" then return nil, "an array with gaps" end
      return nil, "items and named fields in one table"
    end
    count = count + 1
  end
  if count ~= n then return nil, "an array with gaps" end
  return n
end

local function object_keys(t)
  local keys, n = {}, 0
  for key in next, t do
    if type(key) ~= "string" then
      if math.type(key) == "integer" then return nil, "an array with gaps" end
      return nil, format("a %s as a key", type(key))
    end
    n = n + 1
    keys[n] = key
  end
  return n > 1 and order.sort_strings(keys) or keys
end

--- Rows tend to have the same keys: those of the last object at this depth are
--- its own when it has as many and all of them are there.
local function known_keys(keys, t)
  local count = 0
  for _ in next, t do count = count + 1 end
  if count ~= #keys then return false end
  for i = 1, count do
    if rawget(t, keys[i]) == nil then return false end
  end
  return true
end

---@class tickmark.canon.Writer
---@field out string[]
---@field n integer
---@field path any[]  keys of the tables around, for messages
---@field open table<table, boolean>  the tables around: what a cycle meets again
---@field keys table<integer, string[]>  of the last object at each depth
---@field names table<string, string>  keys written before
---@field indent integer?

local write

local function fail(w, depth, message)
  error(format("%s: %s", path_text(w.path, depth), message), 0)
end

local function put(w, s)
  local n = w.n + 1
  w.out[n], w.n = s, n
end

--- The line break and indent before what stands at a depth, if any is wanted.
local function margin(w, depth)
  return w.indent and "\n" .. (" "):rep(w.indent * depth) or ""
end

local function write_array(w, t, depth)
  local n, message = array_size(t)
  if not n then fail(w, depth, message) end
  if n == 0 then return put(w, "[]") end
  local path, lead = w.path, margin(w, depth + 1)
  put(w, "[" .. lead)
  lead = "," .. lead
  for i = 1, n do
    if i > 1 then put(w, lead) end
    path[depth + 1] = i
    write(w, t[i], depth + 1)
  end
  put(w, margin(w, depth) .. "]")
end

--- `"name":`, remembered for the run since names repeat.
local function write_name(w, key, depth)
  local name = w.names[key]
  if not name then
    name = utf8_string(key)
    if not name then fail(w, depth, "the key is not UTF-8") end
    name = name .. (w.indent and ": " or ":")
    w.names[key] = name
  end
  put(w, name)
end

local function write_object(w, t, depth)
  local keys = w.keys[depth]
  if not keys or not known_keys(keys, t) then
    local message
    keys, message = object_keys(t)
    if not keys then fail(w, depth, message) end
    w.keys[depth] = keys
  end
  if #keys == 0 then return put(w, "{}") end
  local path, lead = w.path, margin(w, depth + 1)
  put(w, "{" .. lead)
  lead = "," .. lead
  for i = 1, #keys do
    local key = keys[i]
    if i > 1 then put(w, lead) end
    path[depth + 1] = key
    write_name(w, key, depth + 1)
    write(w, t[key], depth + 1)
  end
  put(w, margin(w, depth) .. "}")
end

local function write_table(w, t, depth)
  local class = getmetatable(t)
  if class and class ~= KIND then
    if date.is(t) or period.is(t) then return put(w, '"' .. tostring(t) .. '"') end
    -- Most likely a proxy, whose contents would silently be lost.
    if next(t) == nil then fail(w, depth, "an empty table with a metatable") end
  end
  if w.open[t] then fail(w, depth, "refers to itself") end
  if depth >= DEEPEST then fail(w, depth, "deeper than 100 levels") end
  w.open[t] = true
  if class == KIND or rawlen(t) > 0 then
    write_array(w, t, depth)
  else
    write_object(w, t, depth)
  end
  w.open[t] = nil
end

function write(w, value, depth)
  local kind = type(value)
  if kind == "string" then
    local s, message = utf8_string(value)
    put(w, s or fail(w, depth, message))
  elseif kind == "table" then
    write_table(w, value, depth)
  elseif kind == "number" then
    local s, message = canon.number(value)
    put(w, s or fail(w, depth, message))
  elseif kind == "boolean" then
    put(w, value and "true" or "false")
  elseif value == nil and depth == 0 then
    put(w, "null")
  else
    fail(w, depth, "a " .. kind .. " can't be written")
  end
end

--- Write a value as canonical JSON. Raises a message that names the path.
---@param value any
---@param options? { indent?: integer }
---@return string
function canon.encode(value, options)
  local w = { out = {}, n = 0, path = {}, open = {}, keys = {}, names = {} }
  w.indent = options and options.indent
  write(w, value, 0)
  return concat(w.out)
end

return canon
