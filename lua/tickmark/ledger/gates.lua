--- Gates: what must be true before a finding, an action or a request may go on
--- (R-110 to R-123, R-150 to R-156, R-250). Each is a question to the state
--- before, to what is given now and to the surroundings; it answers with what is
--- missing and how to mend it, or with nothing.

local date = require("tickmark.base.date")
local deadlines = require("tickmark.ledger.deadlines")
local text = require("tickmark.base.text")

local gates = {}

---@class tickmark.Around
---@field me string              mail of who makes the change
---@field today tickmark.Date
---@field same fun(a: string, b: string): boolean  the same person?
---@field is_auditor fun(): boolean  by role, or has judged there
---@field hand fun(): string?     which part they had in what the finding is about
---@field actions table[]        heads of the finding's actions that are not dropped
---@field finding table?         head of the finding that it is about
---@field stage string?          where that is, of life.lua

local function blank(words) return not words or text.trim(words) == "" end

-- What an auditor's statement must leave to the auditee: the cause, the cure.
local CAUSES <const> = { "because", "due to", "caused by", "root cause" }
local CURES <const> = { "should", "recommend", "recommended", "suggest", "suggested",
  "we advise", "needs to be" }

local function holds(words, phrases)
  local folded = " " .. text.fold(words):gsub("[^%w]+", " ") .. " "
  for _, phrase in ipairs(phrases) do
    if folded:find(" " .. phrase .. " ", 1, true) then return phrase end
  end
end

local function states_a_fact(_, given)
  if blank(given.statement) then
    return "a finding says what is not as it must be", "--statement \"3 of 25 ...\""
  end
  local cause = holds(given.statement, CAUSES)
  if cause then
    return ("the statement gives a cause (%q): finding it is the auditee's part")
      :format(cause), "say the fact and where it is seen, and nothing else"
  end
  local cure = holds(given.statement, CURES)
  if cure and given.grade ~= "ofi" then
    return ("the statement gives a solution (%q): finding it is the auditee's part")
      :format(cure), "say the fact; an advice is an opportunity: --grade ofi"
  end
end

local function has_evidence(_, given)
  if #(given.evidence or {}) == 0 then
    return "a finding needs objective evidence", "--evidence PATH, of the audited commit"
  end
end

local function has_reason(_, given)
  if blank(given.text) then return "a reason is missing", "--text \"...\"" end
end

local function has_words(_, given)
  if blank(given.text) then
    return "words are missing", "--text \"...\", or --file FILE"
  end
end

local function has_counter_evidence(_, given)
  if #(given.evidence or {}) == 0 then
    return "a dispute rests on evidence", "--evidence PATH that shows the contrary"
  end
end

local STOP <const> = { the = true, ["and"] = true, ["for"] = true, was = true,
  were = true, are = true, has = true, have = true, had = true, that = true,
  this = true, with = true, ["not"] = true, from = true, been = true, its = true }

