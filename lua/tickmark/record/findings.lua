--- Recording: each finding that is new or has changed becomes one event, one
--- commit on the ledger's ref; all of a run in one swap, or none.

local canon = require("tickmark.base.canon")
local core = require("tickmark.core")
local event = require("tickmark.ledger.event")
local failure = require("tickmark.base.failure")
local identity = require("tickmark.conclude.identity")
local order = require("tickmark.base.order")
local root = require("tickmark.ledger.root")
local text = require("tickmark.base.text")
local worker = require("tickmark.evaluate.worker")

local findings = {}

local CLOSED = { closed = true, withdrawn = true }
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

local function evidence_of(finding, pins)
  local list = canon.array {}
  for i = 1, cited(finding) do
    local one = finding.evidence[i]
    local pin = one.blob and pins[one.blob] or {}
    list[i] = { path = one.path, line = one.line, blob = one.blob, commit = one.commit,
      role = one.role, sha256 = pin.sha256 }
  end
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
    evidence = evidence_of(finding, pins), identity = finding.identity,
    as_of = tostring(run.subject.as_of), run = run.id, branch = run.subject.state.ref,
    evidence_commit = run.subject.state.commit, source = "internal" }
end

local function same_items(a, b)
  if a.all_items or b.all_items then
    return (a.all_items or {}).sha256 == (b.all_items or {}).sha256
  end
  return canon.encode(canon.array(a.items or {})) == canon.encode(canon.array(b.items))
end

--- What happens to a finding: new, changed, back after closure, or nothing.
local function change_of(known, head)
  if not known then return "new", 0 end
  if known.recorded.conflict then return nil end
  local was = known.recorded.head
  if CLOSED[was.state] then return "recurs", known.recurrence + 1 end
  if was.grade ~= head.grade or was.reproduced == "no"
    or not same_items(was, head) then
    return "changed", known.recurrence
  end
  return nil
end

local function commit_of(run, head, words, from)
  local path, bytes, sha256 = event.file(head, words)
  local short = identity.short(head.id, head.grade)
  local subject = text.trailer(("%s %s %s: %s -> %s"):format(short, head.requirement,
    head.grade, from, head.reproduced == "no" and "no longer reproduced" or head.state))
  local message = ("%s\n\n%s\n\n%s"):format(subject,
    event.paragraph(head.statement),
    event.trailers { { "Finding", head.id }, { "Transition", from .. "->" .. head.state },
      { "Requirement", head.requirement }, { "Grade", head.grade .. " (proposed)" },
      { "Evidence-Commit", head.evidence_commit }, { "Run", run.id } })
  return { author = run.author, committer = run.author, message = message,
    files = canon.array { { path = path, content = bytes } } },
    { id = head.id, short = short, requirement = head.requirement, grade = head.grade,
      state = head.state, statement = head.statement, from = from, sha256 = sha256,
      gone = head.reproduced == "no" or nil }
end

local function place(run, finding, head)
  local known = run.known[finding.identity]
  local what, recurrence = change_of(known, head)
  if not what then return nil end
  head.recurrence = recurrence
  head.id = identity.id(run.subject.settings.organisation.id, finding.identity,
    recurrence)
  head.state = "open"
  head.previous, head.seq = canon.array {}, 1
  if what == "changed" then
    head.state = known.recorded.head.state
    head.previous = canon.array { known.recorded.sha256 }
    head.seq = known.recorded.seq + 1
  elseif what == "recurs" then
    head.recurs = known.id
  end
  return what == "changed" and known.recorded.head.state or "new"
end

--- Is this the branch whose state the finding is about?
local function same_branch(run, was)
  local ref = run.subject.state.ref
  return ref ~= nil and ref == (run.subject.settings.protected or was.branch)
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
    local open = not known.recorded.conflict and not CLOSED[was.state]
      and was.reproduced ~= "no" and same_branch(run, was)
    local job = { op = "descends", ancestor = was.evidence_commit }
    if open and not found[text_of] and passed[test] and run.subject:ask(job).descends then
      list[#list + 1] = known
    end
  end
  return list
end

local function gone_commit(run, known)
  local head = {}
  for key, value in pairs(known.recorded.head) do head[key] = value end
  for _, key in ipairs { "items", "evidence", "previous" } do
    head[key] = canon.array(head[key] or {})
  end
  head.id, head.seq = known.id, known.recorded.seq + 1
  head.previous = canon.array { known.recorded.sha256 }
  head.reproduced, head.run = "no", run.id
  head.evidence_commit, head.as_of = run.subject.state.commit, tostring(run.subject.as_of)
  return commit_of(run, head, "\nThe test that raised it passed at this commit.\n",
    head.state)
end

local function author_of(run)
  local who = run.subject:ask { op = "identity" }
  if not who.name then
    failure.raise(failure.USAGE,
      "git does not know who you are, and each event has an author",
      "git config user.name \"Your Name\"; git config user.email you@example.org")
  end
  return { name = text.trailer(who.name), mail = text.trailer(who.mail),
    time = os.time(), offset = 0 }
end

local function append(run, commits)
  local writing = worker.start("write", not run.subject.options.no_os_sandbox)
  local function ask(job)
    local reply, answer = writing:ask(job)
    if reply then return reply end
    error({ message = "the worker that writes ended: " .. answer.dead }, 0)
  end
  local ok, reply = pcall(function()
    ask { op = "open", path = run.ledger_path }
    return ask { op = "append", ref = run.ledger.ref, expected = run.ledger.commit,
      commits = commits }
  end)
  writing:close()
  if ok then return reply.tip end
  if failure.is(reply) then error(reply, 0) end
  local words = reply.message or tostring(reply)
  local now = run.subject:ask_at(run.ledger_path,
    { op = "tip", ref = run.ledger.ref }).tip
  if reply.code ~= "conflict" and now ~= run.ledger.commit then
    failure.raise(failure.INCOMPLETE, ("%s is at %s now, but: %s"):format(run.ledger.ref,
      now, words), "git log tells what was recorded; the next run goes on from there")
  end
  failure.raise(failure.INCOMPLETE, ("nothing was recorded on %s: %s"):format(
    run.ledger.ref, words),
    reply.code == "conflict" and "somebody else recorded meanwhile: run it again" or nil)
end

--- Record a run's findings.
---@param run table
---@param result table  of conclude/result.lua
---@return table[] recorded
function findings.record(run, result)
  if not run.subject.criteria.commit and not run.subject.options.allow_uncommitted then
    failure.raise(failure.USAGE,
      "the configuration is not committed: its findings can't be recorded",
      "commit it, or say --allow-uncommitted")
  end
  run.id, run.author = result.run.id, author_of(run)
  local pins, commits, recorded = pins_of(run, result.findings), canon.array {}, {}
  local function add(commit, told)
    commits[#commits + 1], recorded[#recorded + 1] = commit, told
  end
  for _, finding in ipairs(result.findings) do
    local head = head_of(run, finding, pins)
    local from = place(run, finding, head)
    if from then
      add(commit_of(run, head, "\n" .. text.markdown(finding.statement) .. "\n", from))
    end
  end
  for _, known in ipairs(gone(run, result)) do add(gone_commit(run, known)) end
  if #commits == 0 then return recorded end
  if not run.ledger.commit then
    table.insert(commits, 1, root.commit(run.subject.settings.organisation.id))
  end
  append(run, commits)
  return recorded
end

return findings
