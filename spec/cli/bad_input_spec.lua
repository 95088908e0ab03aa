local command = require("spec.command")
local support = require("spec.support")

--- Run on a throwaway copy of the small ISMS with `changes`.
local function audited(changes, options)
  local dir = support.repo(command.isms(changes))
  local result, ran = command.result(dir, options)
  support.remove(dir)
  return result, ran
end

local function refused(changes, options)
  local dir = support.repo(command.isms(changes))
  local ran = command.tickmark(dir, "audit " .. (options or ""))
  support.remove(dir)
  return ran
end

local function by_id(result, id)
  for _, test in ipairs(result.tests) do
    if test.id == id then return test end
  end
end

--- The finding about bob, which no bad neighbour may take away.
local function has_bob(result)
  for _, finding in ipairs(result.findings) do
    if finding.requirement == "A.8.5" and finding.items[1] == "bob" then return true end
  end
  return false
end

local function problem_at(result, path)
  for _, problem in ipairs(result.problems) do
    if problem.path == path then return problem end
  end
end

describe("a repository that can't be audited", function()
  local where
  setup(function()
    where = support.tmpdir()
    support.sh([[cd %s; mkdir plain; touch file
      git init -q unborn; git init -q --bare unborn.git
      git init -q --object-format=sha256 sha256
      git init -q reftable; git -C reftable config core.repositoryformatversion 1
      git -C reftable config extensions.refstorage reftable
      git init -q broken; echo 'ref: refs/heads/../x' >broken/.git/HEAD
      git init -q extension; git -C extension config core.repositoryformatversion 1
      git -C extension config extensions.unheardof yes]], where)
  end)
  teardown(function() support.remove(where) end)

  for _, case in ipairs {
    { "a folder without one", "plain", "plain: not a git repository" },
    { "a path that isn't there", "nowhere", "nowhere: no such directory" },
    { "a file", "file", "file: not a" },
    { "one without a commit", "unborn", "HEAD: no commit yet" },
    { "a bare one without a commit", "unborn.git", "HEAD: no commit yet" },
    { "one of SHA-256", "sha256", "sha256: a SHA-256 repository; tickmark reads SHA-1 repositories" },
    { "one that keeps references in a reftable", "reftable",
      "reftable: its references are not kept in files; tickmark reads the files format" },
    { "one with an extension that nobody knows", "extension", "unheardof" },
    { "one with a HEAD that means nothing", "broken", "HEAD" },
  } do
    it("is " .. case[1], function()
      local ran = command.tickmark(where, "audit --repo %s", case[2])
      assert.equal(3, ran.status)
      assert.equal("", ran.out)
      assert.match("tickmark: ", ran.err:sub(1, 10), 1, true)
      assert.match(case[3], ran.err, 1, true)
      assert.is_nil(ran.err:find("traceback"))
    end)
  end

  it("is told from its own folder too", function()
    for _, name in ipairs { "plain", "unborn", "sha256" } do
      assert.equal(3, command.tickmark(where .. "/" .. name, "audit").status)
    end
  end)
end)

describe("a revision or day that isn't there", function()
  local dir
  setup(function() dir = support.repo(command.isms(), { date = "2026-01-05T12:00:00Z" }) end)
  teardown(function() support.remove(dir) end)

  for _, case in ipairs {
    { "--rev nowhere", "nowhere: no such revision" },
    { "--rev 0123456789abcdef0123456789abcdef01234567", "0123456789abcdef0123456789abcdef01234567" },
    { "--rev ''", "revision" },
    { "--rev=-x", "-x" },
    { "--rev HEAD:tickmark.yml", "HEAD:tickmark.yml" },
    { "--as-of 2026-02-30", "--as-of: 2026-02-30: February 2026 has 28 days" },
    { "--as-of 2025-02-29", "February 2025 has 28 days" },
    { "--as-of 2026-13-01", "2026-13-01" },
    { "--as-of 30.06.2026", "30.06.2026" },
    { "--as-of 2026-6-1", "2026-6-1" },
    { "--as-of yesterday", "yesterday" },
    { "--as-of ''", "--as-of" },
    { "--as-of 2025-12-31", "no commit by that day" },
    { "--rev main --as-of 2025-12-31", "no commit by that day" },
  } do
    it("is refused: " .. case[1], function()
      local ran = command.tickmark(dir, "audit " .. case[1])
      assert.equal(3, ran.status)
      assert.equal("", ran.out)
      assert.match(case[2], ran.err, 1, true)
    end)
  end
end)

