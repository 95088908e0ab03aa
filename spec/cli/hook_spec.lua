-- What becomes of pushes to a server with the hook of `tickmark hook install`, by
-- real git: what would undo a ledger is refused, and goes through without the hook.

local command = require("spec.command")
local ledgers = require("spec.ledgers")
local support = require("spec.support")

local as, forge, newest, tamper = ledgers.as, ledgers.forge, ledgers.newest, ledgers.tamper
local NOW <const>, REF <const> = ledgers.NOW, ledgers.REF

local function install(server) return command.tickmark("/", "hook install --server --repo %s", server) end

local function push(dir, server, what)
  return command.shell("cd %s && git push --quiet %s " .. what, dir, server)
end

local function tip(dir, ref)
  return support.git(dir, "rev-parse --quiet --verify %s || true", ref or REF)
end

--- Files of a folder with their modes, but for git's samples.
local function listed(dir) return support.sh("cd %s && ls -l | grep -v 'sample$' | cut -c1-10,40- || true", dir) end

describe("a server", function()
  local root, origin, dir, server, nc, whole

  --- A bare clone of the origin, guarded or not.
  local function serve(name, guarded)
    local path = root .. "/" .. name
    support.sh("git clone -q --bare %s %s", origin, path)
    if guarded then assert.equal(0, install(path).status) end
    return path
  end

  setup(function()
    root = support.tmpdir()
    origin = root .. "/origin"
    support.sh("mv %s %s", support.repo(command.isms(), { date = "2026-10-01T12:00:00Z" }), origin)
    as(origin, "eva")
    assert.equal(1, command.tickmark(origin, "audit --record --quiet").status)
    nc = support.git(origin, "log --format=%%s %s", REF):match("NC%-%w+")
    as(origin, "otto")
    for _, words in ipairs { "We see it", "And the reason" } do
      ledgers.does(origin, "finding respond %s --text %s", nc, words)
    end
    whole = support.git(origin, "rev-list --count %s", REF) .. " commits, "
  end)
  teardown(function() support.remove(root) end)
  before_each(function()
    dir, server = root .. "/clone", serve("server.git", true)
    support.sh("cp -a %s %s", origin, dir)
  end)
  after_each(function()
    support.remove(dir)
    support.remove(server)
  end)

  --- A push that a server takes without the hook, and refuses with it.
  local function refused(what, ...)
    local other, before = serve("other.git"), tip(server)
    local ref = what:match(":(refs/%S+)$") or REF
    local was = tip(server, ref)
    local ran = push(dir, other, what)
    assert.equal(0, ran.status, ran.err)
    assert.not_equal(was, tip(other, ref))
    support.remove(other)
    ran = push(dir, server, what)
    assert.equal(1, ran.status, ran.err)
    for _, why in ipairs { ..., "hook declined" } do assert.match(why, ran.err, 1, true) end
    assert.equal(was, tip(server, ref))
    assert.equal(before, tip(server))
    return ran.err
  end

  it("takes a push that adds events, and says what it found", function()
    for _, words in ipairs { "More", "And more" } do
      ledgers.does(dir, "finding respond %s --text %s", nc, words)
    end
    local ran = push(dir, server, REF)
    assert.equal(0, ran.status, ran.err)
    assert.match("2 commits since", ran.err, 1, true)
    assert.match("sound", ran.err, 1, true)
    assert.equal(tip(dir), tip(server))
  end)

  it("takes a ledger that it doesn't have yet, its drafts' one too, and looks at all of it", function()
    for _, name in ipairs { "refs/heads/audit/mock", "refs/heads/audit/internal" } do
      support.git(server, "update-ref -d %s", name)
      local ran = push(dir, server, REF .. ":" .. name)
      assert.equal(0, ran.status, ran.err)
      assert.match(whole, ran.err, 1, true)
    end
    refused(REF .. ":refs/heads/audit/internal-draft", "no draft, among drafts")
    refused("main:refs/heads/audit/mock-2", "not the first commit that every ledger of this organisation has")
  end)

  it("takes a merge that leaves a conflict", function()
    local other = root .. "/colleague"
    support.sh("cp -a %s %s", dir, other)
    ledgers.does(dir, "finding respond %s --text Mine", nc)
    ledgers.does(other, "finding respond %s --text Theirs", nc)
    assert.equal(0, push(other, server, REF).status)
    ledgers.merge(dir, other)
    support.remove(other)
    local ran = push(dir, server, REF)
    assert.equal(0, ran.status, ran.err)
    assert.match("in conflict: responded, responded", ran.err, 1, true)
    assert.equal(tip(dir), tip(server))
  end)

  it("takes a merge of what went apart after trust had begun", function()
    local key = ledgers.be(dir, "eva")
    ledgers.does(dir, "trust appoint eva@example.com --role lead-auditor --key %s.pub", key)
    assert.equal(0, push(dir, server, REF).status)
    local other = ledgers.copy(dir)
    ledgers.does(dir, "finding respond %s --text Mine", nc)
    ledgers.does(other, "finding respond %s --text Theirs", nc)
    assert.equal(0, push(other, server, REF).status)
    ledgers.merge(dir, other)
    support.remove(other)
    local ran = push(dir, server, REF)
    assert.equal(0, ran.status, ran.err)
    assert.match("2 commits since", ran.err, 1, true)
  end)

  it("doesn't look at other branches, nor keep them from being pushed together with a ledger", function()
    support.commit(dir, { ["x.md"] = "x" })
    tamper(dir, "echo x > README.md")
    local ran = push(dir, server, "main " .. REF .. ":refs/heads/aside " .. REF)
    assert.equal(1, ran.status)
    assert.match("no event's path", ran.err, 1, true)
    assert.equal(tip(dir, "main"), tip(server, "main"))
    assert.equal(tip(dir), tip(server, "refs/heads/aside"))
    assert.equal(tip(origin), tip(server))
    ran = push(dir, server, ":refs/heads/aside +main~1:main")
    assert.equal(0, ran.status, ran.err)
    assert.equal("", ran.err)
  end)

  it("takes no commit of what is protected that a hook would not have let pass", function()
    local main = "refs/heads/main"
    local config = command.read(dir .. "/tickmark.yml") .. "protected: " .. main .. "\n"
    support.commit(dir, { ["tickmark.yml"] = config }, { date = "2026-10-02T12:00:00Z" })
    local other = root .. "/protected.git"
    support.sh("git clone -q --bare %s %s", dir, other)
    assert.match("verifies what is pushed to refs/heads/audit/ and refs/heads/main\n", install(other).out, 1, true)
    local before = tip(other, main)
    support.commit(dir, { ["policies/bad.md"] = "# Nothing above\n" }, { date = "2026-10-03T12:00:00Z" })
    support.commit(dir, { ["policies/bad.md"] = false }, { date = "2026-10-04T12:00:00Z" }) -- mended, and went past
    local ran = push(dir, other, "main")
    assert.equal(1, ran.status)
    for _, why in ipairs { "policies/bad.md:1:1: error: it has no head",
      "1 in 2 commits of documents went past the hook", main .. ": refused, it stays where it was" } do
      assert.match(why, ran.err, 1, true)
    end
    assert.equal(before, tip(other, main))
    assert.equal(0, push(dir, other, "main:refs/heads/feature").status)
    assert.equal(1, push(dir, other, ":" .. main).status)
    support.git(dir, "reset -q --hard HEAD~2")
    support.commit(dir, { ["notes.md"] = "x" }, { date = "2026-10-05T12:00:00Z" })
    ran = push(dir, other, "main")
    assert.same({ 0, tip(dir, main) }, { ran.status, tip(other, main) }, ran.err)
    support.remove(other)
  end)

  describe("refuses a push", function()
    local AT <const> = "$(git ls-files 'findings/*/0002-*')"

    for _, case in ipairs {
      { "that rewrites an event", "echo more >> " .. AT, "changes a file" },
      { "that deletes an event", "git rm -q " .. AT, "takes a file away" },
      { "that adds what is no event", "echo x > README.md", "no event's path" },
      { "of a commit that adds nothing", "true", "adds no event" },
    } do
      it(case[1], function()
        tamper(dir, case[2])
        local err = refused(REF, case[3])
        assert.match(tip(dir):sub(1, 12), err, 1, true)
      end)
    end

    it("that rolls the ledger back", function()
      refused("--force " .. REF .. "~1:" .. REF, tip(server):sub(1, 12), "not a part of this ledger's history")
    end)

    it("that puts another history in its place", function()
      support.git(dir, "update-ref %s %s~1", REF, REF)
      ledgers.does(dir, "finding respond %s --text Else", nc)
      refused("--force " .. REF, "not a part of this ledger's history")
    end)

    it("that deletes the ledger", function() refused(":" .. REF, REF .. ": a ledger is not deleted") end)

    -- what is forged onto the newest event
    for _, case in ipairs {
      { "takes a step that there isn't", function(head) head.state = "closed" end, "closed does not follow responded" },
      { "says that somebody else made it", function(head) head.by = "otto@example.com" end,
        "by otto@example.com, and its commit's author is mallory@example.com" },
      { "cites what isn't there", function(head)
        head.evidence[1].blob = ("ab"):rep(20)
      end, "object is missing" },
    } do
      it("of an event that " .. case[1], function()
        local head, _, sha256 = newest(dir, "findings")
        tamper(dir, function(work)
          head.seq, head.previous, head.by, head.on = 4, { sha256 }, "mallory@example.com", NOW
          case[2](head)
          forge(work, head)
        end)
        refused(REF, case[3])
      end)
    end

    it("of an event by somebody who may not make it", function()
      support.sh("ssh-keygen -q -t ed25519 -N '' -C '' -f %s/.git/key", dir)
      as(dir, "eva")
      support.git(dir, "config gpg.format ssh; git -C %s config user.signingkey %s/.git/key", dir, dir)
      ledgers.does(dir, "trust appoint eva@example.com --role lead-auditor --key .git/key.pub")
      local ran = push(dir, server, REF)
      assert.equal(0, ran.status, ran.err)
      local head, _, sha256 = newest(dir, "findings")
      tamper(dir, function(work)
        head.seq, head.previous, head.by, head.on = 4, { sha256 }, "mallory@example.com", NOW
        head.state = "withdrawn"
        forge(work, head)
      end)
      refused(REF, "that is for a lead auditor to do, and mallory@example.com is none here")
    end)

    it("of a merge that adds a file of its own", function()
      local other = root .. "/colleague"
      support.sh("cp -a %s %s", dir, other)
      ledgers.does(dir, "finding respond %s --text Mine", nc)
      ledgers.does(other, "finding respond %s --text Theirs", nc)
      support.sh("cd %s && git fetch -q %s " .. REF .. ":theirs && git worktree add -q --detach .git/work " .. REF
        .. " && cd .git/work && git merge -q --no-commit theirs && echo x > extra.md && git add -A "
        .. "&& git commit -q -m merge && git update-ref " .. REF .. " HEAD", dir, other)
      support.remove(other)
      refused(REF, "a merge that adds a file of its own")
    end)

    it("when it can't be verified: no configuration, or no tickmark any more", function()
      ledgers.does(dir, "finding respond %s --text More", nc)
      support.git(server, "symbolic-ref HEAD refs/heads/none")
      refused(REF, "HEAD: no commit yet")
      support.git(server, "symbolic-ref HEAD refs/heads/main")
      support.sh("sed -i 's:^tickmark=.*:tickmark=/nonexistent/tickmark:' %s/hooks/update", server)
      refused(REF, "/nonexistent/tickmark")
    end)
  end)

  describe("has its hook", function()
    it("written where git runs it, the same when it is installed twice", function()
      local path = server .. "/hooks/update"
      local script = command.read(path)
      assert.match("-rwxr-xr-x", listed(server .. "/hooks"), 1, true)
      support.sh("chmod -x %s", path)
      local ran = command.shell("umask 077; \"$TICKMARK\" hook install --server --repo %s", server)
      assert.equal(0, ran.status, ran.err)
      assert.equal(path .. ": verifies what is pushed to refs/heads/audit/\n", ran.out)
      assert.equal(script, command.read(path))
      assert.match("-rwxr-xr-x", listed(server .. "/hooks"), 1, true)
      support.sh("sh -n %s", path)
    end)

    it("in a repository whose path has blanks and quotes", function()
      local odd = serve("it's a \"$server\" `x`; exit 1 #.git", true)
      tamper(dir, "true")
      assert.match("adds no event", push(dir, odd, REF).err, 1, true)
      assert.equal(tip(origin), tip(odd))
      assert.equal(0, push(dir, odd, "main:refs/heads/else").status)
      support.remove(odd)
    end)

    it("where core.hooksPath says, by a command whose path has blanks and quotes", function()
      local odd = root .. "/it's a \"$place\""
      support.sh("mkdir -p %s/hooks && cp -r %s/bin %s/libexec %s", odd, command.PATH:match("^(.*)/tickmark"),
        command.PATH:match("^(.*)/tickmark"), odd)
      support.remove(server .. "/hooks")
      support.git(server, "config core.hooksPath %s", odd .. "/hooks")
      local ran = command.shell("%s hook install --server --repo %s", odd .. "/bin/tickmark", server)
      assert.equal(0, ran.status, ran.err)
      assert.match(odd .. "/bin/tickmark", (command.read(odd .. "/hooks/update"):gsub([['\'']], "'")), 1, true)
      tamper(dir, "true")
      assert.match("adds no event", push(dir, server, REF).err, 1, true)
      support.git(dir, "update-ref %s %s~1", REF, REF)
      ledgers.does(dir, "finding respond %s --text More", nc)
      ran = push(dir, server, REF)
      assert.equal(0, ran.status, ran.err)
      support.remove(odd)
    end)

    it("in a folder that is made for it, and nowhere when that can't be", function()
      support.remove(server .. "/hooks")
      assert.equal(0, install(server).status)
      assert.match("-rwxr-xr-x", listed(server .. "/hooks"), 1, true)
      support.git(server, "config core.hooksPath none/hooks")
      local ran = install(server)
      assert.equal(3, ran.status)
      assert.match(server .. "/none/hooks: no such folder, where git looks for hooks", ran.err, 1, true)
    end)

    it("as it is once somebody has changed it, with a word on where their lines can be", function()
      local path = server .. "/hooks/update"
      local changed = command.read(path) .. "echo mine\n"
      support.write(path, changed)
      local ran = install(server)
      assert.equal(3, ran.status)
      assert.match(path .. ": written by tickmark hook install, and changed since", ran.err, 1, true)
      assert.match("pre-receive or post-update", ran.err, 1, true)
      assert.equal(changed, command.read(path))
    end)

    it("not in place of a link that leads nowhere", function()
      support.sh("rm %s/hooks/update && ln -s gone %s/hooks/update", server, server)
      local ran = install(server)
      assert.equal(3, ran.status)
      assert.match("/hooks/update: another hook is there", ran.err, 1, true)
      assert.equal("gone", support.sh("readlink %s/hooks/update", server))
    end)

    it("not in the folder of all repositories, unless that is meant", function()
      local home = root .. "/home"
      support.write(home .. "/.gitconfig", "[core]\nhooksPath = ~/hooks\n")
      local ran = command.shell("HOME=%s; \"$TICKMARK\" hook install --server --repo %s", home, server)
      assert.equal(3, ran.status)
      assert.match("--all-repositories", ran.err, 1, true)
      ran = command.shell("HOME=%s; \"$TICKMARK\" hook install --server --all-repositories --repo %s", home, server)
      assert.equal(0, ran.status, ran.err)
      assert.match("-rwxr-xr-x", listed(home .. "/hooks"), 1, true)
    end)

    it("not in place of another hook, which gets a line that does the same", function()
      local path = server .. "/hooks/update"
      support.write(path, "#!/bin/sh -e\necho theirs >&2\n")
      local before = listed(server .. "/hooks")
      local ran = install(server)
      assert.equal(3, ran.status)
      assert.match(path .. ": another hook is there, and stays as it is", ran.err, 1, true)
      assert.equal(before, listed(server .. "/hooks"))
      assert.equal("#!/bin/sh -e\necho theirs >&2\n", command.read(path))
      local line = ran.err:match("put this line into it: ([^\n]+)\n$")
      support.write(path, "#!/bin/sh -e\necho theirs >&2\n" .. line .. "\necho passed >&2\n")
      support.sh("chmod +x %s", path)
      assert.equal(0, install(server).status)
      assert.match(line, command.read(path), 1, true)

      refused(":" .. REF, "theirs")
      refused("--force " .. REF .. "~1:" .. REF, "theirs", "not a part of this ledger's history")
      for _, what in ipairs { REF .. ":refs/heads/audit/new", "main:refs/heads/else" } do
        ran = push(dir, server, what)
        assert.equal(0, ran.status, ran.err)
        assert.match("passed", ran.err, 1, true)
      end
      tamper(dir, "true")
      assert.not_match("passed", refused(REF, "theirs", "adds no event"), 1, true)
    end)

    it("for the ledger that is configured, and for nothing else in a folder of all branches", function()
      for ref, told in pairs { ["refs/heads/acme/audits/2026"] = "refs/heads/acme/audits/",
        ["refs/audits/2026"] = "refs/audits/", ["refs/heads/ledger"] = "refs/heads/ledger and refs/heads/ledger-draft",
      } do
        support.commit(dir, { ["tickmark.yml"] = command.CONFIG .. ("ledger: {ref: %q}\n"):format(ref) })
        local ran = push(dir, server, "--force main " .. REF .. ":" .. ref)
        assert.equal(0, ran.status, ran.err)
        ran = install(server)
        assert.match("verifies what is pushed to " .. told .. "\n", ran.out, 1, true)
        refused(":" .. ref, "a ledger is not deleted")
        assert.equal(0, push(dir, server, "main:refs/heads/else").status)
        support.git(server, "update-ref -d %s", ref)
      end
    end)

    it("not where its ledger isn't, or isn't the whole name of a ref", function()
      local script = command.read(server .. "/hooks/update")
      for given, why in pairs { ["{repository: /srv/own.git}"] = "its ledger is in another repository: /srv/own.git",
        ["{ref: audit}"] = "ledger.ref: audit: not the whole name of a ref" } do
        support.commit(dir, { ["tickmark.yml"] = command.CONFIG .. "ledger: " .. given .. "\n" })
        assert.equal(0, push(dir, server, "main").status)
        local ran = install(server)
        assert.equal(3, ran.status)
        assert.match(why, ran.err, 1, true)
        assert.equal(script, command.read(server .. "/hooks/update"))
      end
    end)
  end)

  describe("keeps what is pushed in quarantine", function()
    --- A hook of one's own before any ref moves; `with` runs before `tickmark`.
    local function check(with, words)
      support.remove(server .. "/hooks/update")
      words = words or "verify --repo . --ledger \".:$ref\" \"$old..$new\""
      support.write(server .. "/hooks/pre-receive", ("#!/bin/sh\nwhile read old new ref; do\n%s '%s' %s || exit 1\n"
        .. "done\n"):format(with or "", command.PATH, words))
      support.sh("chmod +x %s/hooks/pre-receive", server)
    end

    local function grow()
      ledgers.does(dir, "finding respond %s --text More", nc)
    end

    for _, limit in ipairs { "1", "10000" } do
      it("which verify reads, of a pack or of single objects: " .. limit, function()
        support.git(server, "config receive.unpackLimit %s", limit)
        grow()
        check("env -u GIT_QUARANTINE_PATH")
        local ran = push(dir, server, REF)
        assert.equal(1, ran.status)
        assert.match("object is missing", ran.err, 1, true)
        check()
        ran = push(dir, server, REF)
        assert.equal(0, ran.status, ran.err)
        assert.match("1 commit since", ran.err, 1, true)
        tamper(dir, "true")
        ran = push(dir, server, REF)
        assert.equal(1, ran.status)
        assert.match("adds no event", ran.err, 1, true)
        assert.equal("gone", support.git(server, "cat-file -e %s 2>/dev/null || echo gone", tip(dir)))
      end)
    end

    it("which an audit reads, with its scripts", function()
      support.commit(dir, { ["evidence/users/2026-01.csv"] = "user,mfa\nada,yes\nbob,yes\n",
        ["checks/x.lua"] = command.script("own.pushed", "t:positive('what is pushed')") })
      check(nil, "audit --repo . --rev \"$new\" --only own.pushed --format json")
      local ran = push(dir, server, "main")
      assert.match('"outcome": "pass"', ran.err, 1, true)
      assert.match(support.git(dir, "rev-parse main"), ran.err, 1, true)
    end)

    it("and nothing else than that is taken for it", function()
      grow()
      for _, case in ipairs {
        { "/etc", "GIT_QUARANTINE_PATH: /etc: not below " .. server .. "/objects" },
        { "$PWD/objects", "/objects: not below " .. server .. "/objects" },
        { "$PWD/objects/../hooks", "not below " .. server .. "/objects" },
        { "objects/incoming", "GIT_QUARANTINE_PATH: objects/incoming: not an absolute path" },
        { "$PWD/objects/incoming", "/objects/incoming: No such file or directory" },
        { "$PWD/objects/../HEAD/", "/HEAD/: Not a directory" },
      } do
        check("GIT_QUARANTINE_PATH=" .. case[1])
        local ran = push(dir, server, REF)
        assert.equal(1, ran.status)
        assert.match(case[2], ran.err, 1, true)
        assert.equal(tip(origin), tip(server))
      end
    end)

    it("which is of no matter where another repository is read", function()
      check(nil, "verify --repo " .. origin)
      grow()
      local ran = push(dir, server, REF)
      assert.equal(0, ran.status, ran.err)
      assert.match(whole, ran.err, 1, true)
      check("GIT_DIR=", "verify --repo " .. origin)
      assert.match("not below " .. origin .. "/.git/objects", push(dir, server, REF .. ":refs/heads/x").err, 1, true)
    end)
  end)

  describe("'s help", function()
    it("fits a screen, has an example, and says what is needed", function()
      for _, words in ipairs { "hook --help", "hook install --help" } do
        local ran = command.tickmark("/", words)
        assert.equal(0, ran.status)
        assert.match("example:\n  tickmark hook install --repo .\n", ran.out, 1, true)
        local _, lines = ran.out:gsub("\n", "")
        assert.is_true(lines <= 24)
        for line in ran.out:gmatch("[^\n]+") do assert.is_true(#line <= 80, line) end
      end
      local ran = command.tickmark(server, "hook install")
      assert.equal(3, ran.status)
      assert.match("nobody commits in a bare repository", ran.err, 1, true)
      assert.equal(3, command.tickmark("/", "hook install --server").status)
    end)
  end)
end)
