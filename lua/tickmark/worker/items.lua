--- The documents of a tree as items, which the rules look at: a document is one, or as
--- many as a register has entries.

local form = require("tickmark.documents.form")
local positions = require("tickmark.worker.positions")
local reader = require("tickmark.worker.reader")

local items = {}

--- Places of a document's values, worked out when somebody asks for one.
local function places_of(document)
  local all
  return setmetatable({}, { __index = function(_, key)
    all = all or positions.of(document)
    return all[key]
  end })
end

local function anchors_of(document)
  local anchors = {}
  for _, heading in ipairs(document:headings() or {}) do
    anchors[heading.anchor] = true
  end
  return anchors
end

--- What a document has, for the rules that ask.
local function around(self, item, document)
  item.exists = function(path)
    return path == "" or self.repo:entry(self.tree, path) ~= nil
  end
  item.links = function()
    return document:kind() == "markdown" and document:links() or {}
  end
  item.anchors = function() return anchors_of(document) end
  item.anchors_of = function(path)
    if self.anchors[path] == nil then
      local entry = self.repo:entry(self.tree, path)
      local other = entry and reader.read(self.repo, path, entry, {}, true)
      self.anchors[path] = other and anchors_of(other) or false
    end
    return self.anchors[path]
  end
  return item
end

local function item_of(self, own, path, document, places, data, at)
  local head, theirs = form.translate(own, data)
  return around(self, { path = path, form = own, head = head, theirs = theirs, at = at,
    places = places, body = #at == 0 and document:text() or "",
    line = document:body_line(), today = self.today, same = self.same }, document)
end

--- The entries of a register, or the document itself, if it has a head.
local function items_of(self, own, path, document)
  local data, each = document:data(), own.record.each
  if type(data) ~= "table" or document:kind() == "csv" then return {} end
  local places = places_of(document) -- of all its entries
  if not each then return { item_of(self, own, path, document, places, data, {}) } end
  local list = {}
  for i, entry in ipairs(type(data[each]) == "table" and data[each] or {}) do
    if type(entry) == "table" then
      list[#list + 1] = item_of(self, own, path, document, places, entry,
        { each, tostring(i) })
    end
  end
  return list
end

--- Read a document of a tree: its items; nil with a fault where it can't be read.
---@param self tickmark.View
---@param own tickmark.Form
---@param path string
---@param entry {name: string, kind: string, id: string}
---@return tickmark.Item[]?
---@return tickmark.Noted?
function items.read(self, own, path, entry)
  local document, fault = reader.read(self.repo, path, entry,
    { kind = own.record.format }, true)
  if not document then
    return nil, { code = fault.lost and "lost" or "head", line = fault.line,
      column = fault.column, message = fault.message, remedy = fault.remedy }
  end
  local list = items_of(self, own, path, document)
  if #list == 0 and own.record.head ~= "none" and document:kind() == "markdown" then
    return nil, { code = "head", message = "it has no head",
      remedy = "begin it with ---, then id: " .. own.shape.id .. "-NAME, title: and "
        .. "status:, each in a line, then --- again" }
  end
  return list
end

return items
