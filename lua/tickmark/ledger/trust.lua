--- Who may change what on a ledger: roles, keys and what has to be signed stand
--- on the ledger itself, as events that only a lead auditor can add. What holds
--- for a commit is what its parent's tree says: a position, never a date.

local kinds = require("tickmark.ledger.kinds")
local life = require("tickmark.ledger.life")
local order = require("tickmark.base.order")

local trust = {}

---@class tickmark.Trusted
---@field role "lead-auditor"|"auditor"|"auditee"|"decider"|"none"
---@field keys table<string, boolean>  public keys, as the ledger has them

---@class tickmark.Trust
---@field begun boolean  is anybody appointed? Else nobody's part is checked
---@field people table<string, tickmark.Trusted>  by mail
---@field signed "auditors"|"all"|nil  whose events must be signed

---@class tickmark.Verdict  what a commit's signature is worth
---@field key string?     of ssh: whose it is
---@field valid boolean?  it made this signature of these bytes
---@field fault string?   why it is none
---@field armour string?  another's: `payload` is what it signs
---@field payload string?

trust.ROLES = { "auditor", "lead-auditor", "auditee", "decider" }

--- How much a role lets its holder do on an audit; who decides has no part in one.
local WEIGHT <const> = { none = 0, decider = 1, auditee = 1, auditor = 2,
  ["lead-auditor"] = 3 }

--- What has to be signed, from least to most.
local STRICT <const> = { auditors = 1, all = 2 }

--- What the identity of the requirement to sign is; a person's ends in the mail.
trust.SIGNATURES = "trust\0signatures"

---@param mail string
---@return string
function trust.person(mail) return "trust\0person\0" .. mail:lower() end

local function role_of(head)
  return head.state == "appointed" and WEIGHT[head.role] and head.role or "none"
end

--- Where two changes follow the same state a person has what both leave.
local function trusted(recorded)
  local found
  for _, one in ipairs(recorded.heads) do
    local keys = {}
    for _, key in ipairs(one.head.keys or {}) do
      keys[key] = not found or found.keys[key] or nil
    end
    local role = role_of(one.head)
    if found and WEIGHT[found.role] < WEIGHT[role] then role = found.role end
    found = { role = role, keys = keys }
  end
  return found
end

--- What holds where these records of trust stand.
---@param records table<any, tickmark.Recorded>  in the order of their ids
---@return tickmark.Trust
function trust.of(records)
  local self = { begun = false, people = {} }
  for _, id in ipairs(order.keys(records)) do
    local recorded = records[id]
    if recorded.folder == "trust" then
      local head = recorded.head
      if head.identity == trust.SIGNATURES then
        for _, one in ipairs(recorded.heads) do
          if (STRICT[one.head.scope] or 0) > (STRICT[self.signed] or 0) then
            self.signed = one.head.scope
          end
        end
      elseif type(head.mail) == "string" then
        self.begun = true
        self.people[head.mail:lower()] = trusted(recorded)
      end
    end
  end
  return self
end

--- Who has this key, or nil.
local function owner_of(self, key)
  for _, mail in ipairs(order.keys(self.people)) do
    if self.people[mail].keys[key] then return mail end
  end
end

-- Whose a change of each side is, in people's words, and what their roles weigh.
local NEEDS <const> = { lead = { "a lead auditor", 3 }, auditor = { "an auditor", 2 },
  run = { "somebody appointed", 1 }, decider = { "a decider", 1 } }

--- Why somebody may not make a change of one side, or nil.
---@param self tickmark.Trust
---@param mail string
---@param side "auditor"|"auditee"|"either"|"lead"|"run"|"decider"
---@return string?
function trust.lacks(self, mail, side)
  local needs = self.begun and NEEDS[side]
  if not needs then return nil end
  local held = (self.people[mail:lower()] or {}).role or "none"
  local is_right = WEIGHT[held] >= needs[2]
  if side == "decider" then is_right = held == "decider" end
  if is_right then return nil end
  return ("that is for %s to do, and %s is %s here"):format(needs[1], mail,
    held == "none" and "none" or kinds.words(held))
end

--- Must a change be signed, that somebody makes? What an auditor does, always, where
--- auditors have to sign: else anybody could do it in their name.
---@param self tickmark.Trust
---@param folder string
---@param side string
---@param mail string
---@return boolean
function trust.wants_signature(self, folder, side, mail)
  if folder == "trust" or self.signed == "all" then return true end
  local held = self.people[mail:lower()]
  return self.signed == "auditors"
    and (NEEDS[side] ~= nil or held ~= nil and trust.is_auditor(held.role))
end

--- Is it a role of those who audit?
---@param role string
---@return boolean
function trust.is_auditor(role) return (WEIGHT[role] or 0) >= WEIGHT.auditor end

--- The keys by which somebody is known.
---@param self tickmark.Trust
---@param mail string
---@return string[]
function trust.keys(self, mail)
  local held = self.people[mail:lower()]
  return held and order.keys(held.keys) or {}
end

--- Where nobody is appointed yet: somebody begins, with a key of their own.
local function check_beginning(head)
  if not head.mail or head.mail:lower() ~= tostring(head.by):lower()
    or head.role ~= "lead-auditor" then
    return "trust begins with somebody who becomes lead auditor by their own word"
  end
  local keys = {}
  for _, key in ipairs(head.keys or {}) do keys[key] = true end
  return nil, keys
