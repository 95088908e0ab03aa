--- What a commit of a ledger may be: one event added to what its parent holds,
--- or the union of its parents. Pure: the reader of commits gives what it found.

local date = require("tickmark.base.date")
local fields = require("tickmark.ledger.fields")
local gates = require("tickmark.ledger.gates")
local ids = require("tickmark.ledger.ids")
local kinds = require("tickmark.ledger.kinds")
local life = require("tickmark.ledger.life")
local order = require("tickmark.base.order")
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
local RECURRENCES <const> = 9999
local DAY <const> = 24 * 60 * 60 -- seconds
local ACTIONS_MAX <const> = 1000 -- of one plan

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

-- What an identity begins with, so that nothing is two kinds of thing.
local BEGINS <const> = { actions = "action\0", requests = "request\0",
  runs = "run\0", meetings = "meeting\0", decisions = "decision\0",
  trust = "trust\0" }

--- What is back had been there, and was over.
local function check_recurrence(note, head, at, before, recurrence)
  if recurrence <= 0 then return end
  local former = before.thing(at.folder, ids.of(before.sha256, before.organisation,
    head.identity, recurrence - 1))
  local over = former.events > 0
  for _, was in pairs(former.heads) do over = over and life.is_over(was.state) end
  if not over then note("it says that it is back, and is not: it was never over") end
end

--- A beginning says what there is to begin with, and no more.
local function check_beginning(note, head, at)
  local may = life.begins(at.folder)
  for _, key in ipairs(order.keys(head)) do
    if not may[key] then note(("it begins with %s already"):format(tostring(key))) end
  end
  for _, key in ipairs(order.keys(head.effectiveness or {})) do
    if key ~= "criterion" and key ~= "check_after" then
      note(("it begins with the %s of its effect already"):format(key))
    end
  end
  if at.folder ~= "findings" then return end
  local raised = head.run and head.as_of or head.on
  if head.state ~= "draft" and head.raised_on ~= raised then
    note(("it was raised on %s, and says %s"):format(tostring(raised),
      tostring(head.raised_on)))
  end
  if (head.grade_is == "proposed") ~= (head.run ~= nil) then
    note("a run proposes its grade, and a person decides it")
  end
end

