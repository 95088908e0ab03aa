-- There is a policy of the ISMS: approved by the top, in date, with both commitments.
local lists = require "lists"

local function is_of(document, id)
  for _, one in ipairs(lists.satisfies(document)) do
    if one == id then return true end
  end
  return false
end

local function check_commitments(t, policy)
  local given = type(policy.commitments) == "table" and policy.commitments or {}
  local gaps = {}
  if not lists.says(given.requirements) then gaps[#gaps + 1] = "meeting requirements" end
  if not lists.says(given.improvement) then gaps[#gaps + 1] = "getting better" end
  if #gaps > 0 then
    t:fail(policy, { key = "commitments", basis = "documentation_gap",
      what = "it doesn't commit to " .. table.concat(gaps, ", nor to ") })
  end
end

local function check_force(t, policy)
  if policy.status ~= "approved" or not policy.approved_by then
    t:fail(policy, { key = "approved", basis = "documentation_gap",
      what = ("it is %s, and not approved"):format(tostring(policy.status)) })
  elseif policy.next_review and policy.next_review + t.param.grace < t.as_of then
    t:fail(policy, { key = "review", basis = "isolated_lapse",
      what = ("its review was due on %s"):format(tostring(policy.next_review)) })
  end
end

return rule {
  id = "leadership.policy", title = "The policy is there, approved and in date",
  requirement = "5.2", method = "document",
  inputs = { policies = { record = "policy", optional = true, window = "P100Y" } },
  params = { grace = { type = "period", default = "P1M" } },
  judge = function(f, t)
    if not t:keeps("policies") then return t:request("the information security policy") end
    local own = f.policies:where(function(policy) return is_of(policy, "5.2") end)
    if own:empty() then
      return t:fail(nil, { what = "no document says that it is the policy (satisfies: 5.2)",
        grade = "major", basis = "complete_absence" })
    end
    for policy in own:each() do
      check_commitments(t, policy)
      check_force(t, policy)
    end
  end,
}
