--- What a script says of a case, and whether that is what it has to say.

local findings = require("tickmark.conclude.findings")
local fixture = require("tickmark.trial.fixture")
local outcome = require("tickmark.conclude.outcome")
local performing = require("tickmark.evaluate.run")
local repository = require("tickmark.trial.repository")

local verdict = {}

---@class tickmark.Said  what a script says of a repository
---@field outcome string
---@field findings string[]  "minor 9.3.2: what is wrong"
---@field requests string[]
---@field flags string[]
---@field problems string[]  why it is an error

local WORST <const> = { "error", "fail", "not-tested", "pass", "not-applicable" }

--- The outcome of several tests, as one of a script for each control: the worst.
local function worst_of(tests)
  local seen = {}
  for _, test in ipairs(tests) do seen[outcome.of(test)] = true end
  for _, word in ipairs(WORST) do
    if seen[word] then return word end
  end
end

local function said_by(run)
  local said = { outcome = worst_of(run.plan.tests), findings = {}, requests = {},
    flags = {}, problems = {} }
  for i, one in ipairs(findings.of(run)) do
    said.findings[i] = ("%s %s: %s"):format(one.grade, one.requirement, one.statement)
  end
  for _, test in ipairs(run.plan.tests) do
    local data = test.outcome_data or {}
    for _, _ in ipairs(data.requests or {}) do
      table.insert(said.requests, test.requirement[1].id)
    end
    for _, flag in ipairs(data.flags or {}) do table.insert(said.flags, flag.id) end
    local why = test.failed or (test.failures or data.unreadable or {})[1]
    if why then table.insert(said.problems, why.message) end
  end
  return said
end

--- Try a script on a case.
---@param script table
---@param case tickmark.Case
---@param options {no_os_sandbox: boolean?}
---@return tickmark.Said
function verdict.try(script, case, options)
  local period = case.since and ("period: {operating_since: %s}\n"):format(case.since)
  local made <close> = repository.make(fixture.commits(case),
    "checks: {paths: []}\n" .. (period or "") .. case.config)
  local run <close> = performing.perform { repo = made.path, rev = "main", jobs = 1,
    as_of = case.as_of, scripts = { script }, no_os_sandbox = options.no_os_sandbox }
  return said_by(run)
end

--- The member of a list of what was said that an expectation is about; it goes.
local function taken(list, wanted)
  local grade, words = wanted:match("^(.-):%s*(.*)$")
  for i, one in ipairs(list) do
    local lead = (grade or wanted) .. ":"
    local is_it = one == wanted or one:sub(1, #lead) == lead
      and one:find(words or "", 1, true)
    if is_it then return table.remove(list, i) end
  end
end

local function compare(got, wanted, what, faults)
  local left = table.move(got, 1, #got, 1, {})
  for _, one in ipairs(wanted or {}) do
    if not taken(left, one) then faults[#faults + 1] = ("no %s %q"):format(what, one) end
  end
  for _, one in ipairs(wanted and left or {}) do
    faults[#faults + 1] = ("a %s that is not expected: %s"):format(what, one)
  end
end

--- What of a case is not as it has to be.
---@param case tickmark.Case
---@param said tickmark.Said
---@return string[]
function verdict.faults(case, said)
  local faults = {}
  if said.outcome ~= case.expect then
    faults[1] = ("it is %s, and has to be %s"):format(said.outcome, case.expect)
    for _, why in ipairs(said.problems) do faults[#faults + 1] = why end
  end
  local has_none = case.expect == "pass" and {} or nil
  compare(said.findings, case.findings or has_none, "finding", faults)
  compare(said.requests, case.requests, "request", faults)
  compare(said.flags, case.flags, "flag", faults)
  return faults
end

return verdict
