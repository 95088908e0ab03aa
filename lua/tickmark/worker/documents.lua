--- The documents of a tree, as the role `read` judges them: each is read, its rules are
--- asked, and what they find is sent.

local check = require("tickmark.documents.check")
local date = require("tickmark.base.date")
local form = require("tickmark.documents.form")
local items_in = require("tickmark.worker.items")
local ledger = require("tickmark.worker.ledger")
local link = require("tickmark.worker.link")
local secrets = require("tickmark.documents.secrets")
local source = require("tickmark.worker.source")
local text = require("tickmark.base.text")

local BYTES_MAX <const> = 1 << 20 -- of a file that is looked through for secrets

local MANY <const> = 200 -- documents, which several workers judge

---@class tickmark.View  a tree whose documents are judged
---@field repo userdata
---@field tree string
---@field base string?           a tree: only what has changed since is judged
---@field forms tickmark.Form[]
---@field today tickmark.Date
---@field same fun(a: string, b: string): boolean
---@field anchors table<string, table<string, boolean>|false>  of other documents
---@field faults tickmark.Fault[]  not sent yet
---@field ids table[]            {id=, path=, line=, new=}
---@field count integer          documents judged

--- The first form whose paths hold a file.
local function form_of(self, path)
  for _, one in ipairs(self.forms) do
    if source.holds(one.where, path) then return one end
  end
end

--- By id, the items that a file had in the base.
local function base_of(self, own, found)
  local before = {}
  local path, id = found.was or found.path, found.old
  if not id then return before end
  local items = items_in.read(self, own, path,
    { name = path:match("[^/]*$"), kind = "blob", id = id })
  for _, item in ipairs(items or {}) do before[tostring(item.head.id)] = item end
  before.one = items and #items == 1 and items[1] or nil
  return before
end

