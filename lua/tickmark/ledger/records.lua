--- What stands on a ledger, by id. Of most things a list needs a digest only: the
--- heads of a page are read when somebody asks for one.

local failure = require("tickmark.base.failure")
local fold = require("tickmark.ledger.fold")
local kinds = require("tickmark.ledger.kinds")
local order = require("tickmark.base.order")
local page = require("tickmark.ledger.page")

local records = {}

---@class tickmark.Page
---@field key string         names it, for who has its heads
---@field heads string?      nil: they have to be fetched
---@field digests tickmark.Digest[]

---@class tickmark.Records
---@field digests table<string, tickmark.Digest>   by id
---@field private ids string[]  of these, and of what was taken away
---@field private by_folder table<string, tickmark.Digest[]>
---@field private things table<string, tickmark.Recorded>  those that were read
---@field private pages table<string, tickmark.Page>  of the others
---@field private fetch fun(keys: string[]): table<string, string>  heads
local methods = {}
methods.__index = methods

---@param fetch fun(keys: string[]): table<string, string>  the heads of pages
---@return tickmark.Records
function records.new(fetch)
  return setmetatable({ digests = {}, ids = {}, by_folder = {}, things = {},
    pages = {}, fetch = fetch }, methods)
end

local function strange()
  failure.raise(failure.INCOMPLETE, "a worker spoke of what is no event")
end

--- Take in a page.
---@param key string
---@param digests string
---@param heads string?  nil: they can be fetched
---@return string? twice  the folder of what has the id of another thing
function methods:take(key, digests, heads)
  local own = { key = key, heads = heads, digests = page.digests(digests) }
  for _, digest in ipairs(own.digests or strange()) do
    local id = digest.id
    if not kinds.BY_FOLDER[digest.folder] then strange() end
    if self.digests[id] then return kinds.folder(digest.folder, id) end
    self.digests[id], self.pages[id] = digest, own
    self.ids[#self.ids + 1] = id
  end
  self.by_folder = {}
end

--- Who needs the heads of one page mostly needs those of others.
local function fetch_heads(self)
  local missing, keys = {}, {}
  for _, own in pairs(self.pages) do
    if not own.heads then missing[own.key] = own end
  end
  for key in pairs(missing) do keys[#keys + 1] = key end
  local found = self.fetch(order.sort_strings(keys))
  for key, own in pairs(missing) do own.heads = found[key] or strange() end
end

--- Read the things of a page.
local function open_page(self, own)
  if not own.heads then fetch_heads(self) end
  local things = page.things(own.heads)
  for i, digest in ipairs(own.digests) do
    local one = things[i]
    if not one or one.id ~= digest.id or one.folder ~= digest.folder then strange() end
    if self.pages[one.id] == own then -- neither replaced nor taken away
      self.pages[one.id] = nil
      self.things[one.id] = fold.thing(one.folder, one.id, one.heads, one.conflict)
    end
  end
end

--- A thing by its id, or nil.
---@param id string?
---@return tickmark.Recorded?
function methods:get(id)
  local own = id and self.pages[id]
  if own then open_page(self, own) end
  return id and self.things[id]
end

--- Put a thing in its place.
---@param thing tickmark.Recorded
function methods:put(thing)
  local id = thing.id
  local digest, known = page.digest(thing), self.digests[id]
  self.things[id], self.digests[id], self.pages[id] = thing, digest, nil
  if known then -- it keeps its place in lists
    for key in pairs(known) do known[key] = nil end
    for key, value in pairs(digest) do known[key] = value end
    self.digests[id] = known
  else
    self.ids[#self.ids + 1], self.by_folder = id, {}
  end
end

--- Take a thing away.
---@param id string
function methods:drop(id)
  self.things[id], self.digests[id], self.pages[id] = nil, nil, nil
  self.by_folder = {}
end

--- Pages come in the order of their ids, mostly.
local function sorted(ids)
  local less = order.comparison()
  for i = 2, #ids do
    if not less(ids[i - 1], ids[i]) then return order.sort_strings(ids) end
  end
  return ids
end

--- What lists show of a kind, in the order of ids.
---@param folder string
---@return tickmark.Digest[]
function methods:list(folder)
  local list = self.by_folder[folder]
  if list then return list end
  list = {}
  for i, id in ipairs(sorted(self.ids)) do
    local digest = id ~= self.ids[i - 1] and self.digests[id]
    if digest and digest.folder == folder then list[#list + 1] = digest end
  end
  self.by_folder[folder] = list
  return list
end

--- The things of a kind, in the order of their ids.
---@param folder string
---@return tickmark.Recorded[]
function methods:all(folder)
  local list = {}
  for i, digest in ipairs(self:list(folder)) do list[i] = self:get(digest.id) end
  return list
end

return records