describe("what is no UTF-8", function()
  local dir
  setup(function() dir = support.repo(command.isms()) end)
  teardown(function() support.remove(dir) end)

  for _, option in ipairs { "rev", "repo", "config", "ledger", "as-of" } do
    it("is refused: --" .. option, function()
      local ran = command.tickmark(dir, "audit --" .. option .. " caf\233")
      assert.equal(3, ran.status)
      assert.match(option .. ": caf\\xE9: not UTF-8", ran.err, 1, true)
    end)
  end

  it("is refused: the way to the repository", function()
    support.sh("git clone -q %s %s", dir, dir .. "/caf\233")
    local ran = command.tickmark(dir .. "/caf\233", "audit")
    assert.equal(3, ran.status)
    assert.match("caf\\xE9/.git: the path is not UTF-8", ran.err, 1, true)
  end)
end)

describe("a configuration that can't be used", function()
  -- what is wrong, changes, then the texts that stand on standard error
  for _, case in ipairs {
    { "isn't there: it says how to start one", { ["tickmark.yml"] = false },
      "no tickmark.yml in the audited commit", "organisation: {id:", "--config DIR" },
    { "has a misspelt key", { ["tickmark.yml"] = command.CONFIG:gsub("scope:", "scoep:", 1) },
      'tickmark.yml:3:1: unknown key "scoep", did you mean "scope"?', "the keys here are check, checks, " },
    { "has a misspelt key deep inside", { ["tickmark.yml"] = command.CONFIG:gsub("controls:", "control:") },
      'tickmark.yml:9:5: unknown key "control", did you mean "controls"?' },
    { "lacks what it must have", { ["tickmark.yml"] = "scope: {id: S}\n" }, 'tickmark.yml: it lacks "organisation"' },
    { "is no YAML", { ["tickmark.yml"] = "organisation: {id: acme\n" }, "tickmark.yml:1:15: ", "->" },
    { "says a key twice", { ["tickmark.yml"] = command.CONFIG .. "scope: {id: B}\n" }, "tickmark.yml:13:1: " },
    { "names a control that isn't one", { ["tickmark.yml"] = command.CONFIG:gsub("A.5.18", "A.5.81") },
      "tickmark.yml:9:16: A.5.81: not in ISO/IEC 27001:2022" },
    { "has a day that isn't one", { ["tickmark.yml"] = command.CONFIG .. "period: {from: 2026-02-30}\n" },
      "tickmark.yml:13:16: ", "2026-02-30: February 2026 has 28 days" },
    { "has a pattern that matches nothing", { ["tickmark.yml"] = command.CONFIG:gsub("users/%*", "usres/*") },
      "user-list: evidence/usres/*.csv matches nothing, now or in history", 'optional: "yes"' },
    { "selects no test", { ["tickmark.yml"] = "organisation: {id: a, name: A}\nscope: {id: S}\n" },
      "no test is selected", "checks.paths" },
    { "has a parameter for a test that isn't there", { ["tickmark.yml"] = command.CONFIG:gsub("%]}\n$",
      "], params: {access.mfq: {x: 1}}}\n") }, 'no test "access.mfq", did you mean "access.mfa"?' },
    { "has a test id twice", { ["checks/other.lua"] = command.MFA },
      'test id "access.mfa" stands twice: in checks/mfa.lua and checks/other.lua' },
    { "has a test of a series that isn't there", { ["checks/mfa.lua"] = command.MFA:gsub("user%-list", "user-lst") },
      'checks/mfa.lua: access.mfa: input evidence: no series "user-lst" in tickmark.yml, did you mean "user-list"?' },
    { "has a test of a requirement that isn't there", { ["checks/mfa.lua"] = command.MFA:gsub("A.8.5\"", "A.8.99\"") },
      "checks/mfa.lua: access.mfa: requirement: ", "A.8.99" },
  } do
    it(case[1], function()
      local ran = refused(case[2])
      assert.equal(3, ran.status)
      assert.equal("", ran.out)
      for i = 3, #case do assert.match(case[i], ran.err, 1, true) end
      assert.is_nil(ran.err:find("traceback"))
    end)
  end

  it("points at a misspelt key whose value starts on the next line", function()
    local ran = refused { ["tickmark.yml"] = command.CONFIG:gsub("evidence:", "evidnece:") }
    assert.match('tickmark.yml:6:1: unknown key "evidnece", did you mean "evidence"?', ran.err, 1, true)
    ran = refused { ["tickmark.yml"] = command.CONFIG:gsub("user%-list:\n", "%0    title:\n      - x\n") }
    assert.match("tickmark.yml:9:7: evidence.user-list.title: a text expected, not a map or list", ran.err, 1, true)
  end)

  it("points at what lacks a key, not at the first that it has", function()
    local ran = refused { ["tickmark.yml"] = command.CONFIG:gsub("    controls:[^\n]*\n", "") }
    assert.match('tickmark.yml:7:3: evidence.user-list lacks "controls"', ran.err, 1, true)
  end)

  it("is told with every fault at once", function()
    local ran = refused { ["tickmark.yml"] = command.CONFIG:gsub("controls:", "control:"):gsub("scope:", "scpoe:") }
    assert.match('"control", did you mean "controls"', ran.err, 1, true)
    assert.match('"scpoe", did you mean "scope"', ran.err, 1, true)
  end)

  it("isn't there or isn't readable where --config points", function()
    for _, case in ipairs {
      { "nowhere", "nowhere: no such file or folder" },
      { "policies", "policies: no tickmark.yml in it" },
      { ".@nowhere", "nowhere: no such revision" },
      { ".@HEAD:nowhere", "nowhere" },
      { ".@HEAD:tickmark.yml", "not a folder" },
    } do
      local ran = refused({}, "--config " .. case[1])
      assert.equal(3, ran.status, case[1])
      assert.match(case[2], ran.err, 1, true)
    end
  end)

  it("is a pipe, which nobody waits for", function()
    local dir = support.tmpdir()
    finally(function() support.remove(dir) end)
    support.sh("mkfifo %s/tickmark.yml", dir)
    local started = os.time()
    local ran = refused({}, "--config " .. dir)
    assert.equal(3, ran.status)
    assert.match("no tickmark.yml in it", ran.err, 1, true)
    assert.is_true(os.time() - started < 10)
  end)
end)

