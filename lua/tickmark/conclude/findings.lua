--- The findings of a run: one list, each with its identity.

local bounded = require("tickmark.base.bounded")
local canon = require("tickmark.base.canon")
local catalogue = require("tickmark.criteria.catalogue")
local identity = require("tickmark.conclude.identity")
local order = require("tickmark.base.order")
local promises = require("tickmark.criteria.promises")

local findings = {}

local SEVERITY = { major = 1, minor = 2, ofi = 3 }

local function evidence_of(list, commit)
  local out = canon.array {}
  for i, one in ipairs(list) do
    out[i] = { path = one.path, line = one.line, blob = one.blob,
      commit = one.commit or commit, role = one.role }
  end
  return out
end

--- A requirement as an author wrote it: its catalogue id and the letter in it.
local function split(text)
  local id, point = catalogue.parse(text)
  if id then return id, point end
  return text
end

--- The key that a test's findings are known by: its own, that of the test it
--- replaces, or its id.
function findings.key_of(test)
  local declared = test.declared
  return declared.finding_key or (declared.replaces or {})[1] or test.id
end

local function make(test, given, commit)
  local requirement, point = split(given.requirement)
  for _, one in ipairs(test.requirement) do
    if one.id == given.requirement then point = point or one.point end
  end
  local text = identity.of(requirement, findings.key_of(test), given.key, given.subject)
  return { identity = text, key = identity.key(text), requirement = requirement,
    point = point, subject = given.subject, grade = given.grade, basis = given.basis,
    rule = test.id .. ":" .. given.rule, test = test.id, statement = given.statement,
    items = canon.array(given.items), missing = canon.array(given.missing or {}),
    evidence = evidence_of(given.evidence, commit), extent = given.extent,
    needs_judgement = given.needs_judgement, omitted = given.omitted, state = "proposed" }
end

local function of_promises(subject)
  local list = {}
  for _, conflict in ipairs(promises.conflicts(subject.promises)) do
    bounded.data(conflict)
    local text = identity.of("7.5.3", "promises", nil, conflict.name)
    list[#list + 1] = { identity = text, key = identity.key(text), requirement = "7.5.3",
      subject = conflict.name, grade = "minor", basis = "documentation_gap",
      rule = "promises:conflict", statement = conflict.statement,
      items = canon.array { conflict.name }, missing = canon.array {},
      evidence = evidence_of(conflict.evidence, subject.state.commit),
      state = "proposed" }
  end
  return list
end

local function before(a, b)
  if a.grade ~= b.grade then return SEVERITY[a.grade] < SEVERITY[b.grade] end
  if a.requirement ~= b.requirement then
    return catalogue.order(a.requirement, b.requirement)
  end
  return order.less(a.identity, b.identity)
end

--- A requirement that a judge made up is the script's mistake.
local function check_requirement(test, finding, problems)
  local id, message = catalogue.parse(finding.requirement)
  if id then return end
  problems[#problems + 1] = { code = "script", path = test.script.name,
    message = ("%s: requirement: %s"):format(test.id, message),
    tests = canon.array { test.id } }
end

--- All findings, the most severe first, and problems for those that can't be
--- told apart.
---@param run table  of evaluate/run.lua
---@return table[] list
---@return table[] problems
function findings.of(run)
  local list, problems, seen = of_promises(run.subject), {}, {}
  for _, test in ipairs(run.plan.tests) do
    for _, given in ipairs(test.outcome_data and test.outcome_data.findings or {}) do
      local finding = make(test, given, run.subject.state.commit)
      local other = seen[finding.identity]
      check_requirement(test, finding, problems)
      if other then
        problems[#problems + 1] = { code = "identity", path = test.script.name,
          message = ("%s and %s report the same finding of %s"):format(other, test.id,
            finding.requirement), remedy = "give one of them another finding_key",
          tests = canon.array { other, test.id } }
      else
        seen[finding.identity] = test.id
        list[#list + 1] = finding
      end
    end
  end
  return canon.array(order.sort(list, before)), problems
end

return findings
