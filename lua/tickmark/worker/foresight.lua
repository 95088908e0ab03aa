--- What each commit of a ledger will turn out to add, going by its own word and by what
--- the tip holds; a tree that is made again from that proves it. Where it doesn't, the
--- trees have to be compared.

local kinds = require("tickmark.ledger.kinds")
local ledger = require("tickmark.worker.ledger")
local link = require("tickmark.worker.link")

local foresight = {}

local FILE <const> = 0x81A4 -- 0100644
local HEX <const> = 40 -- digits of an id
local STEPS_MAX <const> = 20000 -- until what was made again is forgotten

---@class tickmark.Foresight
local methods = {}
methods.__index = methods

--- The events of each thing by number, of those whose numbers are theirs alone: file
--- and path in one text. Those up to a number are known.
local function events_of(repo, tree, known)
  local events = {}
  for _, at in ipairs(ledger.things(repo, tree, {})) do
    local key = at.folder .. "/" .. at.id
    local own, last = {}, known[key] or 0
    for _, entry in ipairs(link.check(repo:tree(at.tree))) do
      local seq = tonumber(entry.name:match("^(%d%d%d%d)%-"))
      if seq and seq > last then
        own[seq] = own[seq] == nil and entry.id .. at.path .. "/" .. entry.name or false
      end
    end
    if next(own) then events[key] = own end
    link.beat()
  end
  return events
end

--- The highest number of each thing.
local function numbers_of(repo, tree)
  local numbers = {}
  for _, at in ipairs(ledger.things(repo, tree, {})) do
    local entries = link.check(repo:tree(at.tree))
    local last = entries[#entries]
    numbers[at.folder .. "/" .. at.id] = last and tonumber(last.name:match("^%d%d%d%d"))
    link.beat()
  end
  return numbers
end

--- Foresee what leads from one tree to another; nil: nobody can.
---@param repo userdata
---@param from string
---@param to string
---@return tickmark.Foresight?
function foresight.of(repo, from, to)
  local ok, self = pcall(function()
    local numbers = numbers_of(repo, from)
    return setmetatable({ repo = repo, events = events_of(repo, to, numbers),
      numbers = numbers, steps = 0 }, methods)
  end)
  return ok and self or nil
end

local FOLDERS <const> = {}
for folder, kind in pairs(kinds.BY_FOLDER) do FOLDERS[kind.trailer] = folder end

--- The event that a commit speaks of, if it is the next of its thing: its path, its
--- file, the folder of the thing.
local function next_of(self, commit)
  local trailer, id = commit.message:match("\n(%u%l+): (%w+)\nTransition: ")
  local folder = trailer and FOLDERS[trailer]
  if not folder then return nil end
  local key = folder .. "/" .. id
  local seq = (self.numbers[key] or 0) + 1
  local event = (self.events[key] or {})[seq]
  if not event then return nil end
  self.numbers[key] = seq
  return event:sub(HEX + 1), event:sub(1, HEX), kinds.folder(folder, id)
end

--- Have the parent's tree at hand.
local function stand_on(self, tree)
  if self.made and self.at == tree and self.steps < STEPS_MAX then return self.made end
  if self.made then self.made:close() end
  self.made, self.at, self.steps = self.repo:replay(tree), tree, 0
  return self.made
end

---@class tickmark.Foreseen  what a commit adds to its parent's tree, and no more
---@field path string
---@field now string       the file
---@field mode integer
---@field folder string    of its thing
---@field before string|false  that folder's tree in the parent
---@field after string     and in the commit
---@field trust string|false   the tree of who may do what, in the parent

--- What a commit adds to its parent's tree, proven; nil: compare them.
---@param commit table
---@param parent {tree: string}
---@return tickmark.Foreseen?
function methods:step(commit, parent)
  local path, blob, folder = next_of(self, commit)
  local made = path and stand_on(self, parent.tree)
  if not made then return nil end
  local found = { path = path, now = blob, mode = FILE, folder = folder,
    before = made:folder(folder) or false, trust = made:folder("trust") or false }
  if not made:add(path, blob, commit.tree) then
    made:close()
    self.made = nil
    return nil
  end
  self.at, self.steps = commit.tree, self.steps + 1
  found.after = made:folder(folder)
  return found
end

return foresight
