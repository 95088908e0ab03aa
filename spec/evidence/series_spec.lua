-- The rules that every evidence series obeys without a line of Lua, each with
-- the smallest repository that breaks it and one that doesn't.

local audited = require("spec.audited")

local TOP = [[
organisation: {id: example, name: Example Ltd}
scope: {id: SCO-MAIN}
]]

local CSV = [[
    paths: ["log/*.csv"]
    controls: [A.8.13, A.8.15]
    columns: {n: {shape: integer}}
]]

local function rows(n) return ("n\n%s\n"):format(n) end

--- Audit the series `log`; `keys` are its lines in tickmark.yml but those of CSV.
local function result(keys, commits, options)
  options = options or {}
  local history = { { commits[1][1], { ["tickmark.yml"] = TOP .. (options.top or "") .. "evidence:\n  log:\n"
    .. (options.series or CSV) .. keys } } }
  table.move(commits, 1, #commits, 2, history)
  return audited.result(history, { as_of = options.as_of, only = { "series.log" } })
end

--- What is told, as "requirement grade basis: statement".
local function told(given)
  local list = {}
  for i, finding in ipairs(given.findings) do
    list[i] = ("%s %s %s: %s"):format(finding.requirement, finding.grade, finding.basis, finding.statement)
  end
  return list
end

local function flagged(given)
  local list = {}
  for i, flag in ipairs(given.flags) do list[i] = flag.id .. ": " .. flag.message end
  return list
end

local function due(given)
  local s = given.series[1]
  return { s.due, s.met, s.missed, s.first, s.last }
end

local BY_MONTH = '    date: {path: "{yyyy}-{mm}"}\n'
local MONTHLY = BY_MONTH .. "    cadence: P1M\n"

describe("an unreadable record", function()
  it("is a finding with its place, and nobody's pass", function()
    local given = result(BY_MONTH, { { "2026-01-31", { ["log/2026-01.csv"] = "n\n1\nmany\n" } } })
    assert.same({ "7.5.3 minor documentation_gap: log/2026-01.csv:3: can't be read: "
      .. 'n: got "many", expected a whole number' }, told(given))
    assert.same({ "log/2026-01.csv:3 exception" }, audited.cited(given.findings[1]))
    assert.same({ "log", { "log/2026-01.csv" } }, { given.findings[1].subject, given.findings[1].items })
  end)

  it("shares one finding with the others of its series", function()
    local given = result(BY_MONTH, { { "2026-01-10", { ["log/2026-01.csv"] = rows "a",
      ["log/2025-12.csv"] = rows "b", ["log/2026-02.csv"] = rows "1" } } })
    assert.same({ "log/2025-12.csv", "log/2026-01.csv" }, given.findings[1].items)
    assert.equal(1, #given.findings)
  end)

  it("can be one whose date is nowhere", function()
    for keys, message in pairs {
      [BY_MONTH] = "the path holds no date like {yyyy}-{mm}",
      ["    date: {field: day}\n"] = "day: the date is missing",
    } do
      local given = result(keys, { { "2026-01-31", { ["log/january.csv"] = rows "1" } } })
      assert.same({ "7.5.3 minor documentation_gap: log/january.csv:1: can't be read: " .. message }, told(given))
    end
  end)

  it("is told once, though somebody broke it later", function()
    local given = result(BY_MONTH, { { "2026-01-31", { ["log/2026-01.csv"] = rows "1" } },
      { "2026-03-31", { ["log/2026-01.csv"] = rows "x" } } })
    assert.equal(1, #given.findings)
    assert.truthy(told(given)[1]:find("can't be read", 1, true))
  end)

  it("was one before it was mended: then it is edited", function()
    local given = result(BY_MONTH, { { "2026-01-31", { ["log/2026-01.csv"] = rows "x" } },
      { "2026-02-01", { ["log/2026-01.csv"] = rows "1" } } })
    assert.same({ "7.5.3 minor documentation_gap: log: records changed after they arrived: log/2026-01.csv" },
      told(given))
  end)
end)

describe("a deleted record", function()
  local TWO = { "2025-01-31", { ["log/2025-01.csv"] = rows "1", ["log/2025-02.csv"] = rows "2" } }

  local function deleted(keys, on, other)
    return result(keys, { TWO,
      { on, { ["log/2025-01.csv"] = false, ["log/other.csv"] = other } } },
      { as_of = "2026-06-30" })
  end

  it("is a finding of the control that protects records", function()
    local given = deleted(BY_MONTH, "2026-01-31")
    assert.same({ "A.5.33 minor documentation_gap: log: records deleted before their time: log/2025-01.csv" },
      told(given))
    assert.same({ { "2025-01" }, { "log/2025-01.csv:1 exception" } },
      { given.findings[1].items, audited.cited(given.findings[1]) })
    assert.equal("fail", given.tests[1].outcome)
  end)

  it("is nobody's business once its retention is over", function()
    for keep, n in pairs { P1Y = 0, P366D = 1, P3Y = 1 } do
      local keys = BY_MONTH .. "    retention: " .. keep .. "\n"
      assert.equal(n, #deleted(keys, "2026-02-01").findings, keep)
    end
  end)

  it("has the date that stood in it", function()
    local SERIES = [[
    paths: ["log/*.yml"]
    controls: [A.8.13]
    retention: P1Y
    date: {field: day}
]]
    for day, n in pairs { ["2024-06-30"] = 0, ["2024-07-01"] = 1 } do
      local given = result("", { { "2024-07-01", { ["log/a.yml"] = "day: " .. day .. "\n",
        ["log/b.yml"] = "n: 1\nday: 2024-07-01\n" } },
        { "2025-07-01", { ["log/a.yml"] = false } } }, { series = SERIES })
      assert.equal(n, #given.findings, day)
    end
  end)

  it("is told though it was edited before", function()
    local given = result(BY_MONTH, { TWO,
      { "2025-03-31", { ["log/2025-01.csv"] = rows "3" } }, { "2025-04-30", { ["log/2025-01.csv"] = false } } })
    assert.same({ "A.5.33 minor documentation_gap: log: records deleted before their time: log/2025-01.csv" },
      told(given))
  end)

  it("is none when it came back as it was", function()
    local given = result(BY_MONTH, { TWO,
      { "2025-02-01", { ["log/2025-01.csv"] = false } }, { "2025-02-02", { ["log/2025-01.csv"] = rows "1" } } })
    assert.same({}, told(given))
  end)

  it("is none when it was moved", function()
    local given = result(BY_MONTH, { TWO, { "2025-02-02", { ["log/2025-01.csv"] = false,
      ["log/x-2025-01.csv"] = rows "1" } } })
    assert.same({}, told(given))
  end)
end)

describe("an edited record", function()
  local function edited(keys, options)
    return result(BY_MONTH .. keys, { { "2026-01-10", { ["log/2026-01.csv"] = rows "1",
      ["log/2025-12.csv"] = rows "2" } }, { "2026-02-01", { ["log/2026-01.csv"] = rows "3" } } }, options)
  end

  it("is a finding that names it", function()
    local given = edited ""
    assert.same({ "7.5.3 minor documentation_gap: log: records changed after they arrived: log/2026-01.csv" },
      told(given))
    assert.same({ "log/2026-01.csv:1 exception" }, audited.cited(given.findings[1]))
  end)

  it("is what a register is meant to be", function()
    assert.same({}, told(edited '    mutable: "yes"\n'))
  end)

  it("is none when the change was taken back", function()
    assert.same({}, told(result(BY_MONTH, { { "2026-01-31", { ["log/2026-01.csv"] = rows "1" } },
      { "2026-02-01", { ["log/2026-01.csv"] = rows "3" } }, { "2026-02-02", { ["log/2026-01.csv"] = rows "1" } } })))
  end)

  it("is not late beside that", function()
    local given = result(BY_MONTH, { { "2026-01-31", { ["log/2026-01.csv"] = rows "1" } },
      { "2026-03-31", { ["log/2026-01.csv"] = rows "3" } } })
    assert.equal(1, #given.findings)
    assert.truthy(told(given)[1]:find("changed after", 1, true))
  end)
end)

describe("a recycled record", function()
  it("is one file for two dates", function()
    local given = result(BY_MONTH, { { "2026-01-10", { ["log/2025-12.csv"] = rows "1",
      ["log/2026-01.csv"] = rows "2" } },
      { "2026-03-05", { ["log/2026-02.csv"] = rows "2", ["log/2026-03.csv"] = rows "3" } } })
    assert.same({ "7.5.3 minor technical_error: log: one file presented for several dates: "
      .. "log/2026-01.csv, log/2026-02.csv" }, told(given))
    assert.same({ "log/2026-01.csv:1 exception", "log/2026-02.csv:1 exception" },
      audited.cited(given.findings[1]))
  end)

  it("names all of three", function()
    local given = result(BY_MONTH, { { "2026-01-31", { ["log/2025-11.csv"] = rows "2", ["log/2025-12.csv"] = rows "2",
      ["log/2026-01.csv"] = rows "2" } } })
    assert.equal(3, #given.findings[1].items)
  end)
end)

describe("a late record", function()
  local function late(day, top)
    return result(BY_MONTH, { { "2025-12-31", { ["log/2025-12.csv"] = rows "1" } },
      { day, { ["log/2026-01.csv"] = rows "2" } } }, { top = top, as_of = "2026-06-30" })
  end

  it("came more than a fortnight after its date", function()
    assert.same({}, told(late "2026-02-14"))
    local given = late "2026-02-15"
    assert.same({ "7.5.3 minor documentation_gap: log: records that came more than P14D after their date: "
      .. "log/2026-01.csv" }, told(given))
  end)

  it("is what the organisation's threshold says", function()
    local top = "criteria: {thresholds: {late_entry: P5D}}\n"
    assert.same({}, told(late("2026-02-05", top)))
    assert.truthy(told(late("2026-02-06", top))[1]:find("more than P5D after", 1, true))
  end)

  it("is none that came before its period ended", function()
    assert.same({}, told(late "2026-01-10"))
  end)

  it("is none without a date of its own", function()
    assert.same({}, told(result("", { { "2025-12-31", { ["log/2025-01.csv"] = rows "1" } } })))
  end)
end)

describe("a burst", function()
  local function burst(n, keys, top)
    local files = {}
    for i = 1, n do files[("log/b%d.csv"):format(i)] = rows(i) end
    return result(keys or "", { { "2025-10-01", { ["log/a.csv"] = rows "0" } }, { "2026-03-20", files } },
      { as_of = "2026-03-31", top = top })
  end

  it("is flagged, not graded", function()
    local given = burst(4)
    assert.same({ "pass", {} }, { given.tests[1].outcome, told(given) })
    assert.same({ "burst", "log: 4 of 5 records arrived in the last P30D: "
      .. "log/b1.csv, log/b2.csv, log/b3.csv, log/b4.csv" }, { given.flags[1].id, given.flags[1].message })
  end)

  it("takes four records and four fifths of them", function()
    assert.same({}, burst(3).flags)
    assert.same({}, result("", { { "2025-10-01", { ["log/a.csv"] = rows "0", ["log/c.csv"] = rows "-1" } },
      { "2026-03-20", { ["log/1.csv"] = rows "1", ["log/2.csv"] = rows "2", ["log/3.csv"] = rows "3",
        ["log/4.csv"] = rows "4" } } }, { as_of = "2026-03-31" }).flags)
  end)

  it("is over when the days are", function()
    local files = { ["log/1.csv"] = rows "1", ["log/2.csv"] = rows "2", ["log/3.csv"] = rows "3",
      ["log/4.csv"] = rows "4" }
    for day, n in pairs { ["2026-03-01"] = 0, ["2026-03-02"] = 4 } do
      local given = result("", { { day, files } }, { as_of = "2026-03-31" })
      assert.equal(n, #given.flags, day)
    end
  end)

  it("is none of those that are late", function()
    local files = {}
    for i = 1, 6 do files[("log/2025-%02d.csv"):format(i)] = rows(i) end
    local given = result(BY_MONTH, { { "2025-12-20", files } })
    assert.equal(1, #given.findings)
    assert.equal(6, #given.findings[1].items)
    assert.same({}, given.flags)
  end)
end)

describe("a missed period", function()
  --- Records of some months, each on its last days.
  local function months(list, keys, as_of, top)
    local commits = {}
    for i, m in ipairs(list) do commits[i] = { m .. "-28", { ["log/" .. m .. ".csv"] = rows(i) } } end
    return result(MONTHLY .. (keys or ""), commits, { as_of = as_of, top = top })
  end

  it("closed empty: a lapse of the series' own control", function()
    local given = months({ "2025-10", "2025-12", "2026-01" }, "", "2026-02-15")
    assert.same({ "A.8.13 minor isolated_lapse: log: nothing there for 2025-11, due on 2025-12-03" }, told(given))
    assert.same({ { series = "log", from = "2025-11-01", to = "2025-11-30", due_on = "2025-12-03" } },
      given.findings[1].missing)
    assert.same({ {}, {} }, { given.findings[1].items, given.findings[1].evidence })
    assert.same({ 3, 2, 1, "2025-10-31", "2026-01-31" }, due(given))
  end)

  it("is none where every month has a record", function()
    local given = months({ "2025-10", "2025-11", "2025-12", "2026-01" }, "", "2026-02-15")
    assert.same({}, told(given))
    assert.same({ 3, 3, 0, "2025-10-31", "2026-01-31" }, due(given))
  end)

  it("shares one finding with the others", function()
    local given = months({ "2025-09", "2025-11", "2026-01" }, "", "2026-02-15")
    assert.equal(1, #given.findings)
    assert.equal(2, #given.findings[1].missing)
    assert.equal("log: nothing there for 2025-10, due on 2025-11-03; nothing there for 2025-12, due on 2026-01-03",
      given.findings[1].statement)
  end)

  it("shares it with any number of them: the statement names ten", function()
    local given = months({ "2024-09", "2026-01" }, "", "2026-02-15", "period: {length: P2Y}\n")
    assert.equal(1, #given.findings)
    assert.equal(15, #given.findings[1].missing)
    local statement = given.findings[1].statement
    assert.truthy(statement:find("; nothing there for 2025-07, due on 2025-08-03 and 5 more", 1, true), statement)
  end)

  it("is open while its grace lasts: a tenth of the cadence, or as declared", function()
    for _, case in ipairs { { "", "2026-01-03", 0 }, { "", "2026-01-04", 1 },
      { "    grace: P10D\n", "2026-01-10", 0 }, { "    grace: P10D\n", "2026-01-11", 1 } } do
      assert.equal(case[3], #months({ "2025-10", "2025-11" }, case[1], case[2]).findings, case[1] .. case[2])
    end
  end)

  it("counts from a date, where one is declared, and not before the audit period", function()
    assert.same({ 5, 2, 3 }, { table.unpack(due(months({ "2025-10", "2025-11" }, "    from: 2025-07-01\n",
      "2025-12-15")), 1, 3) })
    assert.same({ 2, 2, 0 }, { table.unpack(due(months({ "2025-10", "2025-11" }, "    from: 2025-07-01\n",
      "2025-12-15", "period: {from: 2025-10-01, to: 2025-12-15}\n")), 1, 3) })
    assert.same({ 1, 1, 0 }, { table.unpack(due(months({ "2025-10", "2025-11" }, "    from: first-record\n",
      "2025-12-15")), 1, 3) })
  end)

  it("is every one of a pattern that never matched, from the day of operation on", function()
    local given = result(MONTHLY, { { "2026-01-31", { ["other.md"] = "x" } } },
      { top = "period: {length: P1Y, operating_since: 2025-10-10}\n", as_of = "2026-01-31" })
    assert.equal(2, #given.findings[1].missing)
    assert.same({ 2, 0, 2 }, { table.unpack(due(given), 1, 3) })
    assert.equal("fail", given.tests[1].outcome)
  end)

  it("is none of a record that came late: it is there", function()
    local given = result(MONTHLY, { { "2025-11-05", { ["log/2025-10.csv"] = rows "1" } },
      { "2026-01-20", { ["log/2025-11.csv"] = rows "2", ["log/2025-12.csv"] = rows "3" } } }, { as_of = "2026-01-25" })
    assert.same({ "7.5.3 minor documentation_gap: log: records that came more than P14D after their date: "
      .. "log/2025-11.csv, log/2025-12.csv" }, told(given))
  end)

  it("is a quarter, an ISO week or a day by the cadence", function()
    local cases = {
      { "{yyyy}-Q{q}", "P3M", { "2025-Q1", "2025-Q3" }, "2025-Q2, due on 2025-07-09", "2025-12-31" },
      { "{yyyy}-W{ww}", "P7D", { "2025-W10", "2025-W12" }, "2025-W11, due on 2025-03-17", "2025-03-25" },
      { "{yyyy}-{mm}-{dd}", "P1D", { "2025-03-01", "2025-03-03" }, "2025-03-02, due on 2025-03-03", "2025-03-04" },
    }
    for _, case in ipairs(cases) do
      local files = {}
      for i, name in ipairs(case[3]) do files["log/" .. name .. ".csv"] = rows(i) end
      local given = result(('    date: {path: "%s"}\n    cadence: %s\n'):format(case[1], case[2]),
        { { case[5], files } }, { as_of = case[5], top = "criteria: {thresholds: {late_entry: P1Y}}\n" })
      assert.same({ "A.8.13 minor isolated_lapse: log: nothing there for " .. case[4] }, told(given))
    end
  end)
end)

describe("periods of which most are missed", function()
  it("are no lapse any more: from half of them and three on they are a system", function()
    local function missing(days)
      local files = {}
      for i, day in ipairs(days) do files["log/" .. day .. ".csv"] = rows(i) end
      return told(result('    date: {path: "{yyyy}-{mm}"}\n    cadence: P1M\n', { { "2025-08-31", files } },
        { as_of = "2025-08-31", top = "criteria: {thresholds: {late_entry: P1Y}}\n" }))[1]
    end
    assert.match("^A.8.13 minor isolated_lapse: ", missing { "2025-01", "2025-02", "2025-03", "2025-04", "2025-07" })
    assert.match("^A.8.13 major systematic_failure: ", missing { "2025-01", "2025-02", "2025-07" })
  end)
end)

describe("a stale series", function()
  local SERIES = [[
    paths: ["log/*.yml"]
    controls: [A.8.13]
    date: {field: day}
]]
  local function yearly(days, as_of, keys)
    local commits = {}
    for i, day in ipairs(days) do commits[i] = { day, { [("log/%d.yml"):format(i)] = "day: " .. day .. "\n" } } end
    return result(keys or "    cadence: P1Y\n", commits, { series = SERIES, as_of = as_of,
      top = "period: {length: P3Y}\n" })
  end

  it("has had nothing since its cadence and grace went by", function()
    assert.same({}, told(yearly({ "2024-01-10" }, "2025-02-15")))
    local given = yearly({ "2024-01-10" }, "2025-02-16")
    assert.same({ "A.8.13 minor isolated_lapse: log: nothing since 2024-01-10, due on 2025-01-10" }, told(given))
    assert.same({ { series = "log", from = "2024-01-10", to = "2025-02-16", due_on = "2025-01-10" } },
      given.findings[1].missing)
  end)

  it("that never had anything is a lapse in its first year, and an absence after that", function()
    for since, grade in pairs { ["2024-06-01"] = "minor isolated_lapse", ["2024-01-01"] = "major complete_absence" } do
      local given = result("    cadence: P6M\n    optional: \"yes\"\n", { { "2025-02-01", { ["x.md"] = "x" } } },
        { series = SERIES, as_of = "2025-02-01",
          top = ("period: {length: P3Y, operating_since: %s}\n"):format(since) })
      assert.equal(1, #given.findings)
      assert.match("^A.8.13 " .. grade .. ": log: nothing there for ", told(given)[1])
    end
  end)

  it("is told of a gap between two records as well", function()
    local given = yearly({ "2023-06-01", "2025-01-10" }, "2025-03-01")
    assert.same({ "A.8.13 minor isolated_lapse: log: nothing there for 2023-06-01 to 2025-01-10, due on 2024-06-01" },
      told(given))
    assert.same({ "log/2.yml:1 context" }, audited.cited(given.findings[1]))
    assert.same({}, told(yearly({ "2024-01-05", "2025-01-10" }, "2025-03-01")))
  end)

  it("counts calendar years or intervals of months where it says so", function()
    assert.same({ "A.8.13 minor isolated_lapse: log: nothing there for 2024, due on 2025-02-05" },
      told(yearly({ "2023-01-10", "2025-01-10" }, "2025-03-01", "    cadence: P1Y\n    due: calendar\n")))
    assert.same({}, told(yearly({ "2025-01-31", "2025-03-02" }, "2025-03-10", "    cadence: P1M\n    due: interval\n")))
    assert.equal(1, #yearly({ "2025-01-31", "2025-03-02" }, "2025-03-10", "    cadence: P1M\n").findings)
  end)

  it("takes a cadence that a policy promises, else its default", function()
    local policies = "records:\n  policy: {paths: [\"policies/*.md\"]}\n"
    for length, n in pairs { P1Y = 1, P2Y = 0 } do
      local given = result("    cadence: {promise: backup_test, default: P1Y}\n", { { "2024-01-10", {
        ["log/1.yml"] = "day: 2024-01-10\n",
        ["policies/b.md"] = ("---\nstatus: approved\nparameters: {backup_test: %s}\n---\n"):format(length) } } },
        { series = SERIES, as_of = "2025-03-01", top = "period: {length: P3Y}\n" .. policies })
      assert.equal(n, #given.findings, length)
    end
    assert.equal(1, #yearly({ "2024-01-10" }, "2025-03-01", "    cadence: {promise: x, default: P1Y}\n").findings)
  end)
end)

describe("an optional series", function()
  it("passes with nothing there, where another is a slip in the configuration", function()
    local commits = { { "2026-01-31", { ["other.md"] = "x" } } }
    local given = result('    optional: "yes"\n', commits)
    assert.same({ "pass", 0 }, { given.tests[1].outcome, given.exit })
    local why = audited.refused({ { "2026-01-31", { ["tickmark.yml"] = TOP .. "evidence:\n  log:\n" .. CSV } } })
    assert.same({ 3, "tickmark.yml", "log: log/*.csv matches nothing, now or in history" },
      { why.exit, why.problems[1].path, why.problems[1].message })
  end)

  it("answers for records that it had", function()
    local given = result("", { { "2026-01-31", { ["log/a.csv"] = rows "1" } },
      { "2026-02-01", { ["log/a.csv"] = false } } })
    assert.truthy(told(given)[1]:find("deleted before their time: log/a.csv", 1, true))
  end)
end)

describe("the date of a record", function()
  local cases = {
    { 'path: "{yyyy}-{mm}"', { ["log/2026-01.csv"] = rows "1", ["log/2026-02.csv"] = rows "2" },
      "2026-01-31", "2026-02-28" },
    { 'path: "{yyyy}/{mm}/{dd}"', { ["log/2026/01/07/a.csv"] = rows "1" }, "2026-01-07", "2026-01-07",
      '["log/**/*.csv"]' },
    { 'path: "{yyyy}-H{h}"', { ["log/2025-H2.csv"] = rows "1" }, "2025-12-31", "2025-12-31" },
    { 'path: "{yyyy}"', { ["log/2025.csv"] = rows "1" }, "2025-12-31", "2025-12-31" },
    { "field: day", { ["log/a.yml"] = "day: 2026-01-09\n", ["log/b.md"] = "---\nday: 2026-02-09\n---\n" },
      "2026-01-09", "2026-02-09", '["log/*.yml", "log/*.md"]' },
    { "field: day", { ["log/a.yml"] = "day: 2025-Q4\n" }, "2025-12-31", "2025-12-31", '["log/*.yml"]' },
    { "newest: day", { ["log/a.csv"] = "n,day\n1,2026-01-03\n2,2026-01-09\n3,\n" }, "2026-01-09", "2026-01-09" },
    { "column: day", { ["log/a.csv"] = "n,day\n1,2026-01-03\n" }, "2026-01-03", "2026-01-03" },
    { "commit: first", { ["log/a.csv"] = rows "1" }, "2026-03-01", "2026-03-31", later = { ["log/b.csv"] = rows "2" } },
  }

  it("stands where the series says", function()
    for _, case in ipairs(cases) do
      local series = ("    paths: %s\n    controls: [A.8.13]\n    columns: {n: {shape: integer, optional: \"yes\"}, "
        .. "day: {shape: text, optional: \"yes\"}}\n"):format(case[5] or '["log/*.csv"]')
      if case[1]:find("newest") or case[1]:find("column") then
        series = series:gsub("day: {shape: text", "day: {shape: date")
      end
      local given = result(("    date: {%s}\n"):format(case[1]), { { "2026-03-01", case[2] },
        { "2026-03-31", case.later or {} } }, { series = series, top = "criteria: {thresholds: {late_entry: P3Y}}\n" })
      assert.same({ {}, case[3], case[4] }, { told(given), given.series[1].first, given.series[1].last }, case[1])
    end
  end)

  it("stands in the sidecar of a file that nobody parses", function()
    local series = [[
    paths: ["log/*.pdf"]
    controls: [A.8.13]
    format: opaque
    date: {sidecar: collected_on}
]]
    local given = result("", { { "2026-03-01", { ["log/a.pdf"] = "%PDF\0\255", ["log/b.pdf"] = "%PDF\0\254",
      ["log/a.pdf.meta.yml"] = "collected_on: 2026-02-27\n" } } }, { series = series })
    assert.same({ "2026-02-27", "2026-02-27" }, { given.series[1].first, given.series[1].last })
    assert.same({ "7.5.3 minor documentation_gap: log/b.pdf:1: can't be read: no sidecar" }, told(given))
  end)

  it("is in no path with a token that there is not", function()
    local why = audited.refused({ { "2026-01-31", { ["tickmark.yml"] = TOP .. "evidence:\n  log:\n" .. CSV
      .. '    date: {path: "{year}"}\n', ["log/2026.csv"] = rows "1" } } })
    assert.same({ 3, "tickmark.yml", 8 }, { why.exit, why.problems[1].path, why.problems[1].line })
    assert.truthy(why.problems[1].message:find("{year}: a date's tokens are yyyy, mm, dd, q, h, ww", 1, true))
  end)
end)

describe("a word of the series rules", function()
  local EDITED = { { "2026-01-10", { ["log/2026-01.csv"] = rows "1", ["log/2025-12.csv"] = rows "2" } },
    { "2026-02-01", { ["log/2026-01.csv"] = rows "3" } } }

  it("cites what the organisation says: another requirement, or the series' control", function()
    for id, requirement in pairs { ["A.8.15"] = "A.8.15", control = "A.8.13", ["7.5.3"] = "7.5.3" } do
      local given = result(BY_MONTH, EDITED, { top = ("series_rules: {edited: %s}\n"):format(id) })
      assert.equal(requirement, given.findings[1].requirement)
      assert.equal(1, #given.findings)
    end
  end)

  it("can be a flag, which is no finding", function()
    local given = result(BY_MONTH, EDITED, { top = "series_rules: {edited: flag}\n" })
    assert.same({ "pass", 0, {} }, { given.tests[1].outcome, given.exit, given.findings })
    assert.same({ "edited: log: records changed after they arrived: log/2026-01.csv" }, flagged(given))
  end)

  it("can grade what is only a flag else", function()
    local files = {}
    for i = 1, 4 do files[("log/%d.csv"):format(i)] = rows(i) end
    local given = result("", { { "2026-03-20", files } }, { top = "series_rules: {burst: 7.5.3}\n" })
    assert.same({ "7.5.3 minor documentation_gap: log: 4 of 4 records arrived in the last P30D: "
      .. "log/1.csv, log/2.csv, log/3.csv, log/4.csv" }, told(given))
  end)

  it("goes for unreadable", function()
    local broken = { { "2026-01-31", { ["log/2026-01.csv"] = rows "x" } } }
    assert.equal("A.8.13", result(BY_MONTH, broken, { top = "series_rules: {unreadable: control}\n" })
      .findings[1].requirement)
    local given = result(BY_MONTH, broken, { top = "series_rules: {unreadable: flag}\n" })
    assert.same({ {}, 1 }, { told(given), #given.flags })
  end)

  it("goes for missed", function()
    local gap = { { "2026-01-31", { ["log/2025-11.csv"] = rows "1", ["log/2026-01.csv"] = rows "2" } } }
    local top = "criteria: {thresholds: {late_entry: P1Y}}\nseries_rules: {missed: %s}\n"
    assert.equal("A.5.36", result(MONTHLY, gap, { top = top:format("A.5.36") }).findings[1].requirement)
    local given = result(MONTHLY, gap, { top = top:format("flag") })
    assert.same({}, told(given))
    assert.equal("missed", given.flags[1].id)
  end)

  it("is one that there is", function()
    local why = audited.refused({ { "2026-01-31", { ["tickmark.yml"] = TOP .. "series_rules: {edited: A.9.99}\n"
      .. "evidence:\n  log:\n" .. CSV, ["log/a.csv"] = rows "1" } } })
    assert.same({ 3, "tickmark.yml", 3 }, { why.exit, why.problems[1].path, why.problems[1].line })
  end)
end)
