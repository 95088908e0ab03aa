-- Who may decide on a ledger: roles and keys that stand on it, signatures that real
-- ssh-keygen and gpg make, and what `verify` says of those who help themselves.

local command = require("spec.command")
local identity = require("tickmark.conclude.identity")
local ledgers = require("spec.ledgers")
local support = require("spec.support")

local as, be, forge, newest, tamper = ledgers.as, ledgers.be, ledgers.forge, ledgers.newest, ledgers.tamper
local NOW <const>, REF <const> = ledgers.NOW, ledgers.REF

local function run(dir, words, ...) return command.tickmark(dir, words:format(...)) end

local function done(dir, words, ...)
  local ran = run(dir, words, ...)
  assert.equal(0, ran.status, ran.out .. ran.err)
  return ran.out
end

local function refused(dir, why, words, ...)
  local ran = run(dir, words, ...)
  assert.equal(3, ran.status, ran.out .. ran.err)
  assert.match(why, ran.err, 1, true)
end

local function caught(dir, why, more)
  local ran = run(dir, "verify " .. (more or ""))
  assert.equal(4, ran.status, ran.out .. ran.err)
  assert.match(why, ran.out, 1, true)
end

local function sound(dir, why, more)
  local ran = run(dir, "verify " .. (more or ""))
  assert.equal(0, ran.status, ran.out .. ran.err)
  if why then assert.match(why, ran.out, 1, true) end
end

local function appoint(dir, who, role)
  return done(dir, "trust appoint %s@example.com --role %s --key %s/.git/%s.pub", who, role, dir, who)
end

local function anchor_of(dir) return done(dir, "trust list"):match("anchor: (%x+)") end

