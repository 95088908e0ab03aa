--- The outcome of a test from what its judge reported. Only pass and
--- not-applicable are green (DESIGN 4).

local canon = require("tickmark.base.canon")

local outcome = {}

local function graded(data)
  for _, finding in ipairs(data.findings) do
    if finding.grade ~= "ofi" then return true end
  end
  return false
end

---@param test tickmark.Test
---@return "pass"|"fail"|"not-applicable"|"not-tested"|"error"
function outcome.of(test)
  local data = test.outcome_data
  if test.excluded and not test.failed then return "not-applicable" end
  if test.failed or test.failures or test.passed_over or not data then return "error" end
  if #data.unreadable > 0 then return "error" end
  if graded(data) then return "fail" end
  if #data.not_tested > 0 then return "not-tested" end
  return "pass"
end

local function list(value) return canon.array(value or {}) end

--- The test's row in the result.
function outcome.row(test)
  local data = test.outcome_data or {}
  local declared = test.declared or {}
  local requirement = {}
  for i, one in ipairs(test.requirement or {}) do requirement[i] = one.id end
  return { id = test.id, title = declared.title, requirement = list(requirement),
    method = declared.method, outcome = outcome.of(test), waived = false,
    documents = data.documents or 0, items = data.items or 0, passing = data.passing or 0,
    measures = list(data.measures), positives = list(data.positives),
    exceptions = list(data.exceptions), not_tested = list(data.not_tested) }
end

return outcome
