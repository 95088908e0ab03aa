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

-- <a href="where">, <img src="what">, with or without quotes
local HTML_LINKS <const> = {}
for _, name in ipairs { "[hH][rR][eE][fF]", "[sS][rR][cC]" } do
  for _, value in ipairs { '"([^"<>]+)"', "'([^'<>]+)'", "([^\"'<>%s]+)" } do
    HTML_LINKS[#HTML_LINKS + 1] = "()<%a[^<>]-%s" .. name .. "%s*=%s*" .. value
  end
end

--- Where a piece of HTML leads.
local function add_html(list, piece)
  if piece.text:find("^%s*<!%-%-") then return end
  for _, pattern in ipairs(HTML_LINKS) do
    for at, target in piece.text:gmatch(pattern) do
      local _, rows = piece.text:sub(1, at):gsub("\n", "")
      list[#list + 1] = { text = "", line = piece.line + rows,
        target = (target:gsub("&amp;", "&")) }
    end
  end
end

--- What a document has, for the rules that ask.
local function around(self, item, document)
  item.exists = function(path)
    return path == "" or self.repo:entry(self.tree, path) ~= nil
  end
  item.blanks = function(map)
    local list = {}
    for _, key in ipairs(document:keys(map)) do
      if map[key] == nil then list[#list + 1] = key end
    end
    return list
  end
  item.links = function()
    if document:kind() ~= "markdown" then return {} end
    local own = lists.join { document:links() or {}, document:images() or {} }
    for _, piece in ipairs(document:html() or {}) do add_html(own, piece) end
    return own
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
    line = document:body_line(), today = self.today, late = self.late, same = self.same,
    known = self.known }, document)
end

--- The entries of a list, which are maps, or the fault of each that isn't.
local function entries_of(self, own, path, document, list, at)
  local found, faults, places = {}, {}, positions.finder(document, document:data())
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

--- A cell as the field that it is: some are lists, some are either.
local cell_of
function cell_of(description, text)
  if type(description) ~= "table" then return text end
  for _, one in ipairs(description.any or {}) do
    local cell = cell_of(one, text)
    if cell ~= nil then return cell end
  end
  if description.list ~= "text" then return nil end
  local list = {}
  for part in text:gmatch("[^,;]+") do list[#list + 1] = part:match("^%s*(.-)%s*$") end
  return list
end

--- The rows of a CSV file with cells as fields, and as they stand there. `names` are
--- ours for its columns; without them all columns stay.
local function rows_of(document, map, names, values)
  local rows, records = {}, {}
  for i = 1, document:len() do
    local record, row = document:record(i), {}
    for column, text in pairs(record) do
      local name = names and names[column] or column
      local words = values and values[name]
      if map[name] or not names then
        row[name] = cell_of(map[name], words and words[text] or text)
      end
    end
    rows[i], records[i] = row, record
  end
  return rows, records
end

--- Required fields that a table has no column for; and that as a fault.
local function lacking(own, document)
  local has, absent, list = {}, {}, {}
  for _, column in ipairs(document:header()) do has[column] = true end
  for _, name in ipairs(own.required) do
    if not has[own.names[name]] and not absent[name] then
      absent[name], list[#list + 1] = true, own.names[name]
    end
  end
  return absent, #list > 0 and { { code = "head",
    message = "it has no column " .. table.concat(list, ", "),
    remedy = ("add it, or name the one that it is under records.%s.fields in "
      .. "tickmark.yml"):format(own.shape.type) } } or {}
end

--- A CSV file: each row is an entry.
local function entries_of_table(self, own, path, document)
  local absent, faults = lacking(own, document)
  local rows, records = rows_of(document, own.description.map)
  local list, places = {}, positions.finder(document, records)
  for i, row in ipairs(rows) do
    list[i] = item_of(self, own, path, document, places, row, { tostring(i) })
    list[i].absent = absent
  end
  return list, faults
end

--- A CSV file that is one document, which says no more than its rows.
local function table_of(self, own, path, document)
  local key, ours = own.shape.in_table, {}
  for name, column in pairs(own.record.fields or {}) do ours[column] = name end
  local map = own.shape.nested[key].list.map
  local rows, records = rows_of(document, map, ours, own.record.values)
  local places = positions.finder(document, { [key] = records }, own.record.fields)
  local item = item_of(self, own, path, document, places, { [key] = rows }, {})
  item.absent, item.body = {}, ""
  for _, name in ipairs(own.required) do item.absent[name] = name ~= key or nil end
  return { item }, {}
end

--- A document that says nothing of itself.
local function headless(self, own, path, document)
  if own.record.head == "none" then
    local item = item_of(self, own, path, document, {}, {}, {})
    item.is_bare = true
    return { item }, {}
  elseif document:kind() == "markdown" then
    return {}, { { code = "head", message = "it has no head",
      remedy = "begin it with ---, then id: " .. own.shape.id .. "-NAME, title: and "
        .. "status:, each in a line, then --- again" } }
  end
  return {}, { { code = "head", message = "it holds no fields",
    remedy = ("tickmark doc %s tells them"):format(own.shape.type) } }
end

--- The entries of a register, or the document itself, if it has a head.
local function items_of(self, own, path, document)
  local data, each = document:data(), own.record.each
  if document:kind() == "csv" then
    local read = own.shape.in_table and table_of or entries_of_table
    return read(self, own, path, document)
  end
  if type(data) ~= "table" then return headless(self, own, path, document) end
  if each and type(data[each]) ~= "table" then
    return {}, { { code = "head", message = ("it has no list %q"):format(each),
      remedy = ("records.%s.each in tickmark.yml names it"):format(own.shape.type) } }
  elseif each then
    return entries_of(self, own, path, document, data[each], { each })
  elseif #data > 0 then
    return entries_of(self, own, path, document, data, {})
  end
  local places = positions.finder(document, data)
  return { item_of(self, own, path, document, places, data, {}) }, {}
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

--- The sections that a version of a document has for links.
---@param self tickmark.View
---@param path string
---@param blob string
---@return table<string, boolean>
function items.anchors_at(self, path, blob)
  local document = reader.read(self.repo, path, { name = path:match("[^/]*$"),
    kind = "blob", id = blob }, {}, true)
  return document and document:kind() == "markdown" and anchors_of(document) or {}
end

return items
