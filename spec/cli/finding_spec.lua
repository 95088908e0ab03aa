-- tickmark finding, action, request and status: what people see, and what they
-- are told when they are mistaken.

local command = require("spec.command")
local json = require("tickmark.base.json")
local support = require("spec.support")

local REF <const> = "refs/heads/audit/internal"
local RAISE <const> = "finding raise --requirement A.8.13 --basis documentation_gap --evidence policies/access.md "

describe("people at a ledger", function()
  local dir

  setup(function()
    dir = support.repo(command.isms())
    support.git(dir, "config user.name Eva")
    support.git(dir, "config user.email eva@example.com")
    assert.equal(1, command.tickmark(dir, "audit --record --quiet").status)
  end)
  teardown(function() support.remove(dir) end)

  local function does(fmt, ...)
    local ran = command.tickmark(dir, fmt, ...)
    assert.equal(0, ran.status, fmt .. "\n" .. ran.err)
    return ran.out
  end

  local function as(name)
    support.git(dir, "config user.name %s", name)
    support.git(dir, "config user.email %s", name:lower() .. "@example.com")
  end

  -- what they say, and what they are told
  for _, case in ipairs {
    { "finding", "tickmark finding VERB --help" },
    { "finding frob", 'no verb "frob"' },
    { "finding clsoe", 'did you mean "close"' },
    { "finding show", "missing argument 'id'" },
    { "finding show NC-ZZZZ", "no such finding" },
    { "finding show NC", "no such finding" },
    { "finding raise --statement x", "missing option '--requirement'" },
    { "finding raise --requirement 9.2 --statement x", "has others below it; a finding is of exactly one" },
    { "finding raise --requirement A.9.99 --statement x", "A.9.99" },
    { "finding raise --requirement A.8.13 --grade major --basis documentation_gap --statement x",
      "documentation_gap does not go with a major" },
    { "finding raise --requirement A.8.13 --statement x", "none does not go with a minor" },
    { "finding raise --requirement A.8.13 --basis documentation_gap --statement x", "needs objective evidence" },
    { RAISE .. "--statement x --evidence none.md", "none.md: no such file" },
    { RAISE .. "--statement 'None, because of cost'", "the statement gives a cause" },
    { RAISE .. "--statement x --at nowhere", "nowhere" },
    { RAISE .. "--statement '\xFF'", "--statement: not UTF-8" },
    { RAISE .. "--statement x --grade huge", 'no grade "huge"' },
    { "finding list --format xml", 'no format "xml"' },
    { "action plan NC-ZZZZ --action x --owner o --due 2026-13-01", "2026-13-01" },
    { "request raise --due 2027-01-01", "what is asked for is missing" },
    { "finding list --grade huge", "must be one of 'minor', 'major'" },
    { "finding list --state lost", "must be one of 'draft', 'open'" },
    { "finding list --requirement A.9.99", "--requirement: A.9.99: not in ISO/IEC 27001:2022" },
    { "request raise --due 2027-01-01 --text x --requirement A.9.99", "not in ISO/IEC 27001:2022" },
    { "record meeting --text x", "a meeting has people" },
    { "record meeting --attendee A --text x --from 9:30", "write a time as 09:30" },
    { "record meeting --attendee A --text x --on 2999-01-01", "2999-01-01 has not been yet" },
    { "record decision --recommendation E --outcome granted --team x", "must be one of 'A', 'B', 'C', 'D'" },
    { "record decision --recommendation A --outcome granted --team eva@example.com --text x", "you are of the team" },
    { "record run", "a run records itself" },
    { "trust appoint eva@example.com --key none.pub", "none.pub" },
    { "trust appoint eva@example.com --role lead-auditor --key tickmark.yml", "no public key" },
    { "trust require some", "must be one of 'auditors', 'all'" },
    { "trust dismiss otto@example.com --text x", "nobody of that name is appointed" },
    { "request answer RQ-ZZZZ --none", "no such evidence request" },
    { "verify nonsense", "not a range" },
  } do
    it("are told what is wrong with: " .. case[1], function()
      local before = support.git(dir, "rev-parse %s", REF)
      local ran = command.tickmark(dir, case[1])
      assert.equal(3, ran.status, ran.out .. ran.err)
      assert.match(case[2], ran.err .. ran.out, 1, true)
      assert.equal(before, support.git(dir, "rev-parse %s", REF))
    end)
  end

  it("find help for each verb that fits a screen and has an example", function()
    for _, noun in ipairs { "finding", "action", "request" } do
      local listed = does(noun .. " --help")
      for verb in listed:gmatch("tickmark " .. noun .. " ([%l-]+)") do
        local out = does(noun .. " " .. verb .. " --help")
        local _, lines = out:gsub("\n", "")
        assert.is_true(lines < 50, verb)
        assert.match("example:\n  tickmark " .. noun .. " " .. verb, out:gsub("\n  ", "\n  "), 1, true)
      end
    end
    for _, name in ipairs { "status", "verify" } do assert.match("example:", does(name .. " --help"), 1, true) end
  end)

  it("raise a finding by hand, once, pinned to what shows it", function()
    local out = does(RAISE .. "--statement 'The restore of March has no protocol'")
    local nc = out:match("^(NC%-%w+) A%.8%.13 minor: new %-> open")
    assert.truthy(nc, out)
    local story = json.decode(does("finding show %s --format json", nc))
    assert.equal(support.git(dir, "rev-parse HEAD:policies/access.md"), story.evidence[1].blob)
    assert.equal(64, #story.evidence[1].sha256)
    assert.same({ "decided", "eva@example.com" }, { story.grade_is, story.raised_by })
    local ran = command.tickmark(dir, RAISE .. "--statement 'The restore of March has no protocol'")
    assert.equal(3, ran.status)
    assert.match("that has been raised: " .. nc, ran.err, 1, true)
  end)

  it("dispute, uphold and withdraw", function()
    local nc = does(RAISE .. "--statement 'The restore of May has no protocol'"):match("NC%-%w+")
    as("Otto")
    does("finding respond %s --type clarify --text 'There is one'", nc)
    does("finding dispute %s --text 'See there' --evidence policies/access.md", nc)
    local ran = command.tickmark(dir, "finding withdraw %s --text 'I say so'", nc)
    assert.match("is yours: somebody else has to judge it", ran.err, 1, true)
    as("Eva")
    assert.match("disputed -> responded", does("finding uphold %s --text 'That is of another month'", nc), 1, true)
    does("finding withdraw %s --text 'It was in the annex'", nc)
    local out = does("finding show %s", nc)
    for _, words in ipairs { "See there", "upheld: That is of another month", "It was in the annex" } do
      assert.match(words, out, 1, true)
    end
  end)

  it("regrade, and the old grade stays", function()
    local nc = does(RAISE .. "--statement 'The restore of June has no protocol'"):match("NC%-%w+")
    local ran = command.tickmark(dir, "finding regrade %s --grade ofi --text x", nc)
    assert.match("a nonconformity does not become an opportunity", ran.err, 1, true)
    assert.match("open -> regraded (was minor)", does(
      "finding regrade %s --grade major --basis systematic_failure --text 'Each month'", nc), 1, true)
    local story = json.decode(does("finding show %s --format json", nc))
    assert.same({ "minor", "Each month", "major" }, { story.grades[1].grade, story.grades[1].reason, story.grade })
    does("finding respond %s --text 'We see'", nc)
  end)

  it("ask for evidence, and get it, labelled when it came after that", function()
    local rq = does("request raise --text 'The reviews of Q1' --due 2030-01-01"):match("RQ%-%w+")
    assert.match(rq, does("status"), 1, true)
    support.commit(dir, { ["evidence/q1.md"] = "# Q1\n" })
    does("request answer %s --evidence evidence/q1.md --evidence policies/access.md", rq)
    local text = support.git(dir, "show %s", REF)
    assert.match('label: "provided_in_audit"\n+      path: "evidence/q1.md"', text, 1, true)
    assert.equal(1, select(2, text:gsub("provided_in_audit", "")))
  end)

  it("read lists that line up, by state, grade and requirement, in three formats", function()
    local out = does("finding list --requirement A.8.13 --open")
    local heading, row = out:match("^(.-)\n(.-)\n")
    assert.equal(heading:find("requirement", 1, true), row:find("A.8.13", 1, true))
    assert.match("\n2 findings\n$", out)
    assert.same(2, #json.decode(does("finding list --requirement A.8.13 --open --format json")))
    assert.match("| NC-", does("finding list --format markdown"), 1, true)
    assert.equal("no findings\n", does("finding list --grade positive"))
    assert.equal(1, #json.decode(does("finding list --state withdrawn --format json")))
  end)

  it("close an opportunity by what became of it, without a plan", function()
    local ofi = does("finding raise --requirement A.8.13 --grade ofi --statement 'Restores could be timed' "
      .. "--evidence tickmark.yml"):match("OFI%-%w+")
    assert.match("a reason is missing", command.tickmark(dir, "finding close %s", ofi).err, 1, true)
    assert.match("open -> closed", does("finding close %s --text 'They are timed now'", ofi), 1, true)
    local nc = does(RAISE .. "--statement 'The restore of April has no protocol'"):match("NC%-%w+")
    local err = command.tickmark(dir, "finding close %s --text x", nc).err
    assert.match("it is open, and close follows verified", err, 1, true)
    assert.equal(0, command.tickmark(dir, "verify").status)
    does("finding withdraw %s --text x", nc)
  end)

  it("export all that is known, for a spreadsheet, in Markdown and as JSON", function()
    local nc = does(RAISE .. "--statement %s", '=HYPERLINK("x"), 2 of 3'):match("NC%-%w+")
    local lines = {}
    for line in does("finding export --open"):gmatch("[^\r\n]+") do lines[#lines + 1] = line end
    assert.match("^id,name,requirement,", lines[1])
    assert.match(nc .. [[,A.8.13,,minor,decided,documentation_gap,open,"'=HYPERLINK(""x""), 2 of 3"]],
      table.concat(lines, "\n"), 1, true)
    assert.equal(#json.decode(does("finding list --open --format json")), #lines - 1)
    local one = json.decode(does("finding export --format json"))[1]
    assert.is_table(one.steps)
    assert.match("# " .. nc, does("finding export --format markdown"), 1, true)
    does("finding withdraw %s --text x", nc)
  end)

  it("name a thing by letters of its kind only", function()
    local nc = does(RAISE .. "--statement 'Named'"):match("NC%-(%w+)")
    assert.equal(3, command.tickmark(dir, "finding show CA-%s", nc).status)
    does("finding show NC-%s", nc)
    does("finding withdraw %s --text x", nc)
  end)

  it("note meetings and the decision, and list them with the runs", function()
    does("record meeting --kind closing --from 15:00 --to 17:30 --attendee 'M. Oduya, CEO' --text 'Understood'")
    local again = command.tickmark(dir, "record meeting --kind closing --attendee X --text 'Understood'")
    assert.match("that is recorded: MTG-", again.err, 1, true)
    as("Dora")
    does("record decision --recommendation B --outcome granted --team eva@example.com --text 'Plans are accepted'")
    as("Eva")
    local out = does("record list")
    assert.match("DEC%-%w+ +decision .- dora@example.com +recommended B, granted", out)
    assert.match("MTG%-%w+ +meeting .- eva@example.com +closing, 1 there", out)
    assert.match("RUN%-%w+ +run ", out)
    assert.same(3, #json.decode(does("record list --format json")))
    assert.equal(0, command.tickmark(dir, "verify").status)
  end)

  it("see nothing in what others wrote that moves a cursor or makes markup", function()
    local nc = does(RAISE .. "--statement %s", "Bad \27[2J | *x* \226\128\174 end"):match("NC%-%w+")
    for _, what in ipairs { "finding list", "finding show " .. nc, "status" } do
      for _, format in ipairs { "text", "markdown", "json" } do
        local out = does(what .. " --format " .. format)
        assert.is_nil(out:find("[\27\127]"), what .. format)
        assert.is_nil(out:find("\226\128\174", 1, true), what .. format)
      end
    end
    assert.is_nil(support.git(dir, "log --format=%%B %s", REF):find("\27", 1, true))
    does("finding withdraw %s --text x", nc)
  end)

  it("write words in a file, and are told when it is none", function()
    local nc = does(RAISE .. "--statement 'The restore of July has no protocol'"):match("NC%-%w+")
    support.write(dir .. "/.git/words", "First line\n\nSecond paragraph\n")
    does("finding respond %s --file .git/words", nc)
    assert.match("Second paragraph", support.git(dir, "show %s", REF), 1, true)
    assert.equal(3, command.tickmark(dir, "finding respond %s --file .git/none", nc).status)
    support.write(dir .. "/.git/words", "\255")
    assert.match("not UTF-8", command.tickmark(dir, "finding respond %s --file .git/words", nc).err, 1, true)
    support.write(dir .. "/.git/words", ("long "):rep(20000))
    assert.match("an event takes", command.tickmark(dir, "finding respond %s --file .git/words", nc).err, 1, true)
  end)

  it("draft in private, in a repository of their own, until they issue", function()
    local own = support.tmpdir()
    finally(function() support.remove(own) end)
    support.sh("git init -q --bare %s/own.git", own)
    local place = (" --ledger %s/own.git:refs/heads/audit/acme-2026"):format(own)
    local ran = command.tickmark(dir, RAISE .. "--draft --statement 'Not yet sure'")
    assert.equal(3, ran.status)
    assert.match("drafts stay private", ran.err, 1, true)
    local nc = does(RAISE .. "--draft --statement 'Not yet sure'" .. place):match("NC%-%w+")
    assert.equal("no findings\n", does("finding list" .. place))
    assert.match(nc, does("finding list --draft" .. place), 1, true)
    assert.match("Not yet sure", does("finding show --draft " .. nc .. place), 1, true)
    assert.equal(3, command.tickmark(dir, "finding respond %s --text x" .. place, nc).status)
    assert.match("new -> open", does("finding issue " .. nc .. place), 1, true)
    assert.match("Not yet sure", does("finding list" .. place), 1, true)
    assert.equal("no findings\n", does("finding list --draft" .. place))
    ran = command.tickmark(dir, "finding issue %s" .. place, nc)
    assert.equal(3, ran.status)
    assert.match("no such finding on refs/heads/audit/acme-2026-draft", ran.err, 1, true)
    assert.match("sound", does("verify" .. place), 1, true)
    assert.equal("2 3", support.sh("cd %s/own.git && echo $(git rev-list --count audit/acme-2026) "
      .. "$(git rev-list --all --count)", own))
  end)

  it("leave nothing behind in an open ledger by a change that is refused", function()
    local book <close> = require("tickmark").book { repo = dir }
    local id = book:all("findings")[1].id
    book:find("findings", id).head.extension = { due = "2030-01-01" }
    assert.is_nil(book:find("findings", id).head.extension)
    local finding = require("tickmark.record.finding")
    for _ = 1, 2 do
      local ok, why = pcall(book.change, book, function() return finding.accept_plan(book, { id = id }) end)
      assert.is_false(ok)
      assert.match("accept plan follows plan proposed", why.message, 1, true)
    end
    assert.truthy(require("tickmark.ledger.life").may("findings", "accept-plan", { state = "plan-proposed" }))
  end)

  it("keep an auditor's ledger elsewhere, and write nothing into the audited repository", function()
    local own = support.tmpdir()
    finally(function() support.remove(own) end)
    support.sh("git init -q --bare %s/own.git", own)
    local before = support.sh("cd %s && find .git -type f | sort | xargs sha256sum", dir)
    local place = ("--ledger %s/own.git:refs/heads/audit/acme-2026"):format(own)
    local nc = does(RAISE .. "--statement 'Seen from outside' " .. place):match("NC%-%w+")
    assert.match("Seen from outside", does("finding list " .. place), 1, true)
    assert.match("sound", does("verify " .. place), 1, true)
    assert.is_nil(does("finding list"):find(nc, 1, true))
    assert.equal(before, support.sh("cd %s && find .git -type f | sort | xargs sha256sum", dir))
  end)
end)
