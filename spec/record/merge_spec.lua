-- Two clones of one ledger that go apart by a hundred events each, on findings of
-- their own and on the same ones: plain git merges them, either way round, and both
-- tell the same afterwards.

local command = require("spec.command")
local json = require("tickmark.base.json")
local ledgers = require("spec.ledgers")
local support = require("spec.support")

local BUILD <const> = os.getenv("TICKMARK_BUILD") or "build"
local REF <const> = ledgers.REF
local OWN <const> = 76 -- findings that a side raises for itself

--- A program that takes a line for each event that it makes: a word and what it is about.
local PROGRAM <const> = [[
local tickmark = require("tickmark")
local finding = require("tickmark.record.finding")
local EVIDENCE <const> = { paths = { "evidence/users/2025-12.csv" } }
local side = arg[2]

local makes = {
  raise = function(book, what)
    return finding.raise(book, { requirement = "A.8.13", grade = "minor", basis = "documentation_gap",
      statement = what, evidence = EVIDENCE })
  end,
  respond = function(book, id) return finding.respond(book, { id = id, type = "accept", text = "Says " .. side }) end,
  withdraw = function(book, id) return finding.withdraw(book, { id = id, text = "Not so" }) end,
  graver = function(book, id)
    return finding.regrade(book, { id = id, grade = "major", basis = "systematic_failure", text = "Says " .. side })
  end,
  lighter = function(book, id)
    return finding.regrade(book, { id = id, grade = "minor", basis = "documentation_gap", text = "Says " .. side })
  end,
}

local book <close> = tickmark.book { repo = arg[1] }
for line in io.lines() do
  local word, what = line:match("^(%a+) (.*)$")
  book:change(function() return makes[word](book, what) end)
end
]]

--- Make events, one for each line.
local function make(dir, side, lines)
  support.write(dir .. "/.git/makes.lua", PROGRAM)
  support.write(dir .. "/.git/lines", table.concat(lines, "\n") .. "\n")
  support.sh("LD_PRELOAD=%s ASAN_OPTIONS=detect_leaks=0 LUA_PATH='./?.lua;lua/?.lua;lua/?/init.lua;;' "
    .. "LUA_CPATH=%s'/lib/lua/5.4/?.so;;' lua5.4 %s/.git/makes.lua %s %s <%s/.git/lines",
    os.getenv("LD_PRELOAD") or "", BUILD, dir, dir, side, dir)
end

--- Findings on the ledger, by their statement.
local function findings(dir)
  local found = {}
  for _, one in ipairs(json.decode(ledgers.does(dir, "finding list --format json"))) do found[one.statement] = one end
  return found
end

local function commits(dir) return tonumber(support.git(dir, "rev-list --count --no-merges %s", REF)) end

-- What the two make of the same finding, and what stands: its grade, its state, and
-- whether somebody has to decide.
local SAME <const> = {
  { "answered by both", { "respond" }, { "respond" }, "minor", "responded", true },
  { "answered and made graver", { "respond" }, { "graver" }, "major", "regraded", true },
  { "made graver and answered twice", { "graver" }, { "respond", "respond" }, "major", "regraded", true },
  { "made graver, then lighter, and answered", { "graver", "lighter" }, { "respond" }, "minor", "regraded", true },
  { "confirmed and made graver", { "lighter", "respond" }, { "graver", "respond" }, "major", "responded", true },
  { "withdrawn by both", { "withdraw" }, { "withdraw" }, "minor", "withdrawn", true },
  { "answered by one", { "respond" }, {}, "minor", "responded", false },
}

