-- What a run adds to a ledger when what it tells has changed since the last one.

local command = require("spec.command")
local ledgers = require("spec.ledgers")
local recording = require("spec.record.recording")
local support = require("spec.support")

local REF <const> = ledgers.REF
local isms, record, commits, paths = recording.isms, recording.record, recording.commits, recording.paths
local head_of, users, last, last_head = recording.head_of, recording.users, recording.last, recording.last_head

describe("audit --record, when things change,", function()
  local dir
  before_each(function() dir = isms() end)
  after_each(function() support.remove(dir) end)

  local first
  before_each(function()
    support.commit(dir, { ["checks/names.lua"] = false })
    record(dir)
    first = paths(dir)[1]
    assert.equal(2, commits(dir))
  end)

  it("adds an event with `previous` for other items", function()
    support.commit(dir, users("ada,yes", "bob,no", "eve,no", "dave,yes"))
    assert.equal(1, record(dir).status)
    local head, path = last_head(dir)
    assert.same({ "2", "open" }, { head.seq, head.state })
    assert.same({ first:match("(%x+)%.md$") }, head.previous)
    assert.same({ "bob", "eve" }, head.items)
    assert.equal(first:match("^(.*)/"), path:match("^(.*)/"))
    assert.equal(3, commits(dir))
    assert.equal(2, #paths(dir))
  end)

  it("adds an event for another grade", function()
    support.commit(dir, users("ada,no", "bob,no", "carol,no"))
    assert.equal(1, record(dir).status)
    local head = last_head(dir)
    assert.same({ "major", "2" }, { head.grade, head.seq })
  end)

  it("proposes a major for a minor that is there past its deadline still, once", function()
    support.commit(dir, { ["README.md"] = "late" }, { date = "2026-04-04T12:00:00Z" })
    record(dir)
    assert.equal(2, commits(dir)) -- on its last day it is a minor
    support.commit(dir, { ["README.md"] = "later" }, { date = "2026-04-06T12:00:00Z" })
    assert.equal(1, record(dir).status)
    local head = last_head(dir)
    assert.same({ "major", "effectiveness_issue", "proposed", "2" },
      { head.grade, head.basis, head.grade_is, head.seq })
    support.commit(dir, { ["README.md"] = "later still" }, { date = "2026-04-09T12:00:00Z" })
    record(dir)
    assert.equal(3, commits(dir))
    assert.equal(0, command.tickmark(dir, "verify").status)
  end)

  it("never changes or removes a file", function()
    support.commit(dir, users("ada,no", "bob,no", "carol,no"))
    record(dir)
    support.commit(dir, users("ada,yes"))
    record(dir)
    assert.equal("A", support.git(dir, "log --format= --name-status %s | cut -f1 | sort -u", REF))
  end)

  it("says \"no longer reproduced\" once the test has passed at a descendant", function()
    support.commit(dir, users("ada,yes", "bob,yes"))
    local ran = command.tickmark(dir, "audit --record")
    assert.equal(0, ran.status)
    assert.match("recorded NC-", ran.err, 1, true)
    local head = last_head(dir)
    assert.same({ "no", "open", "2" }, { head.reproduced, head.state, head.seq })
    assert.same({ first:match("(%x+)%.md$") }, head.previous)
    assert.equal(support.git(dir, "rev-parse main"), head.evidence_commit)
    assert.match("open -> no longer reproduced", support.git(dir, "log -1 --format=%%s %s", REF), 1, true)
    assert.equal("nothing new to record\n", command.tickmark(dir, "audit --record").err)
  end)

  for _, case in ipairs {
    { "with --only", users("ada,yes"), "--only access.mfa" },
    { "when the test is in error", { ["checks/mfa.lua"] = command.MFA:gsub("t:extent", "error('x') t:extent") } },
    { "when the test can't be loaded", { ["checks/mfa.lua"] = "return" } },
    { "when its document can't be read", { ["evidence/users/2025-12.csv"] = "user,mfa\n\"\n" } },
    { "when there is nothing to test", { ["evidence/users/2025-12.csv"] = "user,mfa\n" } },
    { "when the test is gone", { ["checks/mfa.lua"] = false } },
  } do
    it("changes nothing of it " .. case[1], function()
      support.commit(dir, case[2])
      record(dir, case[3])
      for _, path in ipairs(paths(dir, REF .. "@{0}")) do
        if path:find(first:match("^(.*)/"), 1, true) then assert.equal(first, path) end
      end
    end)
  end

  it("changes nothing of it on another branch", function()
    support.git(dir, "checkout -q --orphan other")
    support.commit(dir, users("ada,yes"))
    assert.equal(0, record(dir).status)
    support.git(dir, "checkout -q -f main")
    assert.equal(0, record(dir, "--rev other").status)
    assert.equal(2, commits(dir))
  end)

  it("changes nothing of it at an older commit", function()
    support.commit(dir, users("ada,yes", "bob,no", "eve,no"))
    record(dir)
    local before = last(dir)
    support.commit(dir, users("ada,yes"))
    local clean = support.git(dir, "rev-parse HEAD")
    support.git(dir, "reset -q --hard HEAD~2")
    support.commit(dir, users("ada,yes"), { message = "beside" })
    assert.equal(0, record(dir).status)
    assert.equal(before, last(dir))
    assert.equal(0, record(dir, "--rev %s", clean).status)
    assert.equal(before, last(dir)) -- of no branch
    support.git(dir, "reset -q --hard %s", clean)
    assert.equal(0, record(dir).status)
    assert.not_equal(before, last(dir))
  end)

  it("changes nothing of it on a branch that goes on from here", function()
    local before = last(dir)
    support.git(dir, "checkout -q -b correction")
    support.commit(dir, users("ada,yes"))
    assert.equal(0, record(dir).status)
    assert.equal(before, last(dir))
    support.git(dir, "checkout -q main")
    support.git(dir, "merge -q --ff-only correction")
    assert.equal(0, record(dir).status)
    assert.not_equal(before, last(dir))
  end)

  it("knows it by the test that replaces the old one", function()
    local before = last(dir)
    local renamed = command.MFA:gsub('"access.mfa"', '"access.factor", replaces = "access.mfa"')
    support.commit(dir, { ["checks/mfa.lua"] = renamed })
    record(dir)
    assert.equal(before, last(dir))
    support.commit(dir, users("ada,yes"))
    assert.equal(0, record(dir).status)
    assert.equal("no", last_head(dir).reproduced)
  end)

  it("adds an event when it is back", function()
    support.commit(dir, users("ada,yes", "bob,yes"))
    record(dir)
    support.commit(dir, users("ada,yes", "bob,no"))
    assert.equal(1, record(dir).status)
    local head = last_head(dir)
    assert.same({ "3", "open" }, { head.seq, head.state })
    assert.is_nil(head.reproduced)
    assert.equal(4, commits(dir))
  end)

  it("numbers a finding anew that recurs after it was closed", function()
    local head = head_of(dir, first)
    local event = require("tickmark.ledger.event")
    head.seq, head.state, head.previous = 2, "closed", { first:match("(%x+)%.md$") }
    head.evidence, head.items = nil, { "bob" }
    local path, bytes = event.file(head, "\nDone.\n")
    support.git(dir, "worktree add -q ../%s audit/internal", dir:match("[^/]+$") .. "-ledger")
    support.commit(dir .. "-ledger", { [path] = bytes })
    support.git(dir, "worktree remove --force %s", dir .. "-ledger")
    assert.equal(1, record(dir).status)
    local again = last_head(dir)
    assert.same({ "1", "1", "open", head.id }, { again.seq, again.recurrence, again.state, again.recurs })
    assert.not_equal(head.id, again.id)
  end)
end)
