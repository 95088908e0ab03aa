--- The documents of a tree, as the rules of `documents/` are asked about them: which of
--- its files are some, under which form, and which of them somebody asks for.

local date = require("tickmark.base.date")
local form = require("tickmark.documents.form")
local link = require("tickmark.worker.link")
local lists = require("tickmark.base.lists")
local period = require("tickmark.base.period")
local source = require("tickmark.worker.source")
local text = require("tickmark.base.text")

local view = {}

---@class tickmark.View
---@field repo userdata
---@field tree string
---@field forms tickmark.Form[]   the first whose paths hold a file has it
---@field today tickmark.Date
---@field late tickmark.Period?  after which what is written down is late
---@field same fun(a: string, b: string): boolean  one person?
---@field known fun(name: string): boolean  one of the people, or a role that one has?
---@field anchors table<string, table<string, boolean>|false>  of other documents
---@field paths string[]          what is asked for; none: all

--- Who somebody is: by name, mail or alias; a role that one person holds is that one.
local function who_of(people, roles)
  people = people or {}
  return function(name)
    name = tostring(name):lower()
    local mail = name:match("<([^<>]+)>%s*$") or text.trim(name)
    return roles[mail] or people[mail] or people[name] or mail
  end
end

--- Roles that one person alone holds.
local function sole(holders)
  local roles = {}
  for role, ids in pairs(holders or {}) do
    local id = next(ids)
    if id and not next(ids, id) then
      roles["role:" .. role:lower():gsub("^role:", "")] = id
    end
  end
  return roles
end

--- Tells who is known; where there are no people, everybody is.
local function knower(people, holders)
  local roles = {}
  for role in pairs(holders or {}) do roles["role:" .. role:gsub("^role:", "")] = true end
  return function(name)
    local mail = name:lower():match("<([^<>]+)>%s*$")
    local lead = text.trim(name:lower():gsub("<[^<>]*>%s*$", ""))
    if lead:find("^role:") then return next(roles) == nil or roles[lead] == true end
    return next(people or {}) == nil or people[lead] ~= nil or people[mail or ""] ~= nil
  end
end

---@param repo userdata
---@param tree string
---@param message {forms: table[], head: table, today: string, late: string?,
---  people: table?, holders: table?, paths: string[]?}
---@return tickmark.View
function view.new(repo, tree, message)
  local who = who_of(message.people, sole(message.holders))
  local self = { repo = repo, tree = tree, forms = {}, anchors = {},
    today = date.parse(message.today),
    late = message.late and period.parse(message.late), paths = message.paths or {},
    same = function(a, b) return who(a) == who(b) end,
    known = knower(message.people, message.holders) }
  for i, given in ipairs(message.forms) do
    self.forms[i] = form.of(given.record, given.shape, message.head)
  end
  return self
end

--- The form of a file; nil: it is no document.
---@param self tickmark.View
---@param path string
---@return tickmark.Form?
function view.form_of(self, path)
  for _, one in ipairs(self.forms) do
    if source.holds(one.where, path) then return one end
  end
end

local function is_below(path, folder)
  return folder == "" or path == folder or path:sub(1, #folder + 1) == folder .. "/"
end

--- Is a file one of those that are asked for, or below one?
---@param self tickmark.View
---@param path string
---@return boolean
function view.is_asked(self, path)
  for _, one in ipairs(self.paths) do
    if is_below(path, one) then return true end
  end
  return #self.paths == 0
end

--- Paths that are asked for, and are in neither tree.
---@param self tickmark.View
---@param base string?  another tree
---@return string[]
function view.unknown(self, base)
  local list = {}
  for _, path in ipairs(self.paths) do
    local is_there = path == "" or self.repo:entry(self.tree, path)
      or base and self.repo:entry(base, path)
    if not is_there then list[#list + 1] = path end
  end
  return list
end

---@class tickmark.Found  a file of a tree
---@field path string
---@field name string
---@field kind string
---@field id string
---@field form tickmark.Form?

--- The files of the tree that may match some patterns, each with what `of` makes of its
--- path, if that is something; and what was passed over.
local function files_of(self, globs, of)
  local list = {}
  local folders, problems = self.repo:folders(self.tree, globs)
  for _, at in ipairs(link.check(folders, problems)) do
    for _, entry in ipairs(link.check(self.repo:tree(at.id))) do
      local path = at.path == "" and entry.name or at.path .. "/" .. entry.name
      local own = entry.kind ~= "tree" and of(path)
      if own then
        list[#list + 1] = { path = path, name = entry.name, kind = entry.kind,
          id = entry.id, form = own }
      end
    end
    link.beat()
  end
  return list, problems
end

--- The patterns of all documents.
---@param self tickmark.View
---@return string[]
function view.globs(self)
  local globs = {}
  for i, one in ipairs(self.forms) do globs[i] = one.where.globs end
  return lists.join(globs)
end

--- All documents of the tree; and what was passed over.
---@param self tickmark.View
---@return tickmark.Found[]
---@return {path: string, message: string}[]
function view.files(self)
  return files_of(self, view.globs(self), function(path)
    return view.form_of(self, path)
  end)
end

--- The documents of one type.
---@param self tickmark.View
---@param type string
---@return tickmark.Found[]
function view.of_type(self, type)
  local globs, list = {}, {}
  for _, one in ipairs(self.forms) do
    if one.shape.type == type then globs[#globs + 1] = one.where.globs end
  end
  globs = lists.join(globs)
  for _, found in ipairs(#globs > 0 and files_of(self, globs, function(path)
    return view.form_of(self, path)
  end) or {}) do
    if found.form.shape.type == type then list[#list + 1] = found end
  end
  return list
end

--- All files of the tree that match one of some patterns.
---@param self tickmark.View
---@param globs string[]
---@return tickmark.Found[]
function view.matching(self, globs)
  local where = { globs = globs }
  return #globs > 0 and files_of(self, globs, function(path)
    return source.holds(where, path)
  end) or {}
end

return view
