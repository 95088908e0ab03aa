--- Record types: their shapes, and how a repository's own keys map to ours.
--
-- The shapes are data in the pack policies/records/, one file a type.

local canon = require("tickmark.base.canon")
local core = require("tickmark.core")
local order = require("tickmark.base.order")

local records = {}

local shapes = {}

--- The shape of a record type; types we don't know have none.
---@param name string
---@return tickmark.RecordShape
function records.shape(name)
  if shapes[name] == nil then
    local text = core.bundled(("policies/records/%s.lua"):format(name))
    shapes[name] = text and assert(load(text, "=" .. name, "t", {}))()
      or { type = name, title = name, id = "DOC", requirement = "7.5.3", fields = {} }
  end
  return shapes[name]
end

local common -- to all types

--- The head that documents of all types have.
---@return table
function records.head()
  common = common or assert(load(core.bundled("policies/head.lua"), "=head", "t", {}))()
  return common
end

--- The types that a configuration keeps, with what they hold; and those that only
--- another has.
---@param settings table  as config.complete gives them
---@param more table?
---@return {record: table, shape: tickmark.RecordShape}[]
function records.forms(settings, more)
  local forms, seen = canon.array {}, {}
  for _, one in ipairs { settings, more } do
    for _, name in ipairs(order.keys(one.records)) do
      local record = one.records[name]
      local key = canon.encode(record)
      if not seen[key] then
        forms[#forms + 1] = { record = record, shape = records.shape(record.type) }
      end
      seen[key] = true
    end
  end
  return forms
end

--- Columns as evidence/read.lua takes them: ours <- theirs.
---@param record table  a type's entry under `records:`
---@return table<string, table>
function records.columns(record)
  local shape, columns = records.shape(record.type), {}
  for name, kind in pairs(shape.fields) do
    columns[name] = { from = name, shape = kind, optional = true }
  end
  for ours, theirs in pairs(record.fields or {}) do
    columns[ours] = { from = theirs, optional = true,
      shape = shape.fields[ours] or "text" }
  end
  return columns
end

--- Heads with our names for their keys and values.
---@param record table
---@param documents table[]
---@return table[]  the same documents with `head`
function records.heads(record, documents)
  for _, document in ipairs(documents) do
    if document.data then
      local head = {}
      for key, value in pairs(document.data) do head[key] = value end
      for ours, theirs in pairs(record.fields or {}) do
        head[ours] = document.data[theirs]
      end
      for field, map in pairs(record.values or {}) do
        if head[field] ~= nil then head[field] = map[head[field]] or head[field] end
      end
      document.head = head
    end
  end
  return documents
end

return records
