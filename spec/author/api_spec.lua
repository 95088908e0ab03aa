-- The eight tests of the author's reference, each over data that conforms and
-- over data that doesn't. They stand in spec/author/api/ to be read.

local audited = require("spec.audited")

local HEAD = [[
organisation: {id: example, name: Example Ltd}
scope: {id: SCO-MAIN}
period: {length: P1Y, operating_since: 2025-03-01}
people: {file: people.yml}
checks: {paths: ["checks/*.lua"]}
records:
  policy: {paths: ["policies/*.md"]}
  supplier: {paths: ["suppliers/*.md"]}
evidence:
]]

local PEOPLE = [[
people:
  - {id: ada, name: Ada Example, mail: ada@example.com, aliases: [aexample]}
  - {id: ben, name: Ben Example, mail: ben@example.com}
]]

local function script(id)
  local path = ("spec/author/api/%s.lua"):format((id:gsub("%.", "-")))
  local file <close> = assert(io.open(path, "rb"))
  return file:read("a")
end

--- Audit one of the tests over one commit of evidence.
local function result(id, series, files, options)
  options = options or {}
  local all = { ["tickmark.yml"] = (options.head or HEAD) .. series, ["people.yml"] = PEOPLE,
    ["checks/test.lua"] = script(id) }
  for path, text in pairs(files) do all[path] = text end
  return audited.result({ { options.day or "2026-03-31", all } }, { only = { id } })
end

local function row(given, id) return audited.row(given, id) end

--- A finding in the words that the cases below use.
local function shown(finding)
  return { requirement = finding.requirement, grade = finding.grade, basis = finding.basis,
    subject = finding.subject, says = finding.statement, items = table.concat(finding.items, " "),
    cites = audited.cited(finding) }
end

local function findings(given, id)
  local list = {}
  for i, finding in ipairs(audited.findings(given, id)) do list[i] = shown(finding) end
  return list
end

--- A test that is satisfied: green, and nothing to answer.
local function passes(given, id)
  assert.same({ "pass", {}, {}, 0 }, { row(given, id).outcome, given.findings, given.problems, given.exit })
end

--- A CSV file.
local function csv(...) return table.concat({ ... }, "\n") .. "\n" end

