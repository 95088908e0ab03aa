--- Folding events into findings, actions and requests: an event that no other
--- names as `previous` is a head; one head is the state, several are a conflict.

local canon = require("tickmark.base.canon")
local fields = require("tickmark.ledger.fields")
local kinds = require("tickmark.ledger.kinds")
local life = require("tickmark.ledger.life")
local order = require("tickmark.base.order")

local fold = {}

---@class tickmark.Event  in a folder of a ledger
---@field path string
---@field data table?   its head, parsed
---@field at table?     what kinds.parse_path says of the path

---@class tickmark.Head
---@field head table
---@field sha256 string  of its file
---@field seq integer
---@field brief boolean? has only what fields.brief() leaves

---@class tickmark.Recorded  a finding, action or request as the ledger knows it
---@field id string
---@field folder string    of its kind
---@field head table       the newest event's head; of several, the most severe
---@field heads tickmark.Head[]
---@field sha256 string    of the file of `head`
---@field seq integer
---@field brief boolean?   some of its heads are
---@field conflict boolean?

--- Is it a head as event.lua writes it, at the path that it says?
local function is_head(head, at)
  return type(head) == "table" and head.id == at.id and head.state == at.state
    and not fields.fault(head) and tonumber(head.recurrence) ~= nil
    and kinds.has_type(at.folder, head.type)
end

local function before(a, b)
  if a.at.seq ~= b.at.seq then return a.at.seq < b.at.seq end
  return order.less(a.path, b.path)
end

--- Events of one thing in the order of their numbers, and the paths of what is none.
---@param events tickmark.Event[]
---@return tickmark.Event[] sorted
---@return string[] odd
function fold.sorted(events)
  local list, odd = {}, {}
  for _, one in ipairs(events) do
    one.at = kinds.parse_path(one.path)
    if one.at and is_head(one.data, one.at) then
      list[#list + 1] = one
    else
      odd[#odd + 1] = one.path
    end
  end
  return order.sort(list, before), odd
end

--- The heads among the events of one thing.
---@param events tickmark.Event[]  sorted
---@return tickmark.Head[]
function fold.heads(events)
  local named, heads = {}, {}
  for _, one in ipairs(events) do
    for _, sha256 in ipairs(one.data.previous) do named[sha256] = true end
  end
  local function keep(one)
    heads[#heads + 1] = { head = one.data, sha256 = one.at.sha256, seq = one.at.seq }
  end
  for _, one in ipairs(events) do
    if not named[one.at.sha256] then keep(one) end
  end
  if #heads > 0 then return heads end
  for _, one in ipairs(events) do keep(one) end -- whose names lie: `verify` says so
  return heads
end

--- What counts while nobody has decided between several heads: what is open
--- before what has ended, and then the most severe grade.
local function weight(one)
  return (life.is_over(one.head.state) and 0 or 10)
    + (kinds.SEVERITY[one.head.grade] or 0)
end

local function worst(heads)
  local found = heads[1]
  for _, one in ipairs(heads) do
    if weight(one) >= weight(found) then found = one end
  end
  return found
end

--- Do they say different things, whoever said them?
---@param folder string  of their kind
---@param heads tickmark.Head[]  whole ones
---@return boolean?
function fold.differ(folder, heads)
  if kinds.BY_FOLDER[folder].shared then return nil end
  for i = 2, #heads do
    if fields.essence(heads[i].head) ~= fields.essence(heads[1].head) then return true end
  end
end

--- A thing with its heads.
---@param folder string
---@param id string
---@param heads tickmark.Head[]  one at least
---@param conflict boolean?
---@return tickmark.Recorded
function fold.thing(folder, id, heads, conflict)
  local last, brief = worst(heads), nil
  for _, one in ipairs(heads) do brief = brief or one.brief end
  return { id = id, folder = folder, head = last.head, heads = heads,
    sha256 = last.sha256, seq = last.seq, brief = brief, conflict = conflict }
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
---@param records tickmark.Records
---@param path string
---@param head table?
---@return boolean? done  nil: it is none, or has to be read with the others
function fold.add(records, path, head)
  local at = kinds.parse_path(path)
  if not at or not is_head(head, at) then return nil end
  local known, followed, heads = records:get(at.id), {}, {}
  for _, sha256 in ipairs(head.previous) do followed[sha256] = true end
  for _, one in ipairs(known and known.heads or {}) do
    if not followed[one.sha256] then heads[#heads + 1] = one end
  end
  if #heads > 0 then return nil end
  heads[1] = { head = head, sha256 = at.sha256, seq = at.seq }
  records:put(fold.thing(at.folder, at.id, heads))
  return true
end

--- Fold events of many things, by id.
---@param events tickmark.Event[]
---@return table<string, tickmark.Recorded>
---@return string[] odd  paths that are no events, or damaged ones
function fold.records(events)
  local by_id, found = {}, {}
  local sorted, odd = fold.sorted(events)
  for _, one in ipairs(sorted) do
    by_id[one.at.id] = by_id[one.at.id] or {}
    table.insert(by_id[one.at.id], one)
  end
  for _, id in ipairs(order.keys(by_id)) do
    local heads = fold.heads(by_id[id])
    local folder = by_id[id][1].at.folder
    found[id] = fold.thing(folder, id, heads, fold.differ(folder, heads))
  end
  return found, odd
end

return fold
