--- The ledger beside a run: where it is, its tip, the findings it knows.

local canon = require("tickmark.base.canon")
local failure = require("tickmark.base.failure")
local fold = require("tickmark.ledger.fold")
local kinds = require("tickmark.ledger.kinds")
local order = require("tickmark.base.order")
local records = require("tickmark.ledger.records")
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

--- Add the pages that a reader sent.
local function gather(pages, reply, answer)
  local strange = {}
  for _, key in ipairs(reply.strange or {}) do strange[key] = true end
  for _, key in ipairs(order.keys(answer.facts)) do
    local texts = answer.facts[key]
    pages[#pages + 1] = { key = key, digests = texts[1], heads = texts[2] or "",
      strange = strange[key] }
  end
  return pages
end

--- Pages that aren't known, by the keys of their shards.
local function read_pages(subject, path, job, keys, odd)
  local pages = {}
  job.only = canon.array(keys)
  for _, one in ipairs(#keys > 0 and subject:ask_parts(path, job, PARTS_MAX) or {}) do
    gather(pages, one.reply, one.answer)
    table.move(one.reply.odd, 1, #one.reply.odd, #odd + 1, odd)
  end
  return pages
end

--- Remember pages by their keys; what is odd is to be said again.
local function keep(memo, pages)
  local digests, heads = {}, {}
  for _, one in ipairs(pages) do
    if not one.strange then digests[one.key], heads[one.key] = one.digests, one.heads end
  end
  memo:put("digests", digests)
  memo:put("heads", heads)
end

--- The keys of many shards.
local function keys_in(answer)
  local keys, lines = {}, answer.facts.keys or { "" }
  for key in lines[1]:gmatch("[^\n]+") do keys[#keys + 1] = key end
  return keys
end

--- The pages of many shards: of those that were written before, what lists show is
--- remembered.
local function all_pages(subject, path, memo, job, keys, odd)
  local known = memo and memo:get("digests", keys) or {}
  local pages, missing = {}, {}
  for _, key in ipairs(keys) do
    if known[key] then
      pages[#pages + 1] = { key = key, digests = known[key] }
    else
      missing[#missing + 1] = key
    end
  end
  local fresh = read_pages(subject, path, job, missing, odd)
  if memo then keep(memo, fresh) end
  return table.move(fresh, 1, #fresh, #pages + 1, pages)
end

--- Whoever has remembered pages only can fetch their heads.
local function fetcher(subject, path, job)
  return function(keys)
    local memo, missing = subject:memo_at(path), {}
    local found = memo and memo:get("heads", keys) or {}
    for _, key in ipairs(keys) do
      if not found[key] then missing[#missing + 1] = key end
    end
    for _, one in ipairs(read_pages(subject, path, job, missing, {})) do
      found[one.key] = one.heads
    end
    return found
  end
end

--- The ledger's first commit, as it was found from one of its later ones.
local function known_of(memo, ref)
  local words = memo and memo:get("first", { ref })[ref] or ""
  local tip, first = words:match("^(%x+) (%x+)$")
  return tip and { tip = tip, first = first } or nil
end

--- All pages of a ledger, and the rest of what its readers say.
local function stand(subject, path, job)
  local memo = subject:memo_at(path)
  job.known = known_of(memo, job.ref)
  local reply, answer = subject:ask_at(path, job)
  if not reply.many then return gather({}, reply, answer), reply end
  job.at, job.known = reply.tip, nil
  local pages = all_pages(subject, path, not job.whole and memo or nil, job,
    keys_in(answer), reply.odd)
  if memo then memo:put("first", { [job.ref] = reply.tip .. " " .. reply.root.id }) end
  return pages, reply
end

--- The same at a commit of a ledger, as a result names it.
local function at_commit(subject, path, job, commit)
  job.at, job.none = commit, not commit
  local ok, pages, reply = pcall(stand, subject, path, job)
  if ok then return pages, reply end
  if not failure.is(pages) or not commit then error(pages, 0) end
  failure.raise(failure.USAGE,
    ("the ledger's commit %s: %s"):format(commit, pages.message),
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
---@field records tickmark.Records

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
  local pages, reply
  if past then
    pages, reply = at_commit(subject, path, job, past.commit)
  else
    pages, reply = stand(subject, path, job)
  end
  check(subject, ref, reply, reply.odd)
  local found = records.new(fetcher(subject, path, job))
  for _, one in ipairs(pages) do
    local twice = found:take(one.key, one.digests, one.heads)
    if twice then
      failure.raise(failure.TRUST, ("%s: %s: it has the id of another thing"):format(ref,
        twice), "git log tells who put it there")
    end
  end
  return { path = path, git = path or subject.opened, ref = ref, commit = reply.tip,
    time = reply.time or 0, beside = options.beside, whole = options.whole,
    records = found }
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
local function by_identity(found)
  local known = {}
  for _, recorded in ipairs(found:all("findings")) do
    local identity = recorded.head.identity
    local other = known[identity]
    local recurrence = tonumber(recorded.head.recurrence)
    if not other or other.recurrence < recurrence then
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
