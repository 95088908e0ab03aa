--- The ledger beside a run: where it is, its tip, the findings it knows.

local event = require("tickmark.ledger.event")
local failure = require("tickmark.base.failure")
local fold = require("tickmark.ledger.fold")
local root = require("tickmark.ledger.root")

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

--- Nobody builds on what is no ledger, or on one with a damaged event, whose
--- finding would be raised as a new one.
local function check(run, reply, odd)
  local organisation = run.subject.settings.organisation.id
  if reply.root and not root.is(reply.root, organisation) then
    failure.raise(failure.TRUST,
      ("%s: not a ledger of %s: its first commit isn't the one that each begins with")
        :format(run.ledger.ref, organisation),
      "name the ledger: --ledger REPO:REF")
  end
  for _, path in ipairs(odd) do
    if event.parse_path(path) then
      failure.raise(failure.TRUST, ("%s: %s: not an event as tickmark writes it"):format(
        run.ledger.ref, path), "git log tells who put it there")
    end
  end
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
  local odd
  run.known, run.recorded, odd = {}, fold.findings(reply.events)
  check(run, reply, odd)
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
