-- Each risk above what is accepted has an answer: something that is done by somebody
-- until some day, or its owner's word that they live with it.
local lists = require "lists"
local shown = require "shown"

-- Levels that nobody just lives with, as registers name them.
local HIGH <const> = { high = true, critical = true, ["very high"] = true, red = true,
  extreme = true }

local function items_by_risk(plans)
  local by_risk = {}
  for plan in plans:each() do
    for _, item in ipairs(type(plan.items) == "table" and plan.items or {}) do
      if type(item) == "table" and item.risk then
        by_risk[item.risk] = by_risk[item.risk] or {}
        table.insert(by_risk[item.risk], item)
      end
    end
  end
  return by_risk
end

local function is_answered(risk, items)
  if #(items or {}) > 0 or lists.says(risk.treatment) then return true end
  return risk.accepted_by ~= nil and risk.accepted_on ~= nil
end

local function overdue(items, t)
  local late = {}
  for _, item in ipairs(items or {}) do
    local due = type(item.due) == "string" and date(item.due) or item.due
    local is_open = not item.done_on and item.status ~= "done" and item.status ~= "dropped"
    if due and is_open and due < t.as_of then late[#late + 1] = tostring(due) end
  end
  return late
end

local function late_items(f, t, by_risk)
  for risk in f.risks:each() do
    local late = overdue(by_risk[risk.id], t)
    if #late > 0 then
      local is_high = HIGH[tostring(risk.level):lower()]
      t:fail(risk, { requirement = "8.3", grade = is_high and "major" or nil,
        basis = is_high and "effectiveness_issue" or "isolated_lapse", key = "late",
        what = ("what was to be done about it is open since %s"):format(late[1]) })
    end
  end
end

return rule {
  id = "risk.treated", title = "Risks are treated, or accepted by their owners",
  requirement = "6.1.3", method = "evidence",
  inputs = { risks = { record = "risk", optional = true, window = "P100Y" },
    plans = { record = "treatment-plan", optional = true, window = "P100Y" } },
  judge = function(f, t)
    if not shown.any(t, "risks", f.risks, "the treatment of risks",
      "no risk is recorded") then
      return
    end
    local by_risk = items_by_risk(f.plans)
    local high = f.risks:where(function(risk) return HIGH[tostring(risk.level):lower()] end)
    t:extent(high, { what = "high risks without an answer", empty = "pass",
      basis = { minor = "partial_implementation", major = "systematic_failure" },
      bad = function(risk) return not is_answered(risk, by_risk[risk.id]) end })
    late_items(f, t, by_risk)
  end,
}
