--- Judging one file of a tree: its items are read, the rules are asked, and what they
--- find is sent, with what only all documents together tell.

local applicability = require("tickmark.documents.applicability")
local change = require("tickmark.worker.change")
local channel = require("tickmark_worker").channel
local check = require("tickmark.documents.check")
local exclusions = require("tickmark.worker.exclusions")
local fix = require("tickmark.documents.fix")
local former = require("tickmark.worker.former")
local items = require("tickmark.worker.items")
local link = require("tickmark.worker.link")
local named = require("tickmark.documents.named")
local revisions = require("tickmark.worker.revisions")
local secrets = require("tickmark.documents.secrets")
local view = require("tickmark.worker.view")

local judging = {}

local BYTES_MAX <const> = 16 << 20 -- of a file that is looked through for secrets
local PART <const> = 2000 -- of a list, in one message

---@class tickmark.Judging
---@field view tickmark.View
---@field change tickmark.Change?
---@field lists table<string, table[]>  what is found and not sent yet: faults; ids
---  {id=, path=, line=, column=, new=, quiet=, draft=}; names {id=, path=, line=,
---  column=, draft=}
---@field at string?      the commit that is looked at, where no change is
---@field changed table<string, boolean>?  its files that were something else before
---@field excludes boolean?  the change is one of the Statement of Applicability
---@field has_new boolean?   it brings ids
---@field has_names boolean? it names records that it has not named before
---@field count integer  documents judged

