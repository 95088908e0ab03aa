--- Who judges, and what can be judged (R-094, R-223, R-224).


local judge = {}

--- Who judges must not have had a hand in what is judged.
function judge.is_independent(head, _, around)
  for _, action in ipairs(around.actions) do
    if around.same(around.me, action.owner) then
      return ("you own %s: somebody else has to judge it"):format(action.name)
    elseif around.same(around.me, action.done_by) then
      return ("you did %s: somebody else has to judge it"):format(action.name)
    end
  end
  for _, part in ipairs { "response", "root_cause", "correction", "dispute" } do
    if head[part] and around.same(around.me, head[part].by) then
      return ("the %s is yours: somebody else has to judge it"):format(
        part:gsub("_", " "))
    end
  end
  local hand = around.hand()
  if hand then
    return hand .. ", and who judges has had no hand in it (R-094)",
      "somebody else has to judge it"
  end
end

function judge.is_retested(head)
  if head.rule and head.reproduced ~= "no" then
    return "the test that raised it has not passed since",
      "run: tickmark audit --record, on the commit with the correction"
  end
end

function judge.is_verified(head)
  local verified = head.verified or {}
  if verified.result ~= "effective" then
    return "it has not been verified as effective", "finding verify ID"
  end
end

function judge.is_of_its_kind(head, given)
  local is_nc = head.type == "nonconformity"
  local fits = given.grade == "major" or given.grade == "minor"
  if is_nc and not fits then
    return ("a nonconformity does not become %s"):format(given.grade == "ofi"
      and "an opportunity" or "a positive"), "withdraw it, with the reason"
  end
end

--- Who decides has not audited (R-224).
function judge.is_outside(_, given, around)
  for _, mail in ipairs(given.team or {}) do
    if around.same(around.me, mail) then
      return "you are of the team: somebody else has to decide"
    end
  end
  if around.is_auditor() then
    return "you audit on this ledger: somebody else has to decide"
  end
end

return judge
