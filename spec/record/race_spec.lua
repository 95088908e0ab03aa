-- Several processes that write on one ledger at once: nothing is lost, nothing
-- is there twice. TICKMARK_RACE=full (make race): 4 processes of 250 events.

local command = require("spec.command")
local support = require("spec.support")

local FULL <const> = os.getenv("TICKMARK_RACE") == "full"
local PROCESSES <const>, EACH <const> = 4, FULL and 250 or 12
local REF <const> = "refs/heads/audit/internal"

local BUILD <const> = os.getenv("TICKMARK_BUILD") or "build"

--- A program that asks for evidence again and again.
local PROGRAM <const> = [[
local tickmark = require("tickmark")
local date = require("tickmark.base.date")
local request = require("tickmark.record.request")
local name, times = arg[1], tonumber(arg[2])
local book <close> = tickmark.book { repo = arg[3] }
for n = 1, times do
  book:change(function()
    return request.raise(book, { text = name .. " asks for number " .. n, due = date.new(2027, 1, 1) })
  end)
end
]]

describe("processes that write on one ledger at once", function()
  local dir

  setup(function()
    dir = support.repo(command.isms())
    support.git(dir, "config user.name Eva")
    support.git(dir, "config user.email eva@example.com")
    support.write(dir .. "/.git/asks.lua", PROGRAM)
    local runs = {}
    for n = 1, PROCESSES do
      -- a sanitized module wants its sanitizer first
      runs[n] = ("(LD_PRELOAD='%s' ASAN_OPTIONS=detect_leaks=0 "
        .. "LUA_PATH='./?.lua;lua/?.lua;lua/?/init.lua;;' LUA_CPATH='%s/lib/lua/5.4/?.so;;' lua5.4 "
        .. "%s/.git/asks.lua process-%d %d %s >%s/.git/out-%d 2>&1; echo $? >>%s/.git/status) &"):format(
        os.getenv("LD_PRELOAD") or "", BUILD, dir, n, EACH, dir, dir, n, dir)
    end
    support.sh((table.concat(runs, "\n") .. "\nwait"):gsub("%%", "%%%%"))
  end)
  teardown(function() support.remove(dir) end)

  it("all end well", function()
    assert.equal(("0\n"):rep(PROCESSES), command.read(dir .. "/.git/status"),
      support.sh("cat %s/.git/out-*", dir))
  end)

  it("leave each event once", function()
    local seen = {}
    for path in support.git(dir, "ls-tree -r --name-only %s", REF):gmatch("[^\n]+") do
      local asked = support.git(dir, "cat-file blob %s:%s", REF, path):match('asked: "(.-)"')
      assert.is_nil(seen[asked], asked)
      seen[asked] = true
    end
    for n = 1, PROCESSES do
      for k = 1, EACH do assert.is_true(seen[("process-%d asks for number %d"):format(n, k)], n .. " " .. k) end
    end
    assert.equal(tostring(PROCESSES * EACH + 1), support.git(dir, "rev-list --count %s", REF))
  end)

  it("leave a ledger that is sound, to tickmark and to git", function()
    assert.match("sound\n$", command.tickmark(dir, "verify").out)
    assert.equal("", support.git(dir, "fsck --strict --no-dangling 2>&1 | grep -v ^notice || true"))
    assert.equal(REF, support.git(dir, "for-each-ref --format='%%(refname)' refs/heads/audit/"))
  end)
end)
