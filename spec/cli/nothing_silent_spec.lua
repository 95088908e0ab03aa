--- What is named and is not there, or is misspelt, is said loudly: a test that
--- vanishes must not be green.

local command = require("spec.command")
local support = require("spec.support")

local function config(from, to)
  return (command.CONFIG:gsub(from, function() return to end))
end

describe("what is named in tickmark.yml", function()
  local cases = {
    { "is a script", config("checks/%*", "cheks/*"), "checks.paths: cheks/*.lua matches no file" },
    { "is a script, by a path from the root", config("checks/%*", "/checks/*"), "without ./ or / before" },
    { "is a type of record", config("policy:", "polcy:"), 'unknown record type "polcy", did you mean "policy"?' },
    { "is the file of people", command.CONFIG .. "people: {file: people.yml}\n",
      "people.file: people.yml is not in the audited commit" },
    { "is a date that can be read", config("{yyyy}%-{mm}", "{yyy}-{mm}"), "{yyy}: a date's tokens are" },
    { "is a shape", config("shape: bool", "shape: boo"), 'boo' },
  }
  for _, case in ipairs(cases) do
    it(case[1], function()
      local dir <const> = support.repo(command.isms { ["tickmark.yml"] = case[2] })
      local ran = command.tickmark(dir, "audit")
      support.remove(dir)
      assert.equal(3, ran.status)
      assert.equal("", ran.out)
      assert.match(case[3], ran.err, 1, true)
      assert.match("tickmark.yml", ran.err, 1, true)
    end)
  end
end)

describe("a column", function()
  local function audited(body)
    local dir <const> = support.repo(command.isms { ["checks/mfa.lua"] = command.script("x", body) })
    local result, ran = command.result(dir, "--only x")
    support.remove(dir)
    return result, ran
  end

  it("that is misspelt is an error with its line, not nil", function()
    local result, ran = audited("for a in accounts:each() do if a.mfaa == false then t:fail(a, { what = 'w' }) end "
      .. "end")
    assert.equal(2, ran.status)
    assert.equal('no column "mfaa", did you mean "mfa"?', result.problems[1].message)
    assert.same({ "checks/mfa.lua", 4 }, { result.problems[1].path, result.problems[1].line })
  end)

  it("that nobody declared may be absent", function()
    local result, ran = audited("for a in accounts:each() do if a.department == 'x' then t:fail(a, { what = 'w' }) "
      .. "end end")
    assert.equal(0, ran.status)
    assert.same({}, result.problems)
  end)
end)

describe("--only", function()
  it("says what is wrong with a script when its test is not found", function()
    local dir <const> = support.repo(command.isms {
      ["checks/mfa.lua"] = command.MFA:gsub("requirement", "requirment") })
    local ran = command.tickmark(dir, "audit --only access.mfa")
    support.remove(dir)
    assert.equal(3, ran.status)
    assert.match('test has no field "requirment", did you mean "requirement"?', ran.err, 1, true)
  end)
end)

describe("a shallow clone", function()
  it("is refused, since nobody can say from it when a record came", function()
    local dir <const> = support.repo(command.isms())
    support.commit(dir, { ["evidence/users/2026-01.csv"] = "user,mfa\nada,yes\n" })
    local clone <const> = support.tmpdir()
    support.sh("git clone -q --depth 1 file://%s %s/c", dir, clone)
    local ran = command.tickmark(clone .. "/c", "audit")
    support.remove(dir)
    support.remove(clone)
    assert.equal(2, ran.status)
    assert.match("a shallow clone", ran.err, 1, true)
    assert.match("git fetch --unshallow", ran.err, 1, true)
  end)
end)

describe("--output", function()
  local dir, out

  setup(function()
    dir = support.repo(command.isms())
    out = support.tmpdir()
  end)
  teardown(function()
    support.remove(dir)
    support.remove(out)
  end)

  it("writes to a pipe and leaves it one", function()
    local ran = command.shell("mkfifo %s/p; (cat %s/p > %s/read) & cd %s; \"$TICKMARK\" audit --quiet --format json"
      .. " --output %s/p; wait; test -p %s/p && echo still", out, out, out, dir, out, out)
    assert.equal("still\n", ran.out)
    assert.match('"tickmark"', command.read(out .. "/read"), 1, true)
  end)

  it("follows a link to the file it means", function()
    command.shell("echo old > %s/real; ln -s real %s/link; cd %s; \"$TICKMARK\" audit --quiet --format json"
      .. " --output %s/link", out, out, dir, out)
    assert.match('"tickmark"', command.read(out .. "/real"), 1, true)
    assert.equal("real", support.sh("readlink %s/link", out))
  end)
end)
