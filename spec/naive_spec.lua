-- One wall without the other. A state with all of Lua's libraries can't touch a
-- file, a socket or a process while its worker is locked; and what the libraries
-- leave out stays out where the operating system locks nothing.

local bed = require("spec.hostile.bed")
local command = require("spec.command")
local directory = require("spec.hostile.directory")
local measured = require("spec.hostile.measured")
local place = require("spec.hostile.place")
local support = require("spec.support")
local variant = require("spec.variant")

local SHARED <const> = "../shared/hostile"

-- All libraries and the real globals for scripts; a clock that is soon over.
local NAIVE <const> = {
  { file = "src/worker/lua_sandbox.c", from = "\ttick_bound_strings(S);", to = "\tluaL_openlibs(S);\n"
    .. "\ttick_bound_strings(S);" },
  { file = "lua/tickmark/author/script.lua", from = "local env, words, anew = environment(libraries)",
    to = "local env, words, anew = _G, _G, function() return environment, libraries end" },
  { file = "src/worker/watch.c", from = "#define SECONDS 5", to = "#define SECONDS 1" },
}

-- What a script would do first, as the body of a judge; OUT is a folder with a
-- file `secret`, REPO the audited repository.
local ATTACKS <const> = {
  { "reads a file of the system", 'return io.open("/etc/passwd"):read("a")' },
  { "reads a file line by line", 'for line in io.lines("/etc/passwd") do return line end' },
  { "reads a key", 'return io.open("OUT/.ssh/id"):read("a")' },
  { "reads another process", 'return io.open("/proc/1/cmdline"):read("a")' },
  { "runs a file", 'return dofile("OUT/script.lua")' },
  { "loads a file", 'return assert(loadfile("OUT/script.lua"))' },
  { "makes a file", 'return io.open("OUT/made", "w")' },
  { "adds to a file", 'return io.open("OUT/secret", "a")' },
  { "makes a file in the repository", 'return io.open("REPO/made", "w")' },
  { "moves a branch", 'return io.open("REPO/.git/refs/heads/main", "r+")' },
  { "makes a ledger", 'return io.open("REPO/.git/refs/heads/ledger", "w")' },
  { "writes an object", 'return io.open("REPO/.git/objects/made", "w")' },
  { "makes a temporary file", "return os.tmpname()" },
  { "removes a file", 'return os.remove("OUT/other")' },
  { "renames a file", 'return os.rename("OUT/third", "OUT/fourth")' },
  { "runs a program", 'return os.execute("true")' },
  { "reads from a program", 'return io.popen("id"):read("a") ~= "" or nil' },
  { "loads a library of C", 'return package.loadlib("libcrypt.so.1", "*")' },
  { "reads the environment", 'return os.getenv("CANARY")', never = true },
  { "reads the environment from the system", 'return io.open("/proc/self/environ"):read("a"):match("CANARY")',
    never = true },
}

local SCRIPT <const> = 'return test { id = "attack.%02d", title = "T", requirement = "A.5.1", evidence = "users",\n'
  .. "judge = function(_, t)\nlocal ok, got = pcall(function() %s end)\n"
  .. 't:positive(ok and got and "ESCAPED" or "SAFE " .. tostring(got))\nend }\n'

--- Run all attacks in one audit: what each says, and whether a file changed.
local function attacked(tickmark, options)
  local out, files = support.tmpdir(), bed.files()
  for _, path in ipairs { "secret", "other", "third", ".ssh/id" } do support.write(out .. "/" .. path, "x") end
  support.write(out .. "/script.lua", "return true")
  local repo = bed.repository { { name = "main", files = files } }
  for i, attack in ipairs(ATTACKS) do
    local body = attack[2]:gsub("OUT", out):gsub("REPO", repo)
    support.write(("%s/checks/%02d.lua"):format(repo, i), SCRIPT:format(i, body))
  end
  support.git(repo, "reset -q main -- tickmark.yml checks/a checks/zz evidence")
  support.git(repo, "checkout -q -- tickmark.yml checks/a checks/zz evidence")
  support.commit(repo, {})
  local before, inside = place.snapshot(out), place.snapshot(repo)
  local ran = measured.run({ ("export CANARY=here HOME='%s'; "):format(out)
    .. bed.audit(tickmark, repo, "--format json " .. (options or "")) }, 1)[1]
  local changed = place.changed(before, place.snapshot(out), false)
    or place.changed(inside, place.snapshot(repo), false)
  local result, got = assert(bed.result(ran)), {}
  for i in ipairs(ATTACKS) do
    local row = bed.row(result, ("attack.%02d"):format(i))
    got[i] = row.positives[1] or row.outcome
  end
  support.remove(out)
  support.remove(repo)
  return got, changed, bed.controls(result)
end

--- A directory with the rules of the collection and nothing else.
local function rules_alone()
  local dir = support.tmpdir()
  if support.sh("cp -r %s/rules %s 2>/dev/null && echo yes; :", SHARED, dir) == "yes" then return dir end
  support.remove(dir)
end

describe("a script with all of Lua's libraries", function()
  if not variant.possible() then
    it("is of a variant", function() pending("variants are of the plain build") end)
    return
  end
  local naive
  setup(function() naive = variant.build({ NAIVE })[1] end)
  teardown(function()
    if naive then variant.close(naive) end
  end)

  local locked, open, touched
  setup(function()
    locked, touched = attacked(naive.command)
    open = attacked(naive.command, "--no-os-sandbox")
  end)

  for i, attack in ipairs(ATTACKS) do
    it(attack[1] .. (attack.never and " in no worker" or " in an unlocked worker only"), function()
      assert.not_match("^ESCAPED", locked[i])
      if attack.never then
        assert.not_match("^ESCAPED", open[i])
      else
        assert.match("^ESCAPED", open[i])
      end
    end)
  end

  it("changes no file", function() assert.is_nil(touched) end)

  it("changes no file, no other test and nothing else with any rule of the collection", function()
    local dir = rules_alone()
    if not dir then return pending("there is no " .. SHARED) end
    local said = {}
    directory.run(dir, { tickmark = naive.command, at_once = 2, limits = false, forms = { "judge" } }, function(one)
      local why = one.why or ""
      for _, words in ipairs { "files of the repository changed", "the controls' results changed", "ended by signal",
        "no result", "ESCAPED: read", "ESCAPED: created", "ESCAPED: env" } do
        if why:find(words, 1, true) then said[#said + 1] = directory.line(one) end
      end
    end)
    support.remove(dir)
    assert.equal("", table.concat(said, "\n"))
  end)
end)

describe("a script in a worker that the operating system doesn't lock", function()
  it("gives what it gives in a locked one, with every rule of the collection", function()
    if not variant.possible() then return pending("a sanitizer's time is another") end
    local dir = rules_alone()
    if not dir then return pending("there is no " .. SHARED) end
    local outcomes = {}
    for i, more in ipairs { "", "--no-os-sandbox" } do
      outcomes[i] = {}
      for _, one in ipairs(directory.run(dir, { tickmark = command.PATH, at_once = 2, limits = false,
        forms = { "judge" }, more = more })) do
        table.insert(outcomes[i], ("%s %s %s %s %s"):format(one.name, one.form, one.outcome, one.whole, one.why))
      end
    end
    support.remove(dir)
    assert.is_true(#outcomes[1] > 3)
    assert.same(outcomes[1], outcomes[2])
  end)
end)