describe("a test that goes wrong", function()
  -- what it does, its judge, the problem's code and words
  for _, case in ipairs {
    { "raises", "error('it broke')", "script", "it broke" },
    { "raises a table", "error({ 1 })", "script", "" },
    { "calls nil", "t.nothing()", "script", "nothing" },
    { "loops", "while true do end", "budget", "step" },
    { "loops behind pcall", "while true do pcall(function() while true do end end) end", "budget", "step" },
    { "eats memory", "local x = {} for i = 1, 1e9 do x[i] = { i } end", "budget", "memory" },
    { "makes one giant string", "local s = ('x'):rep(1 << 30)", "budget", "memory" },
    { "recurses without end", "local function f() return 1 + f() end f()", "budget", "memory" },
    { "reports nonsense", "t:fail('bob', 'no')", "script", "" },
    { "grades with a word that isn't one", "t:fail(nil, { what = 'x', grade = 'awful' })", "script", "" },
    { "misspells an option", "t:extent(accounts, { what = 'x', bda = 1 })", "script", 'did you mean "bad"' },
    { "uses what a script has not", "os.exit(0)", "script", 'no global "os"' },
    { "writes a global", "x = 1", "script", "local x" },
  } do
    it(("is an error and costs no other test its findings: it %s"):format(case[1]), function()
      local result, ran = audited { ["checks/wrong.lua"] = command.script("wrong", case[2]) }
      assert.equal(2, ran.status)
      assert.equal("", ran.err)
      assert.is_true(has_bob(result))
      assert.equal("error", by_id(result, "wrong").outcome)
      assert.equal("fail", by_id(result, "access.mfa").outcome)
      local problem = problem_at(result, "checks/wrong.lua")
      assert.equal(case[3], problem.code)
      assert.match(case[4], problem.message, 1, true)
      assert.same({ "wrong" }, problem.tests)
      assert.is_nil(problem.message:find("0x%x+"))
    end)
  end

  it("gives the line of the error", function()
    local result = audited { ["checks/wrong.lua"] = command.script("wrong", "error('it broke')") }
    assert.equal(4, problem_at(result, "checks/wrong.lua").line)
  end)

  for _, case in ipairs {
    { "is no Lua", "return test {", "near" },
    { "is empty", "", "return test{...} or rule{...}" },
    { "gives nonsense back", "return 42", "return test{...} or rule{...}" },
    { "is bytecode", "\27Lua\84\0\25", "" },
    { "lacks a title", 'return test { id = "a.b", requirement = "A.8.5", evidence = "user-list" }', 'lacks "title"' },
    { "has a field that isn't one", 'return test { id = "a.b", title = "x", requirment = "A.8.5" }',
      'did you mean "requirement"?' },
    { "loops while it is loaded", "while true do end", "step" },
    { "eats memory while it is loaded", "local x = {} for i = 1, 1e9 do x[i] = {} end", "memory" },
  } do
    it(("is an error when its file %s"):format(case[1]), function()
      local result, ran = audited { ["checks/wrong.lua"] = case[2] }
      assert.equal(2, ran.status)
      assert.is_true(has_bob(result))
      assert.match(case[3], problem_at(result, "checks/wrong.lua").message, 1, true)
    end)
  end

  for _, case in ipairs {
    { "raises", "error('no document')", "no document" },
    { "gives nonsense back", "return 42", "collect gave a number" },
    { "loops", "while true do end", "step" },
    { "eats memory", "local x = {} for i = 1, 1e9 do x[i] = {} end", "memory" },
  } do
    it(("is an error when its collect %s, and tells at which document"):format(case[1]), function()
      local result, ran = audited { ["checks/wrong.lua"] = command.script("wrong", "",
        ("collect = function(doc) %s end,"):format(case[2])) }
      assert.equal(2, ran.status)
      assert.is_true(has_bob(result))
      assert.equal("error", by_id(result, "wrong").outcome)
      local message = problem_at(result, "checks/wrong.lua").message
      assert.match(case[3], message, 1, true)
      assert.match("(at evidence/users/2025-12.csv)", message, 1, true)
    end)
  end
end)

