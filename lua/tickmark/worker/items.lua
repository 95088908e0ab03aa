--- The documents of a tree as items, which the rules look at: a document is one, or as
--- many as a register has entries.

local form = require("tickmark.documents.form")
local links = require("tickmark.documents.links")
local lists = require("tickmark.base.lists")
local positions = require("tickmark.worker.positions")
local reader = require("tickmark.worker.reader")

local items = {}

-- <a id="here">, or name=
local HTML_ID <const> = "<%a[^<>]-%f[%w][idname]+%s*=%s*[\"']([^\"'<>]+)"

--- Where links to sections of a document can lead: its headings, and ids of HTML.
local function anchors_of(document)
  local anchors = {}
  for _, heading in ipairs(document:headings() or {}) do
    anchors[links.section(heading.anchor)] = true
  end
  for id in (document:text() or ""):gmatch(HTML_ID) do
    anchors[links.section(id)] = true
  end
  return anchors
end

--- What a document has, for the rules that ask.
local function around(self, item, document)
  item.exists = function(path)
    return path == "" or self.repo:entry(self.tree, path) ~= nil
  end
  item.links = function()
    if document:kind() ~= "markdown" then return {} end
    return lists.join { document:links() or {}, document:images() or {} }
  end
  local own
  item.anchors = function()
    own = own or anchors_of(document)
    return own
  end
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
    line = document:body_line(), today = self.today, same = self.same,
    known = self.known }, document)
end

--- The entries of a list, which are maps, or the fault of each that isn't.
local function entries_of(self, own, path, document, list, at)
  local found, faults, places = {}, {}, positions.finder(document)
  for i, entry in ipairs(list) do
    local keys = table.move(at, 1, #at, 1, {})
    keys[#keys + 1] = tostring(i)
    if type(entry) == "table" and #entry == 0 then
      found[#found + 1] = item_of(self, own, path, document, places, entry, keys)
    else
      local place = places[table.concat(keys, "\0")] or {}
      faults[#faults + 1] = { code = "head", line = place[1], column = place[2],
        message = ("entry %d: a map expected, with its fields"):format(i) }
    end
  end
  return found, faults
end

--- A document that says nothing of itself.
local function bare(own, document)
  if own.record.head == "none" or document:kind() == "csv" then return {} end
  if document:kind() == "markdown" then
    return { { code = "head", message = "it has no head",
      remedy = "begin it with ---, then id: " .. own.shape.id .. "-NAME, title: and "
        .. "status:, each in a line, then --- again" } }
  end
  return { { code = "head", message = "it holds no fields",
    remedy = ("tickmark doc %s tells them"):format(own.shape.type) } }
end

--- The entries of a register, or the document itself, if it has a head.
local function items_of(self, own, path, document)
  local data, each = document:data(), own.record.each
  if type(data) ~= "table" or document:kind() == "csv" then
    return {}, bare(own, document)
  elseif each and type(data[each]) ~= "table" then
    return {}, { { code = "head", message = ("it has no list %q"):format(each),
      remedy = ("records.%s.each in tickmark.yml names it"):format(own.shape.type) } }
  elseif each then
    return entries_of(self, own, path, document, data[each], { each })
  elseif #data > 0 then
    return entries_of(self, own, path, document, data, {})
  end
  return { item_of(self, own, path, document, positions.finder(document), data, {}) }, {}
end

--- Read a document of a tree: its items, and what is wrong with what is none.
---@param self tickmark.View
---@param own tickmark.Form
---@param path string
---@param entry {name: string, kind: string, id: string}
---@return tickmark.Item[]
---@return tickmark.Noted[]
function items.read(self, own, path, entry)
  local document, fault = reader.read(self.repo, path, entry,
    { kind = own.record.format }, true)
  if document then return items_of(self, own, path, document) end
  return {}, { { code = fault.lost and "lost" or "head", line = fault.line,
    column = fault.column, message = fault.message, remedy = fault.remedy } }
end

--- The items of a blob that stood, or stands, at a path; nil is none.
---@param self tickmark.View
---@param own tickmark.Form
---@param path string
---@param blob string|false|nil
---@return tickmark.Item[]
function items.at(self, own, path, blob)
  return blob and items.read(self, own, path,
    { name = path:match("[^/]*$"), kind = "blob", id = blob }) or {}
end

return items
