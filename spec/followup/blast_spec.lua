--- What a change touches: of what is staged, of a commit, of a range.

local command = require("spec.command")
local json = require("tickmark.base.json")
local ledgers = require("spec.ledgers")
local support = require("spec.support")

local CONFIG <const> = [[
organisation: {id: acme, name: Acme Ltd}
scope: {id: SCO-MAIN}
records:
  policy: {paths: ["policies/*.md"]}
  soa: {paths: [soa.yml]}
evidence:
  access-review: {paths: ["evidence/access/*.md"], controls: [A.5.18]}
  backup: {paths: ["evidence/backup/*.csv"], controls: [A.8.13]}
checks: {paths: ["checks/*.lua"]}
]]

local TEST <const> = [[
return test {
  id = "access.review", title = "Access is reviewed", requirement = "A.5.18", method = "evidence",
  evidence = { series = "access-review" },
  judge = function(reviews, t) t:extent(reviews, { what = "reviews", bad = function() return false end }) end,
}
]]

local POLICY <const> = "---\nid: POL-X\ntitle: X\nversion: \"1\"\nstatus: draft\nowner: role:it\n"
  .. "satisfies: [\"5.2\", \"A.5.15\"]\n---\n# X\n"

local SOA <const> = [[
id: SOA-1
title: S
version: "1"
status: draft
owner: ann
rows:
  - {control: "A.5.15", applicable: "yes", justification: x, implemented: "yes"}
  - {control: "A.7.1", applicable: "yes", justification: x, implemented: "yes", documents: [policies/x.md]}
  - {control: "A.8.13", applicable: "yes", justification: x, implemented: "yes"}
  - {control: "A.5.18", applicable: "yes", justification: x, implemented: "yes", evidence_glob: "evidence/access/**"}
]]

describe("tickmark blast", function()
  local dir
  before_each(function()
    dir = support.repo { ["tickmark.yml"] = CONFIG, ["checks/a.lua"] = TEST, ["policies/x.md"] = POLICY,
      ["soa.yml"] = SOA, ["evidence/access/2026-01.md"] = "x", ["evidence/backup/a.csv"] = "a\n1\n" }
    ledgers.as(dir, "ada")
  end)
  after_each(function() support.remove(dir) end)

  local function staged(path, text)
    support.write(dir .. "/" .. path, text)
    support.git(dir, "add -A")
    local ran = command.tickmark(dir, "blast --staged --format json")
    assert.same({ "", 0 }, { ran.err, ran.status })
    return json.decode(ran.out)
  end

  local function ids(list)
    local names = {}
    for i, one in ipairs(list) do names[i] = one.id end
    return names
  end

  it("tells what a policy answers, and the rows that name it", function()
    local found = staged("policies/x.md", POLICY .. "More.\n")
    assert.same({ "5.2", "A.5.15" }, ids(found.requirements))
    assert.same({ "A.5.15", "A.7.1" }, found.rows)
    assert.same({ 0, 0 }, { #found.series, #found.tests })
    assert.same({ { path = "policies/x.md", how = "changed" } }, found.paths)
  end)

  it("tells the series and tests of evidence", function()
    local found = staged("evidence/access/2026-02.md", "x")
    assert.same({ { "A.5.18" }, { "access-review" }, { "access.review" }, { "A.5.18" } },
      { ids(found.requirements), found.series, ids(found.tests), found.rows })
    assert.equal("Access is reviewed", found.tests[1].title)
  end)

  it("tells the test whose script it is", function()
    assert.same({ "access.review" }, ids(staged("checks/a.lua", TEST .. "-- more\n").tests))
  end)

  it("tells the rows that change", function()
    assert.same({ "A.8.13" }, staged("soa.yml", SOA:gsub('("A.8.13", applicable: )"yes"', '%1"no"')).rows)
  end)

  it("tells open findings of what it touches, and no others", function()
    local raise = "finding raise --grade minor --requirement %s --basis isolated_lapse --evidence policies/x.md "
      .. "--statement \"Something is missing in %s\""
    for _, id in ipairs { "A.5.15", "A.8.13" } do
      local ran = command.tickmark(dir, raise:format(id, id))
      assert.same({ "", 0 }, { ran.err, ran.status })
    end
    local found = staged("policies/x.md", POLICY .. "More.\n").findings
    assert.same({ "A.5.15", 1 }, { found[1].requirement, #found })
    assert.match("1 open finding (NC-", command.tickmark(dir, "blast --staged --format line").out, 1, true)
  end)

  it("says it in one line, or in full", function()
    staged("evidence/access/2026-02.md", "x")
    assert.equal("touches 1 requirement (A.5.18), 1 row of the SoA (A.5.18), 1 series (access-review), "
      .. "1 test (access.review)\n", command.tickmark(dir, "blast --staged --format line").out)
    assert.match("files\n  evidence/access/2026-02.md  added\n\nrequirements\n  A.5.18  Access rights\n",
      command.tickmark(dir, "blast --staged").out, 1, true)
  end)

  it("is silent in its line where nothing is touched", function()
    staged("notes.txt", "x")
    assert.equal("", command.tickmark(dir, "blast --staged --format line").out)
  end)

  it("looks at the last commit, or at a range", function()
    support.commit(dir, { ["evidence/backup/b.csv"] = "a\n2\n" })
    support.commit(dir, { ["policies/x.md"] = POLICY .. "More.\n" })
    local function found(words) return json.decode(command.tickmark(dir, "blast --format json " .. words).out) end
    assert.same({ "5.2", "A.5.15" }, ids(found("").requirements))
    assert.same({ "5.2", "A.5.15", "A.8.13" }, ids(found("HEAD~2..").requirements))
    assert.same({ "A.8.13" }, ids(found("HEAD~2..HEAD~1").requirements))
  end)

  it("tells the rest where tests can't be read", function()
    local found = staged("checks/a.lua", "return test {")
    assert.match("checks/a.lua: ", found.unknown, 1, true)
    assert.equal(0, #found.tests)
  end)

  it("remembers what scripts declare, and sees that one has changed", function()
    staged("evidence/access/2026-02.md", "x")
    assert.same({ "access.check" },
      ids(staged("checks/a.lua", (TEST:gsub("access%.review", "access.check"))).tests))
  end)

  it("says what it can't do", function()
    for words, why in pairs { ["--staged a..b"] = "--staged and a range", main = "main: not a range",
      ["nope..HEAD"] = "nope" } do
      local ran = command.tickmark(dir, "blast " .. words)
      assert.equal(3, ran.status)
      assert.match(why, ran.err, 1, true)
    end
  end)
end)
