--- The ledger beside a run: where it is, its tip, the findings it knows.

local kinds = require("tickmark.ledger.kinds")
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

--- Where the ledger of a subject is: as it was asked for, or as configured.
---@param subject tickmark.Subject
---@return string? path  of another repository than the audited one
---@return string ref
function state.place(subject)
  local settings = subject.settings.ledger
  local repository, ref = settings.repository, settings.ref
  if subject.options.ledger then
    repository, ref = state.parse(subject.options.ledger)
  end
  return repository ~= "." and repository or nil, ref
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
local function check(subject, ref, reply, odd)
  local organisation = subject.settings.organisation.id
  if reply.root and not root.is(reply.root, organisation) then
    failure.raise(failure.TRUST,
      ("%s: not a ledger of %s: its first commit isn't the one that each begins with")
        :format(ref, organisation),
      "name the ledger: --ledger REPO:REF")
  end
  for _, path in ipairs(odd) do
    if kinds.parse_path(path) then
      failure.raise(failure.TRUST, ("%s: %s: not an event as tickmark writes it"):format(
        ref, path), "git log tells who put it there")
    end
  end
end

---@class tickmark.Ledger  what a ledger says at one of its commits
---@field path string?     of its repository; nil: the audited one
---@field git string       how that is found by who writes
---@field ref string
---@field commit string?   nil: it has not begun
---@field time integer     the committer's of that
---@field records table<string, tickmark.Recorded>  by id

--- Read the ledger of a subject, or another ref beside it.
---@param subject tickmark.Subject
---@param beside string?  what that ref's name has at its end, as "-draft"
---@return tickmark.Ledger
function state.load(subject, beside)
  local path, ref = state.place(subject)
  ref = ref .. (beside or "")
  local job, past = { op = "ledger", ref = ref }, subject.options.ledger_state
  local reply = past and at_commit(subject, path, job, past.commit)
    or subject:ask_at(path, job)
  local records, odd = fold.records(reply.events)
  check(subject, ref, reply, odd)
  return { path = path, git = path or subject.opened, ref = ref, commit = reply.tip,
    time = reply.time or 0, beside = beside, records = records }
end

--- All events of a record, read.
---@param subject tickmark.Subject
---@param ledger tickmark.Ledger
---@param recorded tickmark.Recorded
---@return table[] events
function state.events(subject, ledger, recorded)
  local folder = recorded.events[1].path:match("^(.*)/")
  local reply = subject:ask_at(ledger.path,
    { op = "thing", at = ledger.commit, folder = folder })
  return fold.records(reply.events)[recorded.id].events
end

--- The same ledger as it is now, with what others have recorded meanwhile.
---@param subject tickmark.Subject
---@param ledger tickmark.Ledger
---@return tickmark.Ledger
function state.renew(subject, ledger)
  local news = ledger.commit and subject:ask_at(ledger.path,
    { op = "news", ref = ledger.ref, from = ledger.commit })
  for _, one in ipairs(news and news.events or {}) do
    news.anew = news.anew or not fold.add(ledger.records, one.path, one.data)
  end
  if not news or news.anew then
    local again = state.load(subject, ledger.beside)
    again.writer = ledger.writer
    return again
  end
  ledger.commit, ledger.time = news.tip, news.time
  return ledger
end

--- The newest recurrence of each identity among the findings.
local function by_identity(records)
  local known = {}
  for _, recorded in pairs(records) do
    local identity = recorded.head.identity
    local other = known[identity]
    local recurrence = tonumber(recorded.head.recurrence)
    if recorded.folder == "findings" and (not other or other.recurrence < recurrence) then
      known[identity] = { id = recorded.id, state = recorded.head.state,
        recurrence = recurrence, recorded = recorded }
    end
  end
  return known
end

--- Read the ledger of a run into `run.book`, and of that `run.ledger`, which its
--- result names, and `run.known`, by identity.
---@param run table
function state.read(run)
  run.book = state.load(run.subject)
  run.ledger = { ref = run.book.ref, commit = run.book.commit }
  run.known = by_identity(run.book.records)
end

return state
