--- A change between two trees: the files that it touches, and of each document, or
--- entry of a register, what it was before. One is the same as another by its id,
--- wherever it stands; one without an id by its path.

local items = require("tickmark.worker.items")
local link = require("tickmark.worker.link")
local view = require("tickmark.worker.view")

local change = {}

---@class tickmark.Touched: tickmark.Found
---@field old string?   the blob that was there
---@field was string?   the path from which it was moved, as it is

---@class tickmark.Was  an item of the base
---@field path string
---@field blob string
---@field key string
---@field number integer  among those of its file
---@field of integer      how many these are
---@field form tickmark.Form
---@field taken boolean?  it goes on

---@class tickmark.Change
---@field view tickmark.View
---@field touched tickmark.Touched[]
---@field gone {path: string, old: string}[]   files
---@field others {tree: string, common: string?}[]
---@field taken tickmark.Touched[]  what a merge has as another of its parents has it
---@field taken_gone {path: string, old: string}[]  what it takes away as that does
---@field problems {path: string, message: string}[]
---@field private before table<string, tickmark.Was[]>  by key
---@field private at table<string, tickmark.Was[]>      by path
---@field private now table<string, table<string, boolean>>  key -> paths
---@field private unread table<string, boolean>         paths of what can't be read
---@field private last {key: string, items: tickmark.Item[]}?

-- What a mode says that a file is.
local KINDS <const> = { [0xA000] = "symlink", [0xE000] = "submodule" }

local function blob_at(self, tree, path)
  local entry = tree and self.view.repo:entry(tree, path)
  return entry and entry.id or nil
end

--- Does a merge take it from another of its parents, as it is there, and where nobody
--- had changed it here?
local function is_taken_over(self, one, others)
  for _, other in ipairs(others) do
    if blob_at(self, other.tree, one.path) == one.now
      and blob_at(self, other.common, one.path) == one.old then return true end
  end
  return false
end

local function touched_of(self, one)
  return { path = one.path, name = one.path:match("[^/]*$"),
    kind = KINDS[one.mode & 0xF000] or "blob", id = one.now, old = one.old,
    form = view.form_of(self.view, one.path) }
end

--- The list in which a difference is to be told.
local function list_for(self, one, is_theirs)
  if one.now then return is_theirs and self.taken or self.touched end
  return is_theirs and self.taken_gone or self.gone
end

