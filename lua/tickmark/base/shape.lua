--- Types of columns and fields: what the text in a document means.
--
-- Documents hold text; a declaration says what it is. Values that JSON has typed
-- already are taken as they are, where they fit. An empty value is absent.

local canon = require("tickmark.base.canon")
local date = require("tickmark.base.date")
local order = require("tickmark.base.order")
local period = require("tickmark.base.period")
local suggest = require("tickmark.base.suggest")
local text = require("tickmark.base.text")

local EXACT <const> = 1 << 53

local shape = {}

---@class tickmark.Shape
---@field kind string  text, bool, date, number, integer, period, list, id or enum
---@field name string?  of the column, for messages
---@field from string?  what the document calls it
---@field key boolean  does it name the item?
---@field optional boolean
---@field values string[]?  of an enumeration, as declared
local methods = {}
methods.__index = methods
methods.__name = "tickmark.shape"

--- What a message says about a value that doesn't fit.
local function shown(value)
  local kind = type(value)
  if kind == "string" then return text.quote(value) end
  if kind == "number" then return canon.number(value) or "a number that isn't one" end
  if kind == "boolean" then return tostring(value) end
  if date.is(value) or period.is(value) then return tostring(value) end
  if kind == "table" then return canon.is_array(value) and "a list" or "a mapping" end
  return "a " .. kind
end

local function expected(value, what)
  return nil, ("got %s, expected %s"):format(shown(value), what)
end

--- Text of a value that isn't text but has an obvious one.
local function as_text(value)
  if type(value) == "string" then return value end
  if type(value) == "number" then return canon.number(value) end
  if type(value) == "boolean" or date.is(value) or period.is(value) then
    return tostring(value)
  end
end

local read = {}

function read.text(_, value)
  local s = as_text(value)
  if not s then return expected(value, "text") end
  return s
end

function read.id(_, value)
  local s = as_text(value)
  s = s and text.trim(s)
  if not s or #s > 200 or s:find("[\0-\32\127]") then
    return expected(value, "an id: one word without blanks, at most 200 bytes")
  end
  return s
end

function read.bool(self, value)
  if type(value) == "boolean" then return value end
  local s = as_text(value)
  local found
  if s then found = self.words[text.fold(text.trim(s))] end
  if found ~= nil then return found end
  return expected(value, self.expects)
end

function read.enum(self, value)
  local s = as_text(value)
  local found = s and self.words[text.fold(text.trim(s))]
  if found then return found end
  local _, message = expected(value, self.expects)
  return nil, message .. (s and suggest.hint(s, self.values) or "")
end

function read.date(self, value)
  if date.is(value) then return value end
  if type(value) ~= "string" then
    return expected(value, "a date as " .. self.form.form)
  end
  return date.read(text.trim(value), self.form)
end

function read.period(self, value)
  if period.is(value) then return value end
  if type(value) ~= "string" then return expected(value, "a period such as P30D") end
  local parse = self.spoken and period.parse_words or period.parse
  return parse(text.trim(value))
end

--- The number in a text, or nil. Only digits, one decimal sign, an exponent: not
--- what tonumber takes besides (hex, blanks, nan).
local function to_number(s, decimal)
  local whole, fraction, exponent = s, "", ""
  local at = s:find("[eE]")
  if at then whole, exponent = s:sub(1, at - 1), s:sub(at) end
  at = whole:find(decimal, 1, true)
  if at then whole, fraction = whole:sub(1, at - 1), "." .. whole:sub(at + 1) end
  if not (whole:find("^[+-]?[0-9]+$") and (fraction == "" or fraction:find("^%.[0-9]+$"))
      and (exponent == "" or exponent:find("^[eE][+-]?[0-9]+$"))) then
    return nil
  end
  return tonumber((whole:gsub("^%+", "")) .. fraction .. exponent)
end

function read.number(self, value)
  local n = value
  if type(value) == "string" then n = to_number(text.trim(value), self.decimal) end
  if type(n) ~= "number" then return expected(value, self.expects) end
  -- Beyond, JSON readers disagree about the last digits. NaN fails here, too.
  if not (n <= EXACT and n >= -EXACT) then
    return expected(value, "a number up to 2^53")
  end
  return n
end

function read.integer(self, value)
  local n, message = read.number(self, value)
  if not n then return nil, message end
  n = math.tointeger(n)
  if not n then return expected(value, self.expects) end
  return n
end

