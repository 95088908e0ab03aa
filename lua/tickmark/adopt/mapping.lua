--- Which of the keys that documents have stand for which of our fields, and which of
--- their words for ours: decided by what the keys are called and the values look like.

local order = require("tickmark.base.order")
local records = require("tickmark.criteria.records")
local shape = require("tickmark.base.shape")
local text = require("tickmark.base.text")
local typing = require("tickmark.adopt.typing")
local vocabulary = require("tickmark.adopt.vocabulary")

local mapping = {}

--- "nextReview", "Next review" -> "next_review"; "Nächste Prüfung" has no umlauts then
local function normal(key)
  local word = key:gsub("(%l)(%u)", "%1_%2")
  return (vocabulary.plain(word):gsub("[^%w\128-\255]+", "_"):gsub("^_+", "")
    :gsub("_+$", ""))
end

--- All fields of a type, with what they hold; "anything" where that is no scalar.
local function fields_of(name)
  local head, own = records.head(), records.shape(name)
  local fields = {}
  for _, part in ipairs { head.fields, head.nested, own.fields, own.nested or {} } do
    for field, description in pairs(part) do
      fields[field] = type(description) == "string" and description or "anything"
    end
  end
  return fields, own
end

--- Keys of several classes as one list.
---@param lists table[][]  of worker/looks.lua
---@return table<string, table>  by key: {n=, looks=, values=}
function mapping.merged(lists)
  local by_key = {}
  for _, list in ipairs(lists) do
    for _, key in ipairs(list) do
      local known = by_key[key.name] or { n = 0, looks = {}, values = {}, seen = {} }
      by_key[key.name] = known
      known.n = known.n + key.n
      for look, n in pairs(key.looks) do
        known.looks[look] = (known.looks[look] or 0) + n
      end
      for _, value in ipairs(key.values) do
        if not known.seen[value] then table.insert(known.values, value) end
        known.seen[value] = true
      end
    end
  end
  return by_key
end

-- What values of a field look like, at least half of them.
local LOOKS <const> = { date = { "date", "day" }, period = { "period" },
  integer = { "integer" }, number = { "integer", "number" }, bool = { "bool" },
  text = { "text", "integer", "number", "bool", "period", "date", "day" },
  id = { "text", "integer", "number" } }

--- Why values are not those of a field, or nil.
local function misfit(known, description)
  local filled, fits = known.n - (known.looks.empty or 0), 0
  local wanted = LOOKS[description]
  if not wanted or filled == 0 then return nil end
  for _, look in ipairs(wanted) do fits = fits + (known.looks[look] or 0) end
  if 2 * fits < filled then
    return ("its values, as %s, are no %s"):format(known.values[1]
      and text.quote(known.values[1]) or "lists", description)
  end
  if description ~= "id" then return nil end
  for _, value in ipairs(known.values) do
    if not shape.compile("id"):read(value) then
      return ("its values, as %s, are no ids"):format(text.quote(value))
    end
  end
  if #known.values < math.min(filled, 12) then return "several have the same" end
end

--- Keys that may stand for a field: those of its own name, else what others call it.
local function candidates(field, keys, fields)
  local alike, others = {}, {}
  local words = vocabulary.set(vocabulary.fields[field] or {})
  for _, key in ipairs(order.keys(keys)) do
    local word = not fields[key] and normal(key)
    if word == field then alike[#alike + 1] = key end
    if words[word] then others[#others + 1] = key end
  end
  return #alike > 0 and alike or others
end

--- Map one field; what is not clear is noted.
local function map_field(field, description, keys, fields, found)
  local fits, odd = {}, {}
  for _, key in ipairs(candidates(field, keys, fields)) do
    local why = misfit(keys[key], description)
    table.insert(why and odd or fits, key)
    found.told[key] = true
    if why then
      table.insert(found.left, ("%s: called like %s, but %s"):format(key, field, why))
    end
  end
  if #fits == 1 then
    found.fields[field] = fits[1]
  elseif #fits > 1 then
    table.insert(found.left, ("%s: which of them is %s?"):format(text.either(fits, "and"),
      field))
  end
end

--- Our words for the values of a field that has only some.
local function map_values(field, allowed, keys, found)
  local known = keys[found.fields[field] or field]
  local is_ours = shape.compile(allowed)
  local words = vocabulary.by_word(vocabulary.values[field] or {})
  for _, value in ipairs(known and known.values or {}) do
    local ours = words[vocabulary.plain(text.trim(value))]
    if not is_ours:read(value) and ours then
      found.values[field] = found.values[field] or {}
      found.values[field][value] = ours
    elseif not is_ours:read(value) and text.trim(value) ~= "" then
      table.insert(found.left, ("%s: %s is none of %s"):format(
        found.fields[field] or field, text.quote(value), (allowed:gsub("|", ", "))))
    end
  end
end

--- What documents call their type, if they don't as we do.
local function map_type(name, keys, found)
  local known = keys[found.fields.type or "type"]
  for _, value in ipairs(known and known.values or {}) do
    if value ~= name and typing.of_word(value) == name then
      found.values.type = found.values.type or {}
      found.values.type[value] = name
    end
  end
end

--- Tell keys that hold dates and stand for nothing.
local function note_dates(keys, fields, found)
  for _, key in ipairs(order.keys(keys)) do
    local known = keys[key]
    local days = (known.looks.date or 0) + (known.looks.day or 0)
    local filled = known.n - (known.looks.empty or 0)
    if not fields[key] and not found.told[key] and days > 0 and 2 * days >= filled then
      table.insert(found.left, ("%s: dates, as %s; of which field?"):format(key,
        text.quote(known.values[1])))
    end
  end
end

--- Map the keys of a type's documents.
---@param name string  the type
---@param keys table<string, table>  of mapping.merged
---@return {fields: table<string, string>, values: table, left: string[]}
function mapping.of(name, keys)
  local fields, own = fields_of(name)
  local found = { fields = {}, values = {}, left = {}, told = {} }
  for _, field in ipairs(order.keys(fields)) do
    if not keys[field] then map_field(field, fields[field], keys, fields, found) end
  end
  local head = records.head()
  for _, allowed in ipairs { own.is_document and head.allowed or {},
    own.allowed or {} } do
    for _, field in ipairs(order.keys(allowed)) do
      map_values(field, allowed[field], keys, found)
    end
  end
  map_type(name, keys, found)
  note_dates(keys, fields, found)
  return found
end

local known_keys = {} -- by type

--- Is a key one that documents of a type have, by our name or another's?
---@param name string
---@param key string
---@return boolean
function mapping.knows(name, key)
  local known = known_keys[name]
  if not known then
    known = {}
    for field in pairs(fields_of(name)) do
      known[field] = true
      for _, word in ipairs(vocabulary.fields[field] or {}) do known[word] = true end
    end
    known_keys[name] = known
  end
  return known[normal(key)] == true
end

--- Is a key a field of a type, by our name?
---@param name string
---@param key string
---@return boolean
function mapping.is_field(name, key) return fields_of(name)[key] ~= nil end

return mapping
