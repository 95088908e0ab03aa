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
---@field open_requests fun(): string[]  their names
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

--- A closing meeting begins when nothing that was asked for is open (R-130).
local function is_ready(_, given, around)
  local open = given.kind == "closing" and around.open_requests() or {}
  if #open > 0 then
    return ("%s: asked for, and not answered"):format(table.concat(open, ", ")),
      "request answer ID --evidence PATH, or --none"
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

-- What has to be true by the ledger alone, for anybody who looks later.
local STANDING <const> = {
  findings = {
    uphold = JUDGES, ["reject-plan"] = JUDGES, reopen = JUDGES, regrade = JUDGES,
    withdraw = JUDGES, correct = { plan.is_all_done },
    ["accept-plan"] = { plan.has_actions, plan.has_criteria, plan.is_in_time,
      judge.is_independent },
    verify = { judge.is_independent, judge.is_retested, plan.has_actions,
      plan.is_effective, plan.is_within },
    close = { judge.is_verified, judge.is_independent, judge.is_retested,
      plan.has_actions, plan.is_effective },
  },
  actions = {
    done = { action.is_accepted, action.is_real_day, plan.is_newer },
    check = { action.has_criterion, action.owns_not, action.is_later, action.shows_it },
  },
}

--- What of that isn't true, or nil.
---@param folder string
---@param name string      of the change
---@param head table       before it, of an action; after it, of a finding
---@param given table
---@param around tickmark.Around
---@return string?
function gates.unfit(folder, name, head, given, around)
  for _, gate in ipairs((STANDING[folder] or {})[name] or {}) do
    local message = gate(head, given, around)
    if message then return message end
  end
end

--- Are there such questions?
---@param folder string
---@param name string
function gates.stand(folder, name) return ((STANDING[folder] or {})[name]) ~= nil end

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
    verify = { judge.is_independent, judge.is_retested, plan.has_actions,
      plan.is_effective, plan.is_within },
    reopen = { has_reason, judge.is_independent },
    close = { judge.is_verified, judge.is_independent, judge.is_retested,
      plan.has_actions, plan.is_effective },
    regrade = { has_reason, judge.is_of_its_kind, judge.is_independent },
    conclude = { has_reason },
    withdraw = { has_reason, judge.is_independent }, issue = JUDGES,
  },
  actions = {
    plan = { action.has_owner, action.checks_after },
    done = { action.is_accepted, action.is_real_day, plan.is_newer },
    drop = { has_reason, action.is_free },
    check = { action.has_criterion, action.owns_not, action.is_later, action.shows_it },
  },
  requests = { raise = { asks }, answer = { answers } },
  meetings = { hold = { has_words, has_attendees, is_ready } },
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