--- What differs between the trees. What moved as it is, to a place of documents, is told
--- by its blob.
local function compare(self, base, others)
  local by_blob = {}
  local list, problems = self.view.repo:diff(base, self.view.tree)
  for _, one in ipairs(link.check(list, problems)) do
    local is_theirs = is_taken_over(self, one, others)
    local told = list_for(self, one, is_theirs)
    told[#told + 1] = one.now and touched_of(self, one) or one
    if not one.now and not is_theirs then by_blob[one.old] = one.path end
  end
  for _, one in ipairs(self.touched) do
    if one.form and not one.old then one.was = by_blob[one.id] end
  end
  self.problems = problems
end

local function key_of(item, path)
  local id = item.head.id
  if type(id) == "string" and id ~= "" or math.tointeger(id) then
    return "=" .. tostring(id)
  end
  return table.concat(item.at, "/", 1) .. "@" .. path
end

--- The items of a file of the base.
local function read_old(self, own, path, blob)
  local key = path .. "\0" .. blob
  if not self.last or self.last.key ~= key then
    self.last = { key = key, items = items.at(self.view, own, path, blob) }
  end
  return self.last.items
end

local function note_old(self, path, blob)
  local own = view.form_of(self.view, path)
  local list = own and read_old(self, own, path, blob) or {}
  for number, item in ipairs(list) do
    local was = { path = path, blob = blob, key = key_of(item, path), number = number,
      of = #list, form = own }
    self.before[was.key] = self.before[was.key] or {}
    table.insert(self.before[was.key], was)
    self.at[path] = self.at[path] or {}
    table.insert(self.at[path], was)
  end
  link.beat()
end

local function note_now(self, found)
  local list, faults = items.read(self.view, found.form, found.path, found)
  self.unread[found.path] = #list == 0 and #faults > 0 or nil
  for _, item in ipairs(list) do
    local key = key_of(item, found.was or found.path)
    self.now[key] = self.now[key] or {}
    self.now[key][found.path] = true
  end
  link.beat()
end

--- Compare a tree that is looked at with another.
---@param seen tickmark.View
---@param base string?  a tree; nil: without anything
---@param others {tree: string, common: string?}[]?  of the other parents of a merge:
---  their trees, and those where they left the first
---@return tickmark.Change
function change.new(seen, base, others)
  local self = { view = seen, others = others or {}, touched = {}, gone = {},
    taken = {}, taken_gone = {}, before = {}, at = {}, now = {}, unread = {} }
  compare(self, base, self.others)
  for _, one in ipairs(self.touched) do
    if one.old then note_old(self, one.path, one.old) end
    if one.form then note_now(self, one) end
  end
  for _, one in ipairs(self.gone) do note_old(self, one.path, one.old) end
  return self
end

--- The one that an item goes on from: it stands at the same path, or no longer where it
--- stood.
local function same_key(self, key, path)
  local elsewhere
  for _, was in ipairs(self.before[key] or {}) do
    if not was.taken and was.path == path then return was end
    local still = self.now[key] and self.now[key][was.path]
    if not was.taken and not still then elsewhere = elsewhere or was end
  end
  return elsewhere
end

--- The one document that was at a path whose document has another id now.
local function same_place(self, path)
  local was = (self.at[path] or {})[1]
  local is_alone = was and was.of == 1 and not was.taken
  return is_alone and not self.now[was.key] and was or nil
end

--- What an item was before; nil: it is new. To be asked once for each item.
---@param self tickmark.Change
---@param found tickmark.Touched
---@param item tickmark.Item
---@param alone boolean  it is the one item of its file
---@return tickmark.Item?
function change.origin(self, found, item, alone)
  local path = found.was or found.path
  local was = same_key(self, key_of(item, path), path)
    or alone and same_place(self, path) or nil
  if not was then return nil end
  was.taken = true
  return read_old(self, was.form, was.path, was.blob)[was.number]
end

--- What an item is at its path in the other parents of a merge.
---@param self tickmark.Change
---@param found tickmark.Touched
---@param item tickmark.Item
---@return tickmark.Item[]
function change.sides(self, found, item)
  local list, key = {}, key_of(item, found.path)
  for _, other in ipairs(self.others) do
    local blob = blob_at(self, other.tree, found.path)
    for _, one in ipairs(items.at(self.view, found.form, found.path, blob)) do
      if key_of(one, found.path) == key then list[#list + 1] = one end
    end
  end
  return list
end

--- Did a file stand in another parent of a merge, and doesn't now?
---@param self tickmark.Change
---@param path string
---@return boolean
function change.is_lost(self, path)
  if self.view.repo:entry(self.view.tree, path) then return false end
  for _, other in ipairs(self.others) do
    if self.view.repo:entry(other.tree, path) then return true end
  end
  return false
end

--- Items of a file that another version of it doesn't have.
local function add_gone(self, list, path, old, now)
  local own, still = view.form_of(self.view, path), {}
  for _, item in ipairs(own and items.at(self.view, own, path, now) or {}) do
    still[key_of(item, path)] = true
  end
  for _, item in ipairs(own and items.at(self.view, own, path, old) or {}) do
    if not still[key_of(item, path)] then list[#list + 1] = item end
  end
end

--- The items that a merge takes away as another of its parents does: files, and entries.
---@param self tickmark.Change
---@return tickmark.Item[]
function change.items_gone(self)
  local list = {}
  for _, one in ipairs(self.taken_gone) do
    add_gone(self, list, one.path, one.old, nil)
  end
  for _, one in ipairs(self.taken) do
    if one.old then add_gone(self, list, one.path, one.old, one.id) end
  end
  return list
end

--- The items that are no longer there, once all origins have been asked for.
---@param self tickmark.Change
---@return tickmark.Was[]
function change.taken_away(self)
  local list = {}
  local function look(path)
    for _, was in ipairs(not self.unread[path] and self.at[path] or {}) do
      if not was.taken then list[#list + 1] = was end
    end
  end
  for _, one in ipairs(self.touched) do look(one.path) end
  for _, one in ipairs(self.gone) do look(one.path) end
  return list
end

return change
