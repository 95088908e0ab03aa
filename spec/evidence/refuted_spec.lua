--- What reviewers got past an earlier version with: each case was a false green
--- or a grade too low, and stays here.

local audited = require("spec.audited")

local TOP = "organisation: {id: example, name: Example Ltd}\nscope: {id: SCO-MAIN}\n"
local MONTHLY = 'evidence:\n  log: {paths: ["log/*.csv"], controls: [A.8.13], cadence: P1M,'
  .. ' date: {path: "{yyyy}-{mm}"}}\n'

local function rows(n) return ("n\n%s\n"):format(n) end

local function audit(config, script, commits, options)
  options = options or {}
  local first = { ["tickmark.yml"] = TOP .. config .. (script and 'checks: {paths: ["checks/*.lua"]}\n' or "") }
  if script then first["checks/x.lua"] = script end
  local history = { { commits[1][1], first } }
  table.move(commits, 1, #commits, 2, history)
  return audited.result(history, options)
end

--- "requirement grade: items" of all findings.
local function told(result)
  local list = {}
  for i, finding in ipairs(result.findings) do
    list[i] = ("%s %s: %s"):format(finding.requirement, finding.grade, table.concat(finding.items, ", "))
  end
  return list
end

local function script(input, judge, fields)
  return ('return test { id = "x", title = "X", requirement = "A.8.13", evidence = %s, %s'
    .. " judge = function(s, t) %s end }"):format(input, fields or "", judge)
end

describe("one file renamed from month to month", function()
  it("is no record of each month", function()
    local commits = { { "2026-01-31", { ["log/2026-01.csv"] = rows "1" } } }
    for month = 2, 4 do
      commits[month] = { ("2026-%02d-28"):format(month), { [("log/2026-%02d.csv"):format(month - 1)] = false,
        [("log/2026-%02d.csv"):format(month)] = rows "1" } }
    end
    assert.same({ "A.5.33 minor: 2026-01, 2026-02, 2026-03" },
      told(audit(MONTHLY, nil, commits, { as_of = "2026-05-01" })))
  end)
end)

describe("a deleted record", function()
  it("is missed though another one has the same bytes", function()
    local result = audit(MONTHLY, nil, {
      { "2026-01-31", { ["log/2026-01.csv"] = rows "1" } }, { "2026-02-28", { ["log/2026-02.csv"] = rows "1" } },
      { "2026-03-31", { ["log/2026-03.csv"] = rows "2" } }, { "2026-04-01", { ["log/2026-01.csv"] = false } },
    }, { as_of = "2026-04-02" })
    assert.same({ "A.5.33 minor: 2026-01" }, told(result))
  end)
end)

describe("a cadence that is a promise", function()
  it("is not tested when nobody made it", function()
    local result = audit('evidence:\n  log: {paths: ["log/*.csv"], controls: [A.8.13],'
      .. ' cadence: {promise: log.review}, date: {path: "{yyyy}-{mm}"}}\n', nil,
      { { "2026-01-31", { ["log/2026-01.csv"] = rows "1" } } })
    assert.equal("not-tested", audited.row(result, "series.log").outcome)
    assert.match("no approved policy promises log.review", audited.row(result, "series.log").not_tested[1], 1, true)
  end)
end)

describe("a document of too many facts", function()
  it("costs the tests that read it, and no other's findings", function()
    local many = { "n,words" }
    for i = 1, 60000 do many[i + 1] = i .. ",quite some words to make a fact of and some more so that it is large" end
    local result = audit('evidence:\n  big: {paths: ["big/*.csv"], controls: [A.8.13]}\n'
      .. '  log: {paths: ["log/*.csv"], controls: [A.8.13]}\n', script('"big"', 't:extent(s, { what = "w" })'), {
        { "2026-01-31", { ["big/1.csv"] = table.concat(many, "\n") .. "\n", ["log/a.csv"] = "n\n1\n2,3\n" } } })
    assert.equal("error", audited.row(result, "x").outcome)
    assert.equal(2, result.exit)
    local said = {}
    for _, problem in ipairs(result.problems) do said[problem.path] = problem.message end
    assert.equal("more than 4 MiB of facts", said["big/1.csv"])
    assert.same({ "7.5.3 minor: log/a.csv" }, told(result))
  end)
end)

describe("the newest record", function()
  it("may be the one that can't be read", function()
    local config = 'evidence:\n  mfa: {paths: ["mfa/*.yml"], controls: [A.8.5], date: {field: on},'
      .. " columns: {on: {shape: date}, all: {shape: bool}}}\n"
    local result = audit(config, script('{ series = "mfa", take = "latest" }',
      't:extent(s, { what = "w", bad = function(m) return not m.all end })'), {
        { "2026-01-31", { ["mfa/1.yml"] = "on: 2026-01-31\nall: yes\n" } },
        { "2026-02-28", { ["mfa/2.yml"] = "on: 2026-02-28\nall: perhaps\n" } } })
    assert.equal("error", audited.row(result, "x").outcome)
  end)
end)

describe("a grade", function()
  local config = 'evidence:\n  log: {paths: ["log/*.csv"], controls: [A.8.13], date: {path: "{yyyy}-{mm}"}}\n'
  local commits = { { "2026-01-31", { ["log/2026-01.csv"] = "id,site,ok\n1,a,no\n2,b,yes\n" } } }

  it("is the most severe of those that are reported about one subject", function()
    local result = audit(config, script('"log"', [[t:fail(nil, { what = "small", subject = "s" })
      t:fail(nil, { what = "large", subject = "s", grade = "major", basis = "critical_control_failure" })]]), commits)
    assert.same({ "A.8.13 major: " }, told(result))
    assert.equal("critical_control_failure", result.findings[1].basis)
  end)

  it("is not made on a part of what was only counted", function()
    local result = audit(config, script('"log"', 't:extent(s:where{ site = "a" }, { what = "w" })',
      [[keep = "exceptions", collect = function(doc) return doc:each(function(r)
        return { site = r.site, ok = r.ok == "yes" } end) end,]]), commits)
    assert.equal("error", audited.row(result, "x").outcome)
    assert.match("where can't see", result.problems[1].message, 1, true)
  end)
end)

describe("the audit period", function()
  it("that ended before the audit's day ends for records, too", function()
    local config = "period: {from: 2025-01-01, to: 2025-12-31}\n" .. 'evidence:\n  log: {paths: ["log/*.csv"],'
      .. ' controls: [A.8.13], date: {path: "{yyyy}-{mm}"}}\n'
    local result = audit(config, script('"log"', 't:extent(s, { what = "w" })'), {
      { "2025-11-30", { ["log/2025-11.csv"] = rows "1" } }, { "2026-02-28", { ["log/2026-02.csv"] = rows "2" } },
    }, { as_of = "2026-03-05" })
    assert.equal(1, audited.row(result, "x").items)
  end)
end)

describe("a number that is none", function()
  it("is no fact", function()
    local result = audit('evidence:\n  log: {paths: ["log/*.csv"], controls: [A.8.13]}\n', script('"log"', "",
      "collect = function() return { { n = 0/0 } } end,"), { { "2026-01-31", { ["log/a.csv"] = rows "1" } } })
    assert.equal("error", audited.row(result, "x").outcome)
    assert.match("NaN", result.problems[1].message, 1, true)
  end)
end)

describe("a measure", function()
  it("can miss its target", function()
    local result = audit('evidence:\n  log: {paths: ["log/*.csv"], controls: [A.8.13]}\n',
      script('"log"', 't:measure("m", { value = 0.5, target = 1 })'), {
        { "2026-01-31", { ["log/a.csv"] = rows "1" } } })
    assert.is_false(audited.row(result, "x").measures[1].met)
  end)
end)

describe("an opaque record's sidecar", function()
  local config = 'evidence:\n  report: {paths: ["r/*.pdf"], controls: [A.5.22], format: opaque,'
    .. " date: {sidecar: collected_on}, columns: {expires_on: {shape: date}}}\n"
  local function sidecar(day) return ("collected_on: 2026-01-31\nexpires_on: %s\n"):format(day) end
  local first = { "2026-01-31", { ["r/a.pdf"] = "%PDF", ["r/a.pdf.meta.yml"] = sidecar "2026-02-01" } }

  it("is the record: changing it is changing the record", function()
    assert.same({ "7.5.3 minor: 2026-01-31" },
      told(audit(config, nil, { first, { "2026-03-01", { ["r/a.pdf.meta.yml"] = sidecar "2028-01-01" } } })))
  end)

  it("that stays as it came is no finding", function()
    assert.same({}, told(audit(config, nil, { first, { "2026-03-01", { ["x.txt"] = "else" } } })))
  end)
end)

describe("a word of the rules", function()
  local function broken(rule)
    return audit(("series_rules: {unreadable: %s}\n"):format(rule)
      .. 'records:\n  management-review: {paths: ["reviews/*.md"]}\n', nil,
      { { "2026-01-31", { ["reviews/1.md"] = '---\ndate: "2026-01-31\n---\n' } } })
  end

  it("goes for the type of a record as for a series", function()
    assert.same({ "9.3.1 minor: reviews/1.md" }, told(broken("control")))
    local flagged = broken("flag")
    assert.same({ {}, "unreadable" }, { told(flagged), flagged.flags[1].id })
  end)
end)
