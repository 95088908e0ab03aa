--- `doc`: the one document that a `collect` sees.

local read = require("tickmark.evidence.read")

local document = {}

--- What is behind each document; a script that could reach it would reach the
--- next document's, too.
local inside = setmetatable({}, { __mode = "k" })

local function own_of(self)
  return inside[self] or error("it is called with a colon, as in doc:text()", 3)
end

---@class tickmark.Document
---@field path string
---@field series string?
---@field date tickmark.Date?
---@field period string?
---@field kind string
local methods = {}

--- What few scripts ask for is worked out when one does.
local meta = { __metatable = false, __index = function(self, name)
  local method = methods[name]
  if method then return method end
  if name == "kind" then return inside[self].doc:kind() end
  if name == "period" then
    local day = rawget(self, "date")
    return day and tostring(day)
  end
end }

--- What stands at the top: the head of Markdown and YAML typed by the series'
--- columns, anything else as it is; nil where there is no head.
function methods:data()
  local own = own_of(self)
  local reader, data = own.reader, own.doc:data()
  if #reader.columns == 0 or reader.rows or data == nil or own.doc:kind() == "json" then
    return data
  end
  local items, fault = read.items(reader, own.doc)
  if not items then error(fault, 0) end
  return items[1]
end

--- The rows as items, typed by the series' columns.
---@param key string?  the list that holds them
function methods:rows(key)
  local own = own_of(self)
  local reader = own.reader
  if key then reader = { columns = reader.columns, values = reader.values,
    renamed = reader.renamed, rows = key } end
  local items, fault = read.items(reader, own.doc)
  if not items then error(fault, 0) end
  return items
end

--- Items from rows: fn(row) gives an item or nil; its line is the row's.
function methods:each(key, fn)
  if not fn then key, fn = nil, key end
  local items = {}
  for _, row in ipairs(self:rows(key)) do
    local item = fn(row)
    if item then
      item.line = item.line or row.line
      items[#items + 1] = item
    end
  end
  return items
end

function methods:line(value, key) return own_of(self).doc:line(value, key) end
function methods:text() return own_of(self).doc:text() end
function methods:section(title) return own_of(self).doc:section(title) end
function methods:table(n) return own_of(self).doc:table(n) end
function methods:links() return own_of(self).doc:links() end
function methods:headings() return own_of(self).doc:headings() end
function methods:header() return own_of(self).doc:header() end

---@return tickmark.Document
function document.new(doc, reader, fields)
  inside[fields] = { doc = doc, reader = reader }
  return setmetatable(fields, meta)
end

return document
