--- `tickmark test`: scripts on their fixtures.

local command = require("spec.command")
local support = require("spec.support")

local SCRIPT <const> = [[
return test {
  id = "mfa", title = "MFA", requirement = "A.8.5", method = "evidence",
  evidence = { series = "mfa", take = "latest" },
  judge = function(accounts, t)
    t:extent(accounts, { what = "accounts without MFA", bad = function(a) return a.mfa ~= "yes" end })
  end,
}
]]
local FIXTURE <const> = [[
config: |
  evidence:
    mfa: {paths: ["mfa/*.csv"], controls: [A.8.5], date: {path: "{yyyy}-{mm}"}, optional: "yes"}
cases:
  - name: everybody has it
    expect: pass
    files: {mfa/2026-05.csv: "user,mfa\nada,yes\nbob,yes\n"}
]]
local FAILS <const> = [[
  - name: one hasn't
    expect: fail
    findings: ["minor A.8.5: accounts without MFA"]
    files: {mfa/2026-05.csv: "user,mfa\nada,yes\nbob,no\ncy,yes\n"}
]]

describe("tickmark test", function()
  local dir
  before_each(function() dir = support.tmpdir() end)
  after_each(function() support.remove(dir) end)

  local function tried(script, fixture, words)
    support.write(dir .. "/checks/mfa.lua", script)
    if fixture then support.write(dir .. "/checks/mfa.test.yml", fixture) end
    return command.shell("cd %s && \"$TICKMARK\" test " .. (words or ""), dir)
  end

  it("says that each script says what it has to", function()
    local ran = tried(SCRIPT, FIXTURE .. FAILS)
    assert.same({ 0, "" }, { ran.status, ran.err })
    assert.match("/checks/mfa.lua: 2 of 2 cases as expected\n1 script, 2 cases: as expected\n$", ran.out)
    assert.match("1 script, 2 cases: as expected", tried(SCRIPT, nil, "checks/mfa.lua").out, 1, true)
    assert.match("1 script, 2 cases: as expected", tried(SCRIPT, nil, "--mutate checks/mfa.test.yml").out, 1, true)
  end)

  it("says what is not as expected", function()
    local CASES <const> = {
      { FAILS:gsub("expect: fail", "expect: pass"), "it is fail, and has to be pass" },
      { FAILS:gsub("minor", "major"), 'no finding "major A.8.5: accounts without MFA"' },
      { FAILS:gsub("minor", "major"), "a finding that is not expected: minor A.8.5: " },
      { FAILS:gsub('"minor A.8.5: accounts without MFA"', ""), "a finding that is not expected: minor A.8.5: " },
      { FAILS .. "    flags: [odd]\n", 'no flag "odd"' },
      { FAILS .. "    requests: [A.8.5]\n", 'no request "A.8.5"' },
    }
    for _, case in ipairs(CASES) do
      local ran = tried(SCRIPT, FIXTURE .. case[1])
      assert.equal(1, ran.status)
      assert.match(case[#case], ran.out, 1, true)
      assert.match("1 script, 2 cases: not as expected", ran.out, 1, true)
    end
  end)

  it("changes what passes, and finds a test that can't fail", function()
    assert.equal(0, tried(SCRIPT, FIXTURE).status) -- "yes" becomes "no"
    local ran = tried(SCRIPT:gsub('a.mfa ~= "yes"', "false"), FIXTURE)
    assert.equal(1, ran.status)
    assert.match("it can't fail: none of %d+ changes of what passes made it", ran.out)
  end)

  it("tells a mistake of a script with its reason", function()
    local ran = tried(SCRIPT:gsub("accounts, {", "acounts, {"), FIXTURE)
    assert.match('no global "acounts"', ran.out, 1, true)
    assert.equal(1, ran.status)
  end)

  it("knows what came before, and libraries beside", function()
    support.write(dir .. "/lib/words.lua", 'return { what = "records that changed" }\n')
    local ran = tried([[
      local words = require "words"
      return test { id = "h", title = "h", requirement = "A.5.33",
        inputs = { docs = { series = "mfa", history = true } },
        judge = function(f, t)
          t:extent(f.docs, { what = words.what, bad = function(d) return #t:history(d.path) > 1 end })
        end }
    ]], (FIXTURE:gsub("files: {", [[
before:
      - {on: 2026-06-01, files: {mfa/2026-05.csv: "user,mfa\nada,no\n"}}
    files: {]]):gsub("expect: pass", "expect: fail\n    findings: ['minor A.5.33: records that changed']")))
    assert.same({ 0, "" }, { ran.status, ran.err }, ran.out)
  end)

  it("refuses a fixture that can't be used, and a place without any", function()
    for _, case in ipairs {
      { FIXTURE:gsub("cases", "casse"), 'mfa.test.yml:4:1: unknown key "casse", did you mean "cases"?' },
      { FIXTURE:gsub("expect: pass", "expect: ok"), "expected pass, fail, not-tested, not-applicable or error" },
      { FIXTURE:gsub("config: |", "config: [}"), "mfa.test.yml:1:" },
    } do
      local ran = tried(SCRIPT, case[1])
      assert.equal(3, ran.status)
      assert.match(case[#case], ran.err, 1, true)
    end
    support.sh("rm %s/checks/mfa.test.yml", dir)
    local ran = tried(SCRIPT)
    assert.match("no fixtures there", ran.err, 1, true)
    ran = tried(SCRIPT, nil, "nowhere")
    assert.match("nowhere: no such file or folder", ran.err, 1, true)
  end)

  it("leaves nothing behind", function()
    tried(SCRIPT, FIXTURE .. FAILS)
    local ran = command.shell("mkdir %s/tmp; cd %s && TMPDIR=%s/tmp \"$TICKMARK\" test", dir, dir, dir)
    assert.same({ 0, "" }, { ran.status, support.sh("ls %s/tmp", dir) })
  end)
end)