--- A list as it is, or the parts of a cell, separated by commas or semicolons.
function read.list(_, value)
  if type(value) == "table" and not (date.is(value) or period.is(value)) then
    if canon.is_array(value) then return value end
    if next(value) == nil then return canon.array({}) end
    return expected(value, "a list")
  end
  local s = as_text(value)
  if not s then return expected(value, "a list") end
  local parts = canon.array({})
  for part in s:gmatch("[^,;]+") do
    part = text.trim(part)
    if part ~= "" then parts[#parts + 1] = part end
  end
  return parts
end

local function is_empty(value)
  return value == nil
    or type(value) == "string" and not value:find("[^ \t\r\n\v\f]")
end

--- The typed value; nil where the document holds nothing. nil with a message
--- where it holds something else.
---@param value any
---@return any|nil
---@return string? message
function methods:read(value)
  if is_empty(value) then return nil end
  local typed, message = read[self.kind](self, value)
  if message and self.name then message = self.name .. ": " .. message end
  return typed, message
end

local YES <const> = { "yes", "true", "1" }
local NO <const> = { "no", "false", "0" }

--- Words of a declaration: a list, or one alone; scalars of any type.
local function word_list(words, default)
  if words == nil then return default end
  if type(words) ~= "table" then words = { words } end
  local list = {}
  for i, word in ipairs(words) do list[i] = tostring(word) end
  return list
end

local prepare = {}

function prepare.bool(self, decl)
  local yes, no = word_list(decl["true"], YES), word_list(decl["false"], NO)
  self.words = {}
  for _, word in ipairs(yes) do self.words[text.fold(text.trim(word))] = true end
  for _, word in ipairs(no) do
    local folded = text.fold(text.trim(word))
    if self.words[folded] then
      return nil, ("%s stands for true and for false"):format(text.quote(word))
    end
    self.words[folded] = false
  end
  self.expects = ("%s for true, %s for false"):format(text.either(yes), text.either(no))
  return self
end

function prepare.date(self, decl, defaults)
  local message
  self.form, message = date.form(decl.dates or defaults.dates or "YYYY-MM-DD")
  if not self.form then return nil, message end
  return self
end

function prepare.number(self, decl, defaults)
  self.decimal = decl.decimal or defaults.decimal or "."
  if self.decimal ~= "." and self.decimal ~= "," then
    return nil, ('decimal: got %s, expected "." or ","'):format(shown(self.decimal))
  end
  local sign = self.decimal == "," and "comma" or "point"
  self.expects = ("a number with decimal %s and no grouping"):format(sign)
  return self
end

function prepare.integer(self, decl, defaults)
  local ok, message = prepare.number(self, decl, defaults)
  self.expects = "a whole number"
  return ok, message
end

--- critical|high|medium|low
local function prepare_enum(self, declared)
  self.kind, self.values, self.words = "enum", {}, {}
  for value in (declared .. "|"):gmatch("([^|]*)|") do
    value = text.trim(value)
    if value == "" then
      return nil, ("%s: a value is empty"):format(text.quote(declared))
    end
    if self.words[text.fold(value)] then
      return nil, ("%s: %s stands twice"):format(text.quote(declared), value)
    end
    self.values[#self.values + 1] = value
    self.words[text.fold(value)] = value
  end
  self.expects = text.either(self.values)
  return self
end

local function flag(value, field)
  if value == nil or value == false or value == "no" or value == "false" then
    return false
  end
  if value == true or value == "yes" or value == "true" then return true end
  return nil, ("%s: got %s, expected yes or no"):format(field, shown(value))
end

local FIELDS <const> = {
  from = true, shape = true, key = true, optional = true, ["true"] = true,
  ["false"] = true, dates = true, decimal = true,
}

local function check_fields(decl)
  for key in order.pairs(decl) do
    if not FIELDS[key] then
      return nil, ("unknown field %s%s"):format(tostring(key),
        suggest.hint(tostring(key), order.keys(FIELDS)))
    end
  end
  if decl.shape ~= nil and type(decl.shape) ~= "string" then
    return nil, ("shape: got %s, expected a word such as text"):format(shown(decl.shape))
  end
  return true
end

--- Compile a declaration. `defaults` holds what the series says for all its
--- columns, and the column's name for messages; `spoken` periods may be
--- "6 months", as documents have it.
---@param decl string|table|nil  "date", "low|high", { shape =, from =, ... }; text
---@param defaults? { name?: string, dates?: string, decimal?: string, spoken?: boolean }
---@return tickmark.Shape|nil
---@return string? message
function shape.compile(decl, defaults)
  if decl == nil or type(decl) == "string" then decl = { shape = decl } end
  if type(decl) ~= "table" then
    return nil, ("got %s, expected a shape"):format(shown(decl))
  end
  local ok, message = check_fields(decl)
  if not ok then return nil, message end
  defaults = defaults or {}
  local kind = decl.shape or "text"
  local self = { kind = kind, name = defaults.name, from = decl.from,
    spoken = defaults.spoken }
  setmetatable(self, methods)
  for _, field in ipairs { "key", "optional" } do
    self[field], message = flag(decl[field], field)
    if message then return nil, message end
  end
  if kind:find("|", 1, true) then return prepare_enum(self, kind) end
  if kind == "enum" or not read[kind] then
    local kinds = { "bool", "date", "id", "integer", "list", "number", "period", "text" }
    return nil, ("shape: got %s, expected %s, or values such as low|high%s"):format(
      text.quote(kind), table.concat(kinds, ", "), suggest.hint(kind, kinds))
  end
  if prepare[kind] then return prepare[kind](self, decl, defaults) end
  return self
end

---@param x any
---@return boolean
function shape.is(x)
  return getmetatable(x) == methods
end

return shape
