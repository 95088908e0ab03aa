--- Recording: each finding that is new or has changed becomes one event, one
--- commit on the ledger's ref; all of a run in one swap, or none.

local append = require("tickmark.record.append")
local canon = require("tickmark.base.canon")
local core = require("tickmark.core")
local custody = require("tickmark.record.custody")
local date = require("tickmark.base.date")
local deadlines = require("tickmark.ledger.deadlines")
local event = require("tickmark.ledger.event")
local failure = require("tickmark.base.failure")
local fold = require("tickmark.ledger.fold")
local identity = require("tickmark.conclude.identity")
local life = require("tickmark.ledger.life")
local order = require("tickmark.base.order")
local performing = require("tickmark.record.run")
local signing = require("tickmark.record.signing")
local text = require("tickmark.base.text")
local trust = require("tickmark.ledger.trust")

local findings = {}

-- What an event keeps, of which a head can hold 256 KiB; the run has it all:
-- citations and bytes of their paths, items and bytes of their names.
local CITED <const>, CITED_BYTES <const> = 200, 64 << 10
local ITEMS <const>, ITEM_BYTES <const> = 2000, 64 << 10

--- How many of a finding's citations its event keeps.
local function cited(finding)
  local bytes = 0
  for i, one in ipairs(finding.evidence) do
    bytes = bytes + #one.path
    if i > CITED or bytes > CITED_BYTES then return i - 1 end
  end
  return #finding.evidence
end

