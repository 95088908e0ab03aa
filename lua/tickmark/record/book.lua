--- An open ledger, in which people make changes: what it says, who is writing,
--- and changes that are made on its newest state, whoever else writes.

local append = require("tickmark.record.append")
local canon = require("tickmark.base.canon")
local core = require("tickmark.core")
local custody = require("tickmark.record.custody")
local date = require("tickmark.base.date")
local event = require("tickmark.ledger.event")
local failure = require("tickmark.base.failure")
local fold = require("tickmark.ledger.fold")
local gates = require("tickmark.ledger.gates")
local identity = require("tickmark.conclude.identity")
local independence = require("tickmark.record.independence")
local kinds = require("tickmark.ledger.kinds")
local life = require("tickmark.ledger.life")
local names = require("tickmark.ledger.names")
local order = require("tickmark.base.order")
local signing = require("tickmark.record.signing")
local state = require("tickmark.ledger.state")
local subject = require("tickmark.evaluate.subject")
local text = require("tickmark.base.text")
local trust = require("tickmark.ledger.trust")

local book = {}

local TRIES <const> = 1000 -- of a change, while others write

---@class tickmark.Book
---@field subject tickmark.Subject
---@field ledger tickmark.Ledger
---@field author table       {name=, mail=, time=, offset=}
---@field today tickmark.Date
local methods = {}

function methods:close()
  append.close(self.ledger or {})
  self.subject:close()
end

local meta = { __index = methods, __close = methods.close, __gc = methods.close }

--- Open the ledger of a repository.
---@param options table  repo, config, ledger, rev, no_os_sandbox
---@return tickmark.Book
function book.open(options)
  local self = setmetatable({ subject = subject.open(options), names = {} }, meta)
  self.today = date.from_epoch(os.time())
  self.ledger = state.load(self.subject)
  return self
end

--- The ledger is another one now, or has grown.
local function take(self, ledger)
  self.ledger, self.names = ledger, {}
end

--- The auditor's drafts, which nobody sees who sees the ledger only. They stand
--- beside it, and in a repository of the auditor's own.
---@return tickmark.Ledger
function methods:drafts()
  local own = self.ledger.path and core.realpath(self.ledger.path)
  local paths = self.subject.paths
  local is_theirs = not own
  for _, path in ipairs { paths.git, paths.common, paths.work } do
    is_theirs = is_theirs or core.realpath(path) == own
  end
  if is_theirs then
    failure.raise(failure.USAGE,
      "drafts stay private: whoever reads this repository would read them",
      "keep them in your own: --ledger /path/to/own.git:refs/heads/audit/acme-2026")
  end
  local drafts = state.load(self.subject, { beside = kinds.DRAFT })
  for id in pairs(self.ledger.records) do drafts.records[id] = nil end -- issued
  return drafts
end

--- Go on among the drafts.
function methods:turn_to_drafts() take(self, self:drafts()) end

