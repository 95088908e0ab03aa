--- The ledger beside a run: where it is, its tip, the findings it knows.

local failure = require("tickmark.base.failure")
local fields = require("tickmark.ledger.fields")
local fold = require("tickmark.ledger.fold")
local kinds = require("tickmark.ledger.kinds")
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

local PARTS_MAX <const> = 4 -- workers that read a long ledger

--- All things that stand on a ledger, and the rest of what its readers say.
local function stand(subject, path, job)
  local reply, answer = subject:ask_at(path, job)
  local answers = reply.many and subject:ask_parts(path, job, PARTS_MAX)
    or { { reply = reply, answer = answer } }
  local things = {}
  reply = answers[1].reply
  for i, one in ipairs(answers) do
    for _, part in ipairs(one.answer.parts.things or {}) do
      table.move(part, 1, #part, #things + 1, things)
    end
    local odd = i > 1 and one.reply.odd or {}
    table.move(odd, 1, #odd, #reply.odd + 1, reply.odd)
  end
  return things, reply
end

--- The same at a commit of a ledger, as a result names it.
local function at_commit(subject, path, job, commit)
  job.at, job.none = commit, not commit
  local ok, things, reply = pcall(stand, subject, path, job)
  if ok then return things, reply end
  if not failure.is(things) or not commit then error(things, 0) end
  failure.raise(failure.USAGE,
    ("the ledger's commit %s: %s"):format(commit, things.message),
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
---@field whole boolean?   are all heads whole?
---@field records table<string, tickmark.Recorded>  by id

--- A thing's heads are what a reader may say that they are.
local function is_thing(one)
  for _, head in ipairs(one.heads) do
    if type(head.head) ~= "table" or head.head.id ~= one.id
      or not head.brief and fields.fault(head.head) then return false end
  end
  return kinds.BY_FOLDER[one.folder] ~= nil and #one.heads > 0
end

--- Read the ledger of a subject, or another ref beside it.
---@param subject tickmark.Subject
---@param options {beside: string?, whole: boolean?}?  what that ref's name has at its
---  end, as "-draft"; whole heads, and not what lists need
---@return tickmark.Ledger
function state.load(subject, options)
  options = options or {}
  local path, ref = state.place(subject)
  ref = ref .. (options.beside or "")
  local job, past = { op = "stand", ref = ref, whole = options.whole },
    subject.options.ledger_state
  local things, reply
  if past then
    things, reply = at_commit(subject, path, job, past.commit)
  else
    things, reply = stand(subject, path, job)
  end
  check(subject, ref, reply, reply.odd)
  local records = {}
  for _, one in ipairs(things) do
    if not is_thing(one) then
      failure.raise(failure.INCOMPLETE, "a worker spoke of what is no event")
    elseif records[one.id] then
      failure.raise(failure.TRUST, ("%s: %s: it has the id of another thing"):format(ref,
        kinds.folder(one.folder, one.id)), "git log tells who put it there")
    end
    records[one.id] = fold.thing(one.folder, one.id, one.heads, one.conflict)
  end
  return { path = path, git = path or subject.opened, ref = ref, commit = reply.tip,
    time = reply.time or 0, beside = options.beside, whole = options.whole,
    records = records }
end

--- All events of a record, read, in the order of their numbers.
---@param subject tickmark.Subject
---@param ledger tickmark.Ledger
---@param recorded tickmark.Recorded
---@return tickmark.Event[]
function state.events(subject, ledger, recorded)
  local reply = subject:ask_at(ledger.path, { op = "thing", at = ledger.commit,
    folder = kinds.folder(recorded.folder, recorded.id) })
  return (fold.sorted(reply.events))
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
    local again = state.load(subject, ledger)
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
  run.book = state.load(run.subject, { whole = true })
  run.ledger = { ref = run.book.ref, commit = run.book.commit }
  run.known = by_identity(run.book.records)
end

return state
