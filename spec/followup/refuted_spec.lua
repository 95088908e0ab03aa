-- What a cold attacker did to ledgers with appointments, past tickmark and by it: each
-- was called sound once.

local canon = require("tickmark.base.canon")
local command = require("spec.command")
local identity = require("tickmark.conclude.identity")
local ledgers = require("spec.ledgers")
local support = require("spec.support")

local NOW <const>, REF <const> = ledgers.NOW, ledgers.REF
local be, does, forge, tamper = ledgers.be, ledgers.does, ledgers.forge, ledgers.tamper

local function appoint(dir, who, role)
  does(dir, ("trust appoint %s@example.com --role %s --key %s/.git/%s.pub"):format(who, role, dir, who))
end

local function caught(dir, why)
  local ran = command.tickmark(dir, "verify")
  assert.equal(4, ran.status, ran.out .. ran.err)
  assert.match(why, ran.out, 1, true)
end

local function sound(dir)
  local ran = command.tickmark(dir, "verify")
  assert.equal(0, ran.status, ran.out .. ran.err)
end

--- The next event of a kind, as somebody writes it.
local function step(dir, folder, state, by, change, key)
  local head, _, sha256 = ledgers.newest(dir, folder)
  head.seq, head.previous = tonumber(head.seq) + 1, { sha256 }
  head.state, head.by, head.on = state, by .. "@example.com", NOW
  if change then change(head) end
  tamper(dir, function(work) forge(work, head, nil, folder) end, nil, { mail = head.by, key = key })
end

