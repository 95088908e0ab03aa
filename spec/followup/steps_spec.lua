-- Steps of a finding that somebody takes past tickmark, by plain git: each is held
-- against what stood on the ledger before it, as the commands hold theirs.

local command = require("spec.command")
local identity = require("tickmark.conclude.identity")
local ledgers = require("spec.ledgers")
local support = require("spec.support")

local NOW <const>, does, forge, tamper = ledgers.NOW, ledgers.does, ledgers.forge, ledgers.tamper

local function caught(dir, why)
  local ran = command.tickmark(dir, "verify")
  assert.equal(4, ran.status, ran.out .. ran.err)
  assert.match(why, ran.out, 1, true)
end

--- The next event of a finding, as mallory writes it; `change` has its last word.
local function step(dir, state, change)
  local head, _, sha256 = ledgers.newest(dir, "findings")
  head.seq, head.previous = tonumber(head.seq) + 1, { sha256 }
  head.state, head.by, head.on = state, "mallory@example.com", NOW
  if change then change(head) end
  tamper(dir, function(work) forge(work, head) end)
end

describe("verify, of a step past tickmark,", function()
  local origin, dir, nc

  setup(function()
    origin = support.repo(command.isms { ["checks/names.lua"] = false }, { date = "2026-10-01T12:00:00Z" })
    ledgers.as(origin, "eva")
    assert.equal(1, command.tickmark(origin, "audit --record --quiet").status)
    nc = support.git(origin, "log --format=%%s %s", ledgers.REF):match("NC%-%w+")
    ledgers.as(origin, "otto")
    does(origin, "finding respond %s --cause 'Nobody looks at new starters' --method 5-why --category process "
      .. "--looked-in 'all lists' --similar none --correction 'All are enrolled'", nc)
    does(origin, "action plan %s --action 'HR tells us' --owner otto@example.com --due %s", nc, NOW)
  end)
  teardown(function() support.remove(origin) end)
  before_each(function()
    dir = ledgers.copy(origin)
    ledgers.as(dir, "eva")
  end)
  after_each(function() support.remove(dir) end)

  it("says that a plan is accepted which has no action", function()
    step(dir, "plan-accepted", function(head)
      head.plan_accepted = { by = "mallory@example.com", on = NOW }
    end)
    caught(dir, "plan accepted, and a plan has at least one corrective action")
  end)

  it("says that a plan names an action of something else", function()
    step(dir, "plan-accepted", function(head)
      head.plan_accepted = { by = "mallory@example.com", on = NOW, actions = { "AAAABBBBCCCCDDDD" } }
    end)
    caught(dir, "its plan has an action that is none of it: AAAABBBBCCCCDDDD")
  end)

  it("says that it is corrected while an action is not done", function()
    does(dir, "finding accept-plan %s", nc)
    step(dir, "corrected", function(head) head.correction.done_on = NOW end)
    caught(dir, "corrected, and CA-")
    caught(dir, "is not done yet")
  end)

  it("says that a plan for a major has no criterion of its effect", function()
    does(dir, "finding regrade %s --grade major --basis systematic_failure --text 'All of them'", nc)
    ledgers.as(dir, "otto")
    does(dir, "action plan %s --action 'IT asks HR' --owner otto@example.com --due %s", nc, NOW)
    local action = ledgers.newest(dir, "actions")
    step(dir, "plan-accepted", function(head)
      head.resumes, head.plan_accepted = nil, { by = "mallory@example.com", on = NOW, actions = { action.id } }
    end)
    caught(dir, "a major's action needs a criterion of its effect")
  end)

  it("says that something is back that was never over", function()
    local head = ledgers.newest(dir, "findings")
    head.recurrence, head.seq, head.previous, head.state = 1, 1, {}, "open"
    head.id = identity.id("acme", head.identity, 1)
    head.by, head.on = "mallory@example.com", NOW
    for _, key in ipairs { "root_cause", "similar_cases", "correction", "response" } do head[key] = nil end
    tamper(dir, function(work) forge(work, head) end)
    caught(dir, "it says that it is back, and is not")
  end)

  -- an honest event under a commit that tells people, or machines, something else
  for _, case in ipairs {
    { "subject", "NC%-%w+", "NC-ZZZZ", "its commit's subject says something else" },
    { "name of what it is about", "Finding: %w+", "Finding: ZZZZZZZZZZZZZZZZ", "its commit's trailers say" },
    { "transition", "Transition: .-\n", "Transition: plan-accepted->closed\n", "its commit's trailers say" },
  } do
    it("says that the commit has another " .. case[1], function()
      does(dir, "finding accept-plan %s", nc)
      local bytes = (support.git(dir, "cat-file commit %s", ledgers.REF) .. "\n"):gsub(case[2], case[3], 1)
      support.write(dir .. "/.git/made", bytes)
      support.git(dir, "update-ref %s $(git -C %s hash-object -t commit -w %s/.git/made)", ledgers.REF, dir, dir)
      caught(dir, case[4])
    end)
  end

  it("finds nothing in the same steps by tickmark", function()
    does(dir, "finding accept-plan %s", nc)
    ledgers.as(dir, "otto")
    support.commit(dir, { ["evidence/enrolled.md"] = "# All\n" }, { date = NOW .. "T00:00:01Z" })
    does(dir, "action done CA-%s --evidence evidence/enrolled.md", ledgers.newest(dir, "actions").id)
    local ran = command.tickmark(dir, "verify")
    assert.equal(0, ran.status, ran.out)
    assert.equal("corrected", ledgers.newest(dir, "findings").state)
  end)
end)
