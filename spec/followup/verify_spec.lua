-- What `tickmark verify` says of a ledger that somebody has tampered with, by
-- real git, and of one that nobody has.

local canon = require("tickmark.base.canon")
local command = require("spec.command")
local event = require("tickmark.ledger.event")
local ledgers = require("spec.ledgers")
local support = require("spec.support")

local as, forge, head_of, merge = ledgers.as, ledgers.forge, ledgers.head_of, ledgers.merge
local newest, tamper = ledgers.newest, ledgers.tamper
local NOW <const>, REF <const> = ledgers.NOW, ledgers.REF

local function verify(dir, more)
  return command.tickmark(dir, "verify " .. (more or ""))
end

--- It is caught, in these words; what the ledger's commit is called is said.
local function caught(dir, why, more)
  local ran = verify(dir, more)
  assert.equal(4, ran.status, ran.out .. ran.err)
  assert.match(why, ran.out .. ran.err, 1, true)
  return ran.out
end

describe("a ledger", function()
  local origin, dir

  setup(function()
    origin = support.repo(command.isms(), { date = "2026-10-01T12:00:00Z" })
    as(origin, "eva")
    assert.equal(1, command.tickmark(origin, "audit --record --quiet").status)
    local nc = support.git(origin, "log -1 --format=%%s %s", REF):match("NC%-%w+")
    as(origin, "otto")
    for _, what in ipairs { "respond %s --text 'We see it'", "respond %s --text 'And the reason'" } do
      assert.equal(0, command.tickmark(origin, "finding " .. what, nc).status)
    end
  end)
  teardown(function() support.remove(origin) end)
  before_each(function()
    as(origin, "eva")
    dir = support.tmpdir()
    support.sh("cp -a %s/. %s", origin, dir)
  end)
  after_each(function() support.remove(dir) end)

  it("that nobody has tampered with is sound", function()
    local ran = verify(dir)
    assert.equal(0, ran.status, ran.out .. ran.err)
    assert.match("6 commits, 1 citation checked, sound", ran.out, 1, true)
    assert.match('"failed": 0', verify(dir, "--format json").out, 1, true)
  end)

  it("that hasn't begun is said not to have", function()
    support.git(dir, "update-ref -d %s", REF)
    local ran = verify(dir)
    assert.equal(0, ran.status, ran.err)
    assert.match("there is no ledger yet", ran.out, 1, true)
  end)

  describe("is caught", function()
    local AT <const> = "$(git ls-files 'findings/*/0002-*')"

    for _, case in ipairs {
      { "when an event is rewritten", "echo more >> " .. AT, "changes a file" },
      { "when an event is deleted", "git rm -q " .. AT, "takes a file away" },
      { "when an event is renamed", "git mv " .. AT .. " findings/x.md", "takes a file away" },
      { "when an event's mode changes", "chmod +x " .. AT, "changes a file" },
      { "when an event becomes a link", "ln -sf /etc/passwd " .. AT, "changes a file" },
      { "when a file is added that is no event", "echo x > README.md", "no event's path" },
      { "when a commit adds nothing", "true", "adds no event" },
      { "when a commit adds two files", "echo x > a; echo y > b", "adds more than one file" },
    } do
      it(case[1], function()
        tamper(dir, case[2])
        local out = caught(dir, case[3])
        assert.match(support.git(dir, "rev-parse --short=12 %s", REF), out, 1, true)
      end)
    end

    it("when an event is forged that jumps over what comes between", function()
      local head, _, sha256 = newest(dir)
      tamper(dir, function(work)
        head.seq, head.state, head.previous, head.by = 4, "closed", { sha256 }, "mallory@example.com"
        head.on = NOW
        forge(work, head)
      end)
      local out = caught(dir, "closed does not follow responded")
      assert.match("never verified as effective", out, 1, true)
      assert.match("0004-closed-", out, 1, true)
    end)

    it("when an event says that somebody else made it", function()
      local head, _, sha256 = newest(dir)
      tamper(dir, function(work)
        head.seq, head.previous, head.on = 4, { sha256 }, NOW
        forge(work, head)
      end)
      caught(dir, "by otto@example.com, and its commit's author is mallory@example.com")
    end)

    it("when an event changes what never changes", function()
      local head, _, sha256 = newest(dir)
      tamper(dir, function(work)
        head.seq, head.previous, head.by, head.on = 4, { sha256 }, "mallory@example.com", NOW
        head.requirement, head.raised_on = "A.8.6", "2026-10-30"
        forge(work, head)
      end)
      local out = caught(dir, "requirement has changed, which is no part of: respond")
      assert.match("raised_on has changed", out, 1, true)
    end)

    it("when a grade is lowered without being regraded", function()
      local nc = newest(dir).id
      assert.equal(0, command.tickmark(dir, "finding regrade %s --grade major --basis systematic_failure --text 'all'",
        nc).status)
      local head, _, sha256 = newest(dir)
      tamper(dir, function(work)
        head.seq, head.previous, head.by, head.on = 5, { sha256 }, "mallory@example.com", NOW
        head.grade, head.state, head.grades = "minor", "responded", nil
        forge(work, head)
      end)
      local out = caught(dir, "grade has changed, which is no part of: respond")
      assert.match("grades has changed", out, 1, true)
    end)

    it("when an event is backdated, by its commit or by its own day", function()
      local head, _, sha256 = newest(dir)
      tamper(dir, function(work)
        head.seq, head.previous, head.by, head.on = 4, { sha256 }, "mallory@example.com", "2026-09-01"
        forge(work, head)
      end, "2026-09-20T12:00:00Z")
      local out = caught(dir, "backdated")
      assert.match("it says that it is of 2026-09-01, and its commit is of 2026-09-20", out, 1, true)
    end)

    it("when events are put into another order", function()
      support.sh("cd %s && git worktree add -q %s/.git/work " .. REF .. "~2 2>/dev/null && cd .git/work && "
        .. "git -c user.name=M -c user.email=m@x cherry-pick " .. REF .. " >/dev/null 2>&1 && "
        .. "git -c user.name=M -c user.email=m@x cherry-pick " .. REF .. "~1 >/dev/null 2>&1 && git update-ref " .. REF
        .. " HEAD", dir, dir)
      caught(dir, "what it follows is not there")
    end)

    -- what is forged onto the newest event, and what is said
    for _, case in ipairs {
      { "names the same event twice, to seem settled", function(head, sha256)
        head.previous, head.state, head.verified = { sha256, sha256 }, "closed", { result = "effective" }
      end, "it follows the same twice" },
      { "wipes a statement as if by a run", function(head)
        head.statement, head.run, head.items = "all is well", ("a"):rep(64), canon.array {}
        head.response = nil
      end, "response has changed, which is no part of: retest" },
      { "goes on from where it was not, by a regrade", function(head)
        head.state, head.resumes, head.verified = "regraded", "verified", { result = "effective" }
      end, "goes on from where it was not" },
      { "has a plan without a cause", function(head) head.state = "plan-proposed" end,
        "plan proposed, and no root cause has been given" },
      { "is a draft on the ledger", function(head) head.state = "draft" end, "a draft that was not issued" },
      { "says nobody", function(head) head.by = nil end, "and its commit's author is" },
      { "has a map for a text", function(head) head.statement = { a = "b" } end, "statement is no text" },
      { "has a text for a list", function(head) head.evidence = "x" end, "evidence is not of the form" },
      { "cites a commit that is none", function(head)
        head.evidence[1].commit, head.evidence[1].blob = "HEAD", "x"
        head.run = ("a"):rep(64)
      end, "no blob's id" },
      { "cites in a response what isn't there", function(head)
        head.response = { text = "x", evidence = { { path = "a", blob = ("0"):rep(40), commit = ("0"):rep(40) } } }
      end, "object is missing" },
    } do
      it("when an event " .. case[1], function()
        local head, _, sha256 = newest(dir)
        tamper(dir, function(work)
          head.seq, head.previous, head.by, head.on = 4, { sha256 }, "mallory@example.com", NOW
          case[2](head, sha256)
          forge(work, head)
        end)
        caught(dir, case[3])
        for _, what in ipairs { "finding list", "finding show " .. head.id, "status", "audit --record --quiet" } do
          local ran = command.tickmark(dir, what)
          assert.is_nil((ran.err .. ran.out):find("tickmark's own", 1, true), what .. ran.err)
        end
      end)
    end

    it("when a request takes a finding's place", function()
      local head = newest(dir)
      tamper(dir, function(work)
        head.seq, head.previous, head.state, head.by, head.on = 1, canon.array {}, "open", "mallory@example.com", NOW
        local path, bytes = event.file(head, "\nForged.\n", "requests")
        support.write(work .. "/" .. path, bytes)
      end)
      caught(dir, "its identity is not one of a evidence request")
      assert.equal(4, command.tickmark(dir, "finding list").status)
    end)

    it("when a matter that is over is decided again by settling a side branch", function()
      local other = support.tmpdir()
      support.sh("cp -a %s/. %s", dir, other)
      local id = newest(dir).id
      assert.equal(0, command.tickmark(dir, "finding withdraw %s --text 'Not so'", id).status)
      assert.equal(0, command.tickmark(other, "finding respond %s --text 'Side branch'", id).status)
      merge(dir, other)
      support.remove(other)
      local ran = command.tickmark(dir, "finding settle %s --state responded --text x", id)
      assert.equal(3, ran.status, ran.out)
      assert.match("it was over", ran.err, 1, true)
    end)

    it("when an id isn't that of its identity, as one that was ground to collide would not be", function()
      local head = newest(dir)
      tamper(dir, function(work)
        head.seq, head.previous, head.state = 1, {}, "open"
        head.id, head.by, head.on = head.id:sub(1, 8) .. "AAAAAAAA", "mallory@example.com", NOW
        forge(work, head)
      end)
      caught(dir, "its id is not that of its identity")
    end)

    it("when a life begins twice", function()
      local head = newest(dir)
      tamper(dir, function(work)
        head.seq, head.previous, head.state = 1, {}, "open"
        head.by, head.on = "mallory@example.com", NOW
        forge(work, head)
      end)
      caught(dir, "a second beginning")
    end)

    it("when a merge takes away, or adds a file of its own", function()
      for _, case in ipairs {
        { "git rm -q $(git ls-files 'findings/*/0001-*')", "a merge that takes a file away" },
        { "echo x > extra.md", "a merge that adds a file of its own" },
      } do
        local copy = support.tmpdir()
        support.sh("cp -a %s/. %s", dir, copy)
        support.sh("cd %s && git worktree add -q --detach %s/.git/work " .. REF .. " && cd .git/work && "
          .. "git config user.name M && git config user.email m@x && base=$(git rev-parse HEAD) && "
          .. "git commit -q --allow-empty -m side && side=$(git rev-parse HEAD) && git checkout -q $base && "
          .. "git commit -q --allow-empty -m main && git merge -q --no-commit --no-ff $side >/dev/null 2>&1; "
          .. case[1] .. "; git add -A && git commit -q -m merge && git update-ref " .. REF .. " HEAD", copy, copy)
        caught(copy, case[2])
        support.remove(copy)
      end
    end)

    it("when its history is cut off and begun anew", function()
      support.sh("cd %s && git worktree add -q --detach %s/.git/work " .. REF .. " && cd .git/work && "
        .. "git checkout -q --orphan new && git -c user.name=M -c user.email=m@x commit -q -m root && "
        .. "git update-ref " .. REF .. " HEAD", dir, dir)
      caught(dir, "not the first commit")
    end)

    it("when the ref points elsewhere", function()
      support.git(dir, "update-ref %s main", REF)
      caught(dir, "not the first commit")
      support.git(dir, "branch aside; git -C %s symbolic-ref %s refs/heads/aside", dir, REF)
      local ran = verify(dir)
      assert.truthy(ran.status >= 2, ran.out)
      assert.match("a symbolic reference", ran.err, 1, true)
    end)

    it("when an object on disk is another than its name says", function()
      local blob = support.git(dir, "rev-parse %s:%s", REF, select(2, newest(dir)))
      support.sh("cd %s && for p in .git/objects/pack/*.pack; do mv $p /tmp/p.$$; "
        .. "git unpack-objects -q < /tmp/p.$$; rm -f /tmp/p.$$ ${p%%.pack}.*; done", dir)
      local path = ("%s/.git/objects/%s/%s"):format(dir, blob:sub(1, 2), blob:sub(3))
      local other = support.git(dir, "rev-parse HEAD:tickmark.yml")
      support.sh("chmod u+w %s && cp %s/.git/objects/%s/%s %s", path, dir, other:sub(1, 2), other:sub(3), path)
      local ran = verify(dir)
      assert.truthy(ran.status == 4 or ran.status == 2, ran.out .. ran.err)
      assert.match("0003-responded", ran.out .. ran.err, 1, true)
    end)

    it("when what it cites is not there, or not as it was", function()
      local head, _, sha256 = newest(dir)
      for _, case in ipairs {
        { function(one) one.blob = ("ab"):rep(20) end, "object is missing" },
        { function(one) one.sha256 = ("0"):rep(64) end, "its SHA-256 is another" },
        { function(one) one.path = "policies/none.md" end, "not at the commit that is cited" },
        { function(one) one.path = "tickmark.yml" end, "another file at the commit" },
      } do
        local copy = support.tmpdir()
        support.sh("cp -a %s/. %s", dir, copy)
        tamper(copy, function(work)
          local forged = event.copy(head)
          forged.seq, forged.previous, forged.by, forged.on = 4, { sha256 }, "mallory@example.com", NOW
          case[1](forged.evidence[1])
          forge(work, forged)
        end)
        caught(copy, case[2])
        support.remove(copy)
      end
    end)
  end)

  describe("whose tip is remembered in a second place", function()
    local kept

    before_each(function()
      kept = support.tmpdir() .. "/tips.json"
      assert.equal(0, verify(dir, "--remember " .. kept).status)
    end)
    after_each(function() support.remove(kept:match("^(.*)/")) end)

    it("is verified from there on only", function()
      assert.match("0 commits since", verify(dir, "--remember " .. kept).out, 1, true)
      local nc = newest(dir).id
      assert.equal(0, command.tickmark(dir, "finding respond %s --text More", nc).status)
      assert.match("1 commit since", verify(dir, "--remember " .. kept).out, 1, true)
    end)

    it("is caught when it is rolled back, or replaced by another history", function()
      local tip = support.git(dir, "rev-parse %s", REF)
      support.git(dir, "update-ref %s %s~1", REF, tip)
      caught(dir, "rolled back, or another history", "--remember " .. kept)
      local nc = newest(dir).id
      assert.equal(0, command.tickmark(dir, "finding respond %s --text Else", nc).status)
      assert.equal(0, verify(dir).status)
      caught(dir, "rolled back, or another history", "--remember " .. kept)
      support.git(dir, "update-ref -d %s", REF)
      caught(dir, "rolled back, or another history", "--remember " .. kept)
    end)

    it("is not taken from a file that tickmark didn't write", function()
      for _, bytes in ipairs { "tips", '{"acme ' .. REF .. '": 5}', '{"acme ' .. REF .. '": {}}', '{"a": "main"}' } do
        support.write(kept, bytes)
        local ran = verify(dir, "--remember " .. kept)
        assert.equal(3, ran.status, bytes)
        assert.match("not a file that tickmark verify has written", ran.err, 1, true)
      end
    end)

    it("is not confused with a range, which takes any name of a commit", function()
      assert.match("1 commit since", verify(dir, REF .. "~1..").out, 1, true)
      assert.match("2 commits since", verify(dir, "$(git rev-parse --short " .. REF .. "~2)..").out, 1, true)
      local ran = verify(dir, "main..")
      assert.equal(4, ran.status)
      assert.match("not a part of this ledger's history", ran.out, 1, true)
    end)
  end)

  describe("of two clones that went apart", function()
    local function apart(first, second)
      local other = support.tmpdir()
      support.sh("cp -a %s/. %s", dir, other)
      local nc = newest(dir).id
      for place, what in pairs { [dir] = first, [other] = second } do
        for _, one in ipairs(what) do
          local ran = command.tickmark(place, one, nc)
          assert.equal(0, ran.status, one .. ran.err)
        end
      end
      merge(dir, other)
      support.remove(other)
      return nc
    end

    it("is merged by plain git, sound, and in conflict until somebody decides", function()
      local nc = apart({ "finding respond %s --text Mine" }, { "finding regrade %s --grade major --basis "
        .. "systematic_failure --text Worse" })
      local ran = verify(dir)
      assert.equal(1, ran.status, ran.out .. ran.err)
      assert.match("in conflict: ", ran.out, 1, true)
      assert.match("in conflict", command.tickmark(dir, "finding list").out, 1, true)
      assert.match('"grade": "major"', command.tickmark(dir, "finding list --format json").out, 1, true)
      ran = command.tickmark(dir, "finding respond %s --text x", nc)
      assert.equal(3, ran.status)
      assert.match("in conflict: two changes followed the same state", ran.err, 1, true)
      ran = command.tickmark(dir, "finding settle %s --state regraded --text 'It is worse'", nc)
      assert.equal(0, ran.status, ran.err)
      assert.equal(0, verify(dir).status)
      assert.equal(0, command.tickmark(dir, "finding respond %s --text x", nc).status)
    end)

    it("is caught when one event goes on from one of the two, as if there were no other", function()
      apart({ "finding respond %s --text Mine" }, { "finding respond %s --text Theirs" })
      local path = support.git(dir, "log -1 --format= --name-only %s^1", REF)
      local head = head_of(dir, path)
      tamper(dir, function(work)
        head.seq, head.previous = 5, { path:match("%-(%x+)%.md$") }
        head.by, head.on = "mallory@example.com", NOW
        forge(work, head)
      end)
      caught(dir, "it passes over another change of the same thing")
    end)

    it("keeps both of two actions that were planned apart; a conflict of actions can be settled", function()
      local other, nc = support.tmpdir(), newest(dir).id
      as(dir, "otto")
      assert.equal(0, command.tickmark(dir, "finding respond %s --cause 'A script skips the enrolment step' --method m "
        .. "--category c --looked-in all --similar none --correction done", nc).status)
      local PLAN <const> = "action plan %s --owner otto@example.com --due 2027-01-01 --action "
      assert.equal(0, command.tickmark(dir, PLAN .. "'Third'", nc).status)
      local third = support.git(dir, "log -2 --format= --name-only %s", REF):match("actions/%w+/(%w+)")
      support.sh("cp -a %s/. %s", dir, other)
      assert.equal(0, command.tickmark(dir, PLAN .. "'First'", nc).status)
      assert.equal(0, command.tickmark(other, PLAN .. "'Second'", nc).status)
      assert.equal(0, command.tickmark(dir, "action drop %s --text one", third).status)
      assert.equal(0, command.tickmark(other, "action drop %s --text two", third).status)
      merge(dir, other)
      support.remove(other)
      local show = command.tickmark(dir, "finding show %s", nc).out
      for _, words in ipairs { "First", "Second", "Third" } do assert.match(words, show, 1, true) end
      local ran = command.tickmark(dir, "finding settle CA-%s --state dropped --text x", third)
      assert.match("which of these stands", ran.err, 1, true)
      ran = command.tickmark(dir, "finding settle CA-%s --event %s --text x", third, ran.err:match("%-%-event (%x+)"))
      assert.equal(0, ran.status, ran.err)
      assert.match("settled as dropped", ran.out, 1, true)
    end)

    it("is caught when one of them decided again what the other has over", function()
      apart({ "finding withdraw %s --text 'Not so'" }, { "finding respond %s --text 'Side branch'" })
      caught(dir, "what was over has been decided again, on another branch")
    end)
  end)
end)

describe("the name of a finding", function()
  it("that two have is refused, naming both", function()
    local dir = support.repo(command.isms())
    finally(function() support.remove(dir) end)
    support.git(dir, "config user.name Eva")
    support.git(dir, "config user.email eva@example.com")
    command.tickmark(dir, "audit --record --quiet")
    local id = newest(dir).id
    local twin = id:sub(1, 4) .. (id:sub(5, 5) == "A" and "B" or "A") .. id:sub(6)
    tamper(dir, function(work)
      local head = newest(dir)
      head.id = twin
      forge(work, head)
    end)
    local ran = command.tickmark(dir, "finding show NC-%s", id:sub(1, 4))
    assert.equal(3, ran.status)
    assert.match("more than one finding has that name", ran.err, 1, true)
    assert.match(id:sub(1, 5), ran.err, 1, true)
    assert.match(twin:sub(1, 5), ran.err, 1, true)
  end)
end)