describe("the test of an MFA export", function()
  local ID = "access.mfa"
  local SERIES = [[
  mfa-export:
    paths: ["evidence/mfa/*.csv"]
    controls: [A.8.5, A.5.17]
    date: {path: "{yyyy}-{mm}"}
    table: {separator: ";", dates: DD.MM.YYYY}
    columns:
      user: {from: User principal name, shape: text, key: "yes"}
      enabled: {from: Account enabled, shape: bool, "true": [Aktiv], "false": [Inaktiv]}
      mfa: {from: MFA State, shape: bool, "true": [Enforced, Enabled], "false": [Disabled]}
      admin: {from: Is admin, shape: bool}
      enrolled_on: {from: Enrolled, shape: date, optional: "yes"}
]]
  local TOP = "User principal name;Account enabled;MFA State;Is admin;Enrolled"

  it("passes when every enabled account has it, whatever disabled ones have", function()
    local given = result(ID, SERIES, { ["evidence/mfa/2026-03.csv"] = csv(TOP,
      "ada;Aktiv;Enforced;yes;31.01.2026", "ben;aktiv;Enabled;no;", "old;Inaktiv;Disabled;no;") })
    passes(given, ID)
    local measure = row(given, ID).measures[1]
    assert.same({ "MFA coverage", 2, 2, 1.0, true },
      { measure.name, measure.n, measure.of, measure.value, measure.met })
    assert.same({ 1, 2, 2 }, { row(given, ID).documents, row(given, ID).items, row(given, ID).passing })
  end)

  it("is a minor about the accounts without it", function()
    local given = result(ID, SERIES, { ["evidence/mfa/2026-03.csv"] = csv(TOP,
      "ada;Aktiv;Enforced;yes;", "ben;Aktiv;Disabled;no;", "cy;Aktiv;Enabled;no;", "dee;Aktiv;Enabled;no;") })
    assert.same({ { requirement = "A.8.5", grade = "minor", basis = "isolated_lapse", items = "ben",
      says = "1 of 4 enabled accounts without MFA (25 %): ben; in 1 of 2 values of admin",
      cites = { "evidence/mfa/2026-03.csv:3 exception" } } }, findings(given, ID))
    assert.same({ { item = "ben", path = "evidence/mfa/2026-03.csv", line = 3,
      message = "enabled accounts without MFA" } }, { { item = row(given, ID).exceptions[1].item,
      path = row(given, ID).exceptions[1].path, line = row(given, ID).exceptions[1].line,
      message = row(given, ID).exceptions[1].message } })
    assert.same({ "fail", 1 }, { row(given, ID).outcome, given.exit })
    assert.falsy(row(given, ID).measures[1].met)
  end)

  it("is a major from half of the accounts and three deviations", function()
    local given = result(ID, SERIES, { ["evidence/mfa/2026-03.csv"] = csv(TOP,
      "ada;Aktiv;Disabled;yes;", "ben;Aktiv;Disabled;no;", "cy;Aktiv;Disabled;no;", "dee;Aktiv;Enabled;no;") })
    local finding = given.findings[1]
    assert.same({ "major", "systematic_failure", "ada ben cy", true },
      { finding.grade, finding.basis, table.concat(finding.items, " "), finding.needs_judgement })
    local two = result(ID, SERIES, { ["evidence/mfa/2026-03.csv"] = csv(TOP,
      "ada;Aktiv;Disabled;no;", "ben;Aktiv;Disabled;no;") })
    assert.same({ "minor", "partial_implementation" }, { two.findings[1].grade, two.findings[1].basis })
  end)

  it("looks at the newest export only", function()
    local files = { ["evidence/mfa/2026-02.csv"] = csv(TOP, "ada;Aktiv;Disabled;yes;"),
      ["evidence/mfa/2026-03.csv"] = csv(TOP, "ada;Aktiv;Enforced;yes;") }
    passes(result(ID, SERIES, files), ID)
    files["evidence/mfa/2026-02.csv"], files["evidence/mfa/2026-03.csv"] =
      files["evidence/mfa/2026-03.csv"], files["evidence/mfa/2026-02.csv"]
    assert.same({ "evidence/mfa/2026-03.csv:2 exception" }, findings(result(ID, SERIES, files), ID)[1].cites)
  end)

  it("is not tested where no account is enabled", function()
    local given = result(ID, SERIES, { ["evidence/mfa/2026-03.csv"] = csv(TOP, "old;Inaktiv;Disabled;no;") })
    assert.same({ "not-tested", { "enabled accounts without MFA: the population is empty" }, 0 },
      { row(given, ID).outcome, row(given, ID).not_tested, given.exit })
  end)

  it("is an error with the place of a word that the columns don't know", function()
    local given = result(ID, SERIES, { ["evidence/mfa/2026-03.csv"] = csv(TOP, "ada;Aktiv;Enforced;yes;",
      "ben;vielleicht;Enabled;no;") })
    local problem = given.problems[1]
    assert.same({ "error", 2, "unreadable", "evidence/mfa/2026-03.csv", 3, { ID } }, { row(given, ID).outcome,
      given.exit, problem.code, problem.path, problem.line, problem.tests })
    assert.equal('Account enabled: got "vielleicht", expected Aktiv for true, Inaktiv for false',
      problem.message)
  end)
end)

