--- What a tree holds, for whoever has no configuration yet: folder by folder the files
--- with one ending, their names, and of some of them the keys and looks of their values.

local canon = require("tickmark.base.canon")
local doc = require("tickmark_worker").doc
local link = require("tickmark.worker.link")
local looks = require("tickmark.worker.looks")
local order = require("tickmark.base.order")
local reader = require("tickmark.worker.reader")
local table_of = require("tickmark.worker.columns")
local text = require("tickmark.base.text")

local FOLDERS_MAX <const> = 10000
local DOCUMENTS <const> = 8000 -- that are read, about
local SAMPLE <const> = { least = 2, most = 50 } -- of a folder's files with one ending
local NAMES <const> = 200000 -- that are sent, about
local NAMED <const> = { least = 20, most = 400 } -- of those files
local BYTES <const> = 128 << 20 -- that are read
local FILE_MAX <const> = 2 << 20
local ENTRIES_MAX <const> = 200 -- of a register that are looked at
local TABLES <const> = { alike = 5, most = 40 } -- CSV files of a group that are read
local PART <const> = 100 -- groups

---@class tickmark.Group  the files of a folder that have one ending
---@field folder string
---@field ending string
---@field kind string        as the reader has it
---@field count integer
---@field names string[]     the last ones
---@field read integer       how many were read
---@field classes table[]    those that are alike: {form=, type=, names=, keys=, each=}
---@field tables table[]?    of CSV, those that are called alike: {names=} and columns

--- What a file is called after its stem, and how that is read; behind an ending that
--- nobody knows there may be one, as in .md.erb.
local function ending_of(name)
  local stem, ending = name:match("^(.+)%.([^.]+)$")
  if not stem then return "", "text" end
  local kind = doc.kind_of(name)
  local inner = kind == "text" and stem:match("%.([^.]+)$")
  if inner and doc.kind_of(stem) ~= "text" then
    return inner .. "." .. ending, doc.kind_of(stem)
  end
  return ending, kind
end

--- The files of a folder by their endings; how many are hidden, or of tickmark.
local function groups_of(at, entries)
  local groups, hidden, sidecars = {}, 0, 0
  local is_hidden = ("/" .. at.path):find("/.", 1, true)
  for _, entry in ipairs(entries) do
    local name = entry.name
    if entry.kind == "tree" or at.path == "" and name == "tickmark.yml" then
      goto next
    elseif is_hidden or name:sub(1, 1) == "." then
      hidden = hidden + 1
    elseif name:find("%.meta%.ya?ml$") then
      sidecars = sidecars + 1
    else
      local ending, kind = ending_of(name)
      local group = groups[ending]
      if not group then
        group = { kind = kind, entries = {} }
        groups[ending] = group
      end
      table.insert(group.entries, entry)
    end
    ::next::
  end
  return groups, hidden, sidecars
end

--- The lists of maps that a document has at its top, by their keys; "" is the top.
local function registers_of(data)
  local found = {}
  local function look(key, list)
    if type(list) == "table" and type(list[1]) == "table" and #list[1] == 0 then
      found[key] = list
    end
  end
  look("", data)
  for _, key in ipairs(looks.keys(data)) do look(key, data[key]) end
  return found
end

--- Is a key of a map in the first line, where a fence would be?
local function is_bare(document, data)
  for key in pairs(data) do
    if document:key_line(data, key) == 1 then return true end
  end
  return false
end

local function form_of(document, data)
  if document:kind() ~= "markdown" then return #data > 0 and "list" or "map" end
  return is_bare(document, data) and "bare" or "fenced"
end

