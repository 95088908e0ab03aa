-- Who has to be trained is, as many as was promised.
local metrics = require "metrics"
local shown = require "shown"

local function share_of(result)
  local done, of = result.completed, result.population
  return done and of and of > 0 and done / of or nil
end

local function check_result(t, result)
  local share = share_of(result)
  local target = metrics.number(result.target) or metrics.number(t.param.target)
  if not share then
    return t:fail(result, { basis = "documentation_gap", key = "figures",
      what = "it doesn't say how many of how many" })
  end
  t:measure(result.campaign or result.item, { n = result.completed,
    of = result.population, target = target })
  if result.completed == 0 then
    t:fail(result, { grade = "major", basis = "complete_absence",
      what = ("none of %d has done it"):format(result.population) })
  elseif share < target then
    t:fail(result, { basis = "partial_implementation",
      what = ("%.0f %% of %d have done it, the target is %.0f %%"):format(share * 100,
        result.population, target * 100) })
  end
end

return rule {
  id = "people.training", title = "People are trained as was promised",
  requirement = { "A.6.3", "7.3" }, method = "evidence",
  inputs = { results = { record = "training-result", optional = true,
    window = "P100Y" } },
  params = { target = { type = "number", promise = "training.target", default = 0.95 },
    every = { type = "period", default = "P1Y" } },
  judge = function(f, t)
    if not shown.any(t, "results", f.results, "results of training") then
      if t:keeps("results") then t:absent("training", { every = t.param.every }) end
      return
    end
    for result in f.results:each() do
      local last = result.period and metrics.last_day(result.period)
      local is_ours = not last or last >= t.period.from and last <= t.as_of
      if is_ours then check_result(t, result) end
    end
  end,
}
