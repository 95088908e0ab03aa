local command = require("spec.command")
local doc = require("tickmark_worker").doc
local support = require("spec.support")

local REF <const> = "refs/heads/audit/internal"

local NAMES = [[
return test {
  id = "access.names", title = "Names are short", requirement = "A.5.16", evidence = "user-list",
  judge = function(accounts, t)
    for a in accounts:each() do
      if #a.user > 3 then t:fail(a, { what = "has a long name" }) end
    end
  end,
}
]]

local function isms(config, opts)
  local files = command.isms {
    ["tickmark.yml"] = command.CONFIG:gsub("    columns:", '    mutable: "yes"\n%0'),
    ["checks/names.lua"] = NAMES,
    ["evidence/users/2025-12.csv"] = "user,mfa\nada,yes\nbob,no\ncarol,no\ndave,yes\n",
  }
  if config then files["tickmark.yml"] = config end
  local dir = support.repo(files, opts or { date = "2026-01-05T12:00:00Z" })
  support.git(dir, "config user.name 'Eva Auditor'")
  support.git(dir, "config user.email eva@example.com")
  return dir
end

local function record(dir, options, ...)
  return command.tickmark(dir, "audit --record --quiet " .. (options or ""), ...)
end

local function tip(dir, ref)
  return support.git(dir, "rev-parse -q --verify %s || true", ref or REF)
end

--- How many commits there are: the root, and those of findings.
local function commits(dir, ref)
  return 1 + math.tointeger(tonumber(support.git(dir, "rev-list --count %s -- findings", ref or REF)))
end

