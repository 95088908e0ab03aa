-- The life of a finding, told through the command alone: from a failing test to
-- a closed, effective major, with each gate refused once on the way.

local command = require("spec.command")
local date = require("tickmark.base.date")
local support = require("spec.support")

local REF <const> = "refs/heads/audit/internal"
local TODAY <const> = date.from_epoch(os.time())

local function day(n) return tostring(TODAY + n) end

local USERS <const> = ("evidence/users/%s.csv"):format(day(-30):sub(1, 7))

local function users(...)
  return { [USERS] = "user,mfa\n" .. table.concat({ ... }, "\n") .. "\n" }
end

--- A repository whose audit has a major: four of four accounts without MFA.
local function isms()
  local files = command.isms { ["tickmark.yml"] = command.CONFIG:gsub("    columns:", '    mutable: "yes"\n%0'),
    ["evidence/users/2025-12.csv"] = false,
    ["people.yml"] = "people:\n  - {id: otto, mail: otto@acme.example, aliases: [o.ops@acme.example]}\n" }
  files["tickmark.yml"] = files["tickmark.yml"] .. "people: {file: people.yml}\n"
    .. "criteria: {thresholds: {late_entry: P90D}}\n"
  for path, bytes in pairs(users("ada,no", "bob,no", "cyd,no", "dan,no")) do files[path] = bytes end
  return support.repo(files, { date = day(-30) .. "T12:00:00Z" })
end

local function as(dir, name)
  support.git(dir, "config user.name %s", name)
  support.git(dir, "config user.email %s", name:lower() .. "@acme.example")
end

--- What the command says; it must have worked.
local function does(dir, fmt, ...)
  local ran = command.tickmark(dir, fmt, ...)
  assert.equal(0, ran.status, fmt .. "\n" .. ran.err)
  return ran.out
end

--- It is refused, for that reason, and nothing is recorded.
local function refused(dir, why, fmt, ...)
  local before = support.git(dir, "rev-parse %s", REF)
  local ran = command.tickmark(dir, fmt, ...)
  assert.equal(3, ran.status, fmt .. "\n" .. ran.out)
  assert.match(why, ran.err, 1, true)
  assert.equal(before, support.git(dir, "rev-parse %s", REF))
end

local function id_of(out, prefix) return out:match(prefix .. "%-(%w+)") end

local function commit_evidence(dir, files, ago)
  support.commit(dir, files, { date = day(ago) .. "T12:00:00Z" })
end