local function add(self, key, one)
  local list = self.lists[key] or {}
  self.lists[key] = list
  list[#list + 1] = one
  if #list >= PART then
    link.part(key, list)
    self.lists[key] = nil
  end
end

--- Note a fault of a file, if somebody asks for that.
---@param self tickmark.Judging
---@param path string
---@param noted tickmark.Noted
function judging.fault(self, path, noted)
  if view.is_asked(self.view, path) then add(self, "faults", check.fault(path, noted)) end
end

--- Tell of an item's id.
---@param self tickmark.Judging
---@param item tickmark.Item
---@param is_new boolean?  a change brings it
function judging.id(self, item, is_new)
  local id = item.head.id
  id = math.tointeger(id) and tostring(id) or id
  if type(id) ~= "string" then return end
  local line, column = check.place_of(item, { at = "id" })
  self.has_new = self.has_new or is_new
  add(self, "ids", { id = id, path = item.path, line = line, column = column,
    new = is_new or nil, draft = item.head.status == "draft" or nil,
    quiet = not view.is_asked(self.view, item.path) or nil })
end

local function add_name(self, item, one)
  local line, column = check.place_of(item, { at = one.at })
  add(self, "names", { id = one.id, path = item.path, line = line, column = column,
    draft = item.head.status == "draft" or nil })
end

--- Tell of some of the records that an item names.
---@param self tickmark.Judging
---@param item tickmark.Item
---@param holds fun(id: string): boolean?
function judging.names(self, item, holds)
  for _, one in ipairs(item.form.shape.refers and named.of(item) or {}) do
    if holds(one.id) then add_name(self, item, one) end
  end
end

--- The records that an item names, but those that it has named before.
local function add_names(self, item)
  if not item.form.shape.refers then return end
  local before = {}
  for _, one in ipairs(item.base and named.of(item.base) or {}) do
    before[one.id] = true
  end
  for _, one in ipairs(named.of(item)) do
    if not before[one.id] then
      self.has_names = true
      add_name(self, item, one)
    end
  end
end

local function exclusions_of(self)
  self.exclusions = self.exclusions
    or exclusions(self.view, self.change and self.change.touched)
  return self.exclusions
end

--- No document answers a control that doesn't apply; of a change, one of the two is new.
---@param self tickmark.Judging
---@param item tickmark.Item
---@param is_touched boolean
function judging.applicability(self, item, is_touched)
  if not is_touched and not self.excludes or next(exclusions_of(self)) == nil then
    return
  end
  local before = {}
  for _, one in ipairs(item.base and applicability.answers(item.base) or {}) do
    before[one.control] = true
  end
  for _, one in ipairs(applicability.answers(item)) do
    local is_new = is_touched and not before[one.control]
    local row = (is_new or self.excludes) and exclusions_of(self)[one.control]
    if row and (is_new or row.new) then
      local line, column = check.place_of(item, { at = one.at })
      judging.fault(self, is_new and item.path or row.path, { code = "soa", warns = true,
        line = is_new and line or row.line, column = is_new and column or row.column,
        message = ("%s: it doesn't apply by %s, and %s answers it"):format(one.control,
          row.path, is_new and "this document" or item.path),
        remedy = "one of the two is out of date" })
    end
  end
end

--- What had an id, and is gone.
local function former_of(self, id)
  if not self.commit then return {} end
  self.former = self.former or former.new(self.view, self.commit)
  return former.of(self.view, self.former, tostring(id))
end

--- Was an id one of something that is gone?
---@param self tickmark.Judging
---@param id string
---@return boolean
function judging.was_once(self, id) return #former_of(self, id) > 0 end

--- What it was before: in this change, and in all that was there.
local function set_past(self, item, found, alone)
  if not self.change then return end
  item.base = change.origin(self.change, found, item, alone)
  item.sides = function() return change.sides(self.change, found, item) end
  item.before = function(holds, oldest)
    if not self.commit then return nil end
    if item.base then
      return revisions.find(self.view, self.commit, item.base, holds, oldest)
    end
    for _, was in ipairs(former_of(self, item.head.id)) do
      if holds(was.item) then return was.item end
    end
  end
end

--- What it was itself, where no change is judged: of files that were something else.
local function set_own_past(self, item)
  if not self.changed or not self.changed[item.path] then return end
  item.stands = true
  item.before = function(holds, oldest)
    return revisions.find(self.view, self.at, item, holds, oldest)
  end
end

--- Tell of the ids that new items have had from others.
local function add_former(self, item)
  for _, was in ipairs(former_of(self, item.head.id)) do
    add(self, "former", { id = tostring(item.head.id), path = was.path })
  end
end

--- Mend what is safe to mend; the host writes it.
local function mend(self, found, list)
  local bytes, edits = self.view.repo:blob(found.id, BYTES_MAX), {}
  for _, item in ipairs(list) do
    for _, edit in ipairs(fix.edits(item)) do edits[#edits + 1] = edit end
  end
  local after, told = fix.apply(bytes or "", edits)
  if bytes and #told > 0 then
    add(self, "mended", { path = found.path, before = channel.sha256(bytes),
      after = after, told = told })
  end
end

--- Judge one file.
---@param self tickmark.Judging
---@param found tickmark.Found
function judging.file(self, found)
  local list, faults = items.read(self.view, found.form, found.path, found)
  local is_asked = view.is_asked(self.view, found.path)
  self.count = self.count + (is_asked and 1 or 0)
  for _, noted in ipairs(faults) do judging.fault(self, found.path, noted) end
  if self.fix and is_asked and #list > 0 then mend(self, found, list) end
  for _, item in ipairs(list) do
    set_past(self, item, found, #list == 1)
    if #list == 1 and #item.at == 0 then set_own_past(self, item) end
    local was = item.base and item.base.head.id
    judging.id(self, item, self.change ~= nil and was ~= item.head.id)
    if self.change and was ~= item.head.id then add_former(self, item) end
    if is_asked then
      add_names(self, item)
      judging.applicability(self, item, true)
      for _, fault in ipairs(check.item(item)) do add(self, "faults", fault) end
    end
  end
  link.beat()
end

--- Look through a file, whatever it is, for what must not be there.
---@param self tickmark.Judging
---@param found tickmark.Found
function judging.secrets(self, found)
  if found.kind ~= "blob" then return end
  local size = self.view.repo:size(found.id)
  if size and size > BYTES_MAX then
    judging.fault(self, found.path, { code = "secret", warns = true,
      message = ("%d MB: it is too large to be looked through for secrets"):format(
        size // 1000000), remedy = "look yourself; tickmark evidence add does, too" })
    return
  end
  local bytes = size and self.view.repo:blob(found.id, BYTES_MAX)
  local what, line = nil, nil
  if bytes then what, line = secrets.find(bytes) end
  if what then
    judging.fault(self, found.path, { code = "secret", line = line,
      message = "it holds " .. what, remedy = "take it out, and make it worthless "
        .. "where it is used: whoever has seen it has it" })
  end
end

---@param seen tickmark.View
---@param message {commit: string?, fix: boolean?}
---@return tickmark.Judging
function judging.new(seen, message)
  return { view = seen, lists = {}, count = 0, commit = message.commit,
    fix = message.fix }
end

--- Send what is left.
---@param self tickmark.Judging
function judging.finish(self)
  for key, list in pairs(self.lists) do link.part(key, list) end
end

return judging
