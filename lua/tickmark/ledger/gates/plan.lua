--- What the plan for a finding has to be: cause, similar cases, correction, actions
--- (R-114 to R-122, R-150 to R-156).

local date = require("tickmark.base.date")
local deadlines = require("tickmark.ledger.deadlines")
local statement = require("tickmark.ledger.gates.statement")

local plan = {}

function plan.has_cause(head)
  local cause = head.root_cause
  if not cause or statement.blank(cause.text) then
    return "no root cause has been given",
      "finding respond ID --cause \"...\" --method 5-why --category process"
  end
  if statement.blank(cause.method) or statement.blank(cause.category) then
    local lacks = statement.blank(cause.method) and "method" or "category"
    return "the root cause lacks its " .. lacks,
      "finding respond ID --method 5-why --category process"
  end
  if statement.restates(cause.text, head.statement or "") then
    return "the root cause says what the finding says: why did it happen?",
      "finding respond ID --cause \"...\""
  end
end

function plan.has_looked(head)
  local similar = head.similar_cases
  if not similar or #(similar.looked_in or {}) == 0 then
    return "nobody looked for similar cases",
      "finding respond ID --looked-in \"all other systems\" --similar \"none\""
  end
end

function plan.has_correction(head)
  if not head.correction or statement.blank(head.correction.what) then
    return "no correction has been given", "finding respond ID --correction \"...\""
  end
end

function plan.has_actions(_, _, around)
  if #around.actions == 0 then
    return "a plan has at least one corrective action",
      "action plan ID --action \"...\" --owner WHO --due D"
  end
end

--- Each action of a major, and of a minor if it gives one, has a measure of its
--- effect that was fixed beforehand.
function plan.has_criteria(head, _, around)
  for _, action in ipairs(around.actions) do
    local effect = action.effectiveness or {}
    if head.grade == "major" and statement.blank(effect.criterion) then
      return ("%s: a major's action needs a criterion of its effect"):format(action.name),
        "action plan ID --criterion \"...\" --check-after D"
    end
  end
end

function plan.is_in_time(head, _, around)
  local last = deadlines.corrected(head)
  for _, action in ipairs(around.actions) do
    local due = date.parse(action.due)
    if last and due and due > last then
      return ("%s is due on %s, after the deadline, %s"):format(action.name, due, last),
        "agree on an extension: --extension \"why\" --extended-to D"
    end
  end
end

function plan.is_all_done(_, _, around)
  for _, action in ipairs(around.actions) do
    if action.state == "planned" then
      return ("%s is not done yet"):format(action.name), "action done ID --evidence PATH"
    end
  end
end

--- What shows a correction must have come after the finding.
function plan.is_newer(_, given)
  if #(given.evidence or {}) == 0 then
    return "what was done has to be shown", "--evidence PATH, as committed since"
  end
  for _, one in ipairs(given.evidence) do
    if one.was then
      return ("%s is as it was when the finding was raised"):format(one.path),
        "commit evidence of the correction and cite that"
    end
  end
end

--- The effect of each action of a major has been shown. One that was found without
--- effect has another in its place, that was planned since.
function plan.is_effective(head, _, around)
  local newest = ""
  for _, action in ipairs(around.actions) do
    local effect, planned = action.effectiveness or {}, action.planned_on or ""
    if effect.result == "effective" and planned > newest then newest = planned end
  end
  for _, action in ipairs(around.actions) do
    local effect = action.effectiveness or {}
    if effect.result and effect.result ~= "effective" then
      if newest < tostring(effect.checked_on) then
        return action.name .. ": it had no effect, and nothing has come in its place",
          "action plan ID, once the finding is reopened"
      end
    elseif not effect.result and head.grade == "major" then
      return action.name .. ": its effect has not been shown, which a major needs",
        "action check ID --result effective --evidence PATH"
    end
  end
end

--- A major that nobody has verified in its time wants more than a verification (R-155).
function plan.is_within(head, _, around)
  local last = head.grade == "major" and deadlines.corrected(head)
  if last and around.today > last then
    return ("its deadline, %s, has passed"):format(last),
      "reopen it, and agree on an extension with the plan"
  end
end

return plan
