--- Gates: what must be true before a finding, an action or a request may go on
--- (R-110 to R-123, R-150 to R-156, R-250). Each is a question to the state
--- before, to what is given now and to the surroundings; it answers with what is
--- missing and how to mend it, or with nothing.

local action = require("tickmark.ledger.gates.action")
local judge = require("tickmark.ledger.gates.judge")
local plan = require("tickmark.ledger.gates.plan")
local statement = require("tickmark.ledger.gates.statement")

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

local function has_evidence(_, given)
  if #(given.evidence or {}) == 0 then
    return "a finding needs objective evidence", "--evidence PATH, of the audited commit"
  end
end

local function has_reason(_, given)
  if statement.blank(given.text) then return "a reason is missing", "--text \"...\"" end
end

local function has_words(_, given)
  if statement.blank(given.text) then
    return "words are missing", "--text \"...\", or --file FILE"
  end
end

local function has_counter_evidence(_, given)
  if #(given.evidence or {}) == 0 then
    return "a dispute rests on evidence", "--evidence PATH that shows the contrary"
  end
end

local function answers(_, given)
  if not given.none and #(given.evidence or {}) == 0 then
    return "an answer hands over evidence, or says that there is none",
      "--evidence PATH, or --none"
  end
end

local function asks(_, given)
  if statement.blank(given.asked) then
    return "what is asked for is missing", "--text \"...\""
  end
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

local JUDGES <const> = { judge.is_independent }

--- What a plan that stands lacks, or nil.
---@param head table  of a finding
---@return string?
function gates.lacks(head)
  return plan.has_cause(head) or plan.has_looked(head) or plan.has_correction(head)
    or nil
end

-- What a finding's plan has to be where it goes on, by anybody who looks later.
local STANDING <const> = {
  ["accept-plan"] = { plan.has_actions, plan.has_criteria, plan.is_in_time },
  correct = { plan.is_all_done },
  verify = { plan.is_effective }, close = { plan.is_effective },
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
    draft = { statement.states_a_fact, has_evidence },
    raise = { statement.states_a_fact, has_evidence },
    respond = {}, dispute = { has_words, has_counter_evidence },
    uphold = { has_reason, judge.is_independent },
    plan = { plan.has_cause, plan.has_looked, plan.has_correction, plan.has_actions },
    ["reject-plan"] = { has_reason, judge.is_independent },
    ["accept-plan"] = { plan.has_cause, plan.has_looked, plan.has_correction,
      plan.has_actions, plan.has_criteria, plan.is_in_time, judge.is_independent },
    correct = { plan.is_all_done, plan.is_newer },
    verify = { judge.is_independent, judge.is_retested, plan.is_effective },
    reopen = { has_reason, judge.is_independent },
    close = { judge.is_verified, judge.is_independent, judge.is_retested,
      plan.is_effective },
    regrade = { has_reason, judge.is_of_its_kind, judge.is_independent },
    withdraw = { has_reason, judge.is_independent }, issue = JUDGES,
  },
  actions = {
    plan = { action.has_owner, action.checks_after },
    done = { action.is_real_day, plan.is_newer },
    drop = { has_reason, action.is_free },
    check = { action.has_criterion, action.owns_not, action.is_later, action.shows_it },
  },
  requests = { raise = { asks }, answer = { answers } },
  meetings = { hold = { has_words, has_attendees } },
  decisions = { decide = { has_words, judge.is_outside } },
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
