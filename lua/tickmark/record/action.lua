--- Corrective actions: planned for a finding, done, and their effect checked by
--- somebody else. What they mean for the finding is recorded with them.

local canon = require("tickmark.base.canon")
local failure = require("tickmark.base.failure")
local life = require("tickmark.ledger.life")

local action = {}

local function about(book, recorded)
  return "for " .. book:name(recorded)
end

local function finding_of(book, head)
  local found = book.ledger.records:get(head.finding)
  if found then return book:own(found) end
  failure.raise(failure.TRUST, ("the finding of this action is not on %s"):format(
    book.ledger.ref), "tickmark verify tells what is wrong with the ledger")
end

--- The event of a finding that goes on because of one of its actions.
local function follow(book, name, recorded, given, fields, says, around)
  local change = book:check("findings", name, recorded, given, around)
  local head = book:after(recorded, change.to, fields)
  return book:draft("findings", head, recorded.head.state,
    ("%s %s"):format(head.requirement, head.grade), says)
end

--- Plan an action; the finding's plan is thereby proposed.
---@param book tickmark.Book
---@param given table  id (of the finding), action, owner, due, criterion, check_after,
---  resources
---@return tickmark.Draft[]
function action.plan(book, given)
  local recorded = book:find("findings", given.id)
  local n = 0
  for _, one in ipairs(book:all("actions")) do
    if one.head.finding == recorded.id then n = n + 1 end
  end
  local change = book:check("actions", "plan", nil, given, book:around(recorded))
  local head = book:first(change.to, ("action\0%s\0%d\0%s\0%s"):format(recorded.id, n,
    book.author.mail, given.action), {
    type = "corrective-action", finding = recorded.id, action = given.action,
    cause_addressed = (recorded.head.root_cause or {}).text, owner = given.owner,
    due = tostring(given.due), resources = given.resources,
    planned_on = tostring(book.today),
    effectiveness = { criterion = given.criterion,
      check_after = given.check_after and tostring(given.check_after) or nil } })
  local around = book:around(recorded)
  head.name = "CA-" .. head.id:sub(1, 4)
  around.actions[#around.actions + 1] = head
  local proposed = follow(book, "plan", recorded, given, {}, given.action, around)
  head.name = nil
  return { book:draft("actions", head, "new", about(book, recorded), given.action),
    proposed }
end

--- Done; when it was the last, the finding is corrected.
---@param given table  id, text, evidence, on
function action.done(book, given)
  local recorded = book:find("actions", given.id)
  local parent = finding_of(book, recorded.head)
  local cited, pins = book:cite(given.evidence, parent.head.since_commit)
  local says = given.text or "Done."
  local change = book:check("actions", "done", recorded,
    { evidence = cited, on = given.on })
  local head = book:after(recorded, change.to,
    { done_on = tostring(given.on or book.today), done_by = book.author.mail,
      evidence = pins })
  local drafts = { book:draft("actions", head, recorded.head.state, about(book, parent),
    says) }
  local around = book:around(parent)
  for _, one in ipairs(around.actions) do
    if one.id == recorded.id then one.state = "done" end
    if one.state == "planned" then return drafts end
  end
  if life.stage(parent.head) ~= "plan-accepted" then return drafts end
  local correction = parent.head.correction or {}
  correction.done_on, correction.evidence = tostring(book.today), pins
  drafts[2] = follow(book, "correct", parent, { evidence = cited },
    { correction = correction }, says, around)
  return drafts
end

--- Check its effect. One that isn't there opens the finding again.
---@param given table  id, result, text, evidence, on
function action.check(book, given)
  local recorded = book:find("actions", given.id)
  local parent = finding_of(book, recorded.head)
  local cited, pins = book:cite(given.evidence)
  local on = given.on or book.today
  local change = book:check("actions", "check", recorded,
    { evidence = cited, checked_on = on })
  local effect = recorded.head.effectiveness
  effect.checked_on, effect.by = tostring(on), book.author.mail
  effect.result, effect.evidence = given.result, pins
  local head = book:after(recorded, change.to, { effectiveness = effect })
  local says = given.text or ("The effect: %s."):format(given.result)
  local drafts = { book:draft("actions", head, recorded.head.state, about(book, parent),
    says, "checked, " .. given.result) }
  if given.result ~= "effective" and life.may("findings", "reopen", parent.head) then
    drafts[2] = follow(book, "reopen", parent, { text = says },
      { since_commit = book.subject.state.commit }, says)
  end
  return drafts
end

--- Drop an action that is not going to be done.
---@param given table  id, text
function action.drop(book, given)
  local recorded = book:find("actions", given.id)
  local change = book:check("actions", "drop", recorded, given)
  local head = book:after(recorded, change.to, { dropped = { text = given.text } })
  return { book:draft("actions", head, recorded.head.state,
    about(book, finding_of(book, recorded.head)), given.text or "") }
end

action.RESULTS = canon.array { "effective", "not-effective" }

return action
