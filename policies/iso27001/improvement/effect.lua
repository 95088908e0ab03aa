-- What was done is checked for its effect: later, by somebody else, against a criterion.
local lists = require "lists"
local shown = require "shown"

local function day(value)
  return type(value) == "string" and date(value) or value
end

local function check_effect(t, action, effect)
  local checked = day(effect.checked_on)
  local gaps = {}
  if not lists.says(effect.criterion) then gaps[#gaps + 1] = "has no criterion" end
  if checked and action.done_on and checked <= action.done_on then
    gaps[#gaps + 1] = "is of the day on which it was done, or before"
  end
  if effect.by and t:same_person(effect.by, action.owner) then
    gaps[#gaps + 1] = ("is by %s, who did it"):format(tostring(effect.by))
  end
  if #gaps > 0 then
    t:fail(action, { basis = "documentation_gap", key = "check",
      what = "the check of its effect " .. table.concat(gaps, ", and ") })
  end
end

return rule {
  id = "improvement.effect", title = "What was done is checked for its effect",
  requirement = "10.2", method = "evidence",
  inputs = { actions = { record = "corrective-action", optional = true,
    window = "P100Y" } },
  params = { after = { type = "period", promise = "effect_check", default = "P90D" },
    late = { type = "period", default = "P1D" } },
  judge = function(f, t)
    if not shown.any(t, "actions", f.actions, "corrective actions and their effect",
      "no corrective action is recorded") then
      return
    end
    for action in f.actions:each() do
      local effect = type(action.effectiveness) == "table" and action.effectiveness or {}
      if effect.checked_on then
        check_effect(t, action, effect)
      elseif action.done_on and action.done_on + t.param.after < t.as_of then
        t:fail(action, { basis = "isolated_lapse", key = "unchecked",
          what = ("done on %s, and its effect was never checked"):format(
            tostring(action.done_on)) })
      elseif not action.done_on and action.due and action.due + t.param.late < t.as_of then
        t:fail(action, { basis = "isolated_lapse", key = "late",
          what = ("it was due on %s, and is open"):format(tostring(action.due)) })
      end
    end
  end,
}