describe("a major finding", function()
  local dir, nc, ca

  setup(function()
    dir = isms()
    as(dir, "Eva")
  end)
  teardown(function() support.remove(dir) end)

  it("is raised by a test that fails", function()
    local ran = command.tickmark(dir, "audit --record --quiet")
    assert.equal(1, ran.status)
    nc = support.git(dir, "log --format=%%s %s", REF):match("NC%-%w+")
    assert.match(nc .. " A.8.5 major: new -> open", support.git(dir, "log -1 --format=%%s %s", REF), 1, true)
  end)

  it("isn't closed at once, nor answered with what it says itself", function()
    refused(dir, "it is open, and close follows verified", "finding close %s", nc)
    as(dir, "Otto")
    does(dir, "finding respond %s --type accept --cause 'Accounts without MFA' --method 5-why --category process", nc)
    refused(dir, "the root cause says what the finding says",
      "action plan %s --action 'Enforce MFA' --owner otto@acme.example --due %s", nc, day(-1))
  end)

  it("has a plan once the cause, similar cases and a correction are there", function()
    does(dir, "finding respond %s --cause 'The directory was set up by hand, from an old guide' --method 5-why "
      .. "--category process", nc)
    refused(dir, "nobody looked for similar cases", "action plan %s --action 'Enforce MFA' --owner otto --due %s", nc,
      day(-1))
    does(dir, "finding respond %s --looked-in 'the two other directories' --similar none --text 'Looked'", nc)
    refused(dir, "no correction has been given", "action plan %s --action 'Enforce MFA' --owner otto --due %s", nc,
      day(-1))
    does(dir, "finding respond %s --correction 'All four are enrolled'", nc)
    local out = does(dir, "action plan %s --action 'Enforce MFA' --owner o.ops@acme.example --due %s", nc, day(-1))
    ca = "CA-" .. id_of(out, "CA")
    assert.match("responded -> plan proposed", out, 1, true)
  end)

  it("needs a criterion of effect, fixed beforehand", function()
    as(dir, "Eva")
    refused(dir, "a major's action needs a criterion of its effect", "finding accept-plan %s", nc)
    refused(dir, "a reason is missing", "finding reject-plan %s", nc)
    does(dir, "finding reject-plan %s --text 'By what will you see the effect?'", nc)
    as(dir, "Otto")
    does(dir, "action drop %s --text 'Planned anew'", ca)
    refused(dir, "the effect is checked after the action is due",
      "action plan %s --action 'Enforce MFA' --owner o.ops@acme.example --due %s --criterion x --check-after %s", nc,
      day(-1), day(-2))
    local out = does(dir, "action plan %s --action 'Enforce MFA' --owner o.ops@acme.example --due %s "
      .. "--criterion 'No account without MFA in two exports' --check-after %s", nc, day(-1), day(0))
    ca = "CA-" .. id_of(out, "CA")
  end)

  it("has its plan judged by somebody else than its owner", function()
    refused(dir, "you own " .. ca .. ": somebody else has to judge it", "finding accept-plan %s", nc)
    as(dir, "Eva")
    assert.match("plan proposed -> plan accepted", does(dir, "finding accept-plan %s", nc), 1, true)
  end)

  it("is corrected when its last action is done, shown by what came after the finding", function()
    as(dir, "Otto")
    refused(dir, "what was done has to be shown", "action done %s", ca)
    refused(dir, "is as it was when the finding was raised",
      "action done %s --evidence %s", ca, USERS)
    commit_evidence(dir, users("ada,yes", "bob,yes", "cyd,yes", "dan,yes"), -2)
    local out = does(dir, "action done %s --evidence %s --on %s", ca, USERS, day(-2))
    assert.match(ca .. " for " .. nc .. ": planned -> done\n" .. nc .. " A.8.5 major: plan accepted -> corrected", out,
      1, true)
  end)

  it("is verified when its test passes and somebody else has seen the effect", function()
    as(dir, "Eva")
    refused(dir, "the test that raised it has not passed since", "finding verify %s", nc)
    command.tickmark(dir, "audit --record --quiet")
    assert.match("corrected -> no longer reproduced", support.git(dir, "log -1 --format=%%s %s", REF), 1, true)
    refused(dir, ca .. ": its effect has not been shown", "finding verify %s", nc)
    as(dir, "Otto")
    refused(dir, "you own this action", "action check %s --evidence %s", ca, USERS)
    as(dir, "Eva")
    refused(dir, "its effect is to be checked on " .. day(0) .. " or later",
      "action check %s --evidence %s --on %s", ca, USERS, day(-1))
    refused(dir, "a check of effect rests on evidence", "action check %s", ca)
    does(dir, "action check %s --evidence %s", ca, USERS)
    assert.match("corrected -> verified", does(dir, "finding verify %s", nc), 1, true)
  end)

  it("is closed then, and over", function()
    as(dir, "Otto")
    refused(dir, "somebody else has to judge it", "finding close %s", nc)
    as(dir, "Eva")
    assert.match("verified -> closed", does(dir, "finding close %s", nc), 1, true)
    refused(dir, "it is closed, and withdraw follows", "finding withdraw %s --text x", nc)
    assert.match("nothing is open", does(dir, "status"), 1, true)
  end)

  it("has each run that found something else", function()
    for line in support.git(dir, "log --format=%%s %s -- runs", REF):gmatch("[^\n]+") do
      assert.match("^RUN%-%w+ of %x+ as of [%d-]+: new %-> performed$", line)
    end
  end)

  it("can be retold from the subjects of the commits alone", function()
    local subjects = support.git(dir, "log --reverse --format=%%s %s", REF)
    local steps = {}
    for line in subjects:gmatch("[^\n]+") do
      if not line:find("^RUN%-") then steps[#steps + 1] = line:match(": (.*)$") end
    end
    assert.same({ "new -> open", "open -> responded", "responded -> responded", "responded -> responded",
      "responded -> responded", "new -> planned", "responded -> plan proposed", "plan proposed -> responded",
      "planned -> dropped", "new -> planned", "responded -> plan proposed", "plan proposed -> plan accepted",
      "planned -> done", "plan accepted -> corrected", "corrected -> no longer reproduced",
      "done -> checked, effective", "corrected -> verified", "verified -> closed" }, steps)
  end)

  it("is told whole by finding show, in each format", function()
    local out = does(dir, "finding show %s", nc)
    for _, words in ipairs { "A.8.5 Secure authentication", "set up by hand", "the two other directories: none",
      "All four are enrolled", "effective on " .. day(0) .. " by eva@acme.example", "verified -> closed",
      "No account without MFA in two exports: effective", "Who and when are claims" } do
      assert.match(words, out, 1, true)
    end
    assert.match("# " .. nc, does(dir, "finding show %s --format markdown", nc), 1, true)
    local data = require("tickmark.base.json").decode(does(dir, "finding show %s --format json", nc))
    assert.same({ "closed", 2, 13 }, { data.state, #data.actions, #data.steps })
  end)

  it("leaves a ledger that is sound, to tickmark and to git", function()
    local ran = command.tickmark(dir, "verify")
    assert.equal(0, ran.status, ran.out .. ran.err)
    assert.match("sound\n$", ran.out)
    assert.equal("", support.git(dir, "fsck --strict --no-dangling 2>&1 | grep -v ^notice || true"))
  end)

  it("is a recurrence, one grade up, when it comes back", function()
    commit_evidence(dir, users("ada,no", "bob,yes", "cyd,yes", "dan,yes"), -1)
    command.tickmark(dir, "audit --record --quiet")
    assert.match("A.8.5 major: new -> open", support.git(dir, "log -1 --format=%%s %s", REF), 1, true)
    local again = id_of(support.git(dir, "log -1 --format=%%s %s", REF), "NC")
    assert.match("recurs", does(dir, "finding show %s", again), 1, true)
  end)
end)
