--- The result: what an audit says, as data that every report prints.

local bounded = require("tickmark.base.bounded")
local canon = require("tickmark.base.canon")
local capabilities = require("tickmark.base.capabilities")
local core = require("tickmark.core")
local failure = require("tickmark.base.failure")
local findings = require("tickmark.conclude.findings")
local order = require("tickmark.base.order")
local outcome = require("tickmark.conclude.outcome")
local problems = require("tickmark.conclude.problems")
local requirements = require("tickmark.conclude.requirements")

local result = {}

result.VERSION = "0.1.0"
local SCHEMA <const> = 1

local function run_of(run)
  local subject, options = run.subject, run.subject.options
  local inputs = {
    evidence = { rev = options.rev_name or options.rev or "HEAD",
      commit = subject.state.commit, tree = subject.state.tree },
    criteria = canon.array { { path = subject.criteria.name, tree = subject.criteria.tree,
      commit = subject.criteria.commit,
      uncommitted = not subject.criteria.commit or nil,
      place = options.config and "given" or "audited" } },
    as_of = tostring(subject.as_of),
    as_of_source = options.as_of_source or (options.as_of and "given" or "commit"),
    period = { from = tostring(subject.span.from), to = tostring(subject.span.to),
      operating_since = tostring(subject.span.operating_since) },
    organisation = bounded.data { id = subject.settings.organisation.id,
      name = subject.settings.organisation.name },
    stage = "internal", profile = subject.settings.profile,
    parameters = { only = options.only and canon.array(options.only) or nil,
      inherit = subject.criteria.inherit, budgets = options.budgets },
    thresholds = subject.settings.thresholds, ledger = run.ledger,
    engine = { version = result.VERSION, build = core.build(),
      capabilities = core.sha256(canon.encode(capabilities)),
      os_sandbox = options.os_sandbox or (options.no_os_sandbox and "off" or "on") } }
  inputs.id = core.sha256(canon.encode(inputs))
  return inputs
end

local function series_of(run)
  local list = canon.array {}
  for _, test in ipairs(run.plan.tests) do
    local data = test.outcome_data
    if test.script.series and data and data.series then
      local s = data.series
      list[#list + 1] = { id = test.script.series, cadence = s.cadence, due = s.due,
        met = s.met, missed = s.missed, first = s.first and tostring(s.first),
        last = s.last and tostring(s.last), documents = data.documents }
    end
  end
  return list
end

local function flags_of(run)
  local list = canon.array {}
  for _, flag in ipairs(run.subject.state.flags) do
    local short = flag.commit:sub(1, 12)
    list[#list + 1] = { id = flag.kind,
      evidence = canon.array { { commit = flag.commit } },
      message = flag.fault and ("commit %s: %s"):format(short, flag.fault)
        or ("commit %s is dated %d s before its parent"):format(short,
          flag.seconds or 0) }
  end
  for _, test in ipairs(run.plan.tests) do
    for _, flag in ipairs(test.outcome_data and test.outcome_data.flags or {}) do
      list[#list + 1] = { id = flag.id, test = test.id, item = flag.item,
        message = flag.message, evidence = canon.array(flag.evidence or {}) }
    end
  end
  return list
end

--- What is asked for, since nothing shows it.
local function requests_of(run)
  local list = canon.array {}
  for _, test in ipairs(run.plan.tests) do
    for _, one in ipairs(test.outcome_data and test.outcome_data.requests or {}) do
      list[#list + 1] = { requirement = test.requirement[1].id, test = test.id,
        what = one.what }
    end
  end
  return list
end

local function summary_of(self, run)
  local tests, grades = {}, {}
  for _, word in ipairs { "pass", "fail", "error", "not-tested", "not-applicable" } do
    tests[word] = 0
  end
  for _, word in ipairs { "major", "minor", "ofi" } do grades[word] = 0 end
  for _, test in ipairs(self.tests) do tests[test.outcome] = tests[test.outcome] + 1 end
  for _, finding in ipairs(self.findings) do
    grades[finding.grade] = grades[finding.grade] + 1
  end
  return { tests = tests, findings = grades, documents = run.documents,
    problems = #self.problems }
end

local function exit_of(self)
  if self.summary.tests.error > 0 or #self.problems > 0 then return failure.INCOMPLETE end
  local open = self.summary.findings.major + self.summary.findings.minor
  return open > 0 and failure.FINDINGS or 0
end

local function recommendation_of(self)
  local pending = canon.array {}
  if self.summary.tests.error > 0 then pending[#pending + 1] = "tests in error" end
  if self.summary.tests["not-tested"] > 0 then
    pending[#pending + 1] = "tests not done"
  end
  pending[#pending + 1] = "interviews, observation and the auditor's judgement"
  return { outcome = "none", pending = pending,
    reasons = canon.array { "an internal run of tests recommends nothing by itself" } }
end

--- Conclude a run.
---@param run table  of evaluate/run.lua
---@return table result
function result.of(run)
  local self = { tickmark = result.VERSION, schema = SCHEMA, run = run_of(run),
    tests = canon.array {}, series = series_of(run), requests = requests_of(run),
    gates = canon.array {} }
  for i, test in ipairs(run.plan.tests) do self.tests[i] = outcome.row(test) end
  bounded.data(self.tests)
  bounded.data(self.series)
  local doubles
  self.findings, doubles = findings.of(run)
  self.problems = problems.of(run)
  table.move(doubles, 1, #doubles, #self.problems + 1, self.problems)
  self.requirements = requirements.of(run, self.findings)
  bounded.data(self.problems)
  self.flags = flags_of(run)
  for _, finding in ipairs(self.findings) do
    local known = run.known and run.known[finding.identity]
    finding.id, finding.state = known and known.id, known and known.state or finding.state
  end
  self.summary = summary_of(self, run)
  self.exit = exit_of(self)
  self.recommendation = recommendation_of(self)
  return self
end

--- The result without what only this process needs.
function result.public(self)
  local copy = {}
  for key, value in pairs(self) do copy[key] = value end
  copy.findings = canon.array {}
  for i, finding in ipairs(self.findings) do
    local shown = {}
    for _, key in ipairs(order.keys(finding)) do shown[key] = finding[key] end
    shown.identity = nil
    copy.findings[i] = shown
  end
  return copy
end

return result