local function content_words(words)
  local list, seen = {}, {}
  for word in text.fold(words):gmatch("[%w\128-\255]+") do
    if #word > 2 and not STOP[word] and not seen[word] then
      seen[word] = true
      list[#list + 1] = word
    end
  end
  return list, seen
end

local RESTATES <const> = 0.6 -- share of the cause's words that the finding has, too

--- Does a cause say what the finding says?
---@param cause string
---@param statement string
---@return boolean
function gates.restates(cause, statement)
  local words = content_words(cause)
  local _, known = content_words(statement)
  local shared = 0
  for _, word in ipairs(words) do shared = shared + (known[word] and 1 or 0) end
  return #words == 0 or shared / #words >= RESTATES
end

local function has_cause(head)
  local cause = head.root_cause
  if not cause or blank(cause.text) then
    return "no root cause has been given",
      "finding respond ID --cause \"...\" --method 5-why --category process"
  end
  if blank(cause.method) or blank(cause.category) then
    local lacks = blank(cause.method) and "method" or "category"
    return "the root cause lacks its " .. lacks,
      "finding respond ID --method 5-why --category process"
  end
  if gates.restates(cause.text, head.statement or "") then
    return "the root cause says what the finding says: why did it happen?",
      "finding respond ID --cause \"...\""
  end
end

local function has_looked(head)
  local similar = head.similar_cases
  if not similar or #(similar.looked_in or {}) == 0 then
    return "nobody looked for similar cases",
      "finding respond ID --looked-in \"all other systems\" --similar \"none\""
  end
end

local function has_correction(head)
  if not head.correction or blank(head.correction.what) then
    return "no correction has been given", "finding respond ID --correction \"...\""
  end
end

local function has_actions(_, _, around)
  if #around.actions == 0 then
    return "a plan has at least one corrective action",
      "action plan ID --action \"...\" --owner WHO --due D"
  end
end

--- Each action of a major, and of a minor if it gives one, has a measure of its
--- effect that was fixed beforehand.
local function has_criteria(head, _, around)
  for _, action in ipairs(around.actions) do
    local effect = action.effectiveness or {}
    if head.grade == "major" and blank(effect.criterion) then
      return ("%s: a major's action needs a criterion of its effect"):format(action.name),
        "action plan ID --criterion \"...\" --check-after D"
    end
  end
end

local function is_in_time(head, _, around)
  local last = deadlines.corrected(head)
  for _, action in ipairs(around.actions) do
    local due = date.parse(action.due)
    if last and due and due > last then
      return ("%s is due on %s, after the deadline, %s"):format(action.name, due, last),
        "agree on an extension: --extension \"why\" --extended-to D"
    end
  end
end

--- Who judges must not have had a hand in what is judged.
local function is_independent(head, _, around)
  for _, action in ipairs(around.actions) do
    if around.same(around.me, action.owner) then
      return ("you own %s: somebody else has to judge it"):format(action.name)
    elseif around.same(around.me, action.done_by) then
      return ("you did %s: somebody else has to judge it"):format(action.name)
    end
  end
  for _, part in ipairs { "response", "root_cause", "correction", "dispute" } do
    if head[part] and around.same(around.me, head[part].by) then
      return ("the %s is yours: somebody else has to judge it"):format(
        part:gsub("_", " "))
    end
  end
  local hand = around.hand()
  if hand then
    return hand .. ", and who judges has had no hand in it (R-094)",
      "somebody else has to judge it"
  end
end

local function is_all_done(_, _, around)
  for _, action in ipairs(around.actions) do
    if action.state == "planned" then
      return ("%s is not done yet"):format(action.name), "action done ID --evidence PATH"
    end
  end
end

--- What shows a correction must have come after the finding.
local function is_newer(_, given)
  if #(given.evidence or {}) == 0 then
    return "what was done has to be shown", "--evidence PATH, as committed since"
  end
  for _, one in ipairs(given.evidence) do
    if one.was then
      return ("%s is as it was when the finding was raised"):format(one.path),
        "commit evidence of the correction and cite that"
    end
  end
end

local function is_retested(head)
  if head.rule and head.reproduced ~= "no" then
    return "the test that raised it has not passed since",
      "run: tickmark audit --record, on the commit with the correction"
  end
end

local function is_effective(head, _, around)
  if head.grade ~= "major" then return nil end
  local shown = false
  for _, action in ipairs(around.actions) do
    local result = (action.effectiveness or {}).result
    shown = shown or result == "effective"
  end
  for _, action in ipairs(around.actions) do
    local result = (action.effectiveness or {}).result
    -- one that was not effective has another in its place
    if result ~= "effective" and not (shown and result) then
      return action.name .. ": its effect has not been shown, which a major needs",
        "action check ID --result effective --evidence PATH"
    end
  end
end

local function is_verified(head)
  local verified = head.verified or {}
  if verified.result ~= "effective" then
    return "it has not been verified as effective", "finding verify ID"
  end
end

local function owns_not(head, _, around)
  if around.same(around.me, head.owner) then
    return "you own this action: somebody else has to check its effect"
  end
end

local function has_criterion(head)
  if blank((head.effectiveness or {}).criterion) then
    return "no criterion was fixed beforehand: nobody can tell now what effect means",
      "action plan FINDING --criterion \"...\", a new action"
  end
end

local function is_real_day(_, given, around)
  local on, finding = given.on, around.finding or {}
  if on and on > around.today then return ("%s has not been yet"):format(on) end
  local raised = date.parse(finding.raised_on)
  if on and raised and on < raised then
    return ("%s is before the finding was raised, on %s"):format(on, raised)
  end
end

local function is_later(head, given, around)
  if given.checked_on > around.today then
    return ("%s has not been yet"):format(given.checked_on)
  end
  local done = date.parse(head.done_on)
  local on, after = given.checked_on, date.parse((head.effectiveness or {}).check_after)
  if done and on <= done then
    return ("its effect can't be checked before %s, the day after it was done")
      :format(done + 1)
  end
  if after and on < after then
    return ("its effect is to be checked on %s or later"):format(after)
  end
end

local function shows_it(_, given)
  if #(given.evidence or {}) == 0 then
    return "a check of effect rests on evidence", "--evidence PATH"
  end
end

--- What an accepted plan holds stays in it.
local function is_free(_, _, around)
  local stage = around.finding and around.stage
  if stage == "plan-accepted" or stage == "corrected" or stage == "verified" then
    return "the plan was accepted with it", "the auditor can reopen the finding"
  end
end

local function is_of_its_kind(head, given)
  local is_nc = head.type == "nonconformity"
  local fits = given.grade == "major" or given.grade == "minor"
  if is_nc and not fits then
    return ("a nonconformity does not become %s"):format(given.grade == "ofi"
      and "an opportunity" or "a positive"), "withdraw it, with the reason"
  end
end

local function has_owner(_, given)
  if blank(given.action) then
    return "what is to be done is missing", "--action \"...\""
  end
  if blank(given.owner) then return "an action has an owner", "--owner MAIL or role" end
  if not given.due then return "an action has a day", "--due YYYY-MM-DD" end
end

local function checks_after(_, given)
  local after = given.check_after
  if after and after <= given.due then
    return "the effect is checked after the action is due, not before",
      "--check-after a later day"
  end
end

local function answers(_, given)
  if not given.none and #(given.evidence or {}) == 0 then
    return "an answer hands over evidence, or says that there is none",
      "--evidence PATH, or --none"
  end
end

local function asks(_, given)
  if blank(given.asked) then return "what is asked for is missing", "--text \"...\"" end
  if not given.due then return "a request has a day", "--due YYYY-MM-DD" end
end

local function has_attendees(_, given, around)
  if given.on and given.on > around.today then
    return ("%s has not been yet"):format(given.on)
  end
  if #(given.attendees or {}) == 0 then
    return "a meeting has people", "--attendee \"Name, role\""
  end
end

--- Who decides has not audited (R-224).
local function is_outside(_, given, around)
  for _, mail in ipairs(given.team or {}) do
    if around.same(around.me, mail) then
      return "you are of the team: somebody else has to decide"
    end
  end
  if around.is_auditor() then
    return "you audit on this ledger: somebody else has to decide"
  end
end

local JUDGES <const> = { is_independent }

--- What a plan that stands lacks, or nil.
---@param head table  of a finding
---@return string?
function gates.lacks(head)
  return has_cause(head) or has_looked(head) or has_correction(head) or nil
end

-- What a finding's plan has to be where it goes on, by anybody who looks later.
local STANDING <const> = {
  ["accept-plan"] = { has_actions, has_criteria, is_in_time }, correct = { is_all_done },
  verify = { is_effective }, close = { is_effective },
}

--- What keeps a finding's actions from letting it go on, or nil.
---@param name string      of the change
---@param head table       after it
---@param actions table[]  heads of the plan's actions, each with a name
---@return string?
function gates.unfit(name, head, actions)
  for _, gate in ipairs(STANDING[name] or {}) do
    local message = gate(head, nil, { actions = actions })
    if message then return message end
  end
end

local GATES <const> = {
  findings = {
    draft = { states_a_fact, has_evidence }, raise = { states_a_fact, has_evidence },
    respond = {}, dispute = { has_words, has_counter_evidence },
    uphold = { has_reason, is_independent },
    plan = { has_cause, has_looked, has_correction, has_actions },
    ["reject-plan"] = { has_reason, is_independent },
    ["accept-plan"] = { has_cause, has_looked, has_correction, has_actions, has_criteria,
      is_in_time, is_independent },
    correct = { is_all_done, is_newer },
    verify = { is_independent, is_retested, is_effective },
    reopen = { has_reason, is_independent },
    close = { is_verified, is_independent, is_retested, is_effective },
    regrade = { has_reason, is_of_its_kind, is_independent },
    withdraw = { has_reason, is_independent }, issue = JUDGES,
  },
  actions = {
    plan = { has_owner, checks_after }, done = { is_real_day, is_newer },
    drop = { has_reason, is_free },
    check = { has_criterion, owns_not, is_later, shows_it },
  },
  requests = { raise = { asks }, answer = { answers } },
  meetings = { hold = { has_words, has_attendees } },
  decisions = { decide = { has_words, is_outside } },
  trust = { dismiss = { has_reason } },
}

--- What keeps a change from being made.
---@param folder string
---@param name string
---@param head table?   the state before
---@param given table   what comes with the change
---@param around tickmark.Around
---@return string? message
---@return string? remedy
function gates.refusal(folder, name, head, given, around)
  for _, gate in ipairs((GATES[folder] or {})[name] or {}) do
    local message, remedy = gate(head, given, around)
    if message then return message, remedy end
  end
end

return gates