describe("trust on a ledger", function()
  local origin, dir, key, nc

  setup(function()
    origin = support.repo(command.isms(), { date = "2026-10-01T12:00:00Z" })
    for _, name in ipairs { "otto", "mallory", "zoe", "eva" } do be(origin, name) end
    appoint(origin, "eva", "lead-auditor")
    assert.equal(1, run(origin, "audit --record --quiet").status)
    nc = support.git(origin, "log -1 --format=%%s %s", REF):match("NC%-%w+")
  end)
  teardown(function() support.remove(origin) end)
  before_each(function()
    dir = support.tmpdir()
    support.sh("cp -a %s/. %s", origin, dir)
    key = be(dir, "eva")
  end)
  after_each(function() support.remove(dir) end)

  describe("begins", function()
    it("with a lead auditor by their own word, in a commit that git verifies, too", function()
      support.write(dir .. "/.git/allowed", "eva@example.com " .. command.read(key .. ".pub"))
      local first = support.git(dir, "log --format=%%H %s -- trust", REF)
      support.git(dir, "-c gpg.ssh.allowedSignersFile=%s verify-commit %s 2>&1", dir .. "/.git/allowed", first)
      sound(dir, "trust begins with")
      assert.match("eva@example.com  lead auditor", done(dir, "trust list"), 1, true)
    end)

    it("with nobody else's appointment, and not without a key", function()
      support.git(dir, "update-ref -d %s", REF)
      refused(dir, "nobody is appointed yet", "trust appoint otto@example.com --role lead-auditor --key %s.pub", key)
      refused(dir, "nobody is appointed yet", "trust appoint eva@example.com --role lead-auditor")
      refused(dir, "nobody is appointed yet", "trust appoint eva@example.com --key %s.pub", key)
      refused(dir, "nobody is appointed yet", "trust require all")
    end)

    it("with the event that its anchor names, or verify says so", function()
      local anchor = anchor_of(dir)
      sound(dir, nil, "--anchor " .. anchor)
      caught(dir, "trust begins with another event than its anchor", "--anchor " .. ("0"):rep(64))
      caught(dir, "the anchor of its trust is not on this ledger", "--anchor " .. ("0"):rep(64))
      assert.equal(3, run(dir, "verify --anchor 12").status)
    end)

    it("with that which a second place remembers, whatever else is there later", function()
      sound(dir, nil, ("--remember %s/.git/tips"):format(dir))
      be(dir, "mallory")
      support.git(dir, "update-ref -d %s", REF)
      appoint(dir, "mallory", "lead-auditor")
      caught(dir, "rolled back, or another history", ("--remember %s/.git/tips"):format(dir))
    end)

    it("once: somebody who begins on another branch, from before, is caught after the merge", function()
      local other = support.tmpdir()
      support.sh("cp -a %s/. %s", dir, other)
      support.git(other, "update-ref %s $(git -C %s rev-list --max-parents=0 %s)", REF, other, REF)
      be(other, "mallory")
      appoint(other, "mallory", "lead-auditor")
      ledgers.merge(dir, other)
      support.remove(other)
      caught(dir, "trust has begun already, with another lead auditor")
      caught(dir, "trust begins with another event than its anchor", "--anchor " .. anchor_of(origin))
    end)
  end)

  describe("lets", function()
    it("an auditor decide, an auditee respond, and nobody else decide", function()
      appoint(dir, "zoe", "auditor")
      as(dir, "otto")
      done(dir, "finding respond %s --text 'We see it'", nc)
      refused(dir, "that is for an auditor to do, and otto@example.com is none here",
        "finding regrade %s --grade minor --text x", nc)
      refused(dir, "that is for an auditor to do", "finding raise --requirement A.8.6 --grade minor --basis "
        .. "isolated_lapse --statement 'No plan of capacity is kept' --evidence tickmark.yml")
      as(dir, "zoe")
      done(dir, "finding regrade %s --grade minor --text 'One of many'", nc)
      refused(dir, "that is for a lead auditor to do, and zoe@example.com is auditor here",
        "finding withdraw %s --text 'Not so'", nc)
      as(dir, "eva")
      done(dir, "finding withdraw %s --text 'Not so'", nc)
      sound(dir)
    end)

    it("somebody who is appointed record what a run found, for that can be performed again", function()
      as(dir, "otto")
      refused(dir, "that is for somebody appointed to do, and otto@example.com is none here", "audit --record --quiet")
      as(dir, "eva")
      appoint(dir, "otto", "auditee")
      as(dir, "otto")
      support.commit(dir, { ["evidence/users/2026-07.csv"] = "user,enabled,mfa\na,yes,no\n" })
      assert.truthy(run(dir, "audit --record --quiet").status < 2)
      sound(dir)
    end)

    it("only a lead auditor appoint, dismiss and require", function()
      appoint(dir, "zoe", "auditor")
      be(dir, "zoe")
      for _, what in ipairs { "appoint mallory@example.com", "appoint zoe@example.com --role lead-auditor",
        "dismiss eva@example.com --text x", "require all" } do
        refused(dir, "that is for a lead auditor to do", "trust " .. what)
      end
    end)

    it("no ledger go without a lead auditor", function()
      refused(dir, "no lead auditor would be left", "trust dismiss eva@example.com --text 'Leaves'")
      refused(dir, "no lead auditor would be left", "trust appoint eva@example.com --role auditor")
    end)

    it("nothing that has to be signed become less", function()
      done(dir, "trust require all")
      refused(dir, "does not become less", "trust require auditors")
    end)

    it("nobody decide who was dismissed", function()
      appoint(dir, "zoe", "auditor")
      done(dir, "trust dismiss zoe@example.com --text 'Left the team'")
      be(dir, "zoe")
      refused(dir, "zoe@example.com is none here", "finding regrade %s --grade minor --text x", nc)
      sound(dir)
    end)
  end)

  describe("wants signatures", function()
    it("of auditors: what they do is signed, what auditees do need not be", function()
      done(dir, "trust require auditors")
      as(dir, "otto")
      support.git(dir, "config --unset user.signingkey")
      done(dir, "finding respond %s --text 'We see it'", nc)
      key = be(dir, "eva")
      done(dir, "finding regrade %s --grade minor --text 'One of many'", nc)
      assert.match("gpgsig", support.git(dir, "cat-file commit %s", REF), 1, true)
      sound(dir, "3 signed, 4 unsigned")
    end)

    it("of all: who has none is told how to get one, and nothing is recorded", function()
      appoint(dir, "otto", "auditee")
      done(dir, "trust require all")
      as(dir, "otto")
      support.git(dir, "config --unset user.signingkey")
      local tip = support.git(dir, "rev-parse %s", REF)
      refused(dir, "names no key to sign with", "finding respond %s --text 'We see it'", nc)
      assert.equal(tip, support.git(dir, "rev-parse %s", REF))
      be(dir, "otto")
      done(dir, "finding respond %s --text 'We see it'", nc)
      sound(dir)
    end)

    it("by the key that stands there: another is refused before anything is recorded", function()
      done(dir, "trust require all")
      support.git(dir, "config user.signingkey %s/.git/mallory", dir)
      local ran = run(dir, "finding regrade %s --grade minor --text x", nc)
      assert.equal(2, ran.status)
      assert.match("which is no key of yours on this ledger", ran.err, 1, true)
      assert.match("trust list", ran.err, 1, true)
    end)

    it("where git's configuration does, whatever the ledger says", function()
      support.git(dir, "config commit.gpgsign true")
      done(dir, "finding regrade %s --grade minor --text 'One of many'", nc)
      sound(dir, "2 signed")
    end)

    it("by OpenPGP, too, which gpgv looks at", function()
      support.sh("mkdir -m 700 %s/.git/gnupg", dir)
      local home = dir .. "/.git/gnupg"
      local gpg = "GNUPGHOME=%s gpg --batch --quiet --pinentry-mode loopback --passphrase '' "
      support.sh(gpg .. "--quick-generate-key 'Zoe <zoe@example.com>' ed25519 sign never 2>/dev/null", home)
      support.sh(gpg .. "--armor --export zoe@example.com > %s/.git/zoe.asc", home, dir)
      done(dir, "trust appoint zoe@example.com --role auditor --key %s/.git/zoe.asc", dir)
      done(dir, "trust require all")
      as(dir, "zoe")
      support.git(dir, "config gpg.format openpgp")
      support.git(dir, "config user.signingkey zoe@example.com")
      local ran = command.shell("cd %s && export GNUPGHOME=%s && \"$TICKMARK\" finding regrade %s --grade minor "
        .. "--text One", dir, home, nc)
      assert.equal(0, ran.status, ran.err)
      sound(dir, "signed")
      -- the same signature over another commit
      local bytes = support.git(dir, "cat-file commit %s", REF):gsub("One", "Two") .. "\n"
      support.write(dir .. "/.git/other", bytes)
      support.git(dir, "update-ref %s $(git -C %s hash-object -t commit -w %s/.git/other)", REF, dir, dir)
      caught(dir, "it has to be signed with a key of its author")
      support.sh("GNUPGHOME=%s gpgconf --kill all", home)
    end)
  end)

  describe("is not what somebody takes", function()
    --- An appointment that somebody writes for himself.
    local function self_appointment(role, key_of)
      local whose = "trust\0person\0mallory@example.com"
      local organisation = command.read(dir .. "/tickmark.yml"):match("id: ([%w-]+)")
      return { id = identity.id(organisation, whose, 0), type = "appointment", identity = whose, recurrence = 0,
        seq = 1, state = "appointed", mail = "mallory@example.com", role = role,
        keys = { key_of or "ssh-ed25519 AAAA" }, by = "mallory@example.com", on = NOW, reason = "I say so",
        previous = {} }
    end

    it("when an auditee makes itself auditor", function()
      local mallory = be(dir, "mallory")
      local head = self_appointment("auditor", command.read(mallory .. ".pub"):match("^%S+ %S+"))
      tamper(dir, function(work) forge(work, head, nil, "trust") end, nil,
        { mail = "mallory@example.com", key = mallory })
      caught(dir, "that is for a lead auditor to do, and mallory@example.com is none here")
    end)

    it("when somebody says that the lead auditor appointed them", function()
      local mallory = be(dir, "mallory")
      local head = self_appointment("auditor")
      head.by = "eva@example.com"
      tamper(dir, function(work) forge(work, head, nil, "trust") end,
        nil, { mail = "eva@example.com", key = mallory })
      caught(dir, "it has to be signed with a key of eva@example.com that stands on the ledger: the key is another")
      support.git(dir, "update-ref %s %s~1", REF, REF)
      tamper(dir, function(work) forge(work, head, nil, "trust") end, nil, { mail = "eva@example.com" })
      caught(dir, "it is not signed")
    end)

    it("when somebody gives a lead auditor a key of their own", function()
      local head, _, sha256 = newest(dir, "trust")
      local mallory = be(dir, "mallory")
      head.keys, head.seq, head.previous = { command.read(mallory .. ".pub"):match("^%S+ %S+") }, 2, { sha256 }
      head.on, head.reason = NOW, "a new key"
      tamper(dir, function(work) forge(work, head, nil, "trust") end,
        nil, { mail = "eva@example.com", key = mallory })
      caught(dir, "it has to be signed with a key of eva@example.com")
    end)

    it("when an auditor's decision is made by an auditee past tickmark", function()
      local head, _, sha256 = newest(dir, "findings")
      head.seq, head.previous, head.by, head.on = 2, { sha256 }, "otto@example.com", NOW
      head.state, head.withdrawn = "withdrawn", { text = "gone" }
      tamper(dir, function(work) forge(work, head) end, nil, { mail = "otto@example.com" })
      caught(dir, "that is for a lead auditor to do, and otto@example.com is none here")
    end)

    it("when an event is signed with the key of another", function()
      appoint(dir, "zoe", "auditor")
      local head, _, sha256 = newest(dir, "findings")
      head.seq, head.previous, head.by, head.on = 2, { sha256 }, "zoe@example.com", NOW
      head.state, head.response = "responded", { text = "so" }
      tamper(dir, function(work) forge(work, head) end, nil, { mail = "zoe@example.com", key = key })
      caught(dir, "signed with the key of eva@example.com, and says that it is by zoe@example.com")
    end)

    it("when who was dismissed goes on from before that, on another branch", function()
      appoint(dir, "zoe", "auditor")
      local other = support.tmpdir()
      support.sh("cp -a %s/. %s", dir, other)
      done(dir, "trust dismiss zoe@example.com --text 'Left the team'")
      be(other, "zoe")
      done(other, "finding regrade %s --grade minor --text 'One of many'", nc)
      ledgers.merge(dir, other)
      support.remove(other)
      caught(dir, "a merge that brings what is not permitted here: that is for an auditor to do, and "
        .. "zoe@example.com is none here")
    end)

    it("when a requirement becomes less, past tickmark", function()
      done(dir, "trust require all")
      local head, _, sha256 = newest(dir, "trust")
      head.seq, head.previous, head.scope, head.on = 2, { sha256 }, "auditors", NOW
      tamper(dir, function(work) forge(work, head, nil, "trust") end, nil, { mail = "eva@example.com", key = key })
      caught(dir, "what has to be signed does not become less")
    end)
  end)

  it("is the least that two who changed it at once have left, until a lead auditor settles it", function()
    appoint(dir, "zoe", "lead-auditor")
    local other = support.tmpdir()
    support.sh("cp -a %s/. %s", dir, other)
    appoint(dir, "otto", "auditor")
    be(other, "zoe")
    appoint(other, "otto", "auditee")
    ledgers.merge(dir, other)
    support.remove(other)
    assert.match("otto@example.com +auditee", done(dir, "trust list"))
    be(dir, "otto")
    refused(dir, "otto@example.com is auditee here", "finding regrade %s --grade minor --text x", nc)
    be(dir, "eva")
    local head, _, sha256 = newest(dir, "trust")
    refused(dir, "which of these stands", "finding settle TR-%s", head.id)
    done(dir, "finding settle TR-%s --event %s --text 'Eva has it right'", head.id, sha256)
    assert.match("otto@example.com +" .. head.role, done(dir, "trust list"))
    sound(dir)
  end)
end)
