--- Folding events into findings, actions and requests: an event that no other
--- names as `previous` is a head; one head is the state, several are a conflict.

local canon = require("tickmark.base.canon")
local fields = require("tickmark.ledger.fields")
local kinds = require("tickmark.ledger.kinds")
local life = require("tickmark.ledger.life")
local order = require("tickmark.base.order")

local fold = {}

---@class tickmark.Recorded  a finding, action or request as the ledger knows it
---@field id string
---@field folder string       of its kind
---@field head table          the newest event's head; of several, the most severe
---@field heads table[]       {head=, sha256=, seq=} of each head
---@field events table[]      all: {path=, at=, data=}, in order of number; those that
---  were followed may be `unread`
---@field sha256 string       of its file
---@field seq integer
---@field conflict boolean?

--- What was not read was followed by another.
local function heads_of(events)
  local named, heads, read = {}, {}, {}
  for _, one in ipairs(events) do
    if not one.unread then read[#read + 1] = one end
  end
  for _, one in ipairs(read) do
    for _, sha256 in ipairs(one.data.previous) do named[sha256] = true end
  end
  for _, one in ipairs(read) do
    if not named[one.at.sha256] then heads[#heads + 1] = one end
  end
  return #heads > 0 and heads or read -- whose names lie: `verify` says so
end

--- What counts while nobody has decided between several heads: what is open
--- before what has ended, and then the most severe grade.
local function weight(one)
  return (life.is_over(one.data.state) and 0 or 10)
    + (kinds.SEVERITY[one.data.grade] or 0)
end

local function worst(heads)
  local found = heads[1]
  for _, one in ipairs(heads) do
    if weight(one) >= weight(found) then found = one end
  end
  return found
end

--- Is it a head as event.lua writes it, at the path that it says?
local function is_head(head, at)
  return type(head) == "table" and head.id == at.id and head.state == at.state
    and not fields.fault(head) and tonumber(head.recurrence) ~= nil
end

local function before(a, b)
  if a.at.seq ~= b.at.seq then return a.at.seq < b.at.seq end
  return order.less(a.path, b.path)
end

--- Do they all say the same, whoever said it?
local function alike(heads)
  local first = fields.essence(heads[1].data)
  for i = 2, #heads do
    if fields.essence(heads[i].data) ~= first then return false end
  end
  return true
end

--- nil: nothing of it can be read.
local function recorded(id, events)
  order.sort(events, before)
  local heads = heads_of(events)
  if #heads == 0 then return nil end
  local last = worst(heads)
  local all = {}
  for i, one in ipairs(heads) do
    all[i] = { head = one.data, sha256 = one.at.sha256, seq = one.at.seq }
  end
  return { id = id, folder = last.at.folder, head = last.data, heads = all,
    events = events, sha256 = last.at.sha256, seq = last.at.seq,
    conflict = not alike(heads) or nil }
end

--- Let a head follow all that a record stands at.
---@param head table  changed: its `previous`, `seq` and `recurrence`
---@param thing tickmark.Recorded
---@return table head
function fold.follow(head, thing)
  head.previous, head.seq = canon.array {}, 0
  for i, one in ipairs(thing.heads) do
    head.previous[i], head.seq = one.sha256, math.max(head.seq, one.seq)
  end
  head.seq, head.recurrence = head.seq + 1, tonumber(head.recurrence)
  return head
end

--- Take in one more event, that was written just now.
---@param records table<string, tickmark.Recorded>
---@param path string
---@param head table?
---@return boolean is_event
function fold.add(records, path, head)
  local at = kinds.parse_path(path)
  if not at or not is_head(head, at) then return false end
  local known = records[at.id]
  local events = known and known.events or {}
  events[#events + 1] = { path = path, data = head, at = at }
  records[at.id] = recorded(at.id, events)
  return true
end

--- Fold a ledger's events, by id.
---@param events {path: string, data: table?, unread: boolean?}[]
---@return table<string, tickmark.Recorded>
---@return string[] odd  paths that are no events, or damaged ones
function fold.records(events)
  local by_id, folders, found, odd = {}, {}, {}, {}
  for _, one in ipairs(events) do
    one.at = kinds.parse_path(one.path)
    if one.at and (one.unread or is_head(one.data, one.at)) then
      by_id[one.at.id] = by_id[one.at.id] or {}
      table.insert(by_id[one.at.id], one)
      folders[one.at.id] = folders[one.at.id] or one.at.folder
      if folders[one.at.id] ~= one.at.folder then odd[#odd + 1] = one.path end
    else
      odd[#odd + 1] = one.path
    end
  end
  for _, id in ipairs(order.keys(by_id)) do found[id] = recorded(id, by_id[id]) end
  return found, odd
end

return fold
