--- A document's items: rows of a table or a list, or the head, typed by what
--- the series' columns or the record's shape declare.

local shape = require("tickmark.base.shape")

local read = {}

---@class tickmark.Fault  why a document was refused
---@field line integer
---@field column integer?
---@field message string
---@field remedy string?

local function compile(columns)
  local list = {}
  for name, decl in pairs(columns or {}) do
    local from = type(decl) == "table" and decl.from or name
    local compiled, message = shape.compile(decl, { name = from, spoken = true })
    if not compiled then error(("columns.%s: %s"):format(name, message), 0) end
    list[#list + 1] = { name = name, from = from, shape = compiled,
      optional = type(decl) == "table" and decl.optional,
      key = type(decl) == "table" and decl.key }
  end
  table.sort(list, function(a, b) return a.name < b.name end)
  return list
end

--- Prepare a source's declaration for reading.
---@param decl table  {columns=, rows=, values=, format=, named=}
---@return table reader
function read.prepare(decl)
  local reader = { columns = compile(decl.columns), rows = decl.rows,
    values = decl.values or {}, renamed = {} }
  for _, column in ipairs(reader.columns) do
    if column.from ~= column.name then reader.renamed[column.from] = true end
  end
  return reader
end

local function fault(doc, raw, key, message, line, column)
  local at, col
  if raw then at, col = doc:line(raw, key) end
  return { line = line or at or 1, column = column or col, message = message }
end

local function present(value)
  if value == "" then return nil end
  return value
end

--- Type one row. Returns the item, or nil and a fault.
local function typed(reader, doc, raw, line)
  local item = {}
  for name, value in pairs(raw) do
    if type(name) == "string" and not reader.renamed[name] then
      item[name] = present(value)
    end
  end
  for _, column in ipairs(reader.columns) do
    local value = present(raw[column.from])
    local theirs = reader.values[column.name]
    if theirs and theirs[value] then value = theirs[value] end
    if value ~= nil then
      local message
      value, message = column.shape:read(value)
      if message then
        return nil, fault(doc, not line and raw or nil, column.from, message, line)
      end
    end
    item[column.name] = value
    if column.key and value ~= nil then item.item = tostring(value) end
  end
  if item.item == nil and item.id ~= nil and type(item.id) ~= "table" then
    item.item = tostring(item.id)
  end
  item.line = line or doc:line(raw) or 1
  return item
end

local function missing_column(reader, header)
  local have = {}
  for _, name in ipairs(header) do have[name] = true end
  for _, column in ipairs(reader.columns) do
    if not column.optional and not have[column.from] then return column.from end
  end
end

local function csv_items(reader, doc)
  local header = doc:header()
  local missing = missing_column(reader, header)
  if missing then
    return nil, { line = 1, message = ("no column %q"):format(missing),
      remedy = "the columns are " .. table.concat(header, ", ") }
  end
  local items = {}
  for i = 1, doc:len() do
    local raw, line = doc:record(i)
    local item, why = typed(reader, doc, raw, line)
    if not item then return nil, why end
    items[i] = item
  end
  return items
end

--- The list that `rows` names, by dots.
local function list_at(root, rows)
  local at = root
  for key in rows:gmatch("[^.]+") do
    at = type(at) == "table" and at[key] or nil
  end
  return at
end

local function list_items(reader, doc, list)
  local items = {}
  for i, raw in ipairs(list) do
    if type(raw) ~= "table" then
      return nil, { line = doc:line(list, i) or 1, message = "a row that is no map" }
    end
    local item, why = typed(reader, doc, raw)
    if not item then return nil, why end
    items[i] = item
  end
  return items
end

--- Read all items of a document.
---@param reader table  of read.prepare
---@param doc userdata  tickmark.doc
---@return table[]? items  nil with a fault when the document is refused
---@return tickmark.Fault? fault
---@return table? head  the map at the top, where there is one
function read.items(reader, doc)
  if doc:kind() == "csv" then return csv_items(reader, doc) end
  local root = doc:data()
  if doc:kind() == "text" then return {} end
  if root == nil then root = {} end
  if type(root) ~= "table" then
    return nil, { line = 1, message = "neither a map nor a list" }
  end
  if reader.rows then
    local list = list_at(root, reader.rows)
    if type(list) ~= "table" or (next(list) ~= nil and #list == 0) then
      return nil, { line = 1, message = ("no list %q"):format(reader.rows) }
    end
    local items, why = list_items(reader, doc, list)
    return items, why, root
  end
  if #root > 0 then
    local items, why = list_items(reader, doc, root)
    return items, why
  end
  local item, why = typed(reader, doc, root)
  if not item then return nil, why end
  return { item }, nil, item
end

return read
