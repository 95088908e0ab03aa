--- The life of what a ledger records: which change leads from which state to
--- which, and whose it is to make (RECORDS 6, R-250).

local order = require("tickmark.base.order")

local life = {}

---@class tickmark.Change
---@field from string[]  states that it may follow; none: it begins a life
---@field to string      the state after it
---@field side "auditor"|"auditee"|"either"|"lead"|"run"|"decider"  lead: a lead
---  auditor's; run: anybody's who is appointed
---@field fields string[]?  of the head that it may change
---@field types table<string, boolean>?  of heads that it is for; nil: any

-- Where a finding can be while it is not over.
local UNDER_WAY <const> = { "open", "responded", "disputed", "plan-proposed",
  "plan-accepted", "corrected", "verified", "reopened" }

---@type table<string, table<string, tickmark.Change>>
life.CHANGES = {
  findings = {
    draft = { from = {}, to = "draft", side = "auditor" },
    raise = { from = {}, to = "open", side = "auditor" },
    issue = { from = { "draft" }, to = "open", side = "auditor" },
    respond = { from = { "open", "responded", "reopened" }, to = "responded",
      side = "auditee", fields = { "root_cause", "similar_cases", "correction",
        "immediate_correction", "response" } },
    dispute = { from = { "responded" }, to = "disputed", side = "auditee",
      fields = { "dispute" } },
    uphold = { from = { "disputed" }, to = "responded", side = "lead",
      fields = { "dispute" } },
    plan = { from = { "responded", "plan-proposed" }, to = "plan-proposed",
      side = "auditee" },
    ["reject-plan"] = { from = { "plan-proposed" }, to = "responded", side = "auditor",
      fields = { "reviews" } },
    ["accept-plan"] = { from = { "plan-proposed" }, to = "plan-accepted",
      side = "auditor", fields = { "plan_accepted", "reviews", "grade_is",
        "extension" } },
    correct = { from = { "plan-accepted" }, to = "corrected", side = "auditee",
      fields = { "correction" } },
    verify = { from = { "corrected" }, to = "verified", side = "auditor",
      fields = { "verified" } },
    reopen = { from = { "corrected", "verified" }, to = "reopened", side = "auditor",
      fields = { "verified", "since_commit", "reproduced" } },
    close = { from = { "verified" }, to = "closed", side = "auditor",
      fields = { "closed_on", "closed_by" } },
    -- what asks for no correction
    conclude = { from = { "open", "responded" }, to = "closed", side = "auditor",
      types = { ofi = true, positive = true },
      fields = { "closed_on", "closed_by", "concluded" } },
    regrade = { from = UNDER_WAY, to = "regraded", side = "auditor",
      fields = { "grade", "basis", "grade_is", "grades" } },
    withdraw = { from = UNDER_WAY, to = "withdrawn", side = "lead",
      fields = { "withdrawn" } },
  },
  actions = {
    plan = { from = {}, to = "planned", side = "auditee" },
    done = { from = { "planned" }, to = "done", side = "auditee",
      fields = { "done_on", "done_by", "evidence" } },
    check = { from = { "done" }, to = "checked", side = "either",
      fields = { "effectiveness" } },
    drop = { from = { "planned" }, to = "dropped", side = "auditee",
      fields = { "dropped" } },
  },
  requests = {
    raise = { from = {}, to = "open", side = "auditor" },
    answer = { from = { "open" }, to = "answered", side = "auditee",
      fields = { "answer" } },
  },
  runs = {
    perform = { from = {}, to = "performed", side = "run" },
    again = { from = { "performed" }, to = "performed", side = "run",
      fields = { "run", "result", "counts", "exit", "branch" } },
  },
  meetings = { hold = { from = {}, to = "held", side = "auditor" } },
  decisions = { decide = { from = {}, to = "decided", side = "decider" } },
  trust = {
    appoint = { from = {}, to = "appointed", side = "lead" },
    reappoint = { from = { "appointed", "dismissed" }, to = "appointed", side = "lead",
      fields = { "role", "keys", "reason" } },
    dismiss = { from = { "appointed" }, to = "dismissed", side = "lead",
      fields = { "reason" } },
    require = { from = {}, to = "required", side = "lead" },
    tighten = { from = { "required" }, to = "required", side = "lead",
      fields = { "scope", "reason" } },
  },
}

--- Whose a change is to make. What a run proposes or tells again is anybody's who is
--- appointed: the same run can be performed again.
---@param folder string
---@param name string  of the change, "retest" or "settle"
---@param head table   after it
---@return "auditor"|"auditee"|"either"|"lead"|"run"|"decider"
function life.side(folder, name, head)
  if name == "settle" then return folder == "trust" and "lead" or "auditor" end
  if name == "retest" then return head.run and "run" or "auditor" end
  local is_runs = name == "raise" and head.run and head.grade_is == "proposed"
  return is_runs and "run" or life.CHANGES[folder][name].side
