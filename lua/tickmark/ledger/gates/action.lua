--- What a corrective action has to be, from its plan to the check of its effect
--- (R-118 to R-123).

local date = require("tickmark.base.date")
local statement = require("tickmark.ledger.gates.statement")

local action = {}

function action.has_owner(_, given)
  if statement.blank(given.action) then
    return "what is to be done is missing", "--action \"...\""
  end
  if statement.blank(given.owner) then
    return "an action has an owner", "--owner MAIL or role"
  end
  if not given.due then return "an action has a day", "--due YYYY-MM-DD" end
end

function action.checks_after(_, given)
  local after = given.check_after
  if after and after <= given.due then
    return "the effect is checked after the action is due, not before",
      "--check-after a later day"
  end
end

--- It is done as the plan was accepted.
function action.is_accepted(_, _, around)
  if around.stage ~= "plan-accepted" then
    return "the plan that it is of has not been accepted", "finding accept-plan ID"
  end
end

function action.is_real_day(_, given, around)
  local on, finding = given.on, around.finding or {}
  if on and on > around.today then return ("%s has not been yet"):format(on) end
  local raised = date.parse(finding.raised_on)
  if on and raised and on < raised then
    return ("%s is before the finding was raised, on %s"):format(on, raised)
  end
end

--- What an accepted plan holds stays in it.
function action.is_free(_, _, around)
  local stage = around.finding and around.stage
  if stage == "plan-accepted" or stage == "corrected" or stage == "verified" then
    return "the plan was accepted with it", "the auditor can reopen the finding"
  end
end

function action.owns_not(head, _, around)
  local part = around.same(around.me, head.owner) and "own"
    or around.same(around.me, head.done_by) and "did"
  if part then
    return ("you %s this action: somebody else has to check its effect"):format(part)
  end
end

function action.has_criterion(head)
  if statement.blank((head.effectiveness or {}).criterion) then
    return "no criterion was fixed beforehand: nobody can tell now what effect means",
      "action plan FINDING --criterion \"...\", a new action"
  end
end

function action.is_later(head, given, around)
  if given.checked_on > around.today then
    return ("%s has not been yet"):format(given.checked_on)
  end
  local done = date.parse(head.done_on)
  local on, after = given.checked_on, date.parse((head.effectiveness or {}).check_after)
  if done and on <= done then
    return ("its effect can't be checked before %s, the day after it was done")
      :format(done + 1)
  end
  if after and on < after then
    return ("its effect is to be checked on %s or later"):format(after)
  end
end

function action.shows_it(_, given)
  if #(given.evidence or {}) == 0 then
    return "a check of effect rests on evidence", "--evidence PATH"
  end
end

return action
