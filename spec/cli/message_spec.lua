--- The message of a commit, by real git and its hook commit-msg: what it names has to
--- be on the ledger, and who approves is somebody else.

local command = require("spec.command")
local ledgers = require("spec.ledgers")
local support = require("spec.support")

local PEOPLE <const> = "people:\n  - {id: otto, name: Otto Ops, mail: otto@example.com, aliases: [o@example.com]}\n"
  .. "  - {id: ann, name: Ann Boss, mail: ann@example.com}\n"

describe("tickmark check --message", function()
  local origin, dir, nc, id, action, request

  setup(function()
    origin = support.repo(command.isms(), { date = "2026-10-01T12:00:00Z" })
    ledgers.as(origin, "eva")
    assert.equal(1, command.tickmark(origin, "audit --record --quiet").status)
    nc = support.git(origin, "log --format=%%s %s", ledgers.REF):match("NC%-%w+")
    id = support.git(origin, "log --format='%%(trailers:key=Finding,valueonly)' %s", ledgers.REF):match("%w+")
    request = ledgers.does(origin, "request raise --text Lists --due %s", ledgers.NOW):match("RQ%-%w+")
    ledgers.as(origin, "otto")
    ledgers.does(origin, "finding respond %s --cause 'Nobody looks' --method 5-why --category process --looked-in "
      .. "'all lists' --similar none --correction 'All are enrolled'", nc)
    action = ledgers.does(origin, "action plan %s --action 'HR tells us' --owner otto@example.com --due %s", nc,
      ledgers.NOW):match("CA%-%w+")
    ledgers.does(origin, "hook install")
  end)
  teardown(function() support.remove(origin) end)
  before_each(function() dir = ledgers.copy(origin) end)
  after_each(function() support.remove(dir) end)

  --- Ada commits with a message as arguments of git.
  local function commit(words, ...)
    return command.shell("cd %s && export GIT_EDITOR=true && git commit -q --allow-empty " .. words, dir, ...)
  end

  --- She commits; the message is what her editor leaves before what git has written.
  local function edit(text, words)
    support.write(dir .. "/.git/text", text)
    return command.shell("cd %s && GIT_EDITOR='sh -c \"cat .git/text \\$1 > .git/both; cp .git/both \\$1\" -' "
      .. "git commit --quiet --allow-empty " .. (words or ""), dir)
  end

  local function passes(ran)
    assert.equal(0, ran.status, ran.err)
    assert.not_match("_EDITMSG", ran.err)
  end

  local function stopped(ran, words)
    assert.equal(1, ran.status, ran.err)
    assert.match(words, ran.err, 1, true)
    assert.equal("change", support.git(dir, "log -1 --format=%%s"))
  end

  --- Commits past the hooks.
  local function committed(files)
    support.git(dir, "config core.hooksPath /dev/null")
    support.commit(dir, files)
    support.git(dir, "config --unset core.hooksPath")
  end

  local function people(more)
    committed { ["people.yml"] = PEOPLE,
      ["tickmark.yml"] = command.CONFIG .. "people: {file: people.yml}\n" .. (more or "") }
  end

  it("lets pass what is on the ledger, by its short name or its id, whatever the case", function()
    passes(commit("-m x -m %s", ("Finding: %s\nfinding: %s\nACTION: %s\nRequest: %s"):format(nc, id, action:lower(),
      request)))
  end)

  it("stops what is not there, with its line", function()
    stopped(commit("-m x -m 'Finding: NC-2222'"), 'COMMIT_EDITMSG:3:10: error: Finding: "NC-2222": no such finding on '
      .. ledgers.REF .. "\n  because who follows it finds nothing (7.5.3)\n"
      .. "  -> tickmark finding list tells what there is; each has a line of its own\n")
    stopped(commit("-m x -m %s", "Action: " .. nc), "no such corrective action")
    stopped(commit("-m x -m 'Request: RQ-2222'"), "no such evidence request")
    stopped(commit("-m x -m 'Finding: NC-'"), "no such finding")
    stopped(commit("-m x -m 'Finding:'"), "COMMIT_EDITMSG:3:9: error: Finding: it names nothing")
  end)

  it("says that there is no ledger yet", function()
    support.git(dir, "update-ref -d %s", ledgers.REF)
    stopped(commit("-m x -m %s", "Finding: " .. nc),
      ('"%s": there is no ledger at refs/heads/audit/internal'):format(nc))
  end)

  it("reads a ledger that is configured elsewhere, or named", function()
    local other = ledgers.copy(dir)
    support.git(dir, "update-ref -d %s", ledgers.REF)
    support.write(dir .. "/m", "x\n\nFinding: " .. nc .. "\n")
    assert.equal(1, command.tickmark(dir, "check --message m").status)
    assert.equal(0, command.tickmark(dir, "check --message m --ledger %s:" .. ledgers.REF, other).status)
    committed { ["tickmark.yml"] = command.CONFIG .. ("ledger: {repository: %s}\n"):format(other) }
    assert.equal(0, command.tickmark(dir, "check --message m").status)
    support.remove(other)
  end)

  it("warns of a key that is nearly one of ours, and not of others' keys", function()
    for key, meant in pairs { ["Findings"] = "Finding", ["Fixes-Finding"] = "Finding", ["Actoin"] = "Action",
      ["Corrective-Actions"] = "Action", ["Aproved-By"] = "Approved-by" } do
      local ran = commit("-m x -m %s", key .. ": NC-1")
      assert.equal(0, ran.status, ran.err)
      assert.match(('COMMIT_EDITMSG:3:1: warning: trailer "%s", did you mean "%s"?'):format(key, meant), ran.err, 1,
        true)
    end
    for _, key in ipairs { "Signed-off-by", "Co-authored-by", "Reviewed-by", "Reported-by", "Improved-by", "Section",
      "Pending", "Pull-Request", "Merge-Request", "Change-Id", "Fixes", "Refs", "Requires", "Acked-by" } do
      passes(commit("-m x -m %s", key .. ": x"))
    end
  end)

  describe("of Approved-by", function()
    it("warns of who makes the commit, as committer or as author", function()
      for _, mail in ipairs { "ada@example.com", "bob@example.com" } do
        local ran = commit("--author 'B <bob@example.com>' -m x -m %s", "Approved-by: S <" .. mail:upper() .. ">")
        assert.equal(0, ran.status, ran.err)
        assert.match('COMMIT_EDITMSG:3:14: warning: Approved-by: "' .. mail:upper() .. '" is who makes this commit',
          ran.err, 1, true)
      end
      passes(commit("-m x -m 'Approved-by: Ann <ann@example.com>'"))
    end)

    it("knows the committer of git's settings, and by another mail of the file of people", function()
      people()
      local ran = command.shell("cd %s && unset GIT_COMMITTER_EMAIL GIT_AUTHOR_EMAIL && git commit -q --allow-empty "
        .. "-m x -m 'Approved-by: Otto Ops <O@example.com>'", dir)
      assert.equal(0, ran.status, ran.err)
      assert.match('warning: Approved-by: "O@example.com" is who makes this commit', ran.err, 1, true)
    end)

    it("stops who is not in the file of people, by name or mail", function()
      people()
      stopped(commit("-m x -m 'Approved-by: Mallory <m@example.com>'"), 'COMMIT_EDITMSG:3:14: error: Approved-by: '
        .. '"Mallory <m@example.com>": nobody in people.yml has that name or mail')
      for _, who in ipairs { "Ann Boss", "ann@example.com", "Ann Boss <other@example.com>", "A <Ann@example.com>" } do
        passes(commit("-m x -m %s", "Approved-by: " .. who))
      end
    end)

    it("takes those of whom the commit itself adds", function()
      support.write(dir .. "/people.yml", PEOPLE)
      support.write(dir .. "/tickmark.yml", command.CONFIG .. "people: {file: people.yml}\n")
      support.git(dir, "add -A")
      stopped(commit("-m x -m 'Approved-by: Mallory'"), "nobody in people.yml")
      passes(commit("-m x -m 'Approved-by: Ann Boss'"))
    end)

    it("stops one that names nobody", function()
      stopped(commit("-m x -m 'Approved-by:'"), "COMMIT_EDITMSG:3:13: error: Approved-by: it names nobody")
    end)

    it("only warns where the configuration doesn't let it block", function()
      people("check: {blocks: [head]}\n")
      local ran = commit("-m x -m 'Approved-by: Mallory' -m 'Finding: NC-2222\nApproved-by: Mallory'")
      assert.equal(0, ran.status, ran.err)
      assert.match("2 warnings in 1 message", ran.err, 1, true)
    end)
  end)

  describe("judges what git will record:", function()
    it("of an amended commit", function()
      stopped(commit("--amend -m x -m 'Finding: NC-2222'"), "no such finding")
      passes(commit("--amend -m change -m %s", "Finding: " .. nc))
      passes(commit("--amend --no-edit"))
    end)

    it("of a merge", function()
      support.git(dir, "branch b")
      committed { ["x"] = "x" }
      support.git(dir, "checkout -q b")
      committed { ["y"] = "y" }
      local ran = command.shell("cd %s && git merge -q main -m x -m 'Finding: NC-2222'", dir)
      assert.equal(1, ran.status)
      assert.match("MERGE_MSG:3:10: error", ran.err, 1, true)
      passes(command.shell("cd %s && git commit -q -m x -m %s", dir, "Finding: " .. nc))
    end)

    it("without what the editor was shown, of which lines are counted, too", function()
      stopped(edit("# a\nx\n\n# b\nFinding: NC-2222\n"), "COMMIT_EDITMSG:5:10: error")
      passes(edit("x\n\nFinding: " .. nc .. "\n"))
      passes(edit("x\n\n# Finding: NC-2222\n"))
    end)

    it("with the change itself shown behind the scissors", function()
      support.write(dir .. "/note", "x\n\nFinding: NC-2222\n")
      support.git(dir, "add note")
      stopped(edit("x\n\nAction: CA-2222\n", "--verbose"), "COMMIT_EDITMSG:3:9: error")
      passes(edit("x\n\nAction: " .. action .. "\n", "--verbose"))
      support.write(dir .. "/note", "x")
      support.git(dir, "add note")
      passes(edit("x\n\nAction: " .. action .. "\n", "--cleanup=scissors"))
    end)

    it("with another sign of comments", function()
      for _, mark in ipairs { ";", "auto" } do
        support.git(dir, "config core.commentChar %s", mark)
        local ran = commit("--edit -m x -m '#5' -m 'Finding: NC-2222'")
        assert.match(";\n; On branch main\n", command.read(dir .. "/.git/COMMIT_EDITMSG"), 1, true)
        stopped(ran, "COMMIT_EDITMSG:5:10: error")
      end
    end)

    it("where lines with # stay", function()
      support.git(dir, "config commit.cleanup whitespace")
      stopped(commit("-m x -m 'Finding: NC-2222\n#5'"), "COMMIT_EDITMSG:3:10: error")
      support.git(dir, "config commit.cleanup verbatim")
      passes(commit("-m x -m 'Finding: NC-2222' -m '#5' -m words"))
    end)

    it("before there is a commit", function()
      local new = support.repo()
      ledgers.does(new, "hook install")
      for path, text in pairs(command.isms { ["policies/access.md"] = false }) do
        support.write(new .. "/" .. path, text)
      end
      local ran = command.shell("cd %s && git add -A && git commit -q -m x -m 'Finding: NC-2222'", new)
      assert.equal(1, ran.status)
      assert.match("there is no ledger", ran.err, 1, true)
      support.remove(new)
    end)

    it("in a linked work tree", function()
      support.git(dir, "worktree add -q w")
      local ran = command.shell("cd %s/w && git commit -q --allow-empty -m x -m 'Finding: NC-2222'", dir)
      assert.equal(1, ran.status)
      assert.match("COMMIT_EDITMSG:3:10: error", ran.err, 1, true)
      passes(command.shell("cd %s/w && git commit -q --allow-empty -m x -m %s", dir, "Finding: " .. nc))
    end)
  end)

  it("opens nothing where no trailer asks for it", function()
    local empty = support.tmpdir()
    support.write(empty .. "/m", "x\n\nSigned-off-by: A <a@b>\nFindings: x\n")
    local ran = command.tickmark(empty, "check --message m")
    assert.equal(0, ran.status, ran.err)
    assert.match("1 warning in 1 message\n$", ran.out)
    support.write(empty .. "/m", "x\n\nFinding: NC-2222\n")
    ran = command.tickmark(empty, "check --message m")
    assert.not_equal(0, ran.status)
    assert.match("repository", ran.err, 1, true)
    support.remove(empty)
  end)

  it("shows what is hostile in a message, as JSON and for GitHub, too", function()
    support.write(dir .. "/m\27", "x\n\nFinding: \27[31m\xFF\nApproved-by: ::error::\r\n")
    for _, format in ipairs { "text", "json", "github" } do
      local ran = command.tickmark(dir, "check --format " .. format .. " --message %s", "m\27")
      assert.equal(1, ran.status, ran.err)
      assert.not_match("\27", ran.out, 1, true)
      assert.is_truthy(utf8.len(ran.out))
    end
  end)

  it("has no paths, no base, and a file that can be read", function()
    support.write(dir .. "/m", "x")
    for words, why in pairs { ["--message m --base HEAD"] = "a message has no base",
      ["--message m tickmark.yml"] = "no paths", ["--message none"] = "none: it can't be read",
      ["--message ."] = "it can't be read", ["--message m --staged"] = "can not be used together" } do
      local ran = command.tickmark(dir, "check " .. words)
      assert.equal(3, ran.status, words)
      assert.match(why, ran.err, 1, true)
    end
  end)
end)
