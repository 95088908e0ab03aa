--- Appending: events become commits on a ledger's ref, all of them in one swap,
--- or none.

local canon = require("tickmark.base.canon")
local date = require("tickmark.base.date")
local event = require("tickmark.ledger.event")
local failure = require("tickmark.base.failure")
local kinds = require("tickmark.ledger.kinds")
local root = require("tickmark.ledger.root")
local text = require("tickmark.base.text")
local worker = require("tickmark.evaluate.worker")

local append = {}

---@class tickmark.Draft  an event before it is written
---@field folder string    of its kind
---@field head table       the full state after the change
---@field from string      the state before, or "new"
---@field to string?       what the subject says instead of the state
---@field about string?    what the subject says after the id
---@field says string      a paragraph of the commit, for people
---@field words string     Markdown below the head
---@field trailers {[1]: string, [2]: string}[]?

local HEAD_MAX <const> = 240 << 10 -- bytes; what reads it takes 256 KiB

local AHEAD_MAX <const> = 24 * 60 * 60 -- seconds; more is a fault to `verify`

--- When a writer writes: now; on a ledger whose last writer's clock was ahead, not
--- before that. What followed a date that is far ahead would be at fault itself.
local function time_on(ledger)
  local now = os.time()
  if ledger.time > now + AHEAD_MAX then
    failure.raise(failure.TRUST, ("%s: its newest commit is of %s, which is yet to come")
      :format(ledger.ref, date.from_epoch(ledger.time)),
      "look at this machine's clock; git log tells who wrote that commit")
  end
  return math.max(now, ledger.time)
end

--- Who git says is writing, and when.
---@param subject tickmark.Subject
---@param ledger tickmark.Ledger
---@return table author
---@return table signing  how they sign: {format=, key=, always=}
function append.author(subject, ledger)
  local who = subject:ask { op = "identity" }
  if not who.name or not who.mail then
    failure.raise(failure.USAGE,
      "git does not know who you are, and each event has an author",
      "git config user.name \"Your Name\"; git config user.email you@example.org")
  end
  -- as git writes it between its brackets
  local mail = text.trim((who.mail:gsub("[<>%c]", "")))
  return { name = text.trailer(who.name), mail = text.trailer(mail),
    time = time_on(ledger), offset = 0 }, who.signing
end

--- The commit of an event, as the role `write` takes it, and what to tell of it.
---@param draft tickmark.Draft
---@param author table
---@return table commit
---@return table told  {id=, short=, sha256=, path=, head=, ...}
function append.commit(draft, author)
  local head, folder = draft.head, draft.folder
  if head.seq > kinds.EVENTS_MAX then
    failure.raise(failure.USAGE, ("%s: it has %d events, and can't have more"):format(
      kinds.short(folder, head), kinds.EVENTS_MAX), "raise a new one, and say why")
  end
  local path, bytes, sha256 = event.file(head, draft.words, folder)
  if #bytes - #draft.words > HEAD_MAX then
    failure.raise(failure.USAGE, ("what is said of %s takes %d KiB; an event can hold %d")
      :format(kinds.short(folder, head), #bytes >> 10, HEAD_MAX >> 10),
      "say it shorter, and cite a document for the rest")
  end
  local short = kinds.short(folder, head)
  local subject = text.trailer(("%s %s: %s -> %s"):format(short, draft.about,
    kinds.words(draft.from), draft.to or kinds.words(head.state)))
  local trailers = { { kinds.BY_FOLDER[folder].trailer, head.id },
    { "Transition", draft.from .. "->" .. head.state } }
  for _, trailer in ipairs(draft.trailers or {}) do trailers[#trailers + 1] = trailer end
  local message = ("%s\n\n%s\n\n%s"):format(subject, event.paragraph(draft.says),
    event.trailers(trailers))
  return { author = author, committer = author, message = message,
    files = canon.array { { path = path, content = bytes } } },
    { id = head.id, short = short, requirement = head.requirement, grade = head.grade,
      state = head.state, statement = draft.says, from = draft.from, sha256 = sha256,
      subject = subject, path = path, head = head, gone = head.reproduced == "no" or nil }
end

--- Why nothing, or not all, was appended.
local function refused(subject, ledger, reply)
  local words = reply.message or tostring(reply)
  local now = subject:ask_at(ledger.path, { op = "tip", ref = ledger.ref }).tip
  if reply.code ~= "conflict" and now ~= ledger.commit then
    failure.raise(failure.INCOMPLETE, ("%s is at %s now, but: %s"):format(ledger.ref,
      now, words), "git log tells what was recorded; the next run goes on from there")
  end
  failure.raise(failure.INCOMPLETE, ("nothing was recorded on %s: %s"):format(
    ledger.ref, words),
    reply.code == "conflict" and "somebody else recorded meanwhile: run it again"
      or reply.remedy)
end

local function ask(ledger, job, signer)
  local reply, answer = ledger.writer:ask(job, signer)
  if reply then return reply end
  error({ message = "the worker that writes ended: " .. answer.dead }, 0)
end

--- Have the worker that writes, which goes on until append.close().
local function open(subject, ledger)
  if ledger.writer then return end
  ledger.writer = worker.start("write", not subject.options.no_os_sandbox)
  ask(ledger, { op = "open", path = ledger.git })
end

--- End the worker that writes.
---@param ledger tickmark.Ledger
function append.close(ledger)
  if ledger.writer then ledger.writer:close() end
  ledger.writer = nil
end

--- Append commits to a ledger, which moves on.
---@param subject tickmark.Subject
---@param ledger tickmark.Ledger
---@param commits table[]
---@param sign tickmark.Sign?  nil: they are not signed
---@return boolean? done  nil: somebody else has moved it meanwhile
---@return table? reply
function append.try(subject, ledger, commits, sign)
  if not ledger.commit then
    table.insert(commits, 1, root.commit(subject.settings.organisation.id))
  end
  local ok, reply = pcall(function()
    open(subject, ledger)
    return ask(ledger, { op = "append", ref = ledger.ref, expected = ledger.commit,
      commits = commits, sign = sign ~= nil, keys = sign and sign.keys },
      sign and sign.sign)
  end)
  if ok then
    ledger.commit, ledger.time = reply.tip, commits[#commits].author.time
    return true
  end
  if type(reply) == "table" and reply.code == "conflict" then return nil, reply end
  append.close(ledger)
  if failure.is(reply) then error(reply, 0) end
  refused(subject, ledger, reply)
end

--- The same, once: a ledger that has moved is a failure.
function append.all(subject, ledger, commits, sign)
  local done, reply = append.try(subject, ledger, commits, sign)
  append.close(ledger)
  if not done then refused(subject, ledger, reply) end
end

return append
