--- What a commit of a ledger may be: one event added to what its parent holds,
--- or the union of its parents. Pure: the reader of commits gives what it found.

local beginning = require("tickmark.ledger.chain.beginning")
local following = require("tickmark.ledger.chain.following")
local gated = require("tickmark.ledger.chain.gated")
local gates = require("tickmark.ledger.gates")
local kinds = require("tickmark.ledger.kinds")
local said = require("tickmark.ledger.chain.said")
local trust = require("tickmark.ledger.trust")

local chain = {}

---@class tickmark.Added  the file that a commit adds
---@field path string
---@field mode integer
---@field sha256 string
---@field head table?      parsed; nil: it can't be read
---@field fault string?    why not, or what is wrong with it

---@class tickmark.Before  what stood there before
---@field organisation string
---@field is_draft boolean  is it a ref of drafts?
---@field sha256 fun(bytes: string): string
---@field heads table<string, table>  heads of the thing in the parent, by SHA-256
---@field others integer   how many events of it the parent holds
---@field thing fun(folder: string, id: string): tickmark.Thing  any, in the parent
---@field trust tickmark.Trust
---@field signature fun(): tickmark.Verdict|false  of the commit

local FILE <const> = 0x81A4 -- 0100644

--- Its name says what it holds.
local function check_name(note, added, at)
  local head = added.head
  if not head then
    note("it can't be read: " .. added.fault)
    return nil
  end
  if added.mode ~= FILE then note("its mode is not that of a plain file") end
  if added.sha256 ~= at.sha256 then note("its bytes are not those that its name says") end
  if added.fault then
    note(added.fault)
    return nil
  end
  if not kinds.has_type(at.folder, head.type) then
    note(("no type of a %s: %s"):format(kinds.BY_FOLDER[at.folder].noun,
      tostring(head.type)))
  end
  if head.id ~= at.id or head.state ~= at.state or tonumber(head.seq) ~= at.seq then
    note("its head is not what its name says")
  end
  return head
end

-- The states in which a plan stands.
local PLANNED <const> = { ["plan-proposed"] = true, ["plan-accepted"] = true,
  corrected = true, verified = true, closed = true }

local function check_state(note, head, at, before)
  if before.is_draft ~= (head.state == "draft") then
    note(before.is_draft and "no draft, among drafts" or "a draft that was not issued")
  end
  if at.folder ~= "findings" then return end
  local asks = head.type == "nonconformity" -- for a correction
  if head.state == "closed" and asks and (head.verified or {}).result ~= "effective" then
    note("closed, and never verified as effective")
  end
  local lack = asks and PLANNED[head.state] and gates.lacks(head)
  if lack then note(("%s, and %s"):format(kinds.words(head.state), lack)) end
end

--- The one who says so may make this change here, and did.
---@return tickmark.Signed?
local function check_trust(note, at, name, was, head, before)
  local unfit = at.folder == "trust" and trust.unfit(before.trust, was, head)
  if unfit then note(unfit) end
  local signed = trust.check(before.trust, at.folder, name, head, before.signature())
  if not signed.fault then return signed end
  note(signed.fault)
end

--- Check the event that a commit adds.
---@param note fun(fault: string)
---@param commit {author: {mail: string}, committer: {time: integer}}
---@param added tickmark.Added
---@param before tickmark.Before
---@return tickmark.Signed?  what its signature is worth; nil: there are faults
---@return string? name      of the change
function chain.event(note, commit, added, before)
  local at = kinds.parse_path(added.path)
  if not at then return note("no event's path") end
  if not kinds.has_state(at.folder, at.state) then
    note(("no state of a %s: %s"):format(kinds.BY_FOLDER[at.folder].noun, at.state))
  end
  local head = check_name(note, added, at)
  if not head then return end
  local name, was
  if #head.previous == 0 then
    name = beginning(note, head, at, before)
  else
    name, was = following(note, head, at, before)
  end
  said(note, commit, at, was, head)
  if name then gated(note, at, name, was, head, before) end
  check_state(note, head, at, before)
  return name and check_trust(note, at, name, was, head, before), name
end

return chain