end

--- Is there somebody who can appoint: a lead auditor with a key?
---@param self tickmark.Trust
---@param aside string?  the mail of one who doesn't count
---@return boolean
function trust.has_lead(self, aside)
  for mail, held in pairs(self.people) do
    if held.role == "lead-auditor" and next(held.keys) and mail ~= aside then
      return true
    end
  end
  return false
end

local function leaves_a_lead(self, head)
  return trust.has_lead(self, (head.mail or ""):lower())
    or role_of(head) == "lead-auditor" or head.identity == trust.SIGNATURES
end

--- What is wrong with a person as an event appoints them, or nil.
local function unfit_person(self, was, head)
  local mail = tostring(head.mail)
  if head.identity ~= trust.person(mail) then
    return "the person is not the one of its identity"
  elseif mail ~= mail:lower() or not mail:find("^[!-~]+@[!-~]+$")
    or mail:find("[<>\"]") then
    return "that is no mail address as commits have them: " .. mail
  elseif head.state == "dismissed" then
    return nil
  elseif head.state ~= "appointed" or role_of(head) == "none" then
    return "no such role"
  elseif WEIGHT[head.role] >= WEIGHT.auditor and #(head.keys or {}) == 0 then
    return "an auditor has a key to sign with"
  end
  for _, key in ipairs(head.keys or {}) do
    local owner = owner_of(self, key)
    if owner and owner ~= mail then return "that key is one of " .. owner end
  end
  local old = was and was.state == "dismissed" and was.keys or {}
  for _, key in ipairs(head.keys or {}) do
    for _, former in ipairs(old) do
      if key == former then return "who was dismissed comes back with another key" end
    end
  end
end

--- What is wrong with a change of trust itself, whoever makes it, or nil.
---@param self tickmark.Trust
---@param was table?  head
---@param head table
---@return string?
function trust.unfit(self, was, head)
  if head.identity == trust.SIGNATURES then
    if head.state ~= "required" or head.mail or not STRICT[head.scope] then
      return "no such requirement"
    end
    if was and STRICT[head.scope] <= (STRICT[was.scope] or 0) then
      return "what has to be signed does not become less"
    end
  else
    local unfit = unfit_person(self, was, head)
    if unfit then return unfit end
  end
  if self.begun and not leaves_a_lead(self, head) then
    return "no lead auditor would be left"
  end
end

--- Is it the key of a lead auditor?
---@param self tickmark.Trust
---@param key string
---@return boolean
function trust.is_lead(self, key)
  for _, held in pairs(self.people) do
    if held.role == "lead-auditor" and held.keys[key] then return true end
  end
  return false
end

---@class tickmark.Whose  what an event needs, and has
---@field by string
---@field folder string
---@field side string
---@field key string?  that made a valid signature of its commit

local function unsigned(by)
  return ("it has to be signed with a key of %s that stands on the ledger"):format(by)
end

--- Why an event that was permitted where it was made isn't here, or nil.
---@param self tickmark.Trust
---@param whose tickmark.Whose
---@return string?
function trust.contradicts(self, whose)
  local lack = trust.lacks(self, whose.by, whose.side)
  if lack then return lack end
  if not trust.wants_signature(self, whose.folder, whose.side, whose.by) then
    return nil
  end
  local held = self.people[whose.by:lower()]
  if whose.key and held and held.keys[whose.key] then return nil end
  return unsigned(whose.by)
end

---@class tickmark.Signed
---@field fault string?
---@field by string?       "verified", "unverified", "none", or "open": somebody else has
---  to look at `verdict`
---@field keys table<string, boolean>?  that may have signed

--- What a signature has to be, and is.
local function check_signature(self, folder, side, head, keys, verdict)
  local needed = trust.wants_signature(self, folder, side, tostring(head.by))
  if verdict and verdict.armour then
    return { by = "open", keys = keys, needed = needed }
  end
  if verdict and verdict.valid and keys[verdict.key] then return { by = "verified" } end
  local other = verdict and verdict.valid and owner_of(self, verdict.key)
  if other and other ~= tostring(head.by):lower() then
    return { fault = ("signed with the key of %s, and says that it is by %s"):format(
      other, tostring(head.by)) }
  end
  if needed then
    local why = not verdict and "it is not signed" or verdict.fault
      or verdict.valid and "the key is another" or "the signature is not valid"
    return { fault = unsigned(tostring(head.by)) .. ": " .. why }
  end
  return { by = verdict and "unverified" or "none" }
end

local UNSIGNED <const> = { by = "none" }

--- May the one who says so make this change here, and did they?
---@param self tickmark.Trust
---@param folder string
---@param name string   of the change, "retest" or "settle"
---@param head table    after it
---@param verdict tickmark.Verdict|false
---@return tickmark.Signed
function trust.check(self, folder, name, head, verdict)
  if not self.begun and folder ~= "trust" and not verdict then return UNSIGNED end
  local side = life.side(folder, name, head)
  local by = tostring(head.by)
  local keys = (self.people[by:lower()] or {}).keys or {}
  if folder == "trust" and not self.begun then
    local fault
    fault, keys = check_beginning(head)
    if fault then return { fault = fault } end
  else
    local fault = trust.lacks(self, by, side)
    if fault then return { fault = fault } end
  end
  return check_signature(self, folder, side, head, keys, verdict)
end

return trust