describe("the test of access reviews and leavers", function()
  local ID = "access.review"
  local SERIES = [[
  user-list:
    paths: ["evidence/users/*.csv"]
    controls: [A.5.18]
    date: {path: "{yyyy}-{mm}"}
    columns: {user: {shape: text, key: "yes"}, enabled: {shape: bool}}
  access-review:
    paths: ["evidence/reviews/*.md"]
    controls: [A.5.18]
    cadence: P3M
    date: {path: "{yyyy}-Q{q}"}
    columns: {reviewer: {shape: text}, administrators: {shape: list}, accounts: {shape: integer}}
  leavers:
    paths: ["evidence/hr/*.csv"]
    controls: [A.5.18]
    date: {path: "{yyyy}-{mm}"}
    columns: {user: {shape: text, key: "yes"}, left_on: {shape: date}}
]]
  local function review(reviewer, accounts)
    return ("---\nreviewer: %s\nadministrators: [aexample, root]\naccounts: %d\n---\n# Review\n"):format(
      reviewer, accounts)
  end
  local function files(changes)
    local all = {
      ["evidence/users/2026-02.csv"] = csv("user,enabled", "ada,yes", "ben,yes", "cy,yes"),
      ["evidence/users/2026-03.csv"] = csv("user,enabled", "ada,yes", "ben,yes", "cy,no"),
      ["evidence/reviews/2026-Q1.md"] = review("ben@example.com", 2),
      ["evidence/hr/2026-02.csv"] = csv("user,left_on", "ada,2026-02-03"),
      ["evidence/hr/2026-03.csv"] = csv("user,left_on", "cy,2026-03-03"),
    }
    for path, text in pairs(changes or {}) do all[path] = text or nil end
    return all
  end

  it("passes when leavers are disabled and others review everybody", function()
    passes(result(ID, SERIES, files()), ID)
  end)

  it("passes when nobody left", function()
    passes(result(ID, SERIES, files { ["evidence/hr/2026-03.csv"] = "user,left_on\n" }), ID)
  end)

  it("is a minor about a leaver who is still enabled, citing the list", function()
    local given = result(ID, SERIES, files {
      ["evidence/hr/2026-03.csv"] = csv("user,left_on", "cy,2026-03-03", "ben,2026-03-10") })
    assert.same({ { requirement = "A.5.18", grade = "minor", basis = "isolated_lapse", items = "ben",
      says = "1 of 2 leavers still enabled (50 %): ben", cites = {
        "evidence/hr/2026-03.csv:3 exception", "evidence/users/2026-03.csv:1 context" } } },
      findings(given, ID))
  end)

  it("allows the days that a policy or the configuration grants", function()
    local late = files { ["evidence/hr/2026-03.csv"] = csv("user,left_on", "ben,2026-03-30") }
    passes(result(ID, SERIES, late), ID)
    late["evidence/hr/2026-03.csv"] = csv("user,left_on", "ben,2026-03-29")
    assert.equal("fail", row(result(ID, SERIES, late), ID).outcome)
    local generous = HEAD:gsub("checks: {", "checks: {params: {access.review: {grace: P3D}}, ")
    passes(result(ID, SERIES, late, { head = generous }), ID)
    late["policies/leaver.md"] = "---\nstatus: approved\nparameters: {leaver: {disable: P2D}}\n---\n"
    passes(result(ID, SERIES, late), ID)
  end)

  it("tells who reviews own rights, by any of their names", function()
    local given = result(ID, SERIES, files { ["evidence/reviews/2026-Q1.md"] = review("Ada Example", 2) })
    assert.same({ { requirement = "A.5.3", grade = "minor", basis = "isolated_lapse", items = "2026-Q1",
      subject = "access-review 2026-Q1", says = "2026-Q1: the reviewer reviews own rights",
      cites = { "evidence/reviews/2026-Q1.md:2 exception" } } }, findings(given, ID))
  end)

  it("counts the accounts of the list on the day of the review", function()
    local given = result(ID, SERIES, files { ["evidence/reviews/2026-Q1.md"] = review("ben", 1) })
    assert.same({ { requirement = "A.5.18", grade = "minor", basis = "partial_implementation",
      items = "2026-Q1", subject = "access-review 2026-Q1", says = "2026-Q1: 1 of 2 accounts reviewed",
      cites = { "evidence/reviews/2026-Q1.md:2 exception" } } }, findings(given, ID))
  end)

  it("is a major when a quarter passed without any review, a minor before", function()
    local cases = { { "2025-12-31", "major", "complete_absence" }, { "2026-01-01", "minor", "partial_implementation" } }
    for _, case in ipairs(cases) do
      local given = result(ID, SERIES, files { ["evidence/reviews/2026-Q1.md"] = false },
        { head = HEAD:gsub("2025%-03%-01", case[1]) })
      assert.same({ { requirement = "A.5.18", grade = case[2], basis = case[3], items = "", cites = {},
        says = ("no access reviews since %s, due every P3M"):format(case[1]) } }, findings(given, ID))
    end
  end)
end)

