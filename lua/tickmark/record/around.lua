--- What is around a change in an open ledger: who is who, who may, what the gates
--- look at. Methods of a book.

local event = require("tickmark.ledger.event")
local failure = require("tickmark.base.failure")
local gates = require("tickmark.ledger.gates")
local independence = require("tickmark.record.independence")
local kinds = require("tickmark.ledger.kinds")
local life = require("tickmark.ledger.life")
local text = require("tickmark.base.text")
local trust = require("tickmark.ledger.trust")

---@class tickmark.Book
local methods = {}

--- The actions of a finding that have not been dropped, each with its name.
---@param id string
---@return table[] heads
function methods:actions_of(id)
  local list = {}
  for _, recorded in ipairs(self:all("actions")) do
    if recorded.head.finding == id and recorded.head.state ~= "dropped" then
      local head = event.copy(self:whole(recorded).head)
      head.name = self:name(recorded)
      list[#list + 1] = head
    end
  end
  return list
end

--- What "Name <mail>" has in its brackets; else all of it.
local function mail_of(person)
  person = tostring(person):lower()
  return person:match("<([^<>]+)>%s*$") or text.trim(person)
end

--- One person, whatever the name, mail or alias?
function methods:same(a, b)
  if not a or not b then return false end
  local people = self.subject:persons()
  a, b = mail_of(a), mail_of(b)
  return (people[a] or a) == (people[b] or b)
end

--- Is somebody the person, or a holder of the "role:x", that a document names?
---@param mail string
---@param who string
---@return boolean
function methods:is_one(mail, who)
  local role = who:match("^role:(.*)$")
  if not role then return self:same(mail, who) end
  local people, holders = self.subject:persons()
  local id = people[mail:lower()]
  return id ~= nil and (holders[role] or {})[id] == true
end

--- Who may do what on this ledger.
---@return tickmark.Trust
function methods:trust() return trust.of(self:all("trust")) end

--- Does its author audit here: by role, or by what they have decided?
function methods:is_auditor()
  local mail = self.author.mail
  local held = self:trust().people[mail:lower()]
  if held and trust.is_auditor(held.role) then return true end
  for _, recorded in ipairs(self:all("findings")) do
    local head = recorded.head
    for _, part in ipairs { "plan_accepted", "verified", "withdrawn" } do
      if head[part] and self:same(head[part].by, mail) then return true end
    end
    if self:same(head.raised_by, mail) then return true end
  end
  return false
end

--- What the gates look at around a record.
function methods:around(recorded)
  local finding = recorded and recorded.folder == "findings" and recorded.id
    or recorded and recorded.head.finding
  local about = self.ledger.records:get(finding)
  about = about and self:whole(about)
  local actions = finding and self:actions_of(finding) or {}
  return { me = self.author.mail, today = self.today,
    is_auditor = function() return self:is_auditor() end,
    finding = about and about.head, stage = about and life.stage(about.head),
    same = function(a, b) return a and b and self:is_one(a, b) end,
    open_requests = function()
      local list = {}
      for _, one in ipairs(self:all("requests")) do
        if one.head.state == "open" then list[#list + 1] = self:name(one) end
      end
      return list
    end,
    hand = function()
      return about and independence.lacks(self, self.author.mail, about.head, actions)
    end,
    actions = actions }
end

--- May its author make a change of this side? Raises a failure that says why not.
---@param who string  what the failure begins with
---@param side "auditor"|"auditee"|"either"|"lead"
function methods:permit(who, side)
  local lack = trust.lacks(self:trust(), self.author.mail, side)
  if not lack then return end
  failure.raise(failure.USAGE, who .. lack,
    "tickmark trust list tells who may do what here")
end

--- May this change be made? Raises a failure that says why not.
---@param folder string
---@param name string
---@param recorded tickmark.Recorded?
---@param given table
---@param around tickmark.Around?
function methods:check(folder, name, recorded, given, around)
  local head = recorded and recorded.head
  local change, from = life.may(folder, name, head)
  local who = recorded and (self:name(recorded) or "draft") .. ": " or ""
  if recorded and recorded.conflict and not given.settles then
    failure.raise(failure.USAGE,
      who .. "in conflict: two changes followed the same state",
      "tickmark finding settle " .. self:name(recorded))
  end
  if not change then
    local states = {}
    for i, one in ipairs(from) do states[i] = kinds.words(one) end
    failure.raise(failure.USAGE, ("%sit is %s, and %s follows %s"):format(who,
      kinds.words(head.state), kinds.words(name), text.either(states)),
      ("possible now: %s"):format(table.concat(life.next(folder, head), ", ")))
  end
  self:permit(who, change.side)
  local message, remedy = gates.refusal(folder, name, head, given,
    around or self:around(recorded))
  if message then failure.raise(failure.USAGE, who .. message, remedy) end
  return change
end

return methods
