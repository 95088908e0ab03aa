-- What must be true before a finding, an action or a request may go on: each
-- gate with what it refuses and what it lets through.

local date = require("tickmark.base.date")
local gates = require("tickmark.ledger.gates")
local statement = require("tickmark.ledger.gates.statement")

local function day(text) return assert(date.parse(text)) end

local WHOLE <const> = { statement = "Four accounts have no MFA", grade = "minor", raised_on = "2026-01-10",
  root_cause = { text = "Nobody is told about new starters", method = "5-why", category = "process" },
  similar_cases = { looked_in = { "all directories" }, found = "none" }, correction = { what = "All enrolled" },
  response = { by = "otto@x" } }

local ACTION <const> = { name = "CA-AAAA", owner = "otto@x", due = "2026-02-01", state = "planned",
  done_on = "2026-02-01",
  effectiveness = { criterion = "No account without", check_after = "2026-03-01" } }

local function with(base, changes)
  local copy = {}
  for key, value in pairs(base) do copy[key] = value end
  for key, value in pairs(changes or {}) do
    copy[key] = value
    if value == "" then copy[key] = nil end
  end
  return copy
end

local function around(changes)
  return with({ me = "eva@x", today = day "2026-03-10", same = function(a, b) return a == b end,
    stage = "plan-accepted", hand = function() return nil end, is_auditor = function() return false end,
    actions = { ACTION } }, changes)
end

local EVIDENCE <const> = { evidence = { { path = "a.md" } } }

