--- What the trees of a ledger hold: things with their newest events, and who may
--- change them. What was read lately is kept, by the id of its tree.

local channel = require("tickmark_worker").channel
local doc = require("tickmark_worker").doc
local fields = require("tickmark.ledger.fields")
local fold = require("tickmark.ledger.fold")
local kinds = require("tickmark.ledger.kinds")
local life = require("tickmark.ledger.life")
local link = require("tickmark.worker.link")
local trust = require("tickmark.ledger.trust")

local things = {}

local EVENT_MAX <const> = 8 << 20 -- bytes
local KEPT_MAX <const> = 4 << 20 -- bytes of events whose heads are kept

---@class tickmark.Thing  a finding, say, as one folder's tree holds it
---@field tree string|false        of its folder
---@field heads table<string, table>  those that no other there follows, by SHA-256
---@field events integer           how many there are

---@class tickmark.Things
local methods = {}
methods.__index = methods

---@param repo userdata
---@return tickmark.Things
function things.of(repo)
  return setmetatable({ repo = repo, by_folder = {}, kept = 0 }, methods)
end

--- A head by its file's id, nil if it can't be read; the file's SHA-256 and size,
--- and what is wrong with it.
---@param blob string
---@return table? head
---@return string sha256
---@return integer bytes
---@return string? fault
function methods:head(blob)
  local bytes, why = self.repo:blob(blob, EVENT_MAX)
  if not bytes then return nil, "", 0, why end
  local parsed, fault = doc.parse(bytes, { kind = "markdown" })
  local document <close> = parsed -- whose size the collector doesn't see
  local data, sha256 = document and document:data(), channel.sha256(bytes)
  if type(data) == "table" then return data, sha256, #bytes, fields.fault(data) end
  return nil, sha256, #bytes, fault and fault.message or "no head"
end

--- The tree of a folder, false for none.
---@param tree string
---@param folder string?
---@return string|false
function methods:tree(tree, folder)
  local entry = folder and self.repo:entry(tree, folder)
  return entry and entry.kind == "tree" and entry.id or false
end

--- Events in a folder's tree, as fold.lua takes them.
local function events_in(self, tree, folder)
  local list = {}
  for i, one in ipairs(tree and link.check(self.repo:tree(tree)) or {}) do
    list[i] = { path = folder .. "/" .. one.name, data = (self:head(one.id)) }
  end
  return list
end

local function read(self, tree, folder)
  local thing, followed = { tree = tree, heads = {}, events = 0 }, {}
  for _, one in ipairs(events_in(self, tree, folder)) do
    local at = kinds.parse_path(one.path)
    thing.events = thing.events + 1
    if at and one.data and not fields.fault(one.data) then
      thing.heads[at.sha256] = one.data
      for _, sha256 in ipairs(one.data.previous) do followed[sha256] = true end
    end
  end
  for sha256 in pairs(followed) do thing.heads[sha256] = nil end
  return thing
end

--- A thing as a commit's tree holds it, to be changed by `follow` only.
---@param tree string     of the commit
---@param folder string?  of the thing
---@param own string|false|nil  the tree of that, if it is known
---@return tickmark.Thing
function methods:at(tree, folder, own)
  if own == nil then own = self:tree(tree, folder) end
  local known = folder and self.by_folder[folder]
  if known and known.tree == own then return known end
  return read(self, own, folder)
end

--- Forget a thing, of which a damaged event was added.
function methods:forget(folder) self.by_folder[folder] = nil end

--- Keep a thing as it is after one more event.
---@param tree string  of the event's commit
---@param folder string
---@param thing tickmark.Thing  before it
---@param event {head: table, sha256: string, bytes: integer}
---@param own string?  the thing's tree, if it is known
function methods:follow(tree, folder, thing, event, own)
  self.kept = self.kept + event.bytes
  if self.kept > KEPT_MAX then self.by_folder, self.kept = {}, 0 end
  for _, followed in ipairs(event.head.previous) do thing.heads[followed] = nil end
  thing.heads[event.sha256], thing.events = event.head, thing.events + 1
  thing.tree = own or self:tree(tree, folder)
  self.by_folder[folder] = thing
end

--- All events below a folder of a commit's tree.
---@param tree string
---@param folder string
---@return table[] events  {path=, data=}
function methods:below(tree, folder)
  local own, list = self:tree(tree, folder), {}
  for _, at in ipairs(own and link.check(self.repo:folders(own, { "**/*.md" })) or {}) do
    local events = events_in(self, at.id, folder .. "/" .. at.path)
    table.move(events, 1, #events, #list + 1, list)
  end
  return list
end

--- Who may do what, as a commit's tree says.
---@param tree string
---@param own string|false|nil  the tree of that, if it is known
---@return tickmark.Trust
function methods:trust(tree, own)
  if own == nil then own = self:tree(tree, "trust") end
  if not self.trusted or self.trusted.tree ~= own then
    local records = fold.records(own and self:below(tree, "trust") or {})
    self.trusted = { tree = own, trust = trust.of(records) }
  end
  return self.trusted.trust
end

---@class tickmark.Conflict  several events that followed the same state
---@field id string
---@field folder string
---@field states string[]
---@field path string     of one of its events
---@field again boolean?  what was over has been decided again

--- What is in conflict at a commit's tree, or nil.
---@param tree string
---@param folder string
---@return tickmark.Conflict?
function methods:conflict(tree, folder)
  local events = fold.sorted(events_in(self, self:tree(tree, folder), folder))
  local heads = fold.heads(events)
  if #heads == 0 or not fold.differ(folder:match("^%l+"), heads) then return nil end
  local states, over, open = {}, false, false
  for i, one in ipairs(heads) do
    states[i] = one.head.state
    over = over or life.is_over(one.head.state)
    open = open or not life.is_over(one.head.state)
  end
  return { id = heads[1].head.id, folder = folder, states = states,
    path = events[#events].path, again = over and open or nil }
end

return things
