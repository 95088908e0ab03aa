-- The procedure for nonconformities exists and is used. None recorded, though something
-- deviated, means that it isn't; none at all means that it has to be shown to work.
local lists = require "lists"
local metrics = require "metrics"

local function has_procedure(f)
  for _, name in ipairs { "policies", "procedures" } do
    for document in f[name]:each() do
      for _, id in ipairs(lists.satisfies(document)) do
        if id == "10.2" then return true end
      end
    end
  end
  return false
end

-- What the organisation's own records say went wrong.
local function deviations(f)
  local n = #f.incidents
  for report in f.reports:each() do n = n + #lists.of(report.findings) end
  for result in f.training:each() do
    local target = metrics.number(result.target)
    local done, of = result.completed, result.population
    if target and done and of and of > 0 and done / of < target then n = n + 1 end
  end
  for metric in f.metrics:each() do
    local target = metrics.number(metric.target)
    for _, result in ipairs(metrics.results(metric)) do
      local value = metrics.value(result)
      local is_bad = value and target and not metrics.meets(value, target, metric.direction)
      if is_bad then n = n + 1 end
    end
  end
  return n
end

local function judge_unused(f, t)
  local n = deviations(f)
  local is_new = t.operating_since and t.operating_since + "P1Y" > t.as_of
  if n > 0 then
    t:fail(nil, { basis = "partial_implementation", what = ("a procedure for "
      .. "nonconformities, and none recorded, though own records tell of %d deviations")
      :format(n) })
  elseif not (is_new and not f.exercises:empty()) then
    t:fail(nil, { basis = "partial_implementation", what = "a procedure for "
      .. "nonconformities that was neither used nor tried" })
  end
end

return rule {
  id = "improvement.used", title = "Nonconformities are recorded", requirement = "10.2",
  method = "evidence",
  inputs = { ncs = { record = "nonconformity", optional = true, window = "P100Y" },
    actions = { record = "corrective-action", optional = true, window = "P100Y" },
    policies = { record = "policy", optional = true, window = "P100Y" },
    procedures = { record = "procedure", optional = true, window = "P100Y" },
    reports = { record = "audit-report", optional = true },
    incidents = { record = "incident", optional = true },
    training = { record = "training-result", optional = true },
    metrics = { record = "metric", optional = true },
    exercises = { record = "exercise", optional = true } },
  judge = function(f, t)
    if not t:keeps("ncs") then return t:request("nonconformities and what became of them") end
    if not f.ncs:empty() or not f.actions:empty() then return end
    if has_procedure(f) then return judge_unused(f, t) end
    t:fail(nil, { grade = "major", basis = "complete_absence", key = "procedure",
      what = "no nonconformity is recorded, and no document says how one is handled" })
  end,
}