describe("a ledger with a lead auditor", function()
  local origin, dir, nc

  setup(function()
    origin = support.repo(command.isms { ["checks/names.lua"] = false }, { date = "2026-10-01T12:00:00Z" })
    for _, name in ipairs { "mallory", "otto", "zoe", "eva" } do be(origin, name) end
    assert.equal(1, command.tickmark(origin, "audit --record --quiet").status)
    nc = support.git(origin, "log --format=%%s %s", REF):match("NC%-%w+")
  end)
  teardown(function() support.remove(origin) end)
  before_each(function()
    dir = ledgers.copy(origin)
    be(dir, "eva")
  end)
  after_each(function() support.remove(dir) end)

  describe("sees what a merge brings from before", function()
    --- What somebody does in a copy from before `change`, merged afterwards by plain git.
    local function on_the_side(change, on_side)
      local other = ledgers.copy(dir)
      finally(function() support.remove(other) end)
      be(dir, "eva")
      change()
      on_side(other)
      ledgers.merge(dir, other)
    end

    it("anybody was appointed", function()
      on_the_side(function() appoint(dir, "eva", "lead-auditor") end, function(other)
        be(other, "mallory")
        does(other, "finding withdraw %s --text 'Not so'", nc)
      end)
      caught(dir, "a merge that brings what is not permitted here")
    end)

    it("everything had to be signed", function()
      appoint(dir, "eva", "lead-auditor")
      on_the_side(function() does(dir, "trust require all") end, function(other)
        ledgers.as(other, "eva")
        support.git(other, "config --unset user.signingkey")
        does(other, "finding withdraw %s --text 'Not so'", nc)
      end)
      caught(dir, "it has to be signed with a key of eva@example.com")
    end)

    it("a lead auditor became an auditee", function()
      appoint(dir, "eva", "lead-auditor")
      appoint(dir, "zoe", "lead-auditor")
      on_the_side(function() appoint(dir, "zoe", "auditee") end, function(other)
        be(other, "zoe")
        appoint(other, "mallory", "lead-auditor")
      end)
      caught(dir, "that is for a lead auditor to do, and zoe@example.com is auditee here")
    end)

    it("a lead auditor became an auditee, whoever they made one vouches for it", function()
      appoint(dir, "eva", "lead-auditor")
      appoint(dir, "zoe", "lead-auditor")
      local other = ledgers.copy(dir)
      finally(function() support.remove(other) end)
      appoint(dir, "zoe", "auditee")
      be(other, "zoe")
      appoint(other, "mallory", "lead-auditor")
      be(dir, "mallory")
      ledgers.merge(dir, other, "-S")
      caught(dir, "that is for a lead auditor to do, and zoe@example.com is auditee here")
    end)

    it("a stolen key was changed", function()
      appoint(dir, "eva", "lead-auditor")
      appoint(dir, "zoe", "lead-auditor")
      support.sh("ssh-keygen -q -t ed25519 -N '' -C '' -f %s/.git/new", dir)
      on_the_side(function()
        does(dir, "trust appoint zoe@example.com --role lead-auditor --key %s/.git/new.pub", dir)
      end, function(other)
        be(other, "zoe")
        appoint(other, "mallory", "lead-auditor")
      end)
      caught(dir, "it has to be signed with a key of zoe@example.com")
    end)

    it("two lead auditors dismissed each other", function()
      appoint(dir, "eva", "lead-auditor")
      appoint(dir, "zoe", "lead-auditor")
      on_the_side(function() does(dir, "trust dismiss zoe@example.com --text x") end, function(other)
        be(other, "zoe")
        does(other, "trust dismiss eva@example.com --text x")
      end)
      caught(dir, "a merge that leaves no lead auditor")
    end)

    it("and what was there before that is no fault", function()
      appoint(dir, "eva", "lead-auditor")
      appoint(dir, "zoe", "auditor")
      be(dir, "zoe")
      does(dir, "finding regrade %s --grade minor --text x", nc)
      on_the_side(function() does(dir, "trust dismiss zoe@example.com --text x") end, function(other)
        ledgers.as(other, "otto")
        does(other, "finding respond %s --text 'We see it'", nc)
      end)
      sound(dir)
    end)

    it("and a lead auditor can vouch for it, by a merge that they sign", function()
      appoint(dir, "eva", "lead-auditor")
      appoint(dir, "zoe", "auditor")
      local other = ledgers.copy(dir)
      finally(function() support.remove(other) end)
      does(dir, "trust dismiss zoe@example.com --text x")
      be(other, "zoe")
      does(other, "finding regrade %s --grade minor --text x", nc)
      be(dir, "eva")
      ledgers.merge(dir, other, "-S")
      sound(dir)
    end)
  end)

  it("is not merged wrongly by a clock that is a minute behind", function()
    local other = ledgers.copy(dir)
    finally(function() support.remove(other) end)
    ledgers.as(other, "otto")
    does(other, "finding respond %s --text 'We see it'", nc)
    does(dir, "request raise --text x --due 2027-01-01")
    support.sh("cd %s && git fetch -q %s " .. REF .. ":theirs && git worktree add -q --detach .git/merging "
      .. REF .. " && cd .git/merging && GIT_COMMITTER_DATE=\"$(($(git log -1 --format=%%ct) - 60)) +0000\" "
      .. "git merge -q --no-edit theirs && git update-ref " .. REF .. " HEAD", dir, other)
    sound(dir)
  end)

  describe("sees what somebody makes up:", function()
    it("a run that nobody performed", function()
      step(dir, "findings", "open", "mallory", function(head)
        head.run, head.reproduced, head.evidence_commit = ("0"):rep(64), "no", support.git(dir, "rev-parse main")
      end)
      caught(dir, "it is of a run that is not on the ledger")
    end)

    it("a run of who is not appointed", function()
      appoint(dir, "eva", "lead-auditor")
      step(dir, "findings", "open", "mallory", function(head) head.reproduced, head.run = "no", ("0"):rep(64) end)
      caught(dir, "that is for somebody appointed to do, and mallory@example.com is none here")
    end)

    it("an action whose effect is there from the beginning", function()
      local text = ("action\0%s\0made up"):format(ledgers.newest(dir, "findings").id)
      local head = { id = identity.id("acme", text, 0), seq = 1, recurrence = 0, identity = text, state = "planned",
        type = "corrective-action", finding = ledgers.newest(dir, "findings").id, action = "x", owner = "otto",
        due = NOW, previous = canon.array {}, by = "mallory@example.com", on = NOW, done_on = "2020-01-01",
        effectiveness = { criterion = "x", result = "effective", by = "eva@example.com" } }
      tamper(dir, function(work) forge(work, head, nil, "actions") end)
      caught(dir, "it begins with the result of its effect already")
      caught(dir, "it begins with done_on already")
    end)

    it("a day on which a finding was raised", function()
      local head = ledgers.newest(dir, "findings")
      head.identity = head.identity .. "x"
      head.id, head.raised_on = identity.id("acme", head.identity, 0), "2099-01-01"
      head.by, head.on = "mallory@example.com", NOW
      tamper(dir, function(work) forge(work, head) end)
      caught(dir, "and says 2099-01-01")
    end)

    it("a finding without a statement, on which a list would stumble", function()
      local head = ledgers.newest(dir, "findings")
      head.identity = head.identity .. "x"
      head.id, head.statement = identity.id("acme", head.identity, 0), nil
      head.by, head.on = "mallory@example.com", NOW
      tamper(dir, function(work) forge(work, head) end)
      caught(dir, "statement is missing")
      for _, what in ipairs { "finding list", "status" } do
        assert.equal(4, command.tickmark(dir, what).status)
      end
    end)

    it("what an auditor does, where auditors sign", function()
      appoint(dir, "eva", "lead-auditor")
      does(dir, "trust require auditors")
      step(dir, "findings", "responded", "eva", function(head) head.response = { text = "I, Eva" } end)
      caught(dir, "it has to be signed with a key of eva@example.com")
    end)
  end)

  it("has an effect checked by who neither owns nor did it, after it was done", function()
    ledgers.as(dir, "otto")
    does(dir, "finding respond %s --cause 'Nobody looks at new starters' --method 5-why --category process "
      .. "--looked-in 'all lists' --similar none --correction 'All are enrolled'", nc)
    does(dir, "action plan %s --action 'HR tells us' --owner zoe@example.com --due %s --criterion none "
      .. "--check-after 2999-01-01", nc, NOW)
    local ca = ledgers.newest(dir, "actions").id
    assert.match("has not been accepted", command.tickmark(dir, "action done CA-%s --evidence tickmark.yml", ca).err, 1,
      true)
    ledgers.as(dir, "eva")
    does(dir, "finding accept-plan %s", nc)
    ledgers.as(dir, "otto")
    support.commit(dir, { ["evidence/enrolled.md"] = "# All\n" }, { date = NOW .. "T00:00:01Z" })
    does(dir, "action done CA-%s --evidence evidence/enrolled.md", ca)
    for _, case in ipairs { { "zoe", "you own this action" }, { "otto", "you did this action" } } do
      local copy = ledgers.copy(dir)
      step(copy, "actions", "checked", case[1], function(head)
        head.effectiveness = { criterion = "none", check_after = "2999-01-01", result = "effective",
          by = case[1] .. "@example.com", checked_on = NOW, evidence = head.evidence }
      end)
      caught(copy, case[2])
      support.remove(copy)
    end
    step(dir, "actions", "checked", "eva", function(head)
      head.effectiveness = { criterion = "none", check_after = "2999-01-01", result = "effective",
        by = "eva@example.com", checked_on = "2020-01-01" }
    end)
    caught(dir, "its effect can't be checked before")
  end)

  it("keeps somebody who can appoint, and no key for two", function()
    appoint(dir, "eva", "lead-auditor")
    for _, case in ipairs {
      { "appoint zoe@example.com --role lead-auditor", "an auditor has a key to sign with" },
      { "appoint 'zoe@example.com ' --role auditee", "no mail address as commits have them" },
      { "appoint '\208\181va@example.com' --role auditee", "no mail address as commits have them" },
      { "appoint zoe@example.com --role auditor --key .git/eva.pub", "that key is one of eva@example.com" },
    } do
      local ran = command.tickmark(dir, "trust " .. case[1])
      assert.equal(3, ran.status, ran.out)
      assert.match(case[2], ran.err, 1, true)
    end
    appoint(dir, "zoe", "auditor")
    does(dir, "trust dismiss zoe@example.com --text 'Her key was stolen'")
    local ran = command.tickmark(dir, "trust appoint zoe@example.com --role auditor")
    assert.match("comes back with another key", ran.err, 1, true)
  end)

  it("is not verified by half of it, nor in another place", function()
    local tips = dir .. "/.git/tips"
    tamper(dir, "echo x > README.md")
    assert.equal(4, command.tickmark(dir, "verify --remember %s", tips).status)
    assert.equal(4, command.tickmark(dir, "verify %s~1.. --remember %s", REF, tips).status)
    assert.equal(0, command.tickmark(dir, "verify %s.. --remember %s", REF, tips).status)
    assert.equal(4, command.tickmark(dir, "verify --remember %s", tips).status)
    support.git(dir, "update-ref %s %s~1", REF, REF)
    assert.equal(0, command.tickmark(dir, "verify --remember %s", tips).status)
    support.commit(dir, { ["tickmark.yml"] = command.CONFIG .. "ledger: {ref: refs/heads/audit/other}\n" })
    local ran = command.tickmark(dir, "verify --remember %s", tips)
    assert.equal(4, ran.status)
    assert.match("remembers " .. REF .. ", and the configuration names refs/heads/audit/other", ran.err, 1, true)
  end)

  it("knows a person by the mail that git writes, whatever stands around it", function()
    support.git(dir, "config user.email %s", "<eva@example.com>")
    does(dir, "request raise --text x --due 2027-01-01")
    sound(dir)
  end)

  it("links what a run finds again to what was withdrawn", function()
    local id = ledgers.newest(dir, "findings").id
    does(dir, "finding withdraw %s --text 'Not so'", nc)
    support.commit(dir, { ["README.md"] = "x" }, { date = "2026-10-03T12:00:00Z" })
    command.tickmark(dir, "audit --record --quiet")
    local head = ledgers.newest(dir, "findings")
    assert.same({ id, "open", "1", "minor" }, { head.supersedes, head.state, head.recurrence, head.grade })
    sound(dir)
  end)

  it("takes no step that an older commit or another branch tells", function()
    does(dir, "finding withdraw %s --text 'Not so'", nc)
    local tip = support.git(dir, "rev-list -1 %s -- findings", REF)
    local old = support.git(dir, "rev-parse main")
    support.commit(dir, { ["README.md"] = "x" }, { date = "2026-10-03T12:00:00Z" })
    support.git(dir, "branch feature; git -C %s checkout -q feature", dir)
    support.commit(dir, { ["README.md"] = "y" }, { date = "2026-10-04T12:00:00Z" })
    for _, where in ipairs { "--rev " .. old, "--rev feature" } do
      command.tickmark(dir, "audit --record --quiet " .. where)
      assert.equal(tip, support.git(dir, "rev-list -1 %s -- findings", REF), where)
    end
  end)
end)
