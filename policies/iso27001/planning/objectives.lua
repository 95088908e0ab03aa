-- Objectives can be measured, are somebody's, until some day, and are followed.
local lists = require "lists"
local metrics = require "metrics"
local shown = require "shown"

local function gaps_of(objective)
  local gaps = {}
  if not metrics.number(objective.target) then gaps[#gaps + 1] = "a figure to reach" end
  if not lists.says(objective.method) then gaps[#gaps + 1] = "how it is measured" end
  if not lists.says(objective.owner) then gaps[#gaps + 1] = "whose it is" end
  if not objective.due then gaps[#gaps + 1] = "until when" end
  return gaps
end

local function check_reached(t, objective)
  local results = metrics.results(objective)
  local value = results[1] and metrics.value(results[#results])
  local target = metrics.number(objective.target)
  local is_over = objective.due and objective.due < t.as_of
  if is_over and not (value and target
    and metrics.meets(value, target, objective.direction)) then
    t:fail(objective, { key = "reached", basis = "partial_implementation",
      what = ("due on %s and not reached: %s of %s"):format(tostring(objective.due),
        value and ("%.4g"):format(value) or "no result", tostring(objective.target)) })
  elseif #results == 0 and not is_over then
    t:flag("objective-not-followed", objective, "no result yet")
  end
end

return rule {
  id = "planning.objectives", title = "Objectives are measurable, and followed",
  requirement = "6.2", method = "evidence",
  inputs = { objectives = { record = "objective", optional = true, window = "P100Y" } },
  judge = function(f, t)
    if not shown.any(t, "objectives", f.objectives, "information security objectives") then
      if t:keeps("objectives") then
        t:fail(nil, { what = "there are no objectives", grade = "major",
          basis = "complete_absence" })
      end
      return
    end
    for objective in f.objectives:each() do
      local gaps = gaps_of(objective)
      if #gaps > 0 then
        t:fail(objective, { basis = "documentation_gap",
          what = "it doesn't say " .. table.concat(gaps, ", nor ") })
      end
      check_reached(t, objective)
    end
  end,
}