describe("a file that stands where a document is expected", function()
  local POLICY = "---\nid: X\nstatus: approved\n---\n"

  --- Audit with more below policies/, made by a shell script that runs there.
  local function with(script)
    local dir = support.repo(command.isms())
    support.sh("cd %s/policies; " .. script, dir)
    support.commit(dir, {})
    local result, ran = command.result(dir)
    local text = command.tickmark(dir, "audit")
    support.remove(dir)
    return result, ran, text
  end

  -- what it is, how to make it, its path, words of the finding
  for _, case in ipairs {
    { "of 50 MB", "head -c 50000000 /dev/zero | tr '\\0' a >big.md", "policies/big.md",
      "50000000 bytes, the limit is" },
    { "of 50 MB in one CSV line", "head -c 50000000 /dev/zero | tr '\\0' , >../evidence/users/2025-11.csv",
      "evidence/users/2025-11.csv", "50000000 bytes, the limit is" },
    { "a symbolic link to a document", "ln -s access.md link.md", "policies/link.md",
      "a symbolic link, not a document" },
    { "a symbolic link out of the repository", "ln -s /etc/passwd link.md", "policies/link.md", "a symbolic link" },
    { "a submodule", "git update-index --add --cacheinfo 160000,0123456789abcdef0123456789abcdef01234567,"
      .. "policies/sub.md; mkdir sub.md", "policies/sub.md", "a submodule, not a document" },
    { "an LFS pointer", "printf 'version https://git-lfs.github.com/spec/v1\\noid sha256:ab\\nsize 3\\n' >lfs.md",
      "policies/lfs.md", "an LFS pointer is not evidence" },
    { "that is no UTF-8", "printf -- '---\\nid: caf\\351\\n---\\n' >latin.md", "policies/latin.md", "UTF-8" },
    { "with a NUL", "printf -- '---\\nid: a\\0b\\n---\\n' >nul.md", "policies/nul.md", "can't be read" },
  } do
    it("is a finding and an error of the tests that needed it: one " .. case[1], function()
      local result, ran, text = with(case[2])
      assert.equal("", ran.err)
      assert.is_true(has_bob(result))
      assert.is_nil(text.out:find("root:", 1, true))
      local told
      for _, finding in ipairs(result.findings) do
        if finding.statement:find(case[3], 1, true) then told = finding.statement end
      end
      assert.match(case[4], told or "no finding", 1, true)
      assert.match(case[3], text.out, 1, true)
    end)
  end

  for _, case in ipairs {
    { "blanks", "with space.md" }, { "UTF-8", "caf\195\169.md" }, { "a leading dash", "-rf.md" },
    { "quotes", "it's \"one\".md" }, { "a bar and a star", "a|b*.md" }, { "a backslash", "a\\b.md" },
    { "a leading dot", ".hidden.md" }, { "a percent sign", "%s.md" },
  } do
    it("is read like any other when its name has " .. case[1], function()
      local dir = support.repo(command.isms { ["policies/" .. case[2]] = "---\nid: [\n---\n" })
      local result = command.result(dir)
      support.remove(dir)
      assert.is_true(has_bob(result))
      assert.equal("policies/" .. case[2], result.findings[1].evidence[1].path)
    end)
  end

  for _, case in ipairs {
    { "a line feed", "a\nb.md", "policies/a\\x0Ab.md" },
    { "a control byte", "a\1b.md", "policies/a\\x01b.md" },
    { "an escape sequence", "\27[31mred.md", "policies/\\x1B[31mred.md" },
  } do
    it("is passed over, and told as a problem, when its name has " .. case[1], function()
      local dir = support.repo(command.isms { ["policies/" .. case[2]] = POLICY })
      local result, ran = command.result(dir)
      local text = command.tickmark(dir, "audit").out
      support.remove(dir)
      assert.equal(2, ran.status)
      assert.is_true(has_bob(result))
      assert.match("passed over", problem_at(result, "policies/" .. case[2]).message, 1, true)
      assert.match(case[3], text, 1, true)
    end)
  end

  -- what it is, its path, the path as it is told
  for _, case in ipairs {
    { "a record", "policies/caf\233.md", "policies/caf\\xE9.md" },
    { "evidence", "evidence/users/\2552025-11.csv", "evidence/users/\\xFF2025-11.csv" },
    { "a test", "checks/caf\233.lua", "checks/caf\\xE9.lua" },
    { "a surrogate", "policies/\237\160\128.md", "policies/\\xED\\xA0\\x80.md" },
    { "cut in a character", "policies/\195.md", "policies/\\xC3.md" },
    { "longer than it need be", "policies/\192\175.md", "policies/\\xC0\\xAF.md" },
  } do
    it("is passed over, and told as a problem, when its name is no UTF-8: " .. case[1], function()
      local dir = support.repo(command.isms { [case[2]] = POLICY })
      local result, ran = command.result(dir)
      local text = command.tickmark(dir, "audit").out
      support.remove(dir)
      assert.equal(2, ran.status)
      assert.equal("", ran.err)
      assert.is_true(has_bob(result))
      assert.equal(1, #result.problems)
      assert.equal("passed over: a name that is not UTF-8", problem_at(result, case[3]).message)
      assert.match(case[3], text, 1, true)
    end)
  end

  it("is passed over with its folder when that one's name is no UTF-8", function()
    local dir = support.repo(command.isms {
      ["tickmark.yml"] = command.CONFIG:gsub("policies/%*", "policies/**/*"), ["policies/\233/a.md"] = POLICY })
    local result = command.result(dir)
    support.remove(dir)
    assert.is_true(has_bob(result))
    assert.equal("repository", problem_at(result, "policies/\\xE9").code)
  end)

  it("is told when only the past has it, and by its folder on disk, too", function()
    local dir = support.repo(command.isms { ["policies/caf\233.md"] = POLICY, ["checks/caf\233.lua"] = command.MFA })
    support.commit(dir, { ["policies/caf\233.md"] = false, ["policies/cafe.md"] = POLICY,
      ["checks/caf\233.lua"] = false })
    local result = command.result(dir)
    assert.equal(1, #result.problems)
    assert.is_table(problem_at(result, "policies/caf\\xE9.md"))
    support.write(dir .. "/checks/caf\233.lua", command.MFA)
    result = command.result(dir, "--config .")
    support.remove(dir)
    assert.equal(2, #result.problems)
    assert.is_table(problem_at(result, "checks/caf\\xE9.lua"))
  end)

  it("is nobody's business when no pattern wants it", function()
    local dir = support.repo(command.isms { ["caf\233.md"] = "", ["policies/caf\233.jpg"] = "", ["a\nb/c"] = "" })
    local result, ran = command.result(dir)
    support.remove(dir)
    assert.equal(1, ran.status)
    assert.same({}, result.problems)
  end)
end)