end

--- What a run that tells a finding again may change.
life.RETOLD = { "items", "all_items", "missing", "evidence", "statement", "as_of", "run",
  "evidence_commit", "rule", "point", "grade", "basis", "proposed", "reproduced",
  "performed" }

-- What the first event of each kind may say.
local BEGINS <const> = {
  findings = { "type", "requirement", "point", "subject", "grade", "grade_is", "basis",
    "statement", "items", "all_items", "missing", "evidence", "source", "raised_on",
    "raised_by", "as_of", "run", "performed", "rule", "branch", "recurs", "supersedes",
    "evidence_commit", "since_commit" },
  actions = { "type", "finding", "action", "cause_addressed", "owner", "due", "resources",
    "planned_on", "effectiveness" },
  requests = { "type", "asked", "requirement", "finding", "due", "evidence_commit" },
  runs = { "type", "run", "result", "evidence_commit", "criteria_tree", "as_of", "branch",
    "engine", "exit", "counts" },
  meetings = { "type", "kind", "date", "starts_at", "ends_at", "attendees" },
  decisions = { "type", "recommendation", "outcome", "team", "decided_by",
    "decided_on" },
  trust = { "type", "mail", "role", "keys", "reason", "scope" },
}

-- What each head has.
local HAS <const> = { "id", "seq", "previous", "state", "identity", "recurrence", "by",
  "on" }

local beginning = {} -- by folder

--- The fields that a first event may have, as a set.
---@param folder string
---@return table<string, boolean>
function life.begins(folder)
  if not beginning[folder] then
    beginning[folder] = {}
    for _, list in ipairs { HAS, BEGINS[folder] } do
      for _, field in ipairs(list) do beginning[folder][field] = true end
    end
  end
  return beginning[folder]
end

-- What each event has of its own.
local OWN <const> = { "seq", "previous", "state", "by", "on", "resumes" }

local touched = {} -- by folder and name

--- The fields that a change may touch, as a set.
---@param folder string
---@param name string  of the change, "retest" or "settle"
---@return table<string, boolean>
function life.touches(folder, name)
  local key = folder .. "/" .. name
  if touched[key] then return touched[key] end
  local set = {}
  touched[key] = set
  local own = name == "retest" and life.RETOLD or name == "settle" and { "settled" }
    or life.CHANGES[folder][name].fields or {}
  for _, list in ipairs { OWN, own } do
    for _, field in ipairs(list) do set[field] = true end
  end
  return set
end

local ENDED <const> = { closed = true, withdrawn = true, checked = true, dropped = true,
  answered = true, held = true, decided = true }

--- Is this life over?
---@param state string
---@return boolean
function life.is_over(state) return ENDED[state] == true end

--- Where it really is: a regraded finding goes on from where it was.
---@param head {state: string, resumes: string?}
---@return string
function life.stage(head)
  return head.state == "regraded" and head.resumes or head.state
end

local function among(list, word)
  for _, one in ipairs(list) do
    if one == word then return true end
  end
  return false
end

--- May this change be made now? If not, from where it could be.
---@param folder string
---@param name string
---@param head table?  nil: there is nothing yet
---@return tickmark.Change?
---@return string[]? from
function life.may(folder, name, head)
  local change = life.CHANGES[folder][name]
  if head == nil then return #change.from == 0 and change or nil, change.from end
  local is_for = not change.types or change.types[head.type]
  if is_for and among(change.from, life.stage(head)) then return change end
  return nil, change.from
end

--- The changes that are possible in a state, by name.
---@param folder string
---@param head table
---@return string[]
function life.next(folder, head)
  local names = {}
  for name in pairs(life.CHANGES[folder]) do
    if #life.CHANGES[folder][name].from > 0 and life.may(folder, name, head) then
      names[#names + 1] = name
    end
  end
  table.sort(names)
  return names
end

local arriving = {} -- by folder, then state: the names of the changes that end there

local function changes_to(folder, state)
  if not arriving[folder] then
    arriving[folder] = {}
    for _, name in ipairs(order.keys(life.CHANGES[folder])) do
      local to = life.CHANGES[folder][name].to
      arriving[folder][to] = arriving[folder][to] or {}
      table.insert(arriving[folder][to], name)
    end
  end
  return arriving[folder][state] or {}
end

--- Can one event follow another? What a run tells again changes no state.
---@param folder string
---@param before table?  head; nil: it is the first
---@param after table    head
---@return string? name  of the change, or "retest"
function life.between(folder, before, after)
  if before and before.state == after.state and after.run ~= before.run
    and folder == "findings" then
    return not life.is_over(after.state) and "retest" or nil
  end
  for _, name in ipairs(changes_to(folder, after.state)) do
    if life.may(folder, name, before) then return name end
  end
end

return life
