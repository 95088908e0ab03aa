--- The Statement of Applicability, as an audit goes by it.

local command = require("spec.command")
local support = require("spec.support")

local CONFIG <const> = command.CONFIG:gsub("records:\n", 'records:\n  soa: {paths: ["soa.*"], optional: "yes"}\n')

local function yaml(rows) return ("id: SOA-1\ntitle: S\nversion: \"1\"\nstatus: approved\nrows:\n%s"):format(rows) end

local OUT <const> = yaml('  - {control: "A.8.5", applicable: "no", justification: x, implemented: "no"}\n'
  .. '  - {control: "A.5.17", applicable: "No", justification: x, implemented: "no"}\n')

describe("the Statement of Applicability", function()
  local dir
  after_each(function() support.remove(dir) end)

  local function audited(files, words)
    files["tickmark.yml"] = files["tickmark.yml"] or CONFIG
    dir = support.repo(command.isms(files))
    return command.result(dir, words)
  end

  local function outcome(result, id)
    for _, test in ipairs(result.tests) do
      if test.id == id then return test.outcome end
    end
  end

  it("says what doesn't apply: tests of that are not applicable, which is green", function()
    local result = audited { ["soa.yml"] = OUT }
    assert.equal("not-applicable", outcome(result, "access.mfa"))
    assert.same({}, result.findings)
    assert.equal(0, result.exit)
  end)

  it("is the same as a table", function()
    local result = audited { ["soa.csv"] = "Control,applicable\nA.8.5,no\nA.5.17,no\n",
      ["tickmark.yml"] = CONFIG:gsub('soa: {', 'soa: {fields: {control: Control}, ') }
    assert.equal("not-applicable", outcome(result, "access.mfa"))
  end)

  it("leaves a test of what applies alone, though another of its controls doesn't", function()
    local result = audited { ["soa.yml"] = OUT:gsub('"No"', '"yes"') }
    assert.equal("fail", outcome(result, "access.mfa"))
  end)

  it("can't exclude a clause", function()
    local result = audited { ["checks/mfa.lua"] = command.MFA:gsub('{ "A.8.5", "A.5.17" }', '"9.1"'),
      ["soa.yml"] = yaml '  - {control: "9.1", applicable: "no", justification: x, implemented: "no"}\n' }
    assert.equal("fail", outcome(result, "access.mfa"))
  end)

  it("is told to a judge: the row of its control, with its place", function()
    local result = audited { ["checks/mfa.lua"] = command.script("row",
      't:positive(("%s %s %s %s:%d"):format(t.soa.control, t.soa.owner, t.soa.applicable, t.soa.path, '
      .. 't.soa.line))'),
      ["soa.yml"] = yaml '  - {control: "A.8.5", applicable: "yes", owner: ann, justification: x}\n' }
    local row
    for _, test in ipairs(result.tests) do row = test.id == "row" and test or row end
    assert.same({ "A.8.5 ann true soa.yml:6" }, row.positives)
  end)

  it("is an input: its rows are items", function()
    local result = audited { ["soa.yml"] = OUT, ["checks/mfa.lua"] = [[
return rule { id = "rows", title = "Rows", requirement = "6.1.3", evidence = "soa",
  judge = function(rows, t)
    t:extent(rows, { what = "excluded", bad = function(row) return not row.applicable end })
  end }
]] }
    assert.equal("fail", outcome(result, "rows"))
    assert.match("2 of 2", result.findings[1].statement, 1, true)
  end)

  describe("makes a test for each control that applies", function()
    local EACH <const> = [[
return test { id = "each", title = "Each", requirement = "each applicable control", method = "document",
  inputs = { policies = { record = "policy" } },
  params = { word = { type = "text", default = "none" } },
  collect = { policies = function(doc) return { { word = doc:text():match("word (%w+)") } } end },
  judge = function(f, t)
    for p in f.policies:each() do t:positive(t.soa.control .. p.word .. t.param.word) end
    if t.soa.control == "A.5.1" then t:fail(nil, { what = "no", basis = "documentation_gap" }) end
  end }
]]
    local function each(soa, words)
      return audited({ ["checks/mfa.lua"] = EACH, ["soa.yml"] = soa,
        ["policies/access.md"] = command.POLICY .. "word x\n",
        ["tickmark.yml"] = CONFIG .. "" }, words)
    end

    it("with the control in its id, and one reading of documents for all", function()
      local result = each(OUT)
      assert.equal("fail", outcome(result, "each:A.5.1"))
      assert.equal("pass", outcome(result, "each:A.8.34"))
      assert.is_nil(outcome(result, "each:A.8.5"))
      assert.equal(1, #result.findings)
      assert.same({ "A.5.1", "each:A.5.1" }, { result.findings[1].requirement, result.findings[1].test })
    end)

    it("of all 93 where there is no statement", function()
      local n = 0
      for _, test in ipairs(each(nil).tests) do n = n + (test.id:find("^each:") and 1 or 0) end
      assert.equal(93, n)
    end)

    it("which --only names all at once, or one", function()
      assert.equal(91, #each(OUT, "--only each").tests)
      assert.equal(1, #each(OUT, "--only each:A.5.2").tests)
    end)

    it("whose parameters are set once for all", function()
      local result = audited({ ["checks/mfa.lua"] = EACH, ["soa.yml"] = OUT,
        ["policies/access.md"] = command.POLICY .. "word x\n",
        ["tickmark.yml"] = CONFIG:gsub('paths: %["checks/%*.lua"%]', '%0, params: {each: {word: "!"}}') },
        "--only each:A.5.2")
      assert.same({ "A.5.2x!" }, result.tests[1].positives)
    end)
  end)
end)
