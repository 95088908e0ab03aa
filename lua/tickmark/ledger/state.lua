--- The ledger beside a run: where it is, its tip, the findings it knows.

local failure = require("tickmark.base.failure")
local fold = require("tickmark.ledger.fold")

local state = {}

--- Split REPO:REF; the repository may be "." for the audited one.
---@param text string
---@return string repository
---@return string ref
function state.parse(text)
  local repository, ref = text:match("^(.*):(refs/.+)$")
  if not repository then
    failure.raise(failure.USAGE, ("--ledger %s: write REPO:REF"):format(text),
      "for example --ledger .:refs/heads/audit/internal")
  end
  return repository == "" and "." or repository, ref
end

local function place(run)
  local options, settings = run.subject.options, run.subject.settings.ledger
  if options.ledger then return state.parse(options.ledger) end
  return settings.repository, settings.ref
end

--- The events at a commit of a ledger, as a result names it.
local function at_commit(subject, path, job, commit)
  job.at, job.none = commit, not commit
  local ok, reply = pcall(subject.ask_at, subject, path, job)
  if ok then return reply end
  if not failure.is(reply) or not commit then error(reply, 0) end
  failure.raise(failure.USAGE,
    ("the ledger's commit %s: %s"):format(commit, reply.message),
    "fetch the ledger's branch, or say where it is: --ledger REPO:REF")
end

--- Read the ledger of a run into `run.ledger` and `run.known` (by identity).
---@param run table
function state.read(run)
  local repository, ref = place(run)
  local path = repository ~= "." and repository or nil
  run.ledger_path = path or run.subject.paths.git
  local job = { op = "ledger", ref = ref }
  local past = run.subject.options.ledger_state
  local reply = past and at_commit(run.subject, path, job, past.commit)
    or run.subject:ask_at(path, job)
  run.ledger = { ref = ref, commit = reply.tip }
  run.known, run.recorded = {}, fold.findings(reply.events)
  for _, recorded in pairs(run.recorded) do
    local identity = recorded.head.identity
    local other = identity and run.known[identity]
    local recurrence = tonumber(recorded.head.recurrence)
    if identity and (not other or other.recurrence < recurrence) then
      run.known[identity] = { id = recorded.id, state = recorded.head.state,
        recurrence = recurrence, recorded = recorded }
    end
  end
end

return state
