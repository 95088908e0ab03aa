--- Commits that went past the hook, which `tickmark verify RANGE` finds.

local command = require("spec.command")
local json = require("tickmark.base.json")
local support = require("spec.support")

local CONFIG <const> = [[
organisation: {id: acme, name: Acme Ltd}
scope: {id: SCO-MAIN}
records:
  policy: {paths: ["policies/*.md"]}
checks: {paths: []}
]]

local LATER <const> = { date = "2026-02-01T12:00:00Z" }

local function policy(id, more)
  return ("---\nid: %s\ntitle: X\nversion: \"1\"\nstatus: approved\nowner: role:it\napproved_by: ann\n"
    .. "approved_on: 2026-01-02\n---\n# X\n%s"):format(id, more or "")
end

describe("tickmark verify RANGE", function()
  local dir
  before_each(function()
    dir = support.repo { ["tickmark.yml"] = CONFIG, ["policies/x.md"] = policy "POL-X",
      ["policies/old.md"] = "# No head\n" }
    support.git(dir, "tag base")
  end)
  after_each(function() support.remove(dir) end)

  local function verified(words, status)
    local ran = command.tickmark(dir, "verify " .. words)
    assert.same({ "", status }, { ran.err, ran.status }, ran.out)
    return ran.out
  end

  it("finds a commit that was made with --no-verify, though a later one has mended it", function()
    assert.equal(0, command.tickmark(dir, "hook install").status)
    support.write(dir .. "/policies/y.md", "# Y\n")
    support.git(dir, "add -A")
    support.sh("cd %s && ! git commit -qm Honest 2>/dev/null", dir)
    support.sh("cd %s && GIT_AUTHOR_EMAIL=mallory@example.com git commit -q --no-verify -m Quick", dir)
    support.write(dir .. "/policies/y.md", policy "POL-Y")
    support.git(dir, "add -A")
    support.git(dir, "commit -qm Mended")
    local said = verified("base..main", 1)
    assert.match("^commit %x+ of %d+%-%d+%-%d+ by mallory@example.com: Quick\n"
      .. "  policies/y.md:1:1: error: it has no head\n", said)
    assert.match("\n1 in 2 commits of documents went past the hook: 1 error\n$", said)
    local found = json.decode(verified("base..main --format json", 1))
    assert.same({ 2, 1, support.git(dir, "rev-parse HEAD~1") },
      { found.commits, found.errors, found.passed[1].commit })
    assert.equal("none in 1 commit of documents went past the hook: 0 errors\n", verified("HEAD~1..HEAD", 0))
  end)

  it("judges each commit by what held before it, and on its own day", function()
    support.commit(dir, { ["policies/x.md"] = policy("POL-X", "More.\n") }, LATER)
    support.commit(dir, { ["policies/x.md"] = policy("POL-X", "Less.\n"),
      ["tickmark.yml"] = CONFIG .. "check: {blocks: [secret]}\n" }, LATER)
    support.commit(dir, { ["policies/x.md"] = policy("POL-X", "No.\n") }, LATER)
    assert.match("\n2 in 3 commits of documents went past", verified("base..main", 1))
    local late = support.repo({ ["tickmark.yml"] = CONFIG }, { date = "2025-12-01T12:00:00Z" })
    support.commit(late, { ["policies/x.md"] = policy "POL-X" }, { date = "2025-12-02T12:00:00Z" })
    assert.match("approved_on: 2026-01-02 has not come yet", command.tickmark(late, "verify main~1..main").out, 1, true)
    support.remove(late)
  end)

  it("holds a merge to what it changes itself", function()
    support.git(dir, "checkout -q -b side")
    support.commit(dir, { ["policies/y.md"] = policy "POL-Y" })
    support.commit(dir, { ["policies/y.md"] = policy("POL-Y", "Not approved.\n") }, LATER)
    support.git(dir, "checkout -q main")
    support.commit(dir, { ["policies/z.md"] = policy "POL-Z" })
    support.git(dir, "merge -q --no-edit side")
    local found = json.decode(verified("base..main --format json", 1))
    assert.same({ 4, 1 }, { found.commits, #found.passed }) -- the branch's second, and not the merge
    support.git(dir, "reset -q --hard HEAD~1")
    support.git(dir, "merge -q --no-commit side")
    support.write(dir .. "/policies/z.md", policy("POL-Z", "Evil.\n"))
    support.git(dir, "add -A")
    support.git(dir, "commit -q --no-verify -m Merged")
    found = json.decode(verified("base..main --format json", 1))
    assert.same({ "Merged", "policies/z.md" }, { found.passed[2].subject, found.passed[2].faults[1].path })
  end)

  it("finds a merge of two sides that don't go together", function()
    local function merged(ours, theirs, words)
      support.git(dir, "checkout -qB theirs base")
      support.commit(dir, theirs)
      support.git(dir, "checkout -qB main base")
      support.commit(dir, ours)
      support.git(dir, "merge -q --no-edit --no-verify theirs")
      local ran = command.tickmark(dir, "verify HEAD~1..main")
      if not words then return assert.same(0, ran.status, ran.out) end
      assert.match(words, ran.out, 1, true)
      assert.match("1 in %d commits of documents went past", ran.out)
    end
    support.git(dir, "checkout -q base")
    support.commit(dir, { ["policies/a.md"] = policy "POL-A", ["policies/b.md"] = policy "POL-B" })
    support.git(dir, "tag -f base")
    merged({ ["policies/q.md"] = policy "POL-Q" }, { ["policies/z.md"] = policy "POL-Q" },
      "error: id: POL-Q is the id of ")
    merged({ ["policies/a.md"] = false }, { ["policies/z.md"] = policy("POL-Z", "[a](a.md)\n") },
      "policies/z.md:11:1: error: link to a.md, which is taken away")
    merged({ ["policies/z.md"] = policy("POL-Z", "[a](a.md)\n") }, { ["policies/a.md"] = false },
      "policies/z.md:11:1: error: link to a.md, which is taken away")
    support.git(dir, "checkout -q base")
    local risks = "risks:\n  - {id: RISK-1, owner: ann, level: low, assumptions: x}\n"
    local more = risks .. "  - {id: RISK-2, owner: ann, level: low, assumptions: x}\n"
    support.commit(dir, { ["tickmark.yml"] = CONFIG:gsub("records:\n", "%0  risk: {paths: [risks.yml], each: risks}\n"
      .. "  treatment-plan: {paths: [plan.yml]}\n"), ["risks.yml"] = more })
    support.git(dir, "tag -f base")
    local plan = "id: RTP-1\ntitle: P\nversion: '1'\nstatus: in-review\nowner: ann\n"
      .. "items:\n  - {risk: RISK-2, action: x, owner: ann, due: 2027-01-01}\n"
    merged({ ["plan.yml"] = plan }, { ["risks.yml"] = risks }, "plan.yml:7:6: error: RISK-2: no risk has this id")
    merged({ ["risks.yml"] = risks }, { ["plan.yml"] = plan }, "plan.yml:7:6: error: RISK-2: no risk has this id")
    merged({ ["policies/q.md"] = policy "POL-Q" }, { ["policies/z.md"] = policy("POL-Z", "[a](a.md)\n") })
  end)

  it("finds a merge that brings back what had been replaced", function()
    support.git(dir, "checkout -q -b old")
    support.commit(dir, { ["notes.md"] = "x" })
    support.git(dir, "checkout -q main")
    support.commit(dir, { ["policies/x.md"] = policy("POL-X", "More.\n"):gsub("2026%-01%-02", "2026-01-20") }, LATER)
    support.git(dir, "merge -q --no-commit --no-ff old")
    support.git(dir, "checkout -q old -- policies")
    support.git(dir, "commit -q --no-verify -m Back")
    local found = json.decode(verified("base..main --format json", 1))
    assert.same({ "Back", "policies/x.md" }, { found.passed[1].subject, found.passed[1].faults[1].path })
  end)

  it("finds a commit that breaks the configuration, and goes by the last one that held", function()
    support.commit(dir, { ["tickmark.yml"] = CONFIG .. "foo: bar\n" }, { message = "Broken" })
    support.commit(dir, { ["tickmark.yml"] = CONFIG:gsub("policies/", "nope/"),
      ["policies/x.md"] = policy("POL-X", "Evil.\n") }, { date = LATER.date, message = "Narrow" })
    local found = json.decode(verified("base..main --format json", 1))
    assert.same({ "Broken", "Narrow" }, { found.passed[1].subject, found.passed[2].subject })
    assert.same({ "tickmark.yml", "policies/x.md" },
      { found.passed[1].faults[1].path, found.passed[2].faults[1].path })
  end)

  it("doesn't judge what was there before there were rules", function()
    local before = support.repo { ["policies/x.md"] = "# Old\n" }
    support.commit(before, { ["policies/y.md"] = "# Old, too\n" })
    support.commit(before, { ["policies/x.md"] = false, ["policies/y.md"] = false, ["tickmark.yml"] = CONFIG })
    local ran = command.tickmark(before, "verify HEAD~2..HEAD")
    assert.same({ 0, "none in 2 commits of documents went past the hook: 0 errors\n" }, { ran.status, ran.out })
    support.remove(before)
  end)

  it("is of the ledger when its commits are", function()
    local ref = "refs/heads/audit/internal"
    require("spec.ledgers").as(dir, "ada")
    local ran = command.tickmark(dir, "record meeting --kind opening --attendee Eva --text Hello")
    assert.same({ "", 0 }, { ran.err, ran.status })
    assert.match(ref .. " at %x+, 1 commit since", verified(ref .. "~1.." .. ref, 0))
    assert.match("FROM..TO", command.tickmark(dir, "verify main").err, 1, true)
  end)
end)
