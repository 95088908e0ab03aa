--- Lists of a long ledger: what is remembered of it changes nothing but the time.

local append = require("tickmark.record.append")
local canon = require("tickmark.base.canon")
local command = require("spec.command")
local ledgers = require("spec.ledgers")
local support = require("spec.support")
local tickmark = require("tickmark")

local FINDINGS <const> = 1100 -- in more than 512 shards, from which on it is remembered
local GRADES <const> = { "minor", "major", "ofi" }

local function finding(book, n)
  local grade = GRADES[n % 3 + 1]
  local requirement = ("A.8.%d"):format(n % 9 + 1)
  return book:draft("findings", book:first("open", requirement .. "\0spec\0" .. n, {
    type = grade == "ofi" and "ofi" or "nonconformity", requirement = requirement, grade = grade,
    grade_is = "decided", basis = "isolated_lapse", statement = "ä fact, the " .. n .. "th",
    items = canon.array {}, evidence = canon.array {}, raised_on = n % 2 == 0 and "2025-01-31" or tostring(book.today),
  }), "new", ("%s %s"):format(requirement, grade), "a fact")
end

--- A ledger of many findings.
local function long_ledger()
  local dir = support.repo(command.isms())
  ledgers.as(dir, "eva")
  local book <close> = tickmark.book { repo = dir }
  book.author = append.author(book.subject, book.ledger)
  local commits = canon.array {}
  for n = 1, FINDINGS do commits[n] = append.commit(finding(book, n), book.author) end
  append.all(book.subject, book.ledger, commits)
  return dir
end

local ASKED <const> = { "finding list", "finding list --open --format json",
  "finding list --grade major --format markdown", "status", "status --format json" }

--- What all lists say together, and each exit status.
local function told(dir, more)
  local list = {}
  for i, what in ipairs(ASKED) do
    local ran = command.tickmark(dir, what .. " " .. (more or ""))
    list[i] = { ran.status, ran.out, ran.err }
  end
  return list
end

local MEMO <const> = "/.git/tickmark/memo/data.mdb"

describe("lists of a long ledger", function()
  local origin, dir

  setup(function() origin = long_ledger() end)
  teardown(function() support.remove(origin) end)
  before_each(function() dir = ledgers.copy(origin) end)
  after_each(function() support.remove(dir) end)

  --- The id of the finding in some line of the list.
  local function nth(n)
    local out = ledgers.does(dir, "finding list --memo none")
    local i = 0
    for name in out:gmatch("\n(%u+%-%w+) ") do
      i = i + 1
      if i == n then return name end
    end
  end

  it("say the same with a memo, without, at first, and again", function()
    local without = told(dir, "--memo none")
    assert.equal(0, without[1][1], without[1][3])
    assert.match(FINDINGS .. " findings", without[1][2], 1, true)
    assert.is_nil(io.open(dir .. MEMO))
    assert.same(without, told(dir))
    assert.is_truthy(io.open(dir .. MEMO))
    assert.same(without, told(dir))
  end)

  it("say the same after each of many changes", function()
    told(dir)
    for _, change in ipairs {
      "finding respond %s --type accept --cause 'Nobody is told' --method 5-why --category process "
        .. "--looked-in 'all' --similar none --correction 'Done'",
      "finding regrade %s --grade minor --basis isolated_lapse --text 'Only one'",
      "finding withdraw %s --text 'It was another system'",
      "request raise --text 'The list of %s' --due 2027-01-01",
    } do
      ledgers.as(dir, change:find("respond") and "otto" or "eva")
      ledgers.does(dir, change, nth(7))
      assert.same(told(dir, "--memo none"), told(dir))
    end
    local other = ledgers.copy(dir)
    local one = nth(20)
    ledgers.does(dir, "finding withdraw %s --text 'No'", one)
    ledgers.does(other, "finding regrade %s --grade minor --basis isolated_lapse --text 'Yes'", one)
    ledgers.merge(dir, other)
    support.remove(other)
    local both = told(dir)
    assert.match("in conflict", both[1][2], 1, true)
    assert.same(told(dir, "--memo none"), both)
    assert.same(command.tickmark(dir, "finding show %s --memo none", one).out,
      command.tickmark(dir, "finding show %s", one).out)
  end)

  it("are right whatever happened to the memo", function()
    local right = ledgers.does(dir, "finding list")
    support.sh("cp -a %s/.git/tickmark %s/.git/kept", dir, dir)
    for _, damage in ipairs {
      "truncate -s 5000 data.mdb", "truncate -s -4096 data.mdb", "echo no store >data.mdb", ": >data.mdb",
      "tr 'e' 'f' <data.mdb >d && mv d data.mdb", "rm data.mdb", "rm lock.mdb", "rm -r ../memo",
      "rm -r ../memo && : >../memo",
    } do
      support.sh("cd %s/.git/tickmark/memo && " .. damage, dir)
      local ran = command.tickmark(dir, "finding list")
      assert.same({ 0, right }, { ran.status, ran.out }, damage)
      assert.is_truthy(ran.err == "" or ran.err:find("was damaged, and is begun anew\n$"), ran.err)
      support.sh("cd %s/.git && rm -rf tickmark && cp -a kept tickmark", dir)
    end
  end)

  it("are right where the memo can't be written, or who writes it is killed", function()
    local right = command.tickmark(dir, "finding list --memo none").out
    for _, inject in ipairs { "error=ENOSPC", "error=EIO", "signal=KILL" } do
      for when = 1, 3 do
        support.sh("rm -rf %s/.git/tickmark", dir)
        local ran = command.shell("cd %s && exec strace -o /dev/null -e trace=pwrite64,pwritev,fdatasync -e inject="
          .. "pwrite64,pwritev,fdatasync:" .. inject .. ":when=" .. when .. " \"$TICKMARK\" finding list", dir)
        if inject ~= "signal=KILL" then assert.equal(right, ran.out, inject .. when) end
        assert.equal(right, command.tickmark(dir, "finding list").out, inject .. when)
      end
    end
  end)

  it("are remembered where somebody says", function()
    local elsewhere = support.tmpdir()
    local right = told(dir, "--memo none")
    assert.same(right, told(dir, "--memo " .. elsewhere))
    assert.is_nil(io.open(dir .. MEMO))
    assert.is_truthy(io.open(elsewhere .. "/data.mdb"))
    support.remove(elsewhere)
  end)

  it("of another repository's ledger are remembered there", function()
    local own = support.tmpdir()
    support.sh("cd %s && git init -q --bare && git fetch -q %s " .. ledgers.REF .. ":" .. ledgers.REF, own, dir)
    support.git(dir, "update-ref -d " .. ledgers.REF)
    assert.match(FINDINGS .. " findings", ledgers.does(dir, "finding list --ledger %s:" .. ledgers.REF, own), 1, true)
    assert.is_nil(io.open(dir .. MEMO))
    assert.is_truthy(io.open(own .. "/tickmark/memo/data.mdb"))
    support.remove(own)
  end)

  it("refuse what is no event each time, remembered or not", function()
    told(dir)
    ledgers.tamper(dir, "echo no event > $(git ls-files 'findings/*' | head -1 | xargs dirname)/0002-open-$("
      .. "printf '%%064d' 7).md")
    local ran = command.tickmark(dir, "finding list")
    assert.equal(4, ran.status, ran.out .. ran.err)
    assert.match("not an event as tickmark writes it", ran.err, 1, true)
    assert.same(told(dir, "--memo none"), told(dir))
    assert.same(told(dir, "--memo none"), told(dir))
  end)
end)
