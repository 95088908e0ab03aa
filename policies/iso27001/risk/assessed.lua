-- Risks are assessed when that is due and before something significant goes live, with
-- what was assumed.
local lists = require "lists"
local shown = require "shown"

local function check_assumptions(t, risks)
  local silent = {}
  for risk in risks:each() do
    if not lists.says(risk.assumptions) then silent[#silent + 1] = risk end
  end
  if #silent > 0 then
    t:fail(nil, { requirement = "6.1.2", key = "assumptions", items = silent,
      basis = "documentation_gap",
      what = ("%d of %d risks don't say what was assumed"):format(#silent, #risks) })
  end
end

-- The day on which the risks of a change were assessed.
local function day_for(risks, change)
  local first
  for risk in risks:each() do
    local about = type(risk.trigger) == "string"
      and risk.trigger:lower():find(tostring(change.item):lower(), 1, true)
    local day = about and (risk.assessed_on or risk.date)
    if day and (not first or day < first) then first = day end
  end
  return first
end

local function check_changes(t, changes, risks)
  for change in changes:where{ significant = true }:each() do
    local live = change.deployed_on
    local day = day_for(risks, change)
    if live and not day then
      t:fail(change, { requirement = "6.1.2", key = "change", grade = "major",
        basis = "complete_absence", what = "significant, live, and its risks were never "
          .. "assessed" })
    elseif live and day > live then
      t:fail(change, { key = "change", basis = "isolated_lapse",
        what = ("live on %s, its risks assessed on %s"):format(tostring(live),
          tostring(day)) })
    end
  end
end

-- The last day on which something was assessed.
local function newest(risks, as_of)
  local last
  for risk in risks:each() do
    local day = risk.assessed_on
    if day and day <= as_of and (not last or day > last) then last = day end
  end
  return last
end

return rule {
  id = "risk.assessed", title = "Risks are assessed when that is due", requirement = "8.2",
  method = "evidence",
  inputs = { risks = { record = "risk", optional = true, window = "P100Y" },
    changes = { record = "change", optional = true, window = "P100Y" } },
  params = { every = { type = "period", promise = "risk_assessment", default = "P1Y" },
    grace = { type = "period", default = "P1M" } },
  judge = function(f, t)
    if not shown.any(t, "risks", f.risks, "results of the risk assessment") then
      if t:keeps("risks") then
        t:absent("results of a risk assessment", { every = t.param.every })
      end
      return
    end
    local last = newest(f.risks, t.as_of)
    if last and last + t.param.every + t.param.grace < t.as_of then
      t:fail(nil, { key = "late", basis = "isolated_lapse", cite = f.risks:docs(),
        what = ("risks were last assessed on %s, due every %s"):format(tostring(last),
          tostring(t.param.every)) })
    end
    check_assumptions(t, f.risks)
    check_changes(t, f.changes, f.risks)
  end,
}