describe("the test of a vulnerability deadline", function()
  local ID = "vuln.sla"
  local SERIES = [[
  vuln-scan:
    paths: ["evidence/scans/*.json"]
    controls: [A.8.8]
    date: {path: "{yyyy}-{mm}"}
    rows: findings
    columns: {item: {from: id, key: "no"}, severity: {shape: "critical|high|medium|low"}}
]]
  local MONTHS = { "2025-06", "2025-07", "2025-08", "2025-09", "2025-10", "2025-11", "2025-12",
    "2026-01", "2026-02", "2026-03" }

  --- Scans of the last months; each list holds the critical ones, "-" is none.
  local function scans(...)
    local lists, files = { ... }, {}
    for i, list in ipairs(lists) do
      local rows = { '    {"id": "M-1", "severity": "medium"}' }
      for id in list:gmatch("[%w-]*%w[%w-]*") do
        rows[#rows + 1] = ('    {"id": "%s", "severity": "critical"}'):format(id)
      end
      files[("evidence/scans/%s.json"):format(MONTHS[#MONTHS - #lists + i])] =
        ('{"findings": [\n%s\n]}\n'):format(table.concat(rows, ",\n"))
    end
    return files
  end

  it("passes when critical ones go in time and their number falls", function()
    passes(result(ID, SERIES, scans("A B C", "D E F", "G H", "I J", "K", "-")), ID)
  end)

  it("is a minor technical error about what stays, citing every scan that showed it", function()
    local given = result(ID, SERIES, scans("A B C", "D E F", "G H", "I V-9", "K V-9", "V-9 L"))
    assert.same({ { requirement = "A.8.8", grade = "minor", basis = "technical_error", items = "V-9",
      says = "1 of 2 critical vulnerabilities past the deadline (50 %): V-9", cites = {
        "evidence/scans/2026-01.json:4 context", "evidence/scans/2026-02.json:4 context",
        "evidence/scans/2026-03.json:3 context", "evidence/scans/2026-03.json:3 exception" } } },
      findings(given, ID))
  end)

  it("becomes a major when one has been there for more than eight months", function()
    local given = result(ID, SERIES, scans("V A B C D E F G", "V A B C D E F",
      "V B C D E F", "V C D E F G", "V D E F", "V E F",
      "V F", "V G", "V", "V"))
    assert.same({ { "major", "effectiveness_issue", "V" } },
      { { given.findings[1].grade, given.findings[1].basis, given.findings[1].items[1] } })
    assert.equal(1, #given.findings)
  end)

  it("suggests to improve when the number does not fall", function()
    local given = result(ID, SERIES, scans("A", "B", "C", "D", "E", "F"))
    assert.same({ { requirement = "A.8.8", grade = "ofi", items = "", cites = {},
      says = "the count of critical vulnerabilities does not fall" } }, findings(given, ID))
    assert.same({ "pass", 0 }, { row(given, ID).outcome, given.exit })
  end)
end)

describe("the test of restores", function()
  local ID = "backup.restore"
  local SERIES = [[
  restore-test:
    paths: ["evidence/restores/*.md"]
    controls: [A.8.13]
    date: {field: date}
    columns: {date: {shape: date}, hours: {shape: number}, result: {shape: "ok|failed"}}
]]
  local function restore(fields)
    return ("---\ndate: %s\nresult: %s\nhours: %s\noperator: %s\nwitness: %s\n---\n"):format(fields.date,
      fields.result or "ok", fields.hours or "3.5", fields.operator or "ada", fields.witness or "ben")
  end

  it("passes when restores of three years went well before a witness", function()
    passes(result(ID, SERIES, { ["evidence/restores/a.md"] = restore { date = "2024-05-01" },
      ["evidence/restores/b.md"] = restore { date = "2025-05-01" } }), ID)
  end)

  it("leaves out what is older than its window", function()
    passes(result(ID, SERIES, { ["evidence/restores/a.md"] = restore { date = "2023-03-31", result = "failed" },
      ["evidence/restores/b.md"] = restore { date = "2025-05-01" } }), ID)
    local given = result(ID, SERIES, {
      ["evidence/restores/a.md"] = restore { date = "2023-04-01", result = "failed" } })
    assert.equal("fail", row(given, ID).outcome)
  end)

  it("is a minor about one that failed or took too long", function()
    local given = result(ID, SERIES, { ["evidence/restores/a.md"] = restore { date = "2025-05-01", hours = "8" },
      ["evidence/restores/b.md"] = restore { date = "2025-06-01", hours = "8.5" },
      ["evidence/restores/c.md"] = restore { date = "2025-07-01", result = "failed" } })
    assert.same({ { requirement = "A.8.13", grade = "minor", basis = "partial_implementation",
      items = "2025-06-01 2025-07-01",
      says = "2 of 3 restore tests that failed or took too long (66.7 %): 2025-06-01, 2025-07-01",
      cites = { "evidence/restores/b.md:2 exception", "evidence/restores/c.md:2 exception" } } },
      findings(given, ID))
  end)

  it("tells when only the operator saw it", function()
    local given = result(ID, SERIES, { ["evidence/restores/a.md"] = restore { date = "2025-05-01",
      operator = "AExample", witness = "ada@example.com" } })
    local finding = findings(given, ID)[1]
    assert.same({ "minor", "isolated_lapse", "A.8.13" }, { finding.grade, finding.basis, finding.requirement })
    assert.truthy(finding.says:find("nobody but the operator saw the restore", 1, true))
    assert.equal(1, #given.findings)
  end)

  it("is a minor where none is due yet, a major after a year", function()
    local cases = { { "2025-03-31", "major", "complete_absence" }, { "2025-04-01", "minor", "partial_implementation" } }
    for _, case in ipairs(cases) do
      local given = result(ID, SERIES, {}, { head = HEAD:gsub("2025%-03%-01", case[1]) })
      local finding = given.findings[1]
      assert.same({ case[2], case[3], "A.8.13", ("no restore tests since %s, due every P1Y"):format(case[1]) },
        { finding.grade, finding.basis, finding.requirement, finding.statement })
      assert.same({ { series = "restore-test", from = case[1], to = "2026-03-31",
        due_on = (case[1]:gsub("2025", "2026")) } }, finding.missing)
      assert.same({ "fail", 1, {} }, { row(given, ID).outcome, given.exit, finding.evidence })
    end
  end)
end)

describe("the test of changes", function()
  local ID = "change.approved"
  local SERIES = [[
  change-ticket:
    paths: ["evidence/tickets/*.yml"]
    controls: [A.8.32]
    columns: {item: {from: id, key: "yes"}, approved_on: {shape: date, optional: "yes"}}
  deploy-log:
    paths: ["evidence/deploys/*.csv"]
    controls: [A.8.32]
    date: {path: "{yyyy}-{mm}"}
    columns: {change: {shape: text}, deployed_on: {shape: date}}
]]
  local function ticket(id, fields)
    fields = fields or {}
    return ("id: %s\nrequested_by: %s\napproved_by: %s\napproved_on: %s\n"):format(id, fields.by or "ada",
      fields.approver or "ben", fields.on or "2025-12-20")
  end
  --- Tickets T1 to T`n` and their deployments, four a month from January on.
  local function files(n, changes)
    local all, logs = {}, {}
    for i = 1, n do
      local month = ("2026-%02d"):format((i - 1) // 4 + 1)
      all[("evidence/tickets/T%d.yml"):format(i)] = ticket("T" .. i)
      logs[month] = logs[month] or { "change,deployed_on" }
      table.insert(logs[month], ("T%d,%s-15"):format(i, month))
    end
    for month, lines in pairs(logs) do all[("evidence/deploys/%s.csv"):format(month)] = csv(table.unpack(lines)) end
    for path, text in pairs(changes or {}) do all[path] = text or nil end
    return all
  end

  it("passes when every deployment was approved before, by somebody else", function()
    local given = result(ID, SERIES, files(12))
    passes(given, ID)
    assert.same({}, given.flags)
  end)

  it("is a minor about deployments without a ticket or before their approval", function()
    local given = result(ID, SERIES, files(12, { ["evidence/tickets/T2.yml"] = false,
      ["evidence/tickets/T6.yml"] = ticket("T6", { on = "2026-02-16" }) }))
    local finding = findings(given, ID)[1]
    assert.same({ "A.8.32", "minor", "technical_error" }, { finding.requirement, finding.grade, finding.basis })
    assert.same({ "evidence/deploys/2026-01.csv:3 exception", "evidence/deploys/2026-02.csv:3 exception" },
      finding.cites)
    assert.truthy(finding.says:find("^2 of 12 deployments without an approved change %(16.7 %%%)"))
    assert.truthy(finding.says:find("; in 2 of 3 values of month$"))
    assert.equal(1, #given.findings)
  end)

  it("is a major when three months are hit, however few they are", function()
    local given = result(ID, SERIES, files(16, { ["evidence/tickets/T2.yml"] = false,
      ["evidence/tickets/T6.yml"] = ticket("T6", { on = "" }), ["evidence/tickets/T10.yml"] = false }))
    assert.same({ "major", "effectiveness_issue" }, { given.findings[1].grade, given.findings[1].basis })
    local strata = {}
    for i, s in ipairs(given.findings[1].extent.strata) do strata[i] = ("%s %d/%d"):format(s.name, s.bad, s.n) end
    assert.same({ "2026-01 1/4", "2026-02 1/4", "2026-03 1/4", "2026-04 0/4" }, strata)
  end)

  it("counts what somebody approved for themselves apart", function()
    local given = result(ID, SERIES, files(4, {
      ["evidence/tickets/T2.yml"] = ticket("T2", { by = "Ada Example", approver = "aexample" }) }))
    assert.same({ { requirement = "A.8.32", grade = "minor", basis = "isolated_lapse", items = "T2",
      says = "1 of 4 changes approved by who asked for them (25 %): T2",
      cites = { "evidence/tickets/T2.yml:1 exception" } } }, findings(given, ID))
  end)

  it("flags what was approved and never deployed", function()
    local given = result(ID, SERIES, files(4, { ["evidence/tickets/T9.yml"] = ticket("T9") }))
    passes(given, ID)
    assert.same({ "never-deployed", "T9", "approved, never deployed", "evidence/tickets/T9.yml" },
      { given.flags[1].id, given.flags[1].item, given.flags[1].message, given.flags[1].evidence[1].path })
  end)

  it("is an error of the test when one ticket stands twice", function()
    local given = result(ID, SERIES, files(4, { ["evidence/tickets/T9.yml"] = ticket("T2") }))
    assert.same({ "error", 2, "checks/test.lua" }, { row(given, ID).outcome, given.exit, given.problems[1].path })
    assert.truthy(given.problems[1].message:find(
      'item "T2" stands twice: evidence/tickets/T2.yml:1 and evidence/tickets/T9.yml:1', 1, true))
  end)
end)

describe("the test of a promise", function()
  local ID = "patch.promise"
  local SERIES = [[
  patch-log:
    paths: ["evidence/patches/*.csv"]
    controls: [A.8.8]
    date: {path: "{yyyy}-{mm}"}
    columns:
      item: {from: patch, key: "yes"}
      severity: {shape: text}
      published: {shape: date}
      patched_on: {shape: date, optional: "yes"}
]]
  local function policy(value, status)
    return ("---\nstatus: %s\nparameters:\n  patch:\n    critical: %s\n---\n# Policy\n"):format(
      status or "approved", value)
  end
  local function log(late)
    local lines = { "patch,severity,published,patched_on", "LOW,low,2026-03-01,", "NEW,critical,2026-03-30," }
    for i = 1, 20 do
      lines[#lines + 1] = ("P%02d,critical,2026-03-01,2026-03-%02d"):format(i, i <= late and 9 or 8)
    end
    return csv(table.unpack(lines))
  end

  it("passes when the promised share is patched in the promised time", function()
    local given = result(ID, SERIES, { ["evidence/patches/2026-03.csv"] = log(1),
      ["policies/patch.md"] = policy("P7D") })
    passes(given, ID)
    assert.same({ 19, 20, true }, { row(given, ID).measures[1].n, row(given, ID).measures[1].of,
      row(given, ID).measures[1].met })
  end)

  it("is a minor that cites the promise where it stands", function()
    local given = result(ID, SERIES, { ["evidence/patches/2026-03.csv"] = log(2),
      ["policies/patch.md"] = policy("P7D") })
    assert.same({ { requirement = "A.8.8", grade = "minor", basis = "partial_implementation", items = "P01 P02",
      says = "2 of 20 critical patches later than promised (10 %): P01, P02", cites = {
        "evidence/patches/2026-03.csv:4 exception", "evidence/patches/2026-03.csv:5 exception",
        "policies/patch.md:5 context" } } }, findings(given, ID))
  end)

  it("is not tested without an approved policy that promises it", function()
    for _, files in ipairs { {}, { ["policies/patch.md"] = policy("P7D", "draft") } } do
      files["evidence/patches/2026-03.csv"] = log(2)
      files["policies/other.md"] = "---\nstatus: approved\n---\n"
      local given = result(ID, SERIES, files)
      assert.same({ "not-tested", 0, {}, { "patch.promise: parameter promise has no value: "
        .. "no approved policy promises patch.critical (parameters: patch.critical)" } },
        { row(given, ID).outcome, given.exit, given.findings, row(given, ID).not_tested })
    end
  end)

  it("takes what the configuration says before what a policy promises", function()
    local own = HEAD:gsub("checks: {", "checks: {params: {patch.promise: {promise: P8D}}, ")
    passes(result(ID, SERIES, { ["evidence/patches/2026-03.csv"] = log(2) }, { head = own }), ID)
  end)

  it("is not tested where two policies disagree, which is a finding of its own", function()
    local given = result(ID, SERIES, { ["evidence/patches/2026-03.csv"] = log(2),
      ["policies/a.md"] = policy("P7D"), ["policies/b.md"] = policy("P14D") })
    assert.equal("not-tested", row(given, ID).outcome)
    assert.same({ { requirement = "7.5.3", grade = "minor", basis = "documentation_gap", items = "patch.critical",
      subject = "patch.critical",
      says = "policies promise patch.critical differently: P7D in policies/a.md, P14D in policies/b.md",
      cites = { "policies/a.md:5 exception", "policies/b.md:5 exception" } } }, { shown(given.findings[1]) })
    assert.same({ 1, 1 }, { #given.findings, given.exit })
  end)
end)

describe("the test of suppliers", function()
  local ID = "supplier.review"
  local SERIES = [[
  supplier-report:
    paths: ["evidence/suppliers/**/*.pdf"]
    controls: [A.5.22]
    format: opaque
    date: {sidecar: collected_on}
    columns: {supplier: {shape: text}, expires_on: {shape: date}, collected_on: {shape: date}}
]]
  local function supplier(id, criticality, assessed)
    return ("---\nid: %s\ncriticality: %s\nassessed_on: %s\n---\n"):format(id, criticality, assessed)
  end
  local function sidecar(id, collected, expires)
    return ("supplier: %s\ncollected_on: %s\nexpires_on: %s\n"):format(id, collected, expires)
  end
  local PDF = "%PDF-1.4\n\0\1\2"
  local function files(changes)
    local all = {
      ["suppliers/a.md"] = supplier("SUP-A", "high", "2026-01-10"),
      ["suppliers/b.md"] = supplier("SUP-B", "medium", "2025-11-10"),
      ["suppliers/c.md"] = supplier("SUP-C", "low", "2019-01-01"),
      ["evidence/suppliers/a/soc2.pdf"] = PDF .. "a",
      ["evidence/suppliers/a/soc2.pdf.meta.yml"] = sidecar("SUP-A", "2026-01-05", "2026-12-31"),
      ["evidence/suppliers/b/iso.pdf"] = PDF .. "b",
      ["evidence/suppliers/b/iso.pdf.meta.yml"] = sidecar("SUP-B", "2025-11-01", "2026-05-31"),
    }
    for path, text in pairs(changes or {}) do all[path] = text or nil end
    return all
  end

  it("passes when those that matter are reviewed on a report that is valid", function()
    passes(result(ID, SERIES, files()), ID)
  end)

  it("is a minor about one whose review is old", function()
    local given = result(ID, SERIES, files { ["suppliers/a.md"] = supplier("SUP-A", "high", "2025-03-30"),
      ["evidence/suppliers/a/soc2.pdf.meta.yml"] = sidecar("SUP-A", "2025-03-01", "2026-12-31") })
    assert.same({ { requirement = "A.5.22", grade = "minor", basis = "isolated_lapse", items = "SUP-A",
      says = "1 of 2 suppliers not reviewed in a year (50 %): SUP-A",
      cites = { "suppliers/a.md:2 exception" } } }, findings(given, ID))
  end)

  it("tells a report that expired, or came after the review, citing all reports", function()
    for _, meta in ipairs { sidecar("SUP-B", "2025-11-01", "2026-03-30"),
      sidecar("SUP-B", "2025-11-11", "2026-05-31") } do
      local given = result(ID, SERIES, files { ["evidence/suppliers/b/iso.pdf.meta.yml"] = meta })
      assert.same({ { requirement = "A.5.22", grade = "minor", basis = "isolated_lapse", items = "SUP-B",
        says = "1 of 2 suppliers without a valid report (50 %): SUP-B", cites = {
          "evidence/suppliers/a/soc2.pdf:1 context", "evidence/suppliers/b/iso.pdf:1 context",
          "suppliers/b.md:2 exception" } } }, findings(given, ID))
    end
  end)

  it("takes the newest of several reports", function()
    passes(result(ID, SERIES, files { ["evidence/suppliers/b/old.pdf"] = PDF .. "old",
      ["evidence/suppliers/b/old.pdf.meta.yml"] = sidecar("SUP-B", "2024-11-01", "2025-05-31") }), ID)
  end)

  it("is an error where a report has no sidecar, and the finding stands", function()
    local given = result(ID, SERIES, files { ["evidence/suppliers/b/iso.pdf.meta.yml"] = false })
    local problem = given.problems[1]
    assert.same({ "error", 2, "SUP-B" }, { row(given, ID).outcome, given.exit, findings(given, ID)[1].items })
    assert.same({ "unreadable", "evidence/suppliers/b/iso.pdf", "no sidecar",
      "run: tickmark evidence add evidence/suppliers/b/iso.pdf" },
      { problem.code, problem.path, problem.message, problem.remedy })
    assert.equal(1, #given.problems)
  end)
end)

describe("the test of logging", function()
  local ID = "logging.coverage"
  local SERIES = [[
  assets:
    paths: ["evidence/assets/*.csv"]
    controls: [A.8.15]
    date: {path: "{yyyy}-{mm}-{dd}"}
    columns: {host: {shape: text, key: "yes"}, critical: {shape: bool}, site: {shape: text}}
  log-sources:
    paths: ["evidence/logs/*.csv"]
    controls: [A.8.15]
    date: {path: "{yyyy}-{mm}-{dd}"}
    columns: {host: {shape: text, key: "yes"}, last_event: {shape: date}}
]]
  local function files(...)
    return { ["evidence/assets/2026-03-30.csv"] = csv("host,critical,site", "web,yes,BER", "db,yes,BER",
        "app,yes,MUC", "lab,no,MUC"),
      ["evidence/logs/2026-03-31.csv"] = csv("host,last_event", ...) }
  end

  it("passes when every critical system logged within a day", function()
    passes(result(ID, SERIES, files("web,2026-03-31", "db,2026-03-30", "app,2026-03-31")), ID)
  end)

  it("is a minor that a person must weigh when one is silent or absent", function()
    for _, rest in ipairs { "db,2026-03-29", "lab,2026-03-31" } do
      local given = result(ID, SERIES, files("web,2026-03-31", "app,2026-03-31", rest))
      assert.same({ { requirement = "A.8.15", grade = "minor", basis = "isolated_lapse", items = "db",
        says = "1 of 3 critical systems without logs (33.3 %): db; in 1 of 2 values of site", cites = {
          "evidence/assets/2026-03-30.csv:3 exception", "evidence/logs/2026-03-31.csv:1 context" } } },
        findings(given, ID))
      assert.is_true(given.findings[1].needs_judgement)
    end
  end)

  it("tells in one finding what logs and stands in no list of assets", function()
    local given = result(ID, SERIES, files("web,2026-03-31", "db,2026-03-31", "app,2026-03-31",
      "ghost,2026-03-31", "shadow,2026-03-31"))
    assert.same({ { requirement = "A.5.9", grade = "minor", basis = "documentation_gap", subject = "unlisted",
      items = "ghost shadow", says = "ghost: sends logs, not in the asset list", cites = {
        "evidence/logs/2026-03-31.csv:5 exception", "evidence/logs/2026-03-31.csv:6 exception" } } },
      findings(given, ID))
  end)
end)
