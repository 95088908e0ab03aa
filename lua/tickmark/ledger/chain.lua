--- What a commit of a ledger may be: one event added to what its parent holds,
--- or the union of its parents. Pure: the reader of commits gives what it found.

local date = require("tickmark.base.date")
local ids = require("tickmark.ledger.ids")
local kinds = require("tickmark.ledger.kinds")
local life = require("tickmark.ledger.life")

local chain = {}

---@class tickmark.Added  the file that a commit adds
---@field path string
---@field mode integer
---@field sha256 string
---@field head table?      parsed; nil: it can't be read
---@field fault string?    why not

---@class tickmark.Around  what stood there before
---@field organisation string
---@field sha256 fun(bytes: string): string
---@field before fun(sha256: string): table?  head of an earlier event of the same id
---@field others integer   how many events of that id the parent holds

local FILE <const> = 0x81A4 -- 0100644

-- What never changes in the life of a thing.
local FIXED <const> = { "id", "type", "identity", "recurrence", "requirement", "finding",
  "raised_on", "raised_by", "asked", "action", "owner" }

local function same(a, b)
  return (a == nil and "" or tostring(a)) == (b == nil and "" or tostring(b))
end

--- Its name says what it holds.
local function check_name(note, added, at)
  local head = added.head
  if not head then return note("it can't be read: " .. added.fault) end
  if added.mode ~= FILE then note("its mode is not that of a plain file") end
  if added.sha256 ~= at.sha256 then note("its bytes are not those that its name says") end
  if head.id ~= at.id or head.state ~= at.state or tonumber(head.seq) ~= at.seq then
    note("its head is not what its name says")
  end
end

--- The first of its kind, with the id that its identity has.
local function check_first(note, head, around)
  if around.others > 0 then note("a second beginning of what there is already") end
  if tonumber(head.seq) ~= 1 then note("it begins, but is not number 1") end
  local id = ids.of(around.sha256, around.organisation, tostring(head.identity),
    math.tointeger(tonumber(head.recurrence)) or 0)
  if id ~= head.id then note("its id is not that of its identity") end
end

local function check_fields(note, before, head)
  for _, field in ipairs(FIXED) do
    if not same(before[field], head[field]) then
      note(("%s has changed, from %s to %s"):format(field, tostring(before[field]),
        tostring(head[field])))
    end
  end
  local graded = before.grade_is == "decided" and head.state ~= "regraded"
  if graded and not same(before.grade, head.grade) then
    note("its grade has changed without being regraded")
  end
  if #(head.grades or {}) < #(before.grades or {}) then
    note("a grade that it once had is gone")
  end
end

--- It follows what the parent holds, by a change that there is.
local function check_follows(note, head, at, around)
  local seq, settled = 0, #head.previous > 1
  for _, sha256 in ipairs(head.previous) do
    local before = around.before(sha256)
    if not before then
      return note("what it follows is not there: " .. sha256:sub(1, 12))
    end
    seq = math.max(seq, tonumber(before.seq) or 0)
    check_fields(note, before, head)
    if not settled and not life.between(at.folder, before, head) then
      note(("%s does not follow %s"):format(kinds.words(head.state),
        kinds.words(before.state)))
    end
  end
  if tonumber(head.seq) ~= seq + 1 then note("its number does not follow") end
end

--- Who and when, as the commit claims them.
local function check_claims(note, head, commit)
  if head.by and head.by ~= commit.author.mail then
    note(("by %s, and its commit's author is %s"):format(tostring(head.by),
      commit.author.mail))
  end
  local on = head.on and date.parse(head.on)
  local day = date.from_epoch(commit.author.time)
  if head.on and (not on or on > day + 1 or day > on + 1) then
    note(("it says that it is of %s, and its commit is of %s"):format(tostring(head.on),
      tostring(day)))
  end
end

local function check_end(note, head)
  if head.state == "closed" and (head.verified or {}).result ~= "effective" then
    note("closed, and never verified as effective")
  end
end

--- Check the event that a commit adds.
---@param note fun(fault: string)
---@param commit {author: {mail: string, time: integer}}
---@param added tickmark.Added
---@param around tickmark.Around
function chain.event(note, commit, added, around)
  local at = kinds.parse_path(added.path)
  if not at then return note("no event's path") end
  if not kinds.has_state(at.folder, at.state) then
    note(("no state of a %s: %s"):format(kinds.BY_FOLDER[at.folder].noun, at.state))
  end
  check_name(note, added, at)
  local head = added.head
  if not head then return end
  if type(head.previous) ~= "table" then return note("it doesn't say what it follows") end
  if #head.previous == 0 then
    check_first(note, head, around)
    if not life.between(at.folder, nil, head) then
      note(("a life does not begin as %s"):format(kinds.words(at.state)))
    end
  else
    check_follows(note, head, at, around)
  end
  check_claims(note, head, commit)
  check_end(note, head)
end

return chain
