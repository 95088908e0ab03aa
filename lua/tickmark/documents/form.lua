--- Forms: what the documents of a record type hold, under the names that the
--- repository gives it. Made of a type's shape (policies/records/), the head that all
--- documents have (policies/head.lua), and the entry under `records:`.

local lists = require("tickmark.base.lists")
local order = require("tickmark.base.order")
local text = require("tickmark.base.text")

local form = {}

---@class tickmark.RecordShape
---@field type string
---@field title string
---@field id string                what its ids begin with, as POL
---@field requirement string       the one that it answers
---@field about string
---@field is_document boolean?     approved, and looked at again
---@field date string?             the field that dates it
---@field required string[]?
---@field in_table string?         the field that the rows of a CSV file are
---@field fields table<string, string>   scalars, which audits read, too
---@field allowed table<string, string>?  "draft|approved"
---@field nested table<string, any>?     the other fields, as criteria/schema.lua has it
---@field orders string[][]?       dates of which each is not before the one before
---@field differ string[][]?       two fields that don't name one person, and why
---@field same string[][]?         two that do
---@field spans string[][]?        two dates, and how far apart they may be; and why
---@field binds {by: string, on: string, fields: string[], why: string}[]?  what `by` has
---  agreed to on the day `on`
---@field refers string[][]?       keys that lead to ids of other records
---@field cites string[][]?        keys that lead to ids of requirements

---@class tickmark.Form
---@field shape tickmark.RecordShape
---@field record table             the entry under `records:`
---@field where {globs: string[], ignore: string[]?}  its files
---@field names table<string, string>  ours -> theirs
---@field description table        of all fields, under their names
---@field keys string[]            those names, sorted
---@field words table<string, table<string, string>>  of fields that have only some: how
---  they may be written -> how they are
---@field required string[]        ours
---@field approved string[]        ours; of what is in force
---@field orders string[][]
---@field differ string[][]
---@field same string[][]

--- "draft|approved" by how its words may be written.
local function folded(description)
  local words = {}
  for word in description:gmatch("[^|]+") do words[text.fold(word)] = word end
  return words
end

--- Descriptions of all fields, by our names.
local function fields_of(head, shape)
  local fields = {}
  for _, part in ipairs { head.fields, head.nested, shape.fields, shape.nested or {},
    shape.is_document and head.allowed or {}, shape.allowed or {} } do
    for name, description in pairs(part) do fields[name] = description end
  end
  return fields
end

---@param record table
---@param shape tickmark.RecordShape
---@param head table  of policies/head.lua
---@return tickmark.Form
function form.of(record, shape, head)
  local names, map, words = {}, {}, {}
  for name, description in pairs(fields_of(head, shape)) do
    names[name] = (record.fields or {})[name] or name
    map[names[name]] = description
    words[name] = type(description) == "string" and description:find("|", 1, true)
      and folded(description) or nil
  end
  local common = shape.is_document and head or {}
  local required = lists.join { record.id and {} or head.required,
    common.document or {}, shape.required or {} }
  return { record = record, shape = shape, names = names, words = words,
    required = required,
    where = { globs = record.paths, ignore = record.ignore },
    description = { map = map, open = true }, keys = order.keys(map),
    approved = common.approved or {},
    orders = lists.join { common.orders or {}, shape.orders or {} },
    differ = lists.join { common.differ or {}, shape.differ or {} },
    same = shape.same or {} }
end

--- Does a field say nothing?
---@param value any
---@return boolean
function form.is_empty(value)
  return value == nil or type(value) == "string" and text.trim(value) == ""
end

--- A head under our names, with our words for its values; and the same under theirs.
---@param self tickmark.Form
---@param data table
---@return table ours
---@return table theirs
function form.translate(self, data)
  local ours, theirs = {}, {}
  for key, value in pairs(data) do theirs[key] = value end
  for field, words in pairs(self.record.values or {}) do
    local key = self.names[field] or field
    if type(theirs[key]) ~= "table" and theirs[key] ~= nil then
      theirs[key] = words[theirs[key]] or theirs[key]
    end
  end
  for name, key in pairs(self.names) do ours[name] = theirs[key] end
  for name, words in pairs(self.words) do
    local given = ours[name]
    if type(given) == "string" then
      ours[name] = words[given] and given or words[text.fold(text.trim(given))] or given
    end
  end
  return ours, theirs
end

return form