--- Paths of all findings' events, or of those that the last commits added.
local function paths(dir, range)
  local list = {}
  local out = range and support.git(dir, "log --reverse --format= --name-only %s -- findings", range)
    or support.git(dir, "ls-tree -r --name-only %s findings", REF)
  for path in out:gmatch("[^\n]+") do list[#list + 1] = path end
  return list
end

local function bytes_of(dir, path)
  local out = support.tmpdir()
  support.git(dir, "cat-file blob %s >%s", REF .. ":" .. path, out .. "/blob")
  local bytes = command.read(out .. "/blob")
  support.remove(out)
  return bytes
end

--- The head of an event, through our own strict reader.
local function head_of(dir, path)
  local document, fault = doc.parse(bytes_of(dir, path), { kind = "markdown" })
  assert(document, fault and fault.message)
  return document:data()
end

local function users(...)
  return { ["evidence/users/2025-12.csv"] = "user,mfa\n" .. table.concat({ ... }, "\n") .. "\n" }
end

--- What git finds wrong with it.
local function fsck(dir)
  return support.git(dir, "fsck --strict --no-dangling 2>&1 | grep -v ^notice || true")
end

--- The last commit of a finding.
local function last(dir) return support.git(dir, "rev-list -1 %s -- findings", REF) end

local function last_head(dir)
  local added = paths(dir, REF .. "~1.." .. REF)
  return head_of(dir, added[1]), added[1]
end

describe("audit --record", function()
  local dir
  before_each(function() dir = isms() end)
  after_each(function() support.remove(dir) end)

  it("starts the ledger with a root that only the organisation's id decides", function()
    assert.equal(1, record(dir).status)
    local root = support.git(dir, "rev-list --max-parents=0 %s", REF)
    assert.equal("tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nauthor tickmark <tickmark@localhost> 0 +0000\n"
      .. "committer tickmark <tickmark@localhost> 0 +0000\n\ntickmark ledger of acme",
      support.git(dir, "cat-file commit %s", root))
    local other = isms((command.CONFIG:gsub("Acme Ltd", "Another Name")), { date = "2026-03-01T00:00:00Z" })
    assert.equal(1, record(other).status)
    assert.equal(root, support.git(other, "rev-list --max-parents=0 %s", REF))
    support.remove(other)
    local stranger = isms((command.CONFIG:gsub("id: acme", "id: emca")))
    assert.equal(1, record(stranger).status)
    assert.not_equal(root, support.git(stranger, "rev-list --max-parents=0 %s", REF))
    support.remove(stranger)
  end)

  it("says the organisation's id on one line of the root, whatever is in it", function()
    local odd = isms((command.CONFIG:gsub("id: acme", 'id: "acme\\n\\nGrade: none\\e[31m\\u202e"')))
    assert.equal(1, record(odd).status)
    local root = support.git(odd, "rev-list --max-parents=0 %s", REF)
    assert.equal("", support.git(odd, "log -1 --format='%%(trailers)' %s", root))
    assert.match("^[%g ]+$", support.git(odd, "log -1 --format=%%B %s", root))
    assert.equal(1, record(odd).status) -- it knows its own ledger again
    support.remove(odd)
  end)

  it("writes events that it can read again, however many items and long paths they are about", function()
    local files, deep = {}, ("d"):rep(200)
    for i = 1, 250 do
      files[("evidence/users/%s/%s/%s/%d/2025-11.csv"):format(deep, deep, deep, i)] = "user,mfa\nada,no\n"
    end
    local rows = { "user,mfa\n" }
    for i = 1, 6000 do rows[#rows + 1] = ("somebody-with-a-long-name-%05d,no\n"):format(i) end
    files["evidence/users/2025-12.csv"] = table.concat(rows)
    local many = isms((command.CONFIG:gsub("evidence/users/%*%.csv", "evidence/users/**/*.csv")
      :gsub("    columns:", '    mutable: "yes"\n%0')))
    support.git(many, "rm -q checks/names.lua")
    support.commit(many, files)
    assert.equal(1, record(many).status)
    assert.match("nothing new to record", command.tickmark(many, "audit --record").err, 1, true)
    files = { ["evidence/users/2025-12.csv"] = table.concat(rows, "", 1, #rows - 1) }
    support.commit(many, files) -- one item less, behind those that the event names
    assert.match("recorded NC%-%w+ A%.8%.5", command.tickmark(many, "audit --record").err)
    support.remove(many)
  end)

  it("adds one commit, one file, for each finding", function()
    local ran = command.tickmark(dir, "audit --record")
    assert.equal(1, ran.status)
    local told = select(2, ran.err:gsub("recorded NC%-%w%w%w%w A%.[%d.]+ ", ""))
    assert.equal(3, told)
    assert.equal(1 + 3, commits(dir))
    assert.equal(3, #paths(dir))
    for i = 0, 2 do
      assert.equal(1, #paths(dir, ("%s~%d..%s~%d"):format(REF, i + 1, REF, i)))
    end
  end)

  it("puts a finding at findings/<shard>/<id>/<seq>-<state>-<sha256>.md", function()
    record(dir)
    for _, path in ipairs(paths(dir)) do
      local shard, id, seq, state, sha256 = path:match("^findings/(%w%w)/([A-Z2-7]+)/(%d+)%-(%l+)%-(%x+)%.md$")
      assert.equal(16, #id)
      assert.same({ id:sub(1, 2), "0001", "open" }, { shard, seq, state })
      assert.equal(sha256, support.git(dir, "cat-file blob %s | sha256sum | cut -c1-64", REF .. ":" .. path))
    end
  end)

  it("writes the full state in a head that the strict reader takes", function()
    local run = command.result(dir).run.id
    record(dir)
    local heads = {}
    for _, path in ipairs(paths(dir)) do
      local head = head_of(dir, path)
      heads[head.statement] = head
      assert.equal(path:match("([A-Z2-7]+)/0001"), head.id)
    end
    local head = assert(heads["2 of 4 accounts without MFA (50 %): bob, carol"])
    local commit = support.git(dir, "rev-parse main")
    assert.same({ "nonconformity", "open", "1", "A.8.5", "minor", "proposed", "partial_implementation" },
      { head.type, head.state, head.seq, head.requirement, head.grade, head.grade_is, head.basis })
    assert.same({ "bob", "carol" }, head.items)
    assert.same({}, head.previous)
    assert.same({ "2026-01-05", commit, "internal", "access.mfa:extent" },
      { head.as_of, head.evidence_commit, head.source, head.rule })
    local cited = head.evidence[1]
    local path = "evidence/users/2025-12.csv"
    assert.same({ path = path, line = "3", role = "exception", commit = commit,
      blob = support.git(dir, "rev-parse main:" .. path),
      sha256 = support.git(dir, "cat-file blob main:%s | sha256sum | cut -c1-64", path) }, cited)
    assert.equal(run, head.run)
  end)

  it("says in the commit what happened, for people and for machines", function()
    record(dir)
    local mfa
    for i = 0, 2 do
      local message = support.git(dir, "log -1 --format=%%B " .. REF .. "~" .. i)
      if message:find("A.8.5", 1, true) then mfa = REF .. "~" .. i end
    end
    local head = head_of(dir, paths(dir, mfa .. "~1.." .. mfa)[1])
    assert.equal(("NC-%s A.8.5 minor: new -> open"):format(head.id:sub(1, 4)),
      support.git(dir, "log -1 --format=%%s %s", mfa))
    local function trailer(name)
      return support.git(dir, "log -1 --format='%%(trailers:key='%s',valueonly)' %s", name, mfa)
    end
    assert.same({ head.id, "new->open", "A.8.5", "minor (proposed)", support.git(dir, "rev-parse main"), head.run },
      { trailer("Finding"), trailer("Transition"), trailer("Requirement"), trailer("Grade"),
        trailer("Evidence-Commit"), trailer("Run") })
    assert.equal("Eva Auditor <eva@example.com>|Eva Auditor <eva@example.com>",
      support.git(dir, "log -1 --format='%%an <%%ae>|%%cn <%%ce>' %s", mfa))
    for line in support.git(dir, "log -1 --format=%%b %s", mfa):gmatch("[^\n]+") do
      assert.truthy(#line <= 72 or line:find("^%u[%a-]+: "), line)
    end
  end)

  it("keeps every text as it was, whatever characters are in it", function()
    local ODD = { "a: b # c", "- x", "'q' \"d\" \\ \\n", "no", "~", "null", "0x10", "2026-02-30", "[a, {b}]",
      "*a &b !c",
      "%TAG", "|", ">", "@x `y`", "caf\195\169 \240\159\146\169", "\226\128\174rtl", "\226\128\168line\226\128\169para",
      "\194\133next", "\239\187\191bom", "\194\160nbsp", " leading", "trailing ", "a  b", "---", "...", "\127del",
      "esc\27[31m", "tab\there", "cr\rhere", "nul\\0", "Finding: FORGED", "<script>", "\u{FFFD}", "\u{E000}" }
    local body = { "local odd = {" }
    for _, text in ipairs(ODD) do body[#body + 1] = ("%q,"):format(text) end
    body[#body + 1] = "}\nfor i, text in ipairs(odd) do t:fail({ item = text }, { what = text, "
      .. "subject = 's' .. i, items = { { item = text, path = 'evidence/users/2025-12.csv' } } }) end"
    support.commit(dir, { ["checks/mfa.lua"] = command.script("odd", table.concat(body, " ")),
      ["checks/names.lua"] = false })
    local ran = record(dir)
    assert.same({ "", 1 }, { ran.err, ran.status })
    assert.equal(#ODD, #paths(dir))
    local found = {}
    for _, path in ipairs(paths(dir)) do
      local head = head_of(dir, path)
      found[tonumber(head.subject:sub(2))] = head
    end
    for i, text in ipairs(ODD) do
      assert.equal(text, found[i].items[1], ("%q"):format(text))
      assert.equal(text .. ": " .. text, found[i].statement)
    end
    assert.equal("", support.git(dir, "log --format='%%(trailers:key=Finding)' %s | grep FORGED || true", REF))
    assert.equal("", fsck(dir))
    assert.equal("", record(dir).err)
    assert.equal(1 + #ODD, commits(dir))
  end)

  it("adds nothing the second time", function()
    record(dir)
    local before = tip(dir)
    for _, options in ipairs { "", "--jobs 1" } do
      local ran = command.tickmark(dir, "audit --record " .. options)
      assert.equal("nothing new to record\n", ran.err)
      assert.equal(1, ran.status)
    end
    assert.equal(before, tip(dir))
  end)

  it("adds only that it was performed on another day, in part, or at another commit", function()
    record(dir)
    for _, options in ipairs { "--as-of 2026-02-01", "--only access.mfa" } do
      local ran = command.tickmark(dir, "audit --record " .. options)
      assert.match("^recorded RUN%-%w+ of %x+ as of 2026%-%d%d%-%d%d: new %-> performed\n$", ran.err)
      assert.equal(1, ran.status)
    end
    support.commit(dir, { ["README.md"] = "nothing to do with it" })
    record(dir)
    assert.equal(4, commits(dir))
    assert.equal("4", support.git(dir, "rev-list --count %s -- runs", REF))
  end)

  it("pins the result that it printed, which is performed again to the byte", function()
    local file = dir .. "/.git/result.json"
    assert.equal(1, command.tickmark(dir, "audit --record --quiet --format json --output %s", file).status)
    local run = support.git(dir, "log --format=%%H %s -- runs", REF)
    assert.equal(support.sh("sha256sum %s | cut -d' ' -f1", file),
      support.git(dir, "log -1 --format='%%(trailers:key=Result,valueonly)' %s", run))
    assert.equal(0, command.tickmark(dir, "reperform %s", file).status)
    local head = head_of(dir, support.git(dir, "ls-tree -r --name-only %s runs", REF))
    assert.same({ "run", "eva@example.com", support.git(dir, "rev-parse main"), "1" },
      { head.type, head.by, head.evidence_commit, head.exit })
  end)

  it("names recorded findings in the result and in the text", function()
    record(dir)
    local result = command.result(dir)
    assert.equal(tip(dir), result.run.ledger.commit)
    for _, finding in ipairs(result.findings) do
      assert.equal(16, #finding.id)
      assert.equal("open", finding.state)
      assert.match("NC-" .. finding.id:sub(1, 4), command.tickmark(dir, "audit").out, 1, true)
    end
  end)

  describe("when things change", function()
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

  describe("what it leaves alone", function()
    it("is the work tree, the index, HEAD and every other reference", function()
      support.git(dir, "branch other; git -C %s tag v1", dir)
      support.write(dir .. "/evidence/users/2025-12.csv", "changed")
      support.write(dir .. "/staged", "x")
      support.git(dir, "add staged")
      local function state()
        return support.sh("cd %s; cat .git/HEAD; sha256sum .git/index; git status --porcelain; ls -A; "
          .. "git for-each-ref | grep -v %s; git stash list; git reflog", dir, REF)
      end
      local before = state()
      assert.equal(1, record(dir).status)
      assert.equal(before, state())
      assert.not_equal("", tip(dir))
    end)

    it("leaves nothing behind but objects and the reference", function()
      local function odd()
        return support.sh("cd %s/.git; find . -name '*.lock' ! -name tickmark.lock -o -name '*tmp*'", dir)
      end
      record(dir)
      assert.equal("", odd())
      assert.equal("", fsck(dir))
      assert.equal("", support.git(dir, "diff --check 4b825dc642cb6eb9a060e54bf8d69288fbee4904 %s | head -3", REF))
    end)

    it("is the audited repository when the ledger is elsewhere", function()
      local ledger = support.tmpdir() .. "/ledger.git"
      support.sh("git init -q --bare %s", ledger)
      local function everything()
        return support.sh("cd %s; find . -type f | LC_ALL=C sort | xargs sha256sum", dir)
      end
      local before = everything()
      assert.equal(1, record(dir, "--ledger %s", ledger .. ":refs/heads/audits/2026").status)
      assert.equal(before, everything())
      assert.equal(4, commits(ledger, "refs/heads/audits/2026"))
      assert.equal("", fsck(ledger))
      assert.equal("nothing new to record\n", command.tickmark(dir, "audit --record --ledger %s",
        ledger .. ":refs/heads/audits/2026").err)
      assert.equal(1, record(dir, "--ledger ../%s:refs/heads/b", ledger:match("[^/]+/[^/]+$")).status)
      assert.equal(4, commits(ledger, "refs/heads/b"))
      support.remove(ledger:match("^(.*)/"))
    end)
  end)

  describe("what it refuses", function()
    it("is a configuration that isn't committed, unless that is said", function()
      local config = support.tmpdir()
      support.write(config .. "/tickmark.yml", command.CONFIG)
      support.write(config .. "/checks/mfa.lua", command.MFA)
      local ran = record(dir, "--config %s", config)
      assert.equal(3, ran.status)
      assert.match("not committed", ran.err, 1, true)
      assert.match("--allow-uncommitted", ran.err, 1, true)
      assert.equal("", tip(dir))
      assert.equal(1, record(dir, "--allow-uncommitted --config %s", config).status)
      assert.not_equal("", tip(dir))
      support.remove(config)
    end)

    it("is a ledger behind a symbolic reference", function()
      support.git(dir, "branch elsewhere; git -C %s symbolic-ref %s refs/heads/elsewhere", dir, REF)
      local before = support.git(dir, "rev-parse elsewhere")
      local ran = record(dir)
      assert.truthy(ran.status >= 2, ran.status)
      assert.match("symbolic", ran.err, 1, true)
      assert.equal(before, support.git(dir, "rev-parse elsewhere"))
    end)

    it("is a way that leads elsewhere, or to a file of another name", function()
      local out = support.tmpdir()
      for _, case in ipairs {
        { "ln %s/kept .git/tickmark.lock", "tickmark.lock: not a file of its own" },
        { "rm -rf .git/logs; ln -s %s .git/logs", "logs: a symbolic link" },
        { "mkdir -p .git/logs/refs/heads; ln -s %s .git/logs/refs/heads/audit", "audit: a symbolic link" },
        { "mkdir -p .git/logs/refs/heads/audit; ln %s/kept .git/logs/refs/heads/audit/internal",
          "internal: not a file of its own" },
        { "mkfifo .git/tickmark.lock; : %s", "tickmark.lock: not a file of its own" },
        { "ln -s ../tags .git/refs/heads/audit; : %s", "audit: a symbolic link" },
        { "git update-ref refs/heads/audit/internal/x HEAD; : %s", "there are refs beneath" },
      } do
        local copy = support.tmpdir()
        support.write(out .. "/kept", "kept")
        support.sh("cp -a %s/. %s && cd %s && " .. case[1], dir, copy, copy, out)
        local ran = record(copy)
        assert.equal(2, ran.status, case[1])
        assert.match(case[2], ran.err, 1, true)
        assert.equal("kept\n", support.sh("cd %s && ls && cat kept", out):gsub("kept$", "", 1))
        support.sh("rm -rf %s %s/*", copy, out)
      end
      support.remove(out)
    end)

    it("is a person whom git doesn't know", function()
      support.git(dir, "config --unset user.name")
      local ran = command.shell("cd %s; HOME=/nonexistent \"$TICKMARK\" audit --record", dir)
      assert.equal(3, ran.status)
      assert.match("git config user.name", ran.err, 1, true)
      assert.equal("", tip(dir))
    end)

    it("is a repository of somebody whom the user doesn't trust", function()
      if support.sh("id -u") ~= "0" then return pending("only root can give files away") end
      local home = support.tmpdir()
      support.sh("chown -R 12345 %s", dir)
      for _, case in ipairs { { "", 3 }, { "[safe]\n\tdirectory = " .. dir, 1 }, { "[safe]\n\tdirectory = *", 1 } } do
        support.write(home .. "/.gitconfig", case[1] .. "\n")
        local ran = command.shell("cd %s; HOME=%s \"$TICKMARK\" audit --record", dir, home)
        assert.equal(case[2], ran.status, case[1])
        if case[2] == 3 then assert.match(".: owned by another user; if you trust it", ran.err, 1, true) end
      end
      assert.not_equal("", support.git(dir, "-c safe.directory=* rev-parse %s", REF))
      support.remove(home)
    end)

    it("is a ledger that isn't there", function()
      local ran = record(dir, "--ledger %s/nowhere.git:refs/heads/x", dir)
      assert.equal(3, ran.status)
      assert.match("nowhere.git", ran.err, 1, true)
    end)
  end)

  describe("who records", function()
    local home
    before_each(function()
      home = support.tmpdir()
      support.git(dir, "config --remove-section user")
    end)
    after_each(function() support.remove(home) end)

    --- Record with some settings of git in files below a home.
    local function author(environment, files)
      for path, text in pairs(files) do support.write(home .. "/" .. path, text) end
      local ran = command.shell(("cd %%s; %s exec \"$TICKMARK\" audit --record"):format(
        environment:gsub("~", home)), dir)
      assert.equal(1, ran.status, ran.err)
      return support.git(dir, "log -1 --format='%%an <%%ae> %%cn' %s", REF)
    end
    local EVA <const> = "[user]\n\tname = Eva\n\temail = eva@example.com\n"
    local IDA <const> = "[user]\n\tname = Ida\n\temail = ida@example.com\n"

    it("is found in the home", function()
      assert.equal("Eva <eva@example.com> Eva", author("HOME=~", { [".gitconfig"] = EVA }))
    end)

    it("is found in what the home includes", function()
      assert.equal("Ida <ida@example.com> Ida", author("HOME=~",
        { [".gitconfig"] = EVA .. "[include]\n\tpath = ~/more\n", more = IDA }))
    end)

    it("is found in XDG's folder, which is below the home unless it is set", function()
      assert.equal("Eva <eva@example.com> Eva", author("HOME=~", { [".config/git/config"] = EVA }))
      support.git(dir, "update-ref -d %s", REF)
      assert.equal("Ida <ida@example.com> Ida", author("HOME=~ XDG_CONFIG_HOME=~/x", { ["x/git/config"] = IDA }))
      support.git(dir, "update-ref -d %s", REF)
      assert.equal("Ida <ida@example.com> Ida", author("unset HOME; XDG_CONFIG_HOME=~/x", {}))
    end)

    it("is the repository's own before all of them", function()
      support.git(dir, "config user.name Ute")
      assert.equal("Ute <eva@example.com> Ute", author("HOME=~",
        { [".gitconfig"] = EVA, [".config/git/config"] = IDA }))
    end)

    it("isn't taken from other variables", function()
      assert.equal("Eva <eva@example.com> Eva", author("HOME=~ GIT_CONFIG_GLOBAL=~/other GIT_AUTHOR_NAME=X EMAIL=x@y",
        { [".gitconfig"] = EVA, other = IDA }))
    end)
  end)

  -- A commit and its file, all or none, whatever stops the writer.
  describe("whatever stops it", function()
    local function whole()
      local n = tip(dir) == "" and 0 or commits(dir)
      assert.equal("", fsck(dir))
      return n
    end

    it("leaves the reference old or new after kill -9, and the next run works", function()
      support.commit(dir, { ["checks/names.lua"] = false })
      local killed, done, seed = 0, 0, os.time()
      for i = 1, 30 do
        support.commit(dir, users("ada,yes", "bob,no", ("u%d,no"):format(i), "x,yes"))
        local before = tip(dir)
        local delay = (seed * 31 + i * 7919) % 90 + 5
        -- The command alone, or its workers with it.
        local ran = command.shell("cd %s; setsid \"$TICKMARK\" audit --record --quiet >/dev/null & sleep 0.%s; "
          .. "kill -s KILL %s$! 2>/dev/null && echo killed; wait $! 2>/dev/null; sleep 0.02", dir,
          ("%03d"):format(delay), i % 2 == 0 and "-" or "")
        if ran.out == "killed\n" then killed = killed + 1 end
        local after = tip(dir)
        if after ~= before then
          done = done + 1
          local expected = before == "" and 3 or 2 -- the run, and its finding
          assert.equal(expected, math.tointeger(tonumber(support.git(dir, "rev-list --count %s",
            before == "" and after or before .. ".." .. after))))
        end
        if i % 10 == 0 then whole() end
      end
      assert.truthy(killed > 0, "no run was killed")
      assert.equal(1, record(dir).status)
      local head = last_head(dir)
      assert.same({ "bob", "u30" }, head.items)
      assert.equal("", record(dir).err)
      whole()
    end)

    it("leaves the reference as it was when the disk is full, and the next run works", function()
      support.commit(dir, users("ada,yes", "bob,no"))
      record(dir)
      support.commit(dir, users("ada,yes", "bob,no", "eve,no", ("u"):rep(2000) .. ",no"))
      local before, refused = tip(dir), 0
      for _, blocks in ipairs { 0, 1, 2 } do
        local ran = command.shell("trap '' XFSZ; cd %s; "
          .. "(ulimit -f %s; \"$TICKMARK\" audit --record; echo =$?) 2>&1 | cat", dir, blocks)
        if not ran.out:find("=1\n", 1, true) then
          refused = refused + 1
          assert.match("nothing was recorded on " .. REF, ran.out, 1, true)
          assert.match("=2\n$", ran.out)
          assert.equal(before, tip(dir))
        end
        whole()
      end
      assert.truthy(refused > 0, "the disk was never full")
      assert.equal(1, record(dir).status)
      assert.not_equal(before, tip(dir))
    end)

    local function on_full_file_system(mount)
      support.sh("git init -q --bare --template= %s/l.git", mount)
      local ledger = mount .. "/l.git:" .. REF
      record(dir, "--ledger %s", ledger)
      local before = tip(mount .. "/l.git")
      support.sh("dd if=/dev/zero of=%s/filler bs=1k 2>/dev/null || true", mount)
      support.commit(dir, users("ada,no", "bob,no", "eve,no"))
      local ran = record(dir, "--ledger %s", ledger)
      assert.equal(2, ran.status)
      assert.match("nothing was recorded", ran.err, 1, true)
      assert.equal(before, tip(mount .. "/l.git"))
      support.sh("rm %s/filler", mount)
      assert.equal(1, record(dir, "--ledger %s", ledger).status)
      assert.not_equal(before, tip(mount .. "/l.git"))
      assert.equal("", fsck(mount .. "/l.git"))
    end

    it("leaves the reference as it was on a full file system", function()
      local mount = support.tmpdir()
      if support.sh("mount -t tmpfs -o size=400k none %s 2>/dev/null && echo yes || true", mount) ~= "yes" then
        support.remove(mount)
        return pending("no right to mount a small file system")
      end
      local ok, why = pcall(on_full_file_system, mount)
      support.sh("umount %s", mount)
      support.remove(mount)
      if not ok then error(why, 0) end
    end)

    it("loses nothing of two runs at once", function()
      for i = 1, 5 do
        support.commit(dir, users("ada,no", "bob,no", ("longer%d,yes"):format(i)))
        local ran = command.shell([[cd %s
          "$TICKMARK" audit --record --quiet --only access.mfa >/dev/null & a=$!
          "$TICKMARK" audit --record --quiet --only access.names >/dev/null & b=$!
          wait $a; a=$?; wait $b; b=$?
          if [ $a = 2 ]; then "$TICKMARK" audit --record --quiet --only access.mfa >/dev/null; a=$?; fi
          if [ $b = 2 ]; then "$TICKMARK" audit --record --quiet --only access.names >/dev/null; b=$?; fi
          echo $a $b]], dir)
        assert.equal("1 1\n", ran.out)
        if ran.err ~= "" then assert.match("somebody else recorded meanwhile: run it again", ran.err, 1, true) end
        assert.equal("nothing new to record\n", command.tickmark(dir, "audit --record --only access.mfa").err)
        assert.equal("nothing new to record\n", command.tickmark(dir, "audit --record --only access.names").err)
      end
      whole()
    end)

    it("gets over the lock of a writer of ours that died, and leaves those of others", function()
      for _, ref in ipairs { REF, "refs/heads/main" } do support.write(dir .. "/.git/" .. ref .. ".lock", "held") end
      support.write(dir .. "/.git/tickmark.lock", "refs/heads/main\n" .. REF .. "\n")
      assert.equal(1, record(dir).status)
      assert.equal("refs/heads/main\n", command.read(dir .. "/.git/tickmark.lock"))
      assert.equal("held", command.read(dir .. "/.git/refs/heads/main.lock"))
      os.remove(dir .. "/.git/refs/heads/main.lock")
    end)

    it("waits for a lock that isn't ours", function()
      support.write(dir .. "/.git/" .. REF .. ".lock", "")
      local ran = record(dir)
      if ran.status ~= 1 then assert.match("lock", ran.err, 1, true) end
      os.remove(dir .. "/.git/" .. REF .. ".lock")
      assert.equal(1, record(dir).status)
      assert.equal(4, commits(dir))
    end)
  end)
end)
