--- What is known of each requirement that a test cites. A requirement is never
--- "full" here: that takes the human steps, which are records.

local canon = require("tickmark.base.canon")
local catalogue = require("tickmark.criteria.catalogue")
local order = require("tickmark.base.order")
local outcome = require("tickmark.conclude.outcome")

local requirements = {}

local STEPS = { "document", "interview", "observation", "evidence", "sample" }
local WORSE = { ["not-applicable"] = -1, open = 0,
  pass = 1, ["not-tested"] = 2, fail = 3, error = 4 }

local function new(id, soa)
  local known, row = catalogue.get(id), soa and soa[id]
  local steps = {}
  for _, step in ipairs(STEPS) do steps[step] = "open" end
  return { id = id, title = known and known.title or id,
    applicable = not row or row.applicable or not catalogue.is_control(id),
    steps = steps, tests = canon.array {}, implemented = "not-tested",
    operating = "not-tested", effective = "not-tested", worst = 3 }
end

local function conformity(row)
  if not row.applicable then return "not-applicable" end
  if row.worst == 1 then return "none" end
  if row.worst == 2 then return "partial" end
  if row.steps.evidence == "error" or row.steps.document == "error" then
    return "unable-to-verify"
  end
  return "not-tested"
end

---@param run table
---@param findings table[]
---@return table[]
function requirements.of(run, findings)
  local by_id = {}
  local function row(id)
    by_id[id] = by_id[id] or new(id, run.subject.soa)
    return by_id[id]
  end
  for _, test in ipairs(run.plan.tests) do
    for _, one in ipairs(test.requirement or {}) do
      local r, word = row(one.id), outcome.of(test)
      local step = r.steps[test.declared.method] and test.declared.method or "evidence"
      if WORSE[word] > WORSE[r.steps[step]] then r.steps[step] = word end
      table.insert(r.tests, test.id)
    end
  end
  for _, finding in ipairs(findings) do
    local r = row(finding.requirement)
    local weight = finding.grade == "major" and 1 or finding.grade == "minor" and 2 or 3
    r.worst = math.min(r.worst, weight)
  end
  local list = canon.array {}
  for _, id in ipairs(order.keys(by_id)) do list[#list + 1] = by_id[id] end
  order.sort(list, function(a, b) return catalogue.order(a.id, b.id) end)
  for _, r in ipairs(list) do
    r.conformity = conformity(r)
    r.worst = nil
  end
  return list
end

return requirements
