--- A page of a ledger: what stands in one of its shards, as two texts. One is what
--- lists show of each thing there, the other is their heads, a line for each.

local canon = require("tickmark.base.canon")
local deadlines = require("tickmark.ledger.deadlines")
local fields = require("tickmark.ledger.fields")
local json = require("tickmark.base.json")
local life = require("tickmark.ledger.life")

local page = {}

---@class tickmark.Digest  what lists show of a thing
---@field id string
---@field folder string      of its kind
---@field type string
---@field state string
---@field conflict boolean
---@field requirement string?
---@field grade string?
---@field grade_is string?   proposed or decided
---@field reproduced string? "no": no longer
---@field statement string?
---@field waits_for string?  what has to come next
---@field due_on string?     by when

--- What lists show of a thing.
---@param thing tickmark.Recorded
---@return tickmark.Digest
function page.digest(thing)
  local head, what, due = thing.head, nil, nil
  if thing.folder == "findings" then
    what, due = deadlines.next(head, life.stage(head))
  end
  return { id = thing.id, folder = thing.folder, type = head.type, state = head.state,
    conflict = thing.conflict or false, requirement = head.requirement,
    grade = head.grade, grade_is = head.grade_is, reproduced = head.reproduced,
    statement = head.statement, waits_for = what, due_on = due and tostring(due) }
end

-- The texts of a digest one after the other, each behind its length; "": nil.
local DIGEST <const> = "<" .. ("s4"):rep(12)

local function pack(d)
  return DIGEST:pack(d.id, d.folder, tostring(d.type), d.state, d.conflict and "1" or "",
    d.requirement or "", d.grade or "", d.grade_is or "", d.reproduced or "",
    d.statement or "", d.waits_for or "", d.due_on or "")
end

local function value(text) return text ~= "" and text or nil end

local function unpack(text, at)
  local id, folder, type, state, conflict, requirement, grade, grade_is, reproduced,
    statement, waits_for, due_on, after = DIGEST:unpack(text, at)
  return { id = id, folder = folder, type = type, state = state,
    conflict = conflict ~= "", requirement = value(requirement), grade = value(grade),
    grade_is = value(grade_is), reproduced = value(reproduced),
    statement = value(statement), waits_for = value(waits_for), due_on = value(due_on) },
    after
end

--- Write down what stands in a shard.
---@param things tickmark.Recorded[]
---@return string digests
---@return string heads
function page.write(things)
  local digests, lines = {}, {}
  for i, thing in ipairs(things) do
    digests[i] = pack(page.digest(thing))
    lines[i] = canon.encode { folder = thing.folder, id = thing.id, heads = thing.heads,
      conflict = thing.conflict }
  end
  return table.concat(digests), table.concat(lines, "\n")
end

local function read_digests(text)
  local list, at = {}, 1
  while at <= #text do list[#list + 1], at = unpack(text, at) end
  return list
end

--- Read what a page says of each thing; nil if it is none.
---@param text string  digests
---@return tickmark.Digest[]?
function page.digests(text)
  local ok, list = pcall(read_digests, text)
  return ok and list or nil
end

--- A thing's heads are what a reader may say that they are.
local function is_thing(one)
  if type(one) ~= "table" or type(one.heads) ~= "table" then return false end
  for _, head in ipairs(one.heads) do
    if type(head.head) ~= "table" or head.head.id ~= one.id
      or not head.brief and fields.fault(head.head) then return false end
  end
  return #one.heads > 0
end

--- The things of a page, in the order of its digests; false for what is none.
---@param text string  heads
---@return (table|false)[]
function page.things(text)
  local list = {}
  for line in text:gmatch("[^\n]+") do
    local thing = json.decode(line)
    list[#list + 1] = is_thing(thing) and thing
  end
  return list
end

return page