local function pins_of(run, list)
  local blobs, seen = canon.array {}, {}
  for _, finding in ipairs(list) do
    for i = 1, cited(finding) do
      local blob = finding.evidence[i].blob
      if blob and not seen[blob] then
        seen[blob] = true
        blobs[#blobs + 1] = blob
      end
    end
  end
  return run.subject:ask { op = "pins", blobs = blobs }.pins
end

local function evidence_of(run, finding, pins)
  local list = canon.array {}
  for i = 1, cited(finding) do
    local one = finding.evidence[i]
    local pin = one.blob and pins[one.blob] or {}
    list[i] = { path = one.path, line = one.line, blob = one.blob, commit = one.commit,
      role = one.role, sha256 = pin.sha256 }
  end
  custody.provenance(run.subject, list)
  return list
end

--- The items that an event names; of more than it can hold, how many there are
--- and the hash of all.
local function items_of(finding)
  local all = order.sort(table.move(finding.items, 1, #finding.items, 1, {}))
  local kept, bytes = canon.array {}, 0
  for i, item in ipairs(all) do
    bytes = bytes + #item
    if bytes > ITEM_BYTES or i > ITEMS then
      return kept, { count = #all, sha256 = core.sha256(canon.encode(canon.array(all))) }
    end
    kept[i] = item
  end
  return kept
end

local function head_of(run, finding, pins)
  local items, all_items = items_of(finding)
  return { type = "nonconformity", requirement = finding.requirement,
    point = finding.point, subject = finding.subject, grade = finding.grade,
    grade_is = "proposed", basis = finding.basis,
    rule = finding.rule, statement = finding.statement,
    items = items, all_items = all_items,
    missing = #finding.missing > 0 and canon.array(finding.missing) or nil,
    evidence = evidence_of(run, finding, pins), identity = finding.identity,
    as_of = tostring(run.subject.as_of), run = run.id, performed = run.performed,
    branch = run.subject.state.ref,
    evidence_commit = run.subject.state.commit, source = "internal" }
end

local function same_items(a, b)
  if a.all_items or b.all_items then
    return (a.all_items or {}).sha256 == (b.all_items or {}).sha256
  end
  return canon.encode(canon.array(a.items or {})) == canon.encode(canon.array(b.items))
end

--- Is there something new to say of a finding that is under way?
local function differs(was, head)
  return (was.proposed or was.grade) ~= head.grade or was.reproduced == "no"
    or not same_items(was, head)
end

--- What is back after its closure, or is there past its deadline still, weighs more
--- than what was found once (R-115).
local function raised(head)
  if head.grade == "minor" then
    head.grade, head.basis = "major", "effectiveness_issue"
  end
  return head
end

--- A finding that is new, or back after it was over.
local function begun(run, finding, head, known)
  head.recurrence = known and known.recurrence + 1 or 0
  if known and known.state == "closed" then
    head.recurs = known.id
    raised(head)
  elseif known then
    head.supersedes = known.id -- which was withdrawn
  end
  head.id = identity.id(run.subject.settings.organisation.id, finding.identity,
    head.recurrence)
  head.state, head.previous, head.seq = "open", canon.array {}, 1
  head.raised_on, head.since_commit = tostring(run.subject.as_of), head.evidence_commit
  return head, "new"
end

--- A finding that is under way, as this run sees it. A grade that somebody has
--- decided stays; the run's is kept beside it.
local function retold(head, recorded)
  local now = event.copy(recorded.head)
  for _, key in ipairs(life.RETOLD) do
    if key ~= "grade" and key ~= "basis" and key ~= "proposed" then
      now[key] = head[key]
    end
  end
  if now.grade_is == "proposed" then
    now.grade, now.basis = head.grade, head.basis
  else
    now.proposed = head.grade
  end
  now.reproduced = nil
  return fold.follow(now, recorded), recorded.head.state
end

--- Is this the branch whose state the finding is about?
local function same_branch(run, was)
  local ref = run.subject.state.ref
  return ref ~= nil and ref == (run.subject.settings.protected or was.branch)
end

--- Does a run tell something of what is recorded: on the same branch, at the commit
--- that told of it last or later?
local function comes_after(run, was)
  return same_branch(run, was)
    and run.subject:ask({ op = "descends", ancestor = was.evidence_commit }).descends
end

--- The head of a finding's event, and the state before; nil: nothing is new.
local function place(run, finding, head)
  local known = run.known[finding.identity]
  if not known then return begun(run, finding, head) end
  local was = known.recorded.head
  if not comes_after(run, was) then return nil end
  if life.is_over(known.state) then return begun(run, finding, head, known) end
  local deadline = deadlines.corrected(was, "minor") -- it was one when it began to run
  if was.recurs or deadline and run.subject.as_of > deadline then raised(head) end
  if known.recorded.conflict or not differs(was, head) then return nil end
  return retold(head, known.recorded)
end

--- An event of a run as a commit, and what to tell of it.
local function commit_of(run, head, words, from)
  head.by, head.on = run.author.mail, run.today
  return append.commit({ folder = "findings", head = head, from = from,
    about = ("%s %s"):format(head.requirement, head.grade),
    to = head.reproduced == "no" and "no longer reproduced" or nil,
    says = head.statement, words = words,
    trailers = { { "Requirement", head.requirement },
      { "Grade", ("%s (%s)"):format(head.grade, head.grade_is) },
      { "Evidence-Commit", head.evidence_commit }, { "Run", run.id } } }, run.author)
end

--- Findings on the ledger that this run looked for and did not find again.
local function gone(run, result)
  local list, found, passed = {}, {}, {}
  if run.subject.options.only then return list end
  for _, finding in ipairs(result.findings) do found[finding.identity] = true end
  for i, test in ipairs(run.plan.tests) do
    local pass = result.tests[i].outcome == "pass"
    passed[test.id] = pass
    for _, old in ipairs(test.declared and test.declared.replaces or {}) do
      passed[old] = pass
    end
  end
  for _, text_of in ipairs(order.keys(run.known)) do
    local known = run.known[text_of]
    local was = known.recorded.head
    local test = was.rule and was.rule:match("^(.*):")
    local open = not known.recorded.conflict and not life.is_over(was.state)
      and was.reproduced ~= "no"
    if open and not found[text_of] and passed[test] and comes_after(run, was) then
      list[#list + 1] = known
    end
  end
  return list
end

local function gone_commit(run, known)
  local head = fold.follow(event.copy(known.recorded.head), known.recorded)
  head.reproduced, head.run, head.performed = "no", run.id, run.performed
  head.evidence_commit, head.as_of = run.subject.state.commit, tostring(run.subject.as_of)
  return commit_of(run, head, "\nThe test that raised it passed at this commit.\n",
    head.state)
end

--- Record a run's findings.
---@param run table
---@param result table  of conclude/result.lua
---@param bytes string  the same, as audit --format json gives it
---@return table[] recorded  `run`: the event of the run itself, unless it was there
function findings.record(run, result, bytes)
  if not run.subject.criteria.commit and not run.subject.options.allow_uncommitted then
    failure.raise(failure.USAGE,
      "the configuration is not committed: its findings can't be recorded",
      "commit it, or say --allow-uncommitted")
  end
  local settings
  run.id, run.performed = result.run.id, performing.id(run, result)
  run.author, settings = append.author(run.subject, run.book)
  run.today = tostring(date.from_epoch(run.author.time))
  local held = trust.of(run.book.records:all("trust"))
  local lack = trust.lacks(held, run.author.mail, "run")
  if lack then
    failure.raise(failure.USAGE, lack, ("a lead auditor appoints who records runs: "
      .. "tickmark trust appoint %s --role auditee"):format(run.author.mail))
  end
  local pins, commits, recorded = pins_of(run, result.findings), canon.array {}, {}
  local function add(commit, told)
    commits[#commits + 1], recorded[#recorded + 1] = commit, told
  end
  for _, finding in ipairs(result.findings) do
    local head, from = place(run, finding, head_of(run, finding, pins))
    if head then
      add(commit_of(run, head, "\n" .. text.markdown(finding.statement) .. "\n", from))
    end
  end
  for _, known in ipairs(gone(run, result)) do add(gone_commit(run, known)) end
  local performed
  performed, recorded.run = performing.commit(run, result, bytes, #commits > 0)
  if performed then table.insert(commits, 1, performed) end
  if #commits > 0 then
    append.all(run.subject, run.book, commits, signing.of(held, { "runs" }, "run",
      run.author, settings))
  end
  return recorded
end

return findings