-- folder, change, head, what is given, around; what it is refused for, or nil
local CASES <const> = {
  { "findings", "raise", nil, with(EVIDENCE, { statement = "3 of 25 have none" }) },
  { "findings", "raise", nil, EVIDENCE, nil, "a finding says what is not" },
  { "findings", "raise", nil, with(EVIDENCE, { statement = "None, because nobody cares" }), nil, "gives a cause" },
  { "findings", "raise", nil, with(EVIDENCE, { statement = "None, due to cost" }), nil, "gives a cause" },
  { "findings", "raise", nil, with(EVIDENCE, { statement = "You should buy a scanner" }), nil, "gives a solution" },
  { "findings", "raise", nil, with(EVIDENCE, { statement = "We recommended it" }), nil, "gives a solution" },
  { "findings", "raise", nil, { statement = "3 of 25" }, nil, "objective evidence" },
  { "findings", "dispute", WHOLE, { text = "no", evidence = {} }, nil, "rests on evidence" },
  { "findings", "dispute", WHOLE, EVIDENCE, nil, "words are missing" },
  { "findings", "uphold", WHOLE, {}, nil, "a reason is missing" },
  { "findings", "plan", WHOLE, {} },
  { "findings", "plan", with(WHOLE, { root_cause = "" }), {}, nil, "no root cause" },
  { "findings", "plan", with(WHOLE, { root_cause = { text = "Nobody is told" } }), {}, nil, "lacks its method" },
  { "findings", "plan", with(WHOLE, { root_cause = { text = "Nobody is told", method = "5-why" } }), {}, nil,
    "lacks its category" },
  { "findings", "plan", with(WHOLE, { root_cause = { text = "Accounts without MFA", method = "x", category = "y" } }),
    {}, nil, "says what the finding says" },
  { "findings", "plan", with(WHOLE, { similar_cases = { looked_in = {} } }), {}, nil, "nobody looked" },
  { "findings", "plan", with(WHOLE, { correction = "" }), {}, nil, "no correction" },
  { "findings", "plan", WHOLE, {}, { actions = {} }, "at least one corrective action" },
  { "findings", "accept-plan", WHOLE, {} },
  { "findings", "accept-plan", WHOLE, {}, { me = "otto@x" }, "you own CA-AAAA" },
  { "findings", "accept-plan", with(WHOLE, { response = { by = "eva@x" } }), {}, nil, "the response is yours" },
  { "findings", "accept-plan", WHOLE, {}, { actions = { with(ACTION, { due = "2026-06-01" }) } },
    "after the deadline" },
  { "findings", "accept-plan", with(WHOLE, { extension = { due = "2026-06-30" } }), {},
    { actions = { with(ACTION, { due = "2026-06-01" }) } } },
  { "findings", "accept-plan", with(WHOLE, { grade = "major" }), {},
    { actions = { with(ACTION, { due = "2026-06-01" }) } } },
  { "findings", "accept-plan", with(WHOLE, { grade = "major" }), {},
    { actions = { with(ACTION, { effectiveness = "" }) } }, "needs a criterion of its effect" },
  { "findings", "accept-plan", WHOLE, {}, { actions = { with(ACTION, { effectiveness = "" }) } } },
  { "findings", "correct", WHOLE, EVIDENCE, nil, "is not done yet" },
  { "findings", "correct", WHOLE, EVIDENCE, { actions = { with(ACTION, { state = "done" }) } } },
  { "findings", "correct", WHOLE, { evidence = { { path = "a.md", was = true } } },
    { actions = { with(ACTION, { state = "done" }) } }, "as it was when the finding was raised" },
  { "findings", "verify", WHOLE, {} },
  { "findings", "verify", with(WHOLE, { rule = "access.mfa:extent" }), {}, nil, "has not passed since" },
  { "findings", "verify", with(WHOLE, { rule = "access.mfa:extent", reproduced = "no" }), {} },
  { "findings", "verify", with(WHOLE, { grade = "major" }), {}, nil, "its effect has not been shown" },
  { "findings", "verify", with(WHOLE, { grade = "major" }), {},
    { actions = { with(ACTION, { effectiveness = { result = "effective" } }) } } },
  { "findings", "close", WHOLE, {}, nil, "has not been verified" },
  { "findings", "close", with(WHOLE, { verified = { result = "effective" } }), {} },
  { "findings", "regrade", WHOLE, {}, nil, "a reason is missing" },
  { "findings", "withdraw", WHOLE, { text = " \n" }, nil, "a reason is missing" },
  { "actions", "plan", nil, { action = "x", owner = "o", due = day "2026-05-01" } },
  { "actions", "plan", nil, { owner = "o", due = day "2026-05-01" }, nil, "what is to be done" },
  { "actions", "plan", nil, { action = "x", due = day "2026-05-01" }, nil, "has an owner" },
  { "actions", "plan", nil, { action = "x", owner = "o" }, nil, "has a day" },
  { "actions", "plan", nil, { action = "x", owner = "o", due = day "2026-05-01", check_after = day "2026-05-01" }, nil,
    "the effect is checked after" },
  { "actions", "done", ACTION, { evidence = {} }, nil, "has to be shown" },
  { "actions", "check", ACTION, with(EVIDENCE, { checked_on = day "2026-03-10" }) },
  { "actions", "check", ACTION, with(EVIDENCE, { checked_on = day "2026-03-10" }), { me = "otto@x" },
    "you own this action" },
  { "actions", "check", ACTION, with(EVIDENCE, { checked_on = day "2026-02-01" }), nil,
    "can't be checked before 2026-02-02" },
  { "actions", "check", ACTION, with(EVIDENCE, { checked_on = day "2026-02-15" }), nil, "on 2026-03-01 or later" },
  { "actions", "check", ACTION, { checked_on = day "2026-03-10", evidence = {} }, nil, "rests on evidence" },
  { "actions", "check", with(ACTION, { effectiveness = "" }), with(EVIDENCE, { checked_on = day "2026-03-10" }), nil,
    "no criterion was fixed beforehand" },
  { "findings", "accept-plan", WHOLE, {}, { actions = { with(ACTION, { owner = "o", done_by = "eva@x" }) } },
    "you did" },
  { "findings", "accept-plan", with(WHOLE, { root_cause = { text = "Nobody is told about new starters", method = "x",
    category = "y", by = "eva@x" } }), {}, nil, "the root cause is yours" },
  { "findings", "verify", with(WHOLE, { grade = "major" }), {}, { actions = {
    with(ACTION, { effectiveness = { result = "not-effective", checked_on = "2026-03-02" } }),
    with(ACTION, { effectiveness = { result = "effective" }, planned_on = "2026-03-02" }) } } },
  { "findings", "verify", with(WHOLE, { grade = "major" }), {}, { actions = {
    with(ACTION, { effectiveness = { result = "not-effective", checked_on = "2026-03-02" } }),
    with(ACTION, { effectiveness = { result = "effective" }, planned_on = "2026-02-01" }) } },
    "it had no effect, and nothing has come in its place" },
  { "findings", "verify", WHOLE, {}, { actions = {
    with(ACTION, { effectiveness = { result = "not-effective", checked_on = "2026-03-02" } }) } },
    "it had no effect" },
  { "findings", "verify", with(WHOLE, { grade = "major" }), {}, { today = day "2026-07-11", actions = {
    with(ACTION, { effectiveness = { result = "effective" } }) } }, "its deadline, 2026-07-10, has passed" },
  { "findings", "verify", WHOLE, {}, { actions = {} }, "a plan has at least one corrective action" },
  { "actions", "done", ACTION, EVIDENCE, { stage = "plan-proposed" }, "has not been accepted" },
  { "actions", "check", with(ACTION, { done_by = "eva@x" }), with(EVIDENCE, { checked_on = day "2026-03-10" }), nil,
    "you did this action" },
  { "findings", "verify", with(WHOLE, { grade = "major" }), {}, { actions = {
    ACTION } }, "its effect has not been shown" },
  { "findings", "close", with(WHOLE, { verified = { result = "effective" }, rule = "a:b" }), {}, nil,
    "has not passed since" },
  { "findings", "regrade", with(WHOLE, { type = "nonconformity" }), { grade = "ofi", text = "x" }, nil,
    "does not become an opportunity" },
  { "findings", "regrade", with(WHOLE, { type = "nonconformity" }), { grade = "major", text = "x" } },
  { "findings", "withdraw", with(WHOLE, { response = { by = "eva@x" } }), { text = "x" }, nil, "is yours" },
  { "findings", "raise", nil, with(EVIDENCE, { statement = "Logs should name the tester", grade = "ofi" }) },
  { "findings", "raise", nil, with(EVIDENCE, { statement = "3 reviews due today; the shoulder tap" }) },
  { "actions", "done", ACTION, with(EVIDENCE, { on = day "2026-04-01" }), nil, "has not been yet" },
  { "actions", "done", ACTION, with(EVIDENCE, { on = day "2026-01-01" }), { finding = WHOLE },
    "is before the finding was raised" },
  { "actions", "check", ACTION, with(EVIDENCE, { checked_on = day "2026-04-01" }), nil, "has not been yet" },
  { "actions", "drop", ACTION, { text = "x" }, { finding = WHOLE, stage = "plan-accepted" }, "was accepted with it" },
  { "actions", "drop", ACTION, { text = "x" }, { finding = WHOLE, stage = "responded" } },
  { "requests", "raise", nil, { asked = "x", due = day "2026-05-01" } },
  { "requests", "raise", nil, { due = day "2026-05-01" }, nil, "what is asked for" },
  { "requests", "raise", nil, { asked = "x" }, nil, "has a day" },
  { "requests", "answer", {}, { evidence = {} }, nil, "hands over evidence" },
  { "requests", "answer", {}, { none = true } },
}

describe("a gate", function()
  for i, case in ipairs(CASES) do
    local folder, change, head, given, changes, why = table.unpack(case, 1, 6)
    it(("%d, to %s of %s, %s"):format(i, change, folder, why and "refuses: " .. why or "opens"), function()
      local message = gates.refusal(folder, change, head, given, around(changes))
      if why then
        assert.match(why, message or "it opened", 1, true)
      else
        assert.is_nil(message)
      end
    end)
  end
end)

describe("a cause that is a restatement", function()
  for _, case in ipairs {
    { "Accounts have no MFA", "Four accounts have no MFA", true }, { "no MFA", "Four accounts have no MFA", true },
    { "", "x", true }, { "The accounts had been without MFA", "Four accounts without MFA", true },
    { "Никому не сообщают о новых сотрудниках", "Four accounts have no MFA", false },
    { "The script that makes accounts skips enrolment", "Four accounts have no MFA", false },
  } do
    it(("is one, or not: %q"):format(case[1]), function()
      assert.equal(case[3], statement.restates(case[1], case[2]))
    end)
  end
end)