--- Records of a kind, by their ids' order.
---@param folder string
---@return tickmark.Recorded[]
function methods:all(folder)
  local list = {}
  for _, id in ipairs(order.keys(self.ledger.records)) do
    local recorded = self.ledger.records[id]
    if recorded.folder == folder then list[#list + 1] = recorded end
  end
  return list
end

--- The short name of a record: as many letters as tell it from all others.
---@param recorded tickmark.Recorded
---@return string
function methods:name(recorded)
  local folder = recorded.folder
  self.names[folder] = self.names[folder] or names.of(self:all(folder))
  return self.names[folder][recorded.id]
end

--- A record whose head may be changed: a change that is refused leaves none.
---@param recorded tickmark.Recorded
---@return tickmark.Recorded
function methods:own(recorded)
  local own = {}
  for key, value in pairs(self:whole(recorded)) do own[key] = value end
  own.head = event.copy(own.head)
  return own
end

--- A record with its whole heads.
---@param recorded tickmark.Recorded
---@return tickmark.Recorded
function methods:whole(recorded)
  if not recorded.brief then return recorded end
  local heads = fold.heads(self:events(recorded))
  local whole = fold.thing(recorded.folder, recorded.id, heads, recorded.conflict)
  self.ledger.records[recorded.id] = whole
  return whole
end

--- The record that people mean by "NC-7F3A", "7f3a" or its whole id.
---@param folder string
---@param name string
---@return tickmark.Recorded
function methods:find(folder, name)
  local found = names.find(self:all(folder), name)
  if #found == 1 then return self:own(found[1]) end
  local noun = kinds.BY_FOLDER[folder].noun
  if #found == 0 then
    failure.raise(failure.USAGE, ("%s: no such %s on %s"):format(name, noun,
      self.ledger.ref), folder == "findings"
      and "tickmark finding list tells what there is"
      or "tickmark status tells what is due, finding show what a finding has")
  end
  local each = {}
  for i, one in ipairs(found) do each[i] = self:name(one) end
  failure.raise(failure.USAGE, ("%s: more than one %s has that name"):format(name, noun),
    "say " .. text.either(each))
end

-- Of what a name's first letters say that it is.
local FOLDERS <const> = { CA = "actions", RQ = "requests", TR = "trust", RUN = "runs",
  MTG = "meetings", DEC = "decisions" }

--- A record of any kind, which its name's first letters tell.
---@param name string
---@return tickmark.Recorded
function methods:find_any(name)
  return self:find(FOLDERS[name:upper():match("^(%u+)%-")] or "findings", name)
end

--- A draft by its name.
---@param name string
---@return tickmark.Recorded
function methods:find_draft(name)
  local ledger = self.ledger
  self:turn_to_drafts()
  local ok, found = pcall(self.find, self, "findings", name)
  take(self, ledger)
  if not ok then error(found, 0) end
  return found
end

--- All events of a record, the oldest first.
---@param recorded tickmark.Recorded
---@return table[]  {path=, at=, data=}
function methods:events(recorded)
  return state.events(self.subject, self.ledger, recorded)
end

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
  local people = self.subject.people
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
  local id = self.subject.people[mail:lower()]
  return id ~= nil and (self.subject.holders[role] or {})[id] == true
end

--- Files as evidence: path, commit, blob and SHA-256. `since` is the commit of
--- what they are held against.
---@param given {paths: string[], rev: string?}
---@param since string?
---@return table[] cited  `was`: it stood there at `since` already
---@return table[] pins   the same, as events keep them
function methods:cite(given, since)
  local cited, pins = canon.array {}, canon.array {}
  if given and #given.paths > 0 then
    cited = self.subject:ask { op = "cite", paths = canon.array(given.paths),
      rev = given.rev, since = since }.cited
  end
  for i, one in ipairs(cited) do
    pins[i] = { path = one.path, commit = one.commit, blob = one.blob,
      sha256 = one.sha256 }
  end
  custody.provenance(self.subject, pins)
  return cited, pins
end

--- Who may do what on this ledger.
---@return tickmark.Trust
function methods:trust() return trust.of(self.ledger.records) end

--- Does its author audit here: by role, or by what they have decided?
function methods:is_auditor()
  local mail = self.author.mail
  local held = self:trust().people[mail:lower()]
  if held and trust.is_auditor(held.role) then return true end
  for _, recorded in ipairs(self:all("findings")) do
    for _, part in ipairs { "plan_accepted", "verified", "withdrawn" } do
      local said = recorded.head[part]
      if said and self:same(said.by, mail) then return true end
    end
  end
  return false
end

--- What the gates look at around a record.
function methods:around(recorded)
  local finding = recorded and recorded.folder == "findings" and recorded.id
    or recorded and recorded.head.finding
  local about = finding and self.ledger.records[finding]
    and self:whole(self.ledger.records[finding])
  local actions = finding and self:actions_of(finding) or {}
  return { me = self.author.mail, today = self.today,
    is_auditor = function() return self:is_auditor() end,
    finding = about and about.head, stage = about and life.stage(about.head),
    same = function(a, b) return self:same(a, b) end,
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
    for i, one in ipairs(from) do from[i] = kinds.words(one) end
    failure.raise(failure.USAGE, ("%sit is %s, and %s follows %s"):format(who,
      kinds.words(head.state), kinds.words(name), text.either(from)),
      ("possible now: %s"):format(table.concat(life.next(folder, head), ", ")))
  end
  self:permit(who, change.side)
  local message, remedy = gates.refusal(folder, name, head, given,
    around or self:around(recorded))
  if message then failure.raise(failure.USAGE, who .. message, remedy) end
  return change
end

--- The head after a change: all that was there, and what is new.
---@param recorded tickmark.Recorded
---@param to string  the state
---@param fields table
function methods:after(recorded, to, fields)
  local head = fold.follow(event.copy(recorded.head), recorded)
  head.state, head.by, head.on = to, self.author.mail, tostring(self.today)
  head.name = nil
  if to ~= "regraded" then head.resumes = nil end
  for key, value in pairs(fields) do head[key] = value end
  return head
end

local TEXT_MAX <const> = 64 << 10 -- bytes of what one event may say

--- What people wrote, as the Markdown below a head: their own, but nothing hides.
local function body(words)
  if #words > TEXT_MAX then
    failure.raise(failure.USAGE, ("a text of %d bytes; an event takes %d"):format(
      #words, TEXT_MAX), "put the long text into a document, and cite it as evidence")
  end
  return "\n" .. text.terminal(text.trim(words), true) .. "\n"
end

--- An event of a head that has changed or is new.
---@param folder string
---@param head table
---@param from string    the state before, or "new"
---@param about string   after the id, in the commit's subject
---@param says string    in people's words
---@param to string?     in the subject, instead of the state
---@return tickmark.Draft
function methods:draft(folder, head, from, about, says, to)
  local trailers = {}
  if head.requirement then trailers[1] = { "Requirement", head.requirement } end
  if head.grade then
    trailers[#trailers + 1] = { "Grade", ("%s (%s)"):format(head.grade, head.grade_is) }
  end
  trailers[#trailers + 1] = { "Signed-off-by",
    ("%s <%s>"):format(self.author.name, self.author.mail) }
  return { folder = folder, head = head, from = from, about = about, says = says,
    to = to, words = body(says), trailers = trailers }
end

--- The first head of something new; `text_of` tells it from all others.
function methods:first(to, text_of, fields)
  local head = { state = to, seq = 1, previous = canon.array {}, recurrence = 0,
    identity = text_of, by = self.author.mail, on = tostring(self.today) }
  head.id = identity.id(self.subject.settings.organisation.id, text_of, 0)
  for key, value in pairs(fields) do head[key] = value end
  return head
end

--- What is recorded once is not recorded again.
---@param head table  of something new
function methods:refuse_twice(head)
  local known = self.ledger.records[head.id]
  if known then
    failure.raise(failure.USAGE, "that is recorded: " .. self:name(known))
  end
end

--- Make a change: `make` looks at the newest state and gives drafts. When
--- somebody else wrote meanwhile it is asked again.
---@param make fun(self: tickmark.Book): tickmark.Draft[]
---@return table[] told
function methods:change(make)
  local why
  for _ = 1, TRIES do
    self.author, self.signing = append.author(self.subject, self.ledger)
    local commits, told, folders, keys = canon.array {}, {}, {}, nil
    for i, draft in ipairs(make(self)) do
      commits[i], told[i] = append.commit(draft, self.author)
      folders[i] = draft.folder
      keys = not self:trust().begun and draft.head.keys or keys
    end
    local done
    done, why = append.try(self.subject, self.ledger, commits,
      signing.of(self:trust(), folders, self.author, self.signing, keys))
    for _, one in ipairs(done and told or {}) do
      fold.add(self.ledger.records, one.path, one.head)
      self.names = {}
    end
    if done then return told end
    take(self, state.renew(self.subject, self.ledger))
  end
  failure.raise(failure.INCOMPLETE, ("nothing was recorded on %s: %s"):format(
    self.ledger.ref, why.message), "others write all the time: try again")
end

return book