--- The first of its kind, with the id that its identity has.
---@return string? name  of the change
local function check_first(note, head, at, before)
  if before.others > 0 then note("a second beginning of what there is already") end
  if tonumber(head.seq) ~= 1 then note("it begins, but is not number 1") end
  local recurrence = math.tointeger(tonumber(head.recurrence)) or -1
  if recurrence < 0 or recurrence > RECURRENCES then note("no number of a recurrence") end
  local lead = BEGINS[at.folder] or tostring(head.requirement) .. "\0"
  if head.identity:sub(1, #lead) ~= lead then
    note("its identity is not one of a " .. kinds.BY_FOLDER[at.folder].noun)
  end
  local id = ids.of(before.sha256, before.organisation, head.identity, recurrence)
  if id ~= head.id then note("its id is not that of its identity") end
  check_recurrence(note, head, at, before, recurrence)
  check_beginning(note, head, at)
  local name = life.between(at.folder, nil, head)
  if not name then
    note(("a life does not begin as %s"):format(kinds.words(at.state)))
  end
  return name
end

local function equal(a, b)
  if a == b then return true end
  if type(a) ~= "table" or type(b) ~= "table" then
    return (a == nil and "" or tostring(a)) == (b == nil and "" or tostring(b))
  end
  for key in pairs(a) do
    if not equal(a[key], b[key]) then return false end
  end
  for key in pairs(b) do
    if a[key] == nil then return false end
  end
  return true
end

--- All but what the change is about is as it was.
local function check_fields(note, folder, name, was, head)
  local touches, changed = life.touches(folder, name), nil
  for _, side in ipairs { was, head } do
    for key in pairs(side) do
      if was[key] ~= head[key] and not touches[key]
        and not equal(was[key], head[key]) then
        changed = changed or {}
        changed[key] = true
      end
    end
  end
  for _, key in ipairs(changed and order.keys(changed) or {}) do
    note(("%s has changed, which is no part of: %s"):format(tostring(key), name))
  end
end

local function check_effect(note, was, head)
  local before, after = was.effectiveness or {}, head.effectiveness or {}
  for _, key in ipairs { "criterion", "check_after" } do
    if not equal(before[key], after[key]) then
      note(("%s has changed, which was fixed beforehand"):format(key))
    end
  end
end

local function check_grade(note, name, was, head)
  local was_decided = was.grade_is == "decided" and not equal(was.grade, head.grade)
  if name == "retest" and was_decided then
    note("its grade has changed without being regraded")
  end
  if name ~= "regrade" then return end
  local grades, before = head.grades or {}, was.grades or {}
  for i, one in ipairs(before) do
    if not equal(one, grades[i]) then note("a grade that it once had is gone") end
  end
  local stage = life.stage(was)
  local goes_on = head.resumes == stage
    or head.resumes == "responded" and not equal(was.grade, head.grade)
  if not goes_on then note("it was regraded, and goes on from where it was not") end
end

--- One change of what stood there.
---@return string? name  of the change
local function check_change(note, at, was, head)
  local name = life.between(at.folder, was, head)
  if not name then
    note(("%s does not follow %s"):format(kinds.words(head.state),
      kinds.words(was.state)))
    return nil
  end
  check_fields(note, at.folder, name, was, head)
  check_grade(note, name, was, head)
  if name == "check" then check_effect(note, was, head) end
  if name == "retest" and not (head.run and was.rule) then
    note("told again as if by a run, and by none")
  end
  return name
end

--- A decision between several: one of them as it is, and what was over stays so.
local function check_settled(note, at, list, head)
  local like, over = nil, false
  for _, was in ipairs(list) do
    over = over or life.is_over(was.state)
    if was.state == head.state then
      local quiet = true
      check_fields(function() quiet = false end, at.folder, "settle", was, head)
      if quiet then like = was end
    end
  end
  if not head.settled or not like then
    note("it follows several, and is none of them settled")
  end
  if over and not life.is_over(head.state) then
    note("what was over has been decided again")
  end
  return "settle"
end

--- Is it one state, or the same that several recorded?
local function is_one(list)
  for i = 2, #list do
    if fields.essence(list[i]) ~= fields.essence(list[1]) then return false end
  end
  return true
end

--- Of one state that several recorded, the record that a head goes on from.
local function source_of(list, head)
  for _, was in ipairs(list) do
    if equal(was.run, head.run) and equal(was.as_of, head.as_of) then return was end
  end
  return list[1]
end

--- It follows all that stood there, each once.
---@return string? name  of the change
---@return table? was    what it follows, where that is one
local function check_follows(note, head, at, before)
  local seq, named, list, missing = 0, {}, {}, false
  for _, sha256 in ipairs(head.previous) do
    local was = before.heads[sha256]
    if not was then
      note("what it follows is not there, or was followed: " .. sha256:sub(1, 12))
    elseif named[sha256] then
      note("it follows the same twice")
    else
      list[#list + 1] = was
      seq = math.max(seq, tonumber(was.seq) or 0)
    end
    named[sha256] = true
  end
  for sha256 in pairs(before.heads) do missing = missing or not named[sha256] end
  if missing then note("it passes over another change of the same thing") end
  if #list == 0 then return nil end
  if tonumber(head.seq) ~= seq + 1 then note("its number does not follow") end
  if is_one(list) or kinds.BY_FOLDER[at.folder].shared then
    local was = source_of(list, head)
    return check_change(note, at, was, head), was
  end
  return check_settled(note, at, list, head)
end

local last, last_text -- of days, many of which are alike

local function text_of(day)
  if day ~= last then last, last_text = day, tostring(day) end
  return last_text
end

--- Who and when, as the commit claims them.
--- What a run says was performed: the ledger has that run, by the same person, over the
--- same commit.
local function check_run(note, at, name, head, before)
  if at.folder ~= "findings" or not head.run or name ~= "raise" and name ~= "retest" then
    return
  end
  local of = type(head.performed) == "string" and head.performed or ""
  for _, run in pairs(before.thing("runs", of).heads) do
    if run.run == head.run and run.by == head.by
      and run.evidence_commit == head.evidence_commit and run.as_of == head.as_of then
      return
    end
  end
  note("it is of a run that is not on the ledger")
end

local function check_claims(note, head, commit)
  if head.by ~= commit.author.mail then
    note(("by %s, and its commit's author is %s"):format(tostring(head.by),
      commit.author.mail))
  end
  if math.abs(commit.author.time - commit.committer.time) > DAY then
    note(("its author's date is another than its commit's: %s"):format(
      date.from_epoch(commit.author.time)))
  end
  local day = date.from_epoch(commit.committer.time)
  if head.on == text_of(day) then return end
  local on = head.on and date.parse(head.on)
  if not on or on > day + 1 or day > on + 1 then
    note(("it says that it is of %s, and its commit is of %s"):format(tostring(head.on),
      tostring(day)))
  end
end

--- What the subject says instead of a state, where it says more.
local SAYS <const> = { "^no longer reproduced$", "^grade confirmed$",
  "^regraded %(was %l+%)$", "^checked, [%l-]+$", "^answered: none$",
  "^settled as [%l ]+$" }

--- Does a subject end as one may that tells of this state?
local function tells(words, head)
  if words == kinds.words(head.state) then return true end
  for _, pattern in ipairs(SAYS) do
    if words:find(pattern) then return true end
  end
  return false
end

--- What the commit says to people and machines is what the event is.
local function check_message(note, commit, at, was, head)
  local lead = kinds.short(at.folder, head) .. " "
  local from, to = commit.subject:match(": ([%l ]+) %-> (.-)$")
  if commit.subject:sub(1, #lead) ~= lead or not to or not tells(to, head)
    or was and from ~= kinds.words(was.state) then
    note("its commit's subject says something else")
  end
  local message = commit.message
  local said = ("\n%s: %s\nTransition: %s->%s\n"):format(
    kinds.BY_FOLDER[at.folder].trailer, head.id, was and was.state
      or #head.previous == 0 and "new"
      or tostring(message:match("\nTransition: (.-)%->")),
    head.state)
  local signed_off = message:match("\nSigned%-off%-by: [^\n]*<([^\n]*)>\n")
  if not message:find(said, 1, true) or select(2, message:gsub("\nTransition:", "")) > 1
    or signed_off and signed_off ~= head.by then
    note("its commit's trailers say something else")
  end
end

--- The actions of a plan, as they stand before an event; those that were dropped in a
--- conflict aren't.
local function actions_of(note, head, before)
  local list = {}
  for i, id in ipairs((head.plan_accepted or {}).actions or {}) do
    local _, action = next(before.thing("actions", id).heads)
    if not action or action.finding ~= head.id then
      note("its plan has an action that is none of it: " .. id:sub(1, 16))
    elseif action.state ~= "dropped" then
      list[#list + 1] = setmetatable({ name = kinds.short("actions", action) },
        { __index = action })
    end
    if i > ACTIONS_MAX then break end
  end
  return list
end

local function same(a, b)
  return a ~= nil and b ~= nil and tostring(a):lower() == tostring(b):lower()
end

local function nothing() return nil end

--- What is around a change, as far as the ledger tells.
local function around(note, at, was, head, before)
  local of = tostring(was.finding)
  local _, finding = next(before.thing("findings", of).heads)
  return { me = head.by, today = date.parse(head.on) or date.from_epoch(0), same = same,
    hand = nothing, actions = at.folder == "findings" and actions_of(note, head, before)
      or {}, finding = finding, stage = finding and life.stage(finding) }
end

--- The gates that can be looked at later were open.
local function check_gates(note, at, name, was, head, before)
  if not gates.stand(at.folder, name) then return end
  local effect = head.effectiveness or {}
  local checks = name == "check"
  local unfit = gates.unfit(at.folder, name, at.folder == "findings" and head or was,
    { on = date.parse(head.done_on), checked_on = date.parse(effect.checked_on)
        or date.from_epoch(0), evidence = checks and effect.evidence or head.evidence },
    around(note, at, was, head, before))
  if unfit then note(("%s, and %s"):format(kinds.words(head.state), unfit)) end
  if checks and not same(effect.by, head.by) then
    note("its effect was checked by another than who says so")
  end
end

-- The states in which a plan stands.
local PLANNED <const> = { ["plan-proposed"] = true, ["plan-accepted"] = true,
  corrected = true, verified = true, closed = true }

local function check_state(note, head, at, before)
  if before.is_draft ~= (head.state == "draft") then
    note(before.is_draft and "no draft, among drafts" or "a draft that was not issued")
  end
  if at.folder ~= "findings" then return end
  if head.state == "closed" and (head.verified or {}).result ~= "effective" then
    note("closed, and never verified as effective")
  end
  local lack = PLANNED[head.state] and gates.lacks(head)
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
    name = check_first(note, head, at, before)
  else
    name, was = check_follows(note, head, at, before)
  end
  check_claims(note, head, commit)
  check_message(note, commit, at, was, head)
  check_run(note, at, name, head, before)
  if name then check_gates(note, at, name, was or head, head, before) end
  check_state(note, head, at, before)
  return name and check_trust(note, at, name, was, head, before), name
end

return chain
