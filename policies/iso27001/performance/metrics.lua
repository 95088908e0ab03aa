-- What is to be measured is measured in each period, and somebody looks at it.
local lists = require "lists"
local metrics = require "metrics"
local shown = require "shown"

local function gap_of(metric, t)
  local results = metrics.results(metric)
  local every = type(metric.frequency) == "string" and period(metric.frequency)
    or metric.frequency
  if #results == 0 then return "no result at all" end
  local last = metrics.last_day(results[#results].period)
  if every and last and last + every + t.param.grace < t.as_of then
    return ("the last result is of %s, due every %s"):format(results[#results].period,
      tostring(every))
  end
end

local function check_gaps(t, set)
  local bad = {}
  for metric in set:each() do
    local why = gap_of(metric, t)
    if why then bad[#bad + 1] = { metric = metric, why = why } end
  end
  local none = true
  for metric in set:each() do none = none and #metrics.results(metric) == 0 end
  for _, one in ipairs(bad) do
    t:fail(one.metric, { key = "results", what = one.why, grade = none and "major" or nil,
      basis = none and "complete_absence" or "isolated_lapse" })
  end
end

return rule {
  id = "performance.metrics", title = "What is to be measured is, and is looked at",
  requirement = "9.1", method = "evidence",
  inputs = { metrics = { record = "metric", optional = true, window = "P100Y" } },
  params = { grace = { type = "period", default = "P1M" } },
  judge = function(f, t)
    if not shown.any(t, "metrics", f.metrics, "metrics and their results") then
      if t:keeps("metrics") then
        t:fail(nil, { what = "nothing is measured", grade = "major",
          basis = "complete_absence" })
      end
      return
    end
    check_gaps(t, f.metrics)
    t:extent(f.metrics, { key = "analysed", what = "metrics that nobody looks at",
      basis = { minor = "documentation_gap", major = "systematic_failure" },
      bad = function(metric) return not lists.says(metric.analysed_by) end })
  end,
}