local function add_fault(self, fault)
  self.faults[#self.faults + 1] = fault
  if #self.faults >= 100 then
    link.part("faults", self.faults)
    self.faults = {}
  end
end

local function add_id(self, item, is_new)
  local id = item.head.id
  if type(id) ~= "string" then return end
  local place = item.places[table.concat(item.at, "\0") .. (#item.at > 0 and "\0" or "")
    .. item.form.names.id] or {}
  self.ids[#self.ids + 1] = { id = id, path = item.path, line = place[1] or 1,
    column = place[2] or 1, new = is_new or nil }
end

--- Judge one file.
local function judge(self, found, own)
  local items, fault = items_in.read(self, own, found.path, found)
  self.count = self.count + 1
  if fault then return add_fault(self, check.fault(found.path, fault)) end
  local before = found.old and base_of(self, own, found) or {}
  for _, item in ipairs(items) do
    item.base = #item.at == 0 and before.one or before[tostring(item.head.id)]
    local was = item.base and item.base.head.id
    add_id(self, item, self.base and was ~= item.head.id)
    for _, one in ipairs(check.item(item)) do add_fault(self, one) end
  end
end

local function look_for_secrets(self, found)
  if found.kind ~= "blob" then return end
  local size = self.repo:size(found.id)
  local bytes = size and size <= BYTES_MAX and self.repo:blob(found.id, BYTES_MAX)
  local what, line = nil, nil
  if bytes then what, line = secrets.find(bytes) end
  if what then
    add_fault(self, check.fault(found.path, { code = "secret", line = line,
      message = "it holds " .. what, remedy = "take it out, and make it worthless "
        .. "where it is used: whoever has seen it has it" }))
  end
end

--- All documents of the tree, in the order of their paths.
local function all_of(self)
  local list, globs = {}, {}
  for _, one in ipairs(self.forms) do
    table.move(one.record.paths, 1, #one.record.paths, #globs + 1, globs)
  end
  for _, at in ipairs(link.check(self.repo:folders(self.tree, globs))) do
    for _, entry in ipairs(link.check(self.repo:tree(at.id))) do
      local path = at.path == "" and entry.name or at.path .. "/" .. entry.name
      if entry.kind ~= "tree" then
        list[#list + 1] = { path = path, name = entry.name, kind = entry.kind,
          id = entry.id }
      end
    end
    link.beat()
  end
  return list
end

-- What a mode says that a file is.
local KINDS <const> = { [0xA000] = "symlink", [0xE000] = "submodule" }

--- What a change touches; what it moves is told from what it takes away by its blob,
--- or by its name.
local function touched_of(self)
  local list, gone, by_blob = {}, {}, {}
  for _, one in ipairs(link.check(self.repo:diff(self.base, self.tree))) do
    if one.now then
      list[#list + 1] = { path = one.path, name = one.path:match("[^/]*$"),
        kind = KINDS[one.mode & 0xF000] or "blob", id = one.now, old = one.old }
    else
      gone[#gone + 1] = one
      by_blob[one.old] = one
    end
  end
  for _, one in ipairs(list) do
    local was = not one.old and by_blob[one.id]
    if was then one.old, one.was, was.moved = was.old, was.path, one.path end
  end
  return list, gone
end

--- The items that a change takes away, by their ids: a document that has another path
--- and other words is the same by its id.
local function taken_away(self, gone)
  local by_id = {}
  for _, one in ipairs(gone) do
    local own = not one.moved and form_of(self, one.path)
    local items = own and items_in.read(self, own, one.path,
      { name = one.path:match("[^/]*$"), kind = "blob", id = one.old })
    for _, item in ipairs(items or {}) do
      by_id[tostring(item.head.id)] = one
    end
  end
  return by_id
end

local function note_gone(self, gone)
  for _, one in ipairs(gone) do
    local own = not one.moved and form_of(self, one.path)
    if own and own.record.retention then
      add_fault(self, check.fault(one.path, { code = "deletion", warns = true,
        message = ("a %s is taken away, and is to be kept for %s"):format(
          own.shape.title:lower(), own.record.retention),
        remedy = "set its status to retired, and leave it where it is" }))
    end
  end
end

--- Ids of all other documents, when a change brings an id that was not there.
local function other_ids(self, touched)
  local is_touched, has_new = {}, false
  for _, one in ipairs(touched) do is_touched[one.path] = true end
  for _, one in ipairs(self.ids) do has_new = has_new or one.new end
  for _, found in ipairs(has_new and all_of(self) or {}) do
    local own = not is_touched[found.path] and form_of(self, found.path)
    for _, item in ipairs(own and items_in.read(self, own, found.path, found) or {}) do
      add_id(self, item)
    end
    link.beat()
  end
end

local function judge_change(self)
  local touched, gone = touched_of(self)
  local by_id = taken_away(self, gone)
  for _, found in ipairs(touched) do
    local own = form_of(self, found.path)
    look_for_secrets(self, found)
    if own then
      local items = not found.old and items_in.read(self, own, found.path, found)
      local was = items and #items == 1 and by_id[tostring(items[1].head.id)]
      if was and not was.moved then
        found.old, found.was, was.moved = was.old, was.path, found.path
      end
      judge(self, found, own)
    end
    link.beat()
  end
  note_gone(self, gone)
  other_ids(self, touched)
end

--- Judge all documents, or one part of them; true: they are many, and have to be
--- asked for in parts.
local function judge_all(self, message)
  local list = {}
  for _, found in ipairs(all_of(self)) do
    found.form = form_of(self, found.path)
    if found.form then list[#list + 1] = found end
  end
  if #list > MANY and not message.parts then return true end
  for _, found in ipairs(ledger.part_of(list, message)) do
    judge(self, found, found.form)
    link.beat()
  end
end

local function forms_of(message)
  local forms = {}
  for i, given in ipairs(message.forms) do
    forms[i] = form.of(given.record, given.shape, message.head)
  end
  return forms
end

--- Judge the documents of a tree, or those that a change touches. Faults and ids are
--- sent as parts.
---@param repo userdata
---@param tree string
---@param message {forms: table[], head: table, today: string, people: table,
---  base: string?, part: integer?, parts: integer?}  `base`: a tree
return function(repo, tree, message)
  local people = message.people
  local function who(name)
    name = tostring(name):lower()
    local mail = name:match("<([^<>]+)>%s*$") or text.trim(name)
    return people[mail] or people[name] or mail
  end
  local self = { repo = repo, tree = tree, base = message.base,
    forms = forms_of(message), today = date.parse(message.today), faults = {}, ids = {},
    anchors = {}, count = 0, same = function(a, b) return who(a) == who(b) end }
  local many
  if self.base then judge_change(self) else many = judge_all(self, message) end
  if #self.faults > 0 then link.part("faults", self.faults) end
  if #self.ids > 0 then link.part("ids", self.ids) end
  return { documents = self.count, many = many }
end