describe("two clones of one ledger", function()
  local ann, ben
  local here, there = {}, {}

  setup(function()
    ann = support.repo(command.isms())
    ledgers.as(ann, "ann")
    local common = {}
    for i, case in ipairs(SAME) do common[i] = "raise " .. case[1] end
    make(ann, "ann", common)
    ben = ledgers.copy(ann)
    ledgers.as(ben, "ben")
    local ids, before = findings(ann), commits(ann)
    local mine, theirs = {}, {}
    for n = 1, OWN do
      mine[n], theirs[n] = "raise ann's number " .. n, "raise ben's number " .. n
    end
    mine[#mine + 1], theirs[#theirs + 1] = "raise of both at once", "raise of both at once"
    for _, case in ipairs(SAME) do
      local id = ids[case[1]].id
      for _, word in ipairs(case[2]) do mine[#mine + 1] = word .. " " .. id end
      for _, word in ipairs(case[3]) do theirs[#theirs + 1] = word .. " " .. id end
    end
    while #mine < 99 do mine[#mine + 1] = "raise ann's odd number " .. #mine end
    while #theirs < 99 do theirs[#theirs + 1] = "raise ben's odd number " .. #theirs end
    mine[99], theirs[99] = nil, nil -- the audit adds its run and a finding
    make(ann, "ann", mine)
    make(ben, "ben", theirs)
    for _, dir in ipairs { ann, ben } do
      assert.equal(1, command.tickmark(dir, "audit --record --quiet").status)
      assert.equal(before + 100, commits(dir))
    end
    local old = ledgers.copy(ann)
    ledgers.merge(ann, ben)
    ledgers.merge(ben, old)
    support.remove(old)
    here, there = findings(ann), findings(ben)
  end)
  teardown(function()
    support.remove(ann)
    support.remove(ben)
  end)

  it("hold the events of both, each once", function()
    for _, dir in ipairs { ann, ben } do assert.equal(1 + #SAME + 200, commits(dir)) end
    assert.equal(support.git(ann, "rev-parse %s^{tree}", REF), support.git(ben, "rev-parse %s^{tree}", REF))
    for n = 1, OWN do
      assert.is_table(here["ann's number " .. n])
      assert.is_table(here["ben's number " .. n])
    end
  end)

  it("tell the same, to the byte", function()
    assert.same(here, there)
    for _, what in ipairs { "finding list --format json", "finding list", "status --format json", "status" } do
      assert.equal(ledgers.does(ann, what), ledgers.does(ben, what), what)
    end
    for _, case in ipairs(SAME) do
      local id = here[case[1]].id
      assert.equal(ledgers.does(ann, "finding show %s", id), ledgers.does(ben, "finding show %s", id))
    end
  end)

  for _, case in ipairs(SAME) do
    it(("have a finding, %s, %s, %s"):format(case[1], case[4], case[6] and "in conflict" or case[5]), function()
      local one = here[case[1]]
      assert.same({ case[4], case[5], case[6] }, { one.grade, one.state, one.conflict })
    end)
  end

  it("have one finding where both raised it, each with words of their own", function()
    local one = here["of both at once"]
    assert.same({ "minor", "open", true }, { one.grade, one.state, one.conflict })
    local shown = ledgers.does(ann, "finding show %s", one.id)
    assert.match("ann@example.com", shown, 1, true)
    assert.match("ben@example.com", shown, 1, true)
  end)

  it("have one finding, and no conflict, where both recorded a run at one commit", function()
    local one = here["1 of 2 accounts without MFA (50 %): bob"]
    assert.same({ "minor", "open", false }, { one.grade, one.state, one.conflict })
    assert.equal("2", support.git(ann, "ls-tree -r --name-only %s | grep -c %s", REF, one.id))
  end)

  it("are sound, to tickmark and to git, though somebody has to decide", function()
    for _, dir in ipairs { ann, ben } do
      local ran = command.tickmark(dir, "verify")
      assert.equal(1, ran.status, ran.out .. ran.err)
      assert.equal(7, select(2, ran.out:gsub("in conflict: ", "")), ran.out)
      assert.equal("", support.git(dir, "fsck --strict --no-dangling 2>&1 | grep -v ^notice || true"))
    end
  end)

  it("are in conflict no more once somebody has decided, on both sides when they merge again", function()
    ledgers.as(ann, "eva")
    for _, one in pairs(here) do
      if one.conflict then
        local id = one.id
        local ran = command.tickmark(ann, "finding respond %s --text 'Go on'", id)
        assert.equal(3, ran.status)
        assert.match("in conflict", ran.err, 1, true)
        ran = command.tickmark(ann, "finding settle %s --state %s --text 'So it is'", id, one.state)
        if ran.status ~= 0 then -- both say this state
          ran = command.tickmark(ann, "finding settle %s --event %s --text 'So it is'", id,
            ran.err:match("%-%-event (%x+)"))
        end
        assert.equal(0, ran.status, one.statement .. ran.err)
      end
    end
    -- what both recorded alike is followed as one
    ledgers.does(ann, "finding respond %s --text Seen", here["1 of 2 accounts without MFA (50 %): bob"].id)
    assert.match("sound\n$", command.tickmark(ann, "verify").out)
    make(ben, "ben", { "raise what ben saw meanwhile" })
    ledgers.merge(ben, ann)
    ledgers.merge(ann, ben)
    assert.equal(support.git(ann, "rev-parse %s", REF), support.git(ben, "rev-parse %s", REF))
    for _, dir in ipairs { ann, ben } do
      local ran = command.tickmark(dir, "verify")
      assert.equal(0, ran.status, ran.out .. ran.err)
    end
    for what, one in pairs(findings(ben)) do assert.is_false(one.conflict, what) end
    assert.is_table(findings(ann)["what ben saw meanwhile"])
  end)
end)
