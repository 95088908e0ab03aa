--- That an audit was performed: by whom, over what, and with which result, of whose
--- bytes the ledger has the SHA-256. The same audit again is the same record.

local append = require("tickmark.record.append")
local canon = require("tickmark.base.canon")
local core = require("tickmark.core")
local event = require("tickmark.ledger.event")
local fold = require("tickmark.ledger.fold")
local identity = require("tickmark.conclude.identity")
local text = require("tickmark.base.text")

local record = {}

-- Of a run's inputs, what says how it was asked for, or what it wrote itself.
local ASIDE <const> = { id = true, ledger = true, as_of_source = true }

--- What an audit is about, whatever the ledger said when it was performed.
local function work_of(inputs)
  local copy = {}
  for key, value in pairs(inputs) do copy[key] = not ASIDE[key] and value or nil end
  copy.evidence = { commit = inputs.evidence.commit }
  return core.sha256(canon.encode(copy))
end

local function says_of(result)
  local found, tests = result.summary.findings, result.summary.tests
  return ("%s: %d major, %d minor; %s: %d pass, %d fail, %d in error"):format(
    text.plural(#result.findings, "finding"), found.major, found.minor,
    text.plural(#result.tests, "test"), tests.pass, tests.fail, tests.error)
end

local function fields_of(run, result, bytes)
  local inputs = result.run
  return { type = "run", state = "performed", run = inputs.id,
    result = core.sha256(bytes), evidence_commit = inputs.evidence.commit,
    criteria_tree = inputs.criteria[1].tree, as_of = inputs.as_of,
    branch = run.subject.state.ref, engine = inputs.engine.build,
    exit = tostring(result.exit), counts = result.summary.findings,
    by = run.author.mail }
end

--- The id that an audit has on the ledger.
---@param run table
---@param result table
---@return string id
---@return string identity
function record.id(run, result)
  local words = "run\0" .. work_of(result.run)
  return identity.id(run.subject.settings.organisation.id, words, 0), words
end

--- The commit of a run, nil where the same was performed and has changed nothing.
---@param run table      with its author
---@param result table   of conclude/result.lua
---@param bytes string   as audit --format json gives it
---@param has_changed boolean  are there other events of it?
---@return table? commit
---@return table? told
function record.commit(run, result, bytes, has_changed)
  local id, words = record.id(run, result)
  local known = run.book.records:get(id)
  if known and not has_changed then return nil end
  local head = known and event.copy(known.head) or { id = id, identity = words }
  for key, value in pairs(fields_of(run, result, bytes)) do head[key] = value end
  fold.follow(head, known or { heads = {} })
  head.recurrence, head.on = 0, run.today
  return append.commit({ folder = "runs", head = head,
    from = known and known.head.state or "new",
    about = ("of %s as of %s"):format(head.evidence_commit:sub(1, 12), head.as_of),
    says = says_of(result), words = "\n" .. says_of(result) .. "\n",
    trailers = { { "Evidence-Commit", head.evidence_commit }, { "Run", head.run },
      { "Result", head.result } } }, run.author)
end

return record
