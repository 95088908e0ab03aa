--- Judging the documents of a repository: all of a commit, what is staged, or what has
--- changed since a base.

local basis = require("tickmark.check.basis")
local canon = require("tickmark.base.canon")
local cross = require("tickmark.check.cross")
local date = require("tickmark.base.date")
local failure = require("tickmark.base.failure")
local fault = require("tickmark.documents.check").fault
local lists = require("tickmark.base.lists")
local mend = require("tickmark.check.mend")
local order = require("tickmark.base.order")
local paths = require("tickmark.base.paths")
local records = require("tickmark.criteria.records")
local subject = require("tickmark.evaluate.subject")
local verdict = require("tickmark.documents.verdict")

local run = {}

local PARTS_MAX <const> = 4 -- workers

---@class tickmark.Checked
---@field documents integer       how many were judged
---@field faults tickmark.Fault[]  each with `level`: error or warning
---@field errors integer
---@field warnings integer
---@field stood integer?  errors that are warnings, since they stood there before there
---  was a configuration
---@field exit integer
---@field mended tickmark.Mended[]?  what was, if that was asked for

--- All parts of a list that workers sent.
local function gathered(answers, key)
  local list = canon.array {}
  for _, one in ipairs(answers) do lists.join(one.answer.parts[key], list) end
  return list
end

--- Files that are as they were before there was a configuration: until somebody touches
--- them, what is wrong with them blocks nothing.
local function stood_before(about, job, by, faults)
  local set = {}
  for _, one in ipairs(faults) do set[one.path] = true end
  local asks = not job.base and by.settings.check.touched_only and next(set)
    and not about.state.staged
  return asks and about:ask { op = "stood", commit = about.state.commit,
    paths = canon.array(order.keys(set)) }.stood or {}
end

--- A note that a change's own rules are not those that it is judged by.
local function note_changed(faults, by)
  if not by.changed then return end
  faults[#faults + 1] = fault("tickmark.yml", { code = "criteria", warns = true,
    message = "its rules for documents change; this change is judged by those before it",
    remedy = "what only the new ones let pass is for the next change" })
end

local function refuse_unknown(reply)
  if not reply.unknown then return end
  failure.raise(failure.USAGE, reply.unknown[1] .. ": no such file or folder in what is "
    .. "looked at", "paths begin in the folder where you are; git status tells what is "
    .. "staged")
end

--- The patterns of all evidence, in which nothing secret may be.
local function evidence_of(settings)
  local globs, seen = canon.array {}, {}
  for _, id in ipairs(order.keys(settings.evidence)) do
    for _, glob in ipairs(settings.evidence[id].paths) do
      if not seen[glob] then globs[#globs + 1] = glob end
      seen[glob] = true
    end
  end
  return globs
end

--- The series of evidence, as far as a change may break them.
local function series_of(settings)
  local list = canon.array {}
  for i, id in ipairs(order.keys(settings.evidence)) do
    local one = settings.evidence[id]
    list[i] = { id = id, globs = one.paths, opaque = one.format == "opaque" or nil,
      retention = one.retention and tostring(one.retention), mutable = one.mutable }
  end
  return list
end

---@class tickmark.CheckJob
---@field tree string
---@field base string?    tree; "" is one without anything
---@field commit string?  of the base
---@field others {tree: string, common: string?}[]?  trees of which a merge takes what
---  they have, and those where they began
---@field day tickmark.Date?  default: today
---@field settings table?  its own configuration, if it is not that of the subject
---@field paths string[]?
---@field fix boolean?

--- Judge a tree, or what it changes.
---@param about tickmark.Subject
---@param job tickmark.CheckJob
---@return tickmark.Checked
---@return table[] files  as they would be mended, if that is asked for
function run.judge(about, job)
  local by = basis.of(about, job)
  local asked = { op = "check", tree = job.tree, base = job.base, commit = job.commit,
    others = job.others, fix = job.fix,
    forms = by.forms, head = records.head(), people = by.people, holders = by.holders,
    today = tostring(job.day or date.from_epoch(os.time())), paths = job.paths,
    late = tostring(by.settings.thresholds.late_entry),
    series = job.base and series_of(by.settings) or nil,
    at = not job.base and about.state.commit or nil,
    evidence = not job.base and evidence_of(by.settings) or nil,
    everything = not by.settings.check.touched_only or nil }
  local reply, answer = about:ask(asked)
  refuse_unknown(reply)
  local answers = reply.many and about:ask_parts(nil, asked, PARTS_MAX)
    or { { reply = reply, answer = answer } }
  local faults = gathered(answers, "faults")
  local found = {}
  for _, key in ipairs(cross.LISTS) do found[key] = gathered(answers, key) end
  cross.check(faults, found, by.forms, job.base ~= nil)
  note_changed(faults, by)
  local files = gathered(answers, "mended")
  local checked = verdict.grade(faults, by.settings.check.blocks,
    stood_before(about, job, by, faults))
  checked.documents = 0
  for _, one in ipairs(answers) do
    checked.documents = checked.documents + one.reply.documents
  end
  return checked, files
end

--- The base that a change is judged against; nil for all documents.
local function base_of(about, options)
  if options.base then
    return about:ask { op = "base", rev = options.base, of = about.state.commit }
  end
  if not options.index then return {} end
  return { tree = about.state.base or "", commit = about.state.commit,
    others = about.state.others }
end

local function day_of(options)
  if not options.as_of then return nil end
  local day, message = date.parse(options.as_of)
  return day or failure.raise(failure.USAGE, "--as-of: " .. message)
end

--- Judge documents.
---@param options table  repo, config, rev, as_of, no_os_sandbox; index= (a file: what is
---  staged), merge= (revisions that it will be a merge of, too), base= (a revision: what
---  has changed since), paths=, from= (the folder that paths begin in), fix= (mend the
---  files of the work tree)
---@return tickmark.Checked
function run.check(options)
  local day = day_of(options)
  local about = subject.open { repo = options.repo, config = options.config,
    rev = options.rev, index = options.index, merge = options.merge, plain = true,
    no_os_sandbox = options.no_os_sandbox }
  local ok, checked = pcall(function()
    local base = base_of(about, options)
    local result, files = run.judge(about, { tree = about.state.tree, base = base.tree,
      commit = base.commit, others = base.others, fix = options.fix, day = day,
      paths = paths.of(about.paths.work, options.paths, options.from) })
    if options.fix then
      result.mended = canon.array(mend.files(about.paths.work, files, options.index))
    end
    return result
  end)
  about:close()
  return ok and checked or error(checked, 0)
end

return run
