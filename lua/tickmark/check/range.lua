--- The commits of a range, each judged as the hook judges what is about to be committed:
--- who went past the hook is found.

local basis = require("tickmark.check.basis")
local canon = require("tickmark.base.canon")
local date = require("tickmark.base.date")
local fault = require("tickmark.documents.check").fault
local run = require("tickmark.check.run")

local range = {}

---@class tickmark.Passed  a commit that the hook would not have let pass
---@field commit string
---@field on string
---@field mail string
---@field subject string
---@field faults tickmark.Fault[]  errors alone

---@class tickmark.Reviewed
---@field commits integer
---@field errors integer
---@field passed tickmark.Passed[]

--- Is a range one of what is audited, and not of the ledger?
---@param about tickmark.Subject
---@param ref string  the ledger's
---@param to string?
---@return boolean
function range.is_of_documents(about, ref, to)
  if about.options.ledger or not to then return false end
  return about:ask { op = "side", ref = ref, rev = to, of = about.state.commit }.documents
end

--- That a configuration can't be used.
local function fault_of(problem)
  local noted = fault("tickmark.yml", { code = "head", line = problem.line,
    column = problem.column, message = problem.message, remedy = problem.remedy,
    why = "by a configuration that can't be used nothing is judged (7.5.3)" })
  noted.level = "error"
  return noted
end

--- What the hook would have said; nothing where nobody had one to ask.
local function judged(about, one)
  local own, problem = basis.settings_at(about, one.tree)
  local held = one.base and basis.settings_at(about, one.base)
  local faults = canon.array {}
  if problem and (held or not one.base) then faults[1] = fault_of(problem) end
  if not own and not held and #faults == 0 then return faults end
  local checked = run.judge(about, { tree = one.tree, base = one.base or "",
    commit = one.parent, others = canon.array(one.others), settings = own,
    day = date.from_epoch(one.time) })
  for _, found in ipairs(checked.faults) do
    if found.level == "error" then faults[#faults + 1] = found end
  end
  return faults
end

---@param about tickmark.Subject
---@param from string?
---@param to string
---@return tickmark.Reviewed
function range.review(about, from, to)
  local list = about:ask { op = "commits", from = from, to = to }.commits
  local reviewed = { commits = #list, errors = 0, passed = canon.array {} }
  for _, one in ipairs(list) do
    local faults = judged(about, one)
    if #faults > 0 then
      reviewed.errors = reviewed.errors + #faults
      table.insert(reviewed.passed, { commit = one.commit, mail = one.mail,
        on = tostring(date.from_epoch(one.time)), subject = one.subject,
        faults = faults })
    end
  end
  return reviewed
end

return range
