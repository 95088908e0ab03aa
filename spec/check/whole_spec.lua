--- `tickmark check` of all that a commit holds, and of a part of it.

local command = require("spec.command")
local policies = require("spec.policies")
local support = require("spec.support")

local policy, CONFIG <const>, P <const> = policies.policy, policies.CONFIG, policies.PATH
local BAD <const> = policy { owner = "" }

describe("tickmark check", function()
  local dir
  before_each(function() dir = support.repo { ["tickmark.yml"] = CONFIG, [P] = BAD, ["policies/y.md"] = BAD } end)
  after_each(function() support.remove(dir) end)

  it("tells machines in their forms", function()
    local data = require("tickmark.base.json").decode(command.tickmark(dir, "check --format json").out)
    assert.same({ 3, 0, 2, 1 }, { data.errors, data.warnings, data.documents, data.exit })
    assert.same({ "head", "error", P, 1, 1 }, { data.faults[1].code, data.faults[1].level, data.faults[1].path,
      data.faults[1].line, data.faults[1].column })
    assert.match("^::error file=policies/x.md,line=1,col=1,title=tickmark head::it lacks owner; because ",
      command.tickmark(dir, "check --format github").out)
  end)

  it("looks at the files and folders that it is told", function()
    assert.match("1 error in", command.tickmark(dir, "check policies/x.md").out)
    assert.match("3 errors in", command.tickmark(dir, "check ./policies/").out)
    local ran = command.tickmark(dir, "check other")
    assert.same({ 3, "" }, { ran.status, ran.out })
    assert.match("other: no such file or folder in what is looked at", ran.err, 1, true)
    assert.match("1 error in 1 document", command.tickmark(dir .. "/policies", "check x.md").out)
    assert.match("3 errors in 2 documents", command.tickmark(dir .. "/policies", "check .").out)
    ran = command.tickmark("/", ("check --repo %s %sx/policies/x.md"):format(dir, dir)) -- not this repository
    assert.equal(3, ran.status)
    for _, path in ipairs { P, dir .. "/" .. P } do
      assert.match("1 error in 1 document", command.tickmark("/", ("check --repo %s %s"):format(dir, path)).out)
    end
  end)

  it("finds a secret in evidence that has been there for long", function()
    support.commit(dir, { [P] = policy(), ["policies/y.md"] = false,
      ["evidence/k.txt"] = "-----BEGIN PRIVATE KEY-----\n",
      ["tickmark.yml"] = CONFIG .. 'evidence: {keys: {paths: ["evidence/*.txt"], controls: [A.8.24]}}\n' })
    local ran = command.tickmark(dir, "check")
    assert.match("^evidence/k.txt:1:1: error: it holds a private key\n", ran.out)
    assert.equal(1, ran.status)
  end)

  it("lets stand what stood there before there was a configuration, until it is touched", function()
    local old = support.repo { [P] = BAD, ["policies/y.md"] = BAD }
    support.commit(old, { ["tickmark.yml"] = CONFIG, ["policies/z.md"] = policy { id = "POL-Z" } })
    local ran = command.tickmark(old, "check")
    assert.match("policies/x.md:1:1: warning: it lacks owner", ran.out, 1, true)
    assert.match("3 warnings (3 stood there before tickmark.yml: until its file is touched it blocks nothing) in 3",
      ran.out, 1, true)
    assert.equal(0, ran.status)
    support.commit(old, { [P] = BAD .. "More.\n" })
    ran = command.tickmark(old, "check")
    assert.match("policies/x.md:1:1: error: it lacks owner", ran.out, 1, true)
    assert.match("policies/y.md:1:1: warning: it lacks owner", ran.out, 1, true)
    assert.equal(1, ran.status)
    support.commit(old, { ["tickmark.yml"] = CONFIG .. "check: {touched_only: \"no\"}\n" })
    assert.match("policies/y.md:1:1: error", command.tickmark(old, "check").out, 1, true)
    support.remove(old)
  end)

  it("looks at many documents by several workers", function()
    local files = {}
    for n = 1, 300 do files[("policies/%03d.md"):format(n)] = policy { id = "POL-" .. n } end
    files["policies/z.md"] = policy { id = "POL-7" }
    files["policies/y.md"], files[P] = false, false
    support.commit(dir, files)
    local ran = command.tickmark(dir, "check")
    assert.equal("policies/z.md:5:1: error: id: POL-7 is the id of policies/007.md already",
      ran.out:match("^[^\n]*"))
    assert.match("1 error in 301 documents", ran.out, 1, true)
  end)

  it("looks at a long register", function()
    local lines = { "risks:" }
    for n = 1, 2000 do
      lines[n + 1] = ("  - {id: RISK-%d, owner: ann, level: high, assumptions: none, option: accept}"):format(n)
    end
    support.commit(dir, { ["risks.yml"] = table.concat(lines, "\n") .. "\n",
      ["tickmark.yml"] = CONFIG:gsub("risks/%*.yml", "risks.yml") })
    local ran = command.tickmark(dir, "check risks.yml")
    assert.same({ 0, "" }, { ran.status, ran.err })
  end)

  it("looks at a revision", function()
    support.commit(dir, { [P] = policy { approved_on = "2026-01-03" }, ["policies/y.md"] = false })
    assert.equal(0, command.tickmark(dir, "check").status)
    assert.equal(1, command.tickmark(dir, "check --rev HEAD~1").status)
  end)

  it("blocks what the configuration says", function()
    support.commit(dir, { ["tickmark.yml"] = CONFIG .. "check: {blocks: [secret]}\n" })
    local ran = command.tickmark(dir, "check")
    assert.equal(0, ran.status)
    assert.match("3 warnings in", ran.out, 1, true)
  end)

  it("can block each kind of fault, and no other", function()
    for _, code in ipairs(require("tickmark.documents.check").codes()) do
      support.commit(dir, { ["tickmark.yml"] = CONFIG .. ("check: {blocks: [%s]}\n"):format(code) })
      local ran = command.tickmark(dir, "check")
      local is_there = code == "head" or code == "id"
      assert.same({ is_there and 1 or 0, "" }, { ran.status, ran.err }, code)
    end
    support.commit(dir, { ["tickmark.yml"] = CONFIG .. "check: {blocks: [heads]}\n" })
    local ran = command.tickmark(dir, "check")
    assert.equal(3, ran.status)
    assert.match('check.blocks.1: got "heads"', ran.err, 1, true)
  end)

  it("says what it can't do", function()
    for _, case in ipairs { { "--staged --rev HEAD", "can not be used together" },
      { "--staged --base HEAD", "--staged and --base" },
      { "--rev nope", "nope" }, { "--format xml", 'no format "xml"' } } do
      local ran = command.tickmark(dir, "check " .. case[1])
      assert.equal(3, ran.status, case[1])
      assert.match(case[2], ran.err, 1, true)
    end
  end)
end)
