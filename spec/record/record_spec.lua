-- What `audit --record` writes on a ledger, leaves alone and refuses.

local command = require("spec.command")
local ledgers = require("spec.ledgers")
local recording = require("spec.record.recording")
local support = require("spec.support")

local REF <const> = ledgers.REF
local isms, record, tip, commits = recording.isms, recording.record, recording.tip, recording.commits
local paths, head_of, fsck = recording.paths, recording.head_of, recording.fsck

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
end)