--- The class of a document: what is alike has one.
local function class_of(classes, form, data)
  local said = type(data.type) == "string" and text.clip(data.type, 40) or nil
  if form == "list" then data = type(data[1]) == "table" and data[1] or {} end
  local keys, marks = looks.keys(data), {}
  for _, key in ipairs(keys) do
    local value = data[key]
    if type(value) ~= "table" and looks.like(value) == "bool" then
      marks[#marks + 1] = key .. "\1" .. tostring(value)
    end
  end
  local id = table.concat({ form, said or "", table.concat(keys, "\0"),
    table.concat(marks, "\0") }, "\2")
  local class = classes[id]
  if not class then
    class = { form = form, type = said, names = canon.array {}, looks = looks.new(),
      each = {} }
    classes[id] = class
    table.insert(classes.list, class)
  end
  return class
end

local function add_registers(class, data)
  local registers = registers_of(data)
  for _, key in ipairs(order.keys(registers)) do
    local list = registers[key]
    local of = class.each[key] or looks.new()
    class.each[key] = of
    for i = 1, math.min(#list, ENTRIES_MAX) do
      if type(list[i]) == "table" and #list[i] == 0 then looks.add(of, list[i]) end
    end
  end
end

--- Read one document into its class.
local function add_document(classes, document, fault, name)
  local data = document and document:data()
  if fault then
    local class = class_of(classes, "refused", { fault = fault.message })
    class.message = text.message(fault.message, 200)
    table.insert(class.names, name)
  elseif type(data) ~= "table" then
    table.insert(class_of(classes, "none", {}).names, name)
  else
    local class = class_of(classes, form_of(document, data), data)
    table.insert(class.names, name)
    if class.form ~= "list" then looks.add(class.looks, data) end
    if document:kind() ~= "markdown" then add_registers(class, data) end
  end
end

local function told(classes)
  local list = canon.array {}
  for i, class in ipairs(classes.list) do
    local each = canon.array {}
    for _, key in ipairs(order.keys(class.each)) do
      each[#each + 1] = { key = key, n = class.each[key].n,
        keys = looks.told(class.each[key]) }
    end
    list[i] = { form = class.form, type = class.type, message = class.message,
      names = class.names, keys = looks.told(class.looks), each = each }
  end
  return list
end

--- May a file be read still, or is it too large, or enough has been read?
local function admits(self, entry)
  local size = entry.kind == "blob" and self.repo:size(entry.id) or 0
  if size > FILE_MAX or self.bytes + size > BYTES then
    self.large = self.large + 1
    return false
  end
  self.bytes = self.bytes + size
  return true
end

--- The last CSV files of each name that is alike but for its digits.
local function tables_among(self, entries)
  local by_stem, list, n = {}, {}, 0
  for i = #entries, 1, -1 do
    local stem = entries[i].name:gsub("%d+", "")
    local alike = by_stem[stem]
    if not alike then
      alike = { entries = {} }
      by_stem[stem] = alike
      list[#list + 1] = alike
    end
    if #alike.entries < math.min(TABLES.alike, self.sample) and n < TABLES.most then
      table.insert(alike.entries, 1, entries[i])
      n = n + 1
    end
  end
  return list
end

--- Read CSV files of a group that are called alike.
local function read_tables(self, path, group, entries)
  group.tables = canon.array {}
  for _, alike in ipairs(tables_among(self, entries)) do
    local columns, names = table_of.new(), canon.array {}
    for _, entry in ipairs(alike.entries) do
      if admits(self, entry) then
        table_of.add(columns, function(separator)
          return reader.read(self.repo, path .. entry.name, entry, { kind = "csv",
            separator = separator }, true)
        end)
        names[#names + 1], group.read = entry.name, group.read + 1
      end
      link.beat()
    end
    local told_of = table_of.told(columns)
    told_of.names = names
    if #names > 0 then table.insert(group.tables, told_of) end
  end
end

--- Read the last documents of a group.
local function read_some(self, path, group, entries)
  local classes = { list = {} }
  for i = math.max(1, #entries - self.sample + 1), #entries do
    local entry = entries[i]
    if admits(self, entry) then
      local document, fault = reader.read(self.repo, path .. entry.name, entry,
        { kind = group.kind }, true)
      add_document(classes, document, fault, entry.name)
      group.read = group.read + 1
    end
    link.beat()
  end
  group.classes = told(classes)
end

local function send(self, group)
  self.part[#self.part + 1] = group
  if #self.part < PART then return end
  link.part("groups", self.part)
  self.part = {}
end

local function look_at(self, at)
  local entries = link.check(self.repo:tree(at.id))
  local path = at.path == "" and "" or at.path .. "/"
  local groups, hidden, sidecars = groups_of(at, entries)
  self.hidden, self.sidecars = self.hidden + hidden, self.sidecars + sidecars
  for _, ending in ipairs(order.keys(groups)) do
    local found = groups[ending]
    local n = #found.entries
    local group = { folder = at.path, ending = ending, kind = found.kind, count = n,
      read = 0, names = canon.array {}, classes = canon.array {} }
    for i = math.max(1, n - self.named + 1), n do
      table.insert(group.names, found.entries[i].name)
    end
    if found.kind == "csv" then
      read_tables(self, path, group, found.entries)
    elseif found.kind ~= "text" then
      read_some(self, path, group, found.entries)
    end
    self.files = self.files + n
    send(self, group)
  end
end

local function share(all, folders, bounds)
  return math.max(bounds.least, math.min(bounds.most, all // math.max(1, folders)))
end

--- Look at a tree. Groups are sent as parts.
---@param repo userdata
---@param tree string
---@return table  how many {files=, folders=, left=, hidden=, sidecars=, large=} there
---  are, {sample=} of a group's files that are read, {problems=}
return function(repo, tree)
  local folders, problems = repo:folders(tree, { "**" })
  link.check(folders, problems)
  local n = math.min(#folders, FOLDERS_MAX)
  local self = { repo = repo, part = {}, files = 0, hidden = 0, sidecars = 0, large = 0,
    bytes = 0, sample = share(DOCUMENTS, n, SAMPLE), named = share(NAMES, n, NAMED) }
  for i = 1, n do
    look_at(self, folders[i])
    link.beat()
  end
  if #self.part > 0 then link.part("groups", self.part) end
  return { files = self.files, folders = n, left = #folders - n, hidden = self.hidden,
    sidecars = self.sidecars, large = self.large, sample = self.sample,
    problems = canon.array(problems) }
end
