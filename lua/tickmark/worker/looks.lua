--- What the keys of some documents are, and what their values look like.

local canon = require("tickmark.base.canon")
local date = require("tickmark.base.date")
local order = require("tickmark.base.order")
local period = require("tickmark.base.period")
local shape = require("tickmark.base.shape")
local text = require("tickmark.base.text")

local looks = {}

local KEYS_MAX <const> = 60
local VALUES_MAX <const> = 12 -- distinct, of a key
local CLIP <const> = 80 -- bytes of a value
local NAME_MAX <const> = 200 -- bytes of a key

local NUMBER <const>, BOOL <const> = shape.compile("number"), shape.compile("bool")

--- Like a day, in whatever form: a year and something before or behind it.
local function is_like_a_day(value)
  return #value <= 40 and (value:find("%f[%d]%d%d%d%d[-/.]%d%d?[-/.]%d%d?%f[%D]")
    or value:find("%f[%d]%d%d?[-/.]%d%d?[-/.]%d%d%d%d%f[%D]")
    or value:find("%a%a%a.*%f[%d]%d%d%d%d%f[%D]") and value:find("%f[%d]%d%d?%f[%D]"))
    ~= nil
end

--- What a value looks like, in a word.
---@param value any
---@return string
function looks.like(value)
  if type(value) == "table" then return #value > 0 and "list" or "map" end
  local written = tostring(value)
  if text.trim(written) == "" then return "empty" end
  if date.parse(written) then return "date" end
  if NUMBER:read(written) then
    return math.tointeger(tonumber(written)) and "integer" or "number"
  end
  if BOOL:read(written) ~= nil then return "bool" end
  if period.parse_words(written) then return "period" end
  return is_like_a_day(written) and "day" or "text"
end

---@class tickmark.Looks
---@field n integer  how many there were
---@field by_key table<string, table>

---@return tickmark.Looks
function looks.new() return { n = 0, by_key = {} } end

--- The keys that are looked at, sorted.
---@param data table
---@return string[]
function looks.keys(data)
  local list = {}
  for _, key in ipairs(order.keys(data)) do
    if type(key) == "string" and #key <= NAME_MAX and #list < KEYS_MAX then
      list[#list + 1] = key
    end
  end
  return list
end

local function add_value(known, value)
  local look = looks.like(value)
  known.n, known.looks[look] = known.n + 1, (known.looks[look] or 0) + 1
  if type(value) == "table" or #known.values >= VALUES_MAX then return end
  local written = text.clip(tostring(value), CLIP)
  if not known.seen[written] then known.values[#known.values + 1] = written end
  known.seen[written] = true
end

--- Look at one more.
---@param self tickmark.Looks
---@param data table
function looks.add(self, data)
  self.n = self.n + 1
  for _, key in ipairs(looks.keys(data)) do
    local known = self.by_key[key]
    if not known then
      known = { n = 0, looks = {}, values = canon.array {}, seen = {} }
      self.by_key[key] = known
    end
    add_value(known, data[key])
  end
end

--- What was seen, as plain data.
---@param self tickmark.Looks
---@return table[]  {name=, n=, looks=, values=}, by name
function looks.told(self)
  local list = canon.array {}
  for _, key in ipairs(order.keys(self.by_key)) do
    local known = self.by_key[key]
    list[#list + 1] = { name = key, n = known.n, looks = known.looks,
      values = known.values }
  end
  return list
end

return looks
