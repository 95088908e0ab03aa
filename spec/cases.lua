--- Cases as an auditor tells them, made into records of a real repository: each kind of
--- input has a form here, by the fields that it has.

local cases = {}

local TODAY <const> = "2026-06-30"

local function yaml(value)
  if type(value) == "table" then
    local parts = {}
    if #value > 0 or next(value) == nil then
      for i, one in ipairs(value) do parts[i] = yaml(one) end
      return "[" .. table.concat(parts, ", ") .. "]"
    end
    for key, inner in pairs(value) do parts[#parts + 1] = ("%s: %s"):format(key, yaml(inner)) end
    table.sort(parts)
    return "{" .. table.concat(parts, ", ") .. "}"
  end
  return '"' .. tostring(value):gsub('"', '\\"') .. '"'
end

--- A record as YAML; what is nothing in a case is left out.
local function record(fields)
  local lines = {}
  for key, value in pairs(fields) do lines[#lines + 1] = ("%s: %s"):format(key, yaml(value)) end
  table.sort(lines)
  return table.concat(lines, "\n") .. "\n"
end

local function given(value) return value ~= nil and type(value) ~= "userdata" end

--- The day so many months, or days, before today.
local function months_ago(n)
  local y, m = 2026, 6 - n
  while m < 1 do y, m = y - 1, m + 12 end
  return ("%04d-%02d-01"):format(y, m)
end

local function days_ago(n)
  return os.date("!%Y-%m-%d", os.time { year = 2026, month = 6, day = 30, hour = 12 } - n * 86400)
end

local CONFIGS <const> = {
  ["audit-report"] = 'audit-report: {paths: ["audits/*.yml"], optional: "yes"}',
  ["management-review"] = 'management-review: {paths: ["reviews/*.yml"], optional: "yes"}',
  role = 'role: {paths: ["roles/*.yml"], optional: "yes"}',
  sample = 'sample: {paths: ["samples/*.yml"], optional: "yes"}',
  ["training-result"] = 'training-result: {paths: ["training/*.yml"], optional: "yes"}',
  policy = 'policy: {paths: ["policies/*.md"], optional: "yes"}',
  procedure = 'procedure: {paths: ["procedures/*.md"], optional: "yes"}',
  nonconformity = 'nonconformity: {paths: ["nc/*.yml"], optional: "yes"}',
  ["corrective-action"] = 'corrective-action: {paths: ["actions/*.yml"], optional: "yes"}',
  incident = 'incident: {paths: ["incidents/*.yml"], optional: "yes"}',
  exercise = 'exercise: {paths: ["exercises/*.yml"], optional: "yes"}',
  risk = 'risk: {paths: ["risks.yml"], each: risks, optional: "yes"}',
  change = 'change: {paths: ["changes/*.yml"], optional: "yes"}',
  soa = 'soa: {paths: ["soa.csv"], optional: "yes"}',
  ["context-issue"] = 'context-issue: {paths: ["context/*.yml"], optional: "yes"}',
}

local CEO <const> = record { id = "ROL-CEO", title = "CEO", duties = "x", authority = "x",
  top_management = "yes" }

local function document(fields) return "---\n" .. record(fields) .. "---\n# X\n" end

--- A Statement of Applicability without some rows, and with more; or that excludes all.
local function soa(missing, more, applies)
  local lines, gone = { "control,applicable,justification" }, {}
  for _, id in ipairs(missing or {}) do gone[id] = true end
  for _, one in ipairs(require("tickmark.criteria.catalogue").all()) do
    if one.kind == "control" and not gone[one.id] then
      lines[#lines + 1] = ("%s,%s,risk"):format(one.id, applies or "yes")
    end
  end
  for _, id in ipairs(more or {}) do lines[#lines + 1] = id .. ",no,too small" end
  return table.concat(lines, "\n") .. "\n"
end

---@class spec.CaseForm
---@field types string[]              record types that the organisation keeps
---@field files table<string, string>
---@field since string?               operating since
---@field series string?              of evidence:, as YAML
---@field checked boolean?            by `tickmark check`, too

--- Forms by a field that an input of theirs has.
---@type table<string, fun(input: table): spec.CaseForm?>
local forms = {}

function forms.audit_report(input)
  local own = input.audit_report
  local report = { id = "IA-1", date = given(own.dates) and own.dates or nil, distributed_to = { "role:ceo" },
    items = { { id = "9.1", result = "conform", evidence = { "x" } } } }
  for _, name in ipairs { "scope", "auditors", "criteria", "method", "findings", "conclusion" } do
    if given(own[name]) then report[name] = own[name] end
  end
  return { types = { "audit-report" }, files = { ["audits/1.yml"] = record(report) },
    as_of = own.dates, since = own.dates }
end

function forms.management_review(input)
  local own, inputs, actions = input.management_review, {}, {}
  for _, key in ipairs(own.inputs) do
    local note = given(own.notes) and own.notes[key]
    inputs[key] = note and { note = note } or { discussed = "yes" }
  end
  for i = 1, own.actions or 0 do actions[i] = { id = "A" .. i, what = "x", owner = "ann", due = "2027-01-01" } end
  local outputs = {}
  for _, name in ipairs(given(own.outputs) and own.outputs
    or (own.decisions or 0) > 0 and { "improvement", "isms_changes", "resources" } or {}) do
    outputs[name] = { "decided" }
  end
  local review = { id = "MR-1", date = own.date, chair = "Bob", minutes_approved_by = "Bob", inputs = inputs,
    outputs = outputs, actions = actions,
    attendees = { { person = "Ann", role = own.top_management and "role:ceo" or "role:it" } } }
  return { types = { "management-review", "role" }, as_of = own.date, since = own.date,
    files = { ["reviews/1.yml"] = record(review), ["roles/ceo.yml"] = CEO } }
end

function forms.sample(input)
  local own = input.sample
  return { types = { "sample" }, files = { ["samples/1.yml"] = record { id = "SMP-1", satisfies = { input.control },
    method = own.method, n = own.n, deviations = own.deviations, population = { count = own.population or own.n } } } }
end

function forms.metric(input)
  local own = input.metric
  if input.control ~= "A.6.3" then return nil end
  local of = given(own.denominator) and own.denominator or 100
  local n = given(own.numerator) and own.numerator or math.floor(own.value * of + 0.5)
  return { types = { "training-result" }, files = { ["training/1.yml"] = record { id = "TRN-1", campaign = "basics",
    period = "2026-Q1", population = of, completed = n, target = own.target } } }
end

function forms.own_deviations(input)
  if input.clause ~= "10.2" or input.records > 0 then return nil end
  local files = { ["soa.csv"] = soa(nil, nil, "no") } -- of controls nothing is said
  if input.procedure then
    files["procedures/nc.md"] = document { id = "PRC-NC", status = "approved", author = "bob", approved_by = "ann",
      approved_on = "2026-01-01", satisfies = { "10.2", "6.1.2", "6.1.3", "8.1" } }
  end
  if input.own_deviations > 0 then
    local reports = {}
    for i = 1, input.own_deviations do reports[i] = "NC-" .. i end
    files["audits/1.yml"] = record { id = "IA-1", date = days_ago(10), scope = { "9.1" }, criteria = "x", method = "x",
      auditors = { "dora" }, items = { { id = "9.1", result = "nc", evidence = { "x" } } }, findings = reports,
      conclusion = "x", distributed_to = { "role:ceo" } }
  end
  if input.exercise then
    files["exercises/1.yml"] = record { id = "EX-1", kind = "incident", date = days_ago(30), result = "ok" }
  end
  return { types = { "nonconformity", "procedure", "exercise", "soa",
    input.own_deviations > 0 and "audit-report" or nil },
    files = files, since = months_ago(input.operating_months or 24) }
end

function forms.audit(input)
  local files, items = {}, {}
  for area, owner in pairs(input.owners) do
    files["policies/" .. area .. ".md"] = document { id = "POL-" .. area, status = "in-review", owner = owner,
      satisfies = { area == "5" and "5.3" or area .. ".1" } }
  end
  for i, area in ipairs(input.audit.areas) do items[i] = { id = area, result = "conform", evidence = { "x" } } end
  files["audits/1.yml"] = record { id = "IA-1", date = days_ago(10), scope = input.audit.areas, criteria = "x",
    method = "x", auditors = { input.audit.auditor }, items = items, findings = {}, conclusion = "x",
    distributed_to = { "role:ceo" } }
  return { types = { "audit-report", "policy" }, files = files, since = days_ago(100),
    only = { "audit.independence", "audit.report", "audit.held" } }
end

function forms.oldest_open_days(input)
  local findings, files = {}, {}
  for i = 1, input.findings do findings[i] = "NC-" .. i end
  for i = 1, input.actions do
    files[("actions/%d.yml"):format(i)] = record { id = "CA-" .. i, nc = "NC-" .. i, action = "x", owner = "ann",
      due = "2027-01-01" }
  end
  files["audits/1.yml"] = record { id = "IA-1", date = days_ago(input.oldest_open_days), scope = { "9.1" },
    criteria = "x", method = "x", auditors = { "dora" }, items = { { id = "9.1", result = "nc", evidence = { "x" } } },
    findings = findings, conclusion = "x", distributed_to = { "role:ceo" } }
  return { types = { "audit-report", "corrective-action" }, files = files, since = days_ago(300) }
end

function forms.risk_assessment(input)
  local go, day = input.change.go_live, input.risk_assessment.date
  return { types = { "risk", "change" }, as_of = day, since = go, files = {
    ["changes/1.yml"] = record { id = "CHG-1", requested = go, deployed_on = go,
      significant = input.change.significant and "yes" or "no" },
    ["risks.yml"] = "risks:\n  - " .. yaml { id = "RISK-1", owner = "ann", level = "medium", assumptions = "none",
      assessed_on = day, trigger = "change:CHG-1" } .. "\n" } }
end

function forms.soa_rows(input) return { types = { "soa" }, files = { ["soa.csv"] = soa(input.missing) } } end

function forms.exclusions(input) return { types = { "soa" }, files = { ["soa.csv"] = soa(nil, input.exclusions) } } end

function forms.policy(input)
  if not input.policy.author then return nil end
  return { types = { "policy" }, checked = true, only = { "support.approved" }, files = { ["policies/x.md"] = document {
    id = "POL-X", title = "X", version = "1", owner = "ann", status = "approved", author = input.policy.author,
    approved_by = input.policy.approved_by, approved_on = TODAY } } }
end

function forms.climate(input)
  return { types = { "context-issue" }, files = { ["context/1.yml"] = record { id = "CTX-1", kind = "external",
    effect = "x", reviewed_on = days_ago(10), climate = given(input.climate) and input.climate or nil } } }
end

function forms.incidents(input)
  if input.incidents > 0 or input.exercise == nil then return nil end
  return { types = { "incident", "exercise" }, since = months_ago(input.operating_months), files = input.exercise and {
    ["exercises/1.yml"] = record { id = "EX-1", kind = "incident", date = days_ago(30), result = "ok" } } or {} }
end

local RESTORES <const> = '  restore-test: {paths: ["restores/*.yml"], controls: [A.8.13], date: {field: date}, '
  .. 'optional: "yes"%s}\n'

--- Restores, one a month but for what is missing; or so many, the last one months ago.
function forms.restore_tests(input)
  local files, last = {}, given(input.months_since_last_test) and input.months_since_last_test or 1
  for i = 1, input.restore_tests do
    files[("restores/%d.yml"):format(i)] = record { date = months_ago(last + 6 * (i - 1)), result = "ok",
      operator = "bob", witness = "ann" }
  end
  local cadence = given(input.interval) and (", cadence: %s, due: interval"):format(input.interval) or ""
  return { types = {}, series = RESTORES:format(cadence), files = files, since = months_ago(input.operating_months) }
end

--- So many months were due, and in some of them there is a record.
function forms.due(input)
  if input.control ~= "A.8.13" then return nil end
  local files = {}
  for i = 1, input.due do
    if i ~= 2 or input.present == input.due then
      files[("restores/%d.yml"):format(i)] = record { date = months_ago(i), result = "ok", operator = "bob",
        witness = "ann" }
    end
  end
  return { types = {}, series = RESTORES:format(", cadence: P1M"), files = files, since = months_ago(input.due) }
end

function forms.reviews(input)
  if input.reviews.done > 0 then return nil end
  return { types = {}, files = {}, since = months_ago(3 * input.reviews.due), series = '  access-review: '
    .. '{paths: ["reviews/*.yml"], controls: [A.5.18], cadence: P3M, date: {path: "{yyyy}-Q{q}"}, optional: "yes"}\n' }
end

--- A whole population of systems, some of which send no logs.
function forms.population(input)
  if input.control ~= "A.8.15" then return nil end
  local assets, logs = { "host,critical" }, { "host" }
  for i = 1, input.population.n do
    assets[#assets + 1] = ("h%d,%s"):format(i, input.population.critical and "yes" or "no")
    if i > input.population.deviations then logs[#logs + 1] = "h" .. i end
  end
  return { types = {}, series = '  assets: {paths: ["assets/*.csv"], controls: [A.5.9], date: {path: "{yyyy}-{mm}"}, '
    .. 'optional: "yes", columns: {host: {shape: text}, critical: {shape: bool}}}\n'
    .. '  log-sources: {paths: ["logs/*.csv"], controls: [A.8.15], date: {path: "{yyyy}-{mm}"}, optional: "yes", '
    .. 'columns: {host: {shape: text}}}\n',
    files = { ["assets/2026-06.csv"] = table.concat(assets, "\n") .. "\n",
      ["logs/2026-06.csv"] = table.concat(logs, "\n") .. "\n" } }
end

function forms.critical_open_days(input)
  local rows = { "id,severity,first_seen" }
  for i, age in ipairs(input.critical_open_days) do
    rows[#rows + 1] = ("V-%d,critical,%s"):format(i, days_ago(age))
  end
  return { types = {}, series = '  vuln-scan: {paths: ["scans/*.csv"], controls: [A.8.8], date: {path: "{yyyy}-{mm}"}, '
    .. 'optional: "yes", columns: {id: {shape: text}, severity: {shape: text}, first_seen: {shape: date}}}\n',
    files = { ["scans/2026-06.csv"] = table.concat(rows, "\n") .. "\n" } }
end

--- Deployments of several months, some without a ticket, which hit so many of the months.
function forms.deployments(input)
  local own, files, n = input.deployments, {}, 0
  local rows = {}
  for i = 1, own.total do
    local month = (i - 1) % math.max(own.months_hit, 1) + 1
    rows[month] = rows[month] or { "id,change,deployed_on" }
    local ticket = i > own.without_ticket and "C-1" or ""
    n = n + 1
    table.insert(rows[month], ("D-%d,%s,2026-%02d-10"):format(n, ticket, month))
  end
  for month, list in pairs(rows) do
    files[("deploys/2026-%02d.csv"):format(month)] = table.concat(list, "\n") .. "\n"
  end
  files["tickets/2026.csv"] = "id,requested_by,approved_by,approved_on\nC-1,ann,bob,2026-01-01\n"
  return { types = {}, files = files, series = '  deploy-log: {paths: ["deploys/*.csv"], controls: [A.8.32], '
    .. 'date: {path: "{yyyy}-{mm}"}, optional: "yes", columns: {id: {shape: text}, '
    .. 'change: {shape: text, optional: "yes"}, deployed_on: {shape: date}}}\n'
    .. '  change-ticket: {paths: ["tickets/*.csv"], controls: [A.8.32], '
    .. 'date: {path: "{yyyy}"}, optional: "yes", columns: {id: {shape: text}, requested_by: {shape: text}, '
    .. 'approved_by: {shape: text}, approved_on: {shape: date}}}\n' }
end

forms.months_since_last_test = forms.restore_tests

-- The most telling field first: some inputs have several.
local ORDER <const> = { "audit_report", "management_review", "sample", "own_deviations", "audit", "oldest_open_days",
  "risk_assessment", "soa_rows", "exclusions", "climate", "incidents", "months_since_last_test", "restore_tests", "due",
  "reviews", "population", "critical_open_days", "deployments", "metric", "policy" }

--- The repository of a case; nil: there is no form for it yet.
---@param case table
---@return spec.CaseForm?
function cases.form(case)
  for _, field in ipairs(ORDER) do
    local form = given(case.input[field]) and forms[field](case.input)
    if form then return form end
  end
end

--- The configuration of a form.
---@param form spec.CaseForm
---@return string
function cases.config(form)
  local lines = { "organisation: {id: case, name: Case}", "scope: {id: SCO-CASE}",
    ("period: {operating_since: %s}"):format(form.since or "2024-01-01"),
    #form.types > 0 and "records:" or nil }
  for _, name in ipairs(form.types) do lines[#lines + 1] = "  " .. CONFIGS[name] end
  if form.series then lines[#lines + 1] = "evidence:\n" .. form.series end
  lines[#lines + 1] = 'criteria: {packs: [{name: iso27001, version: "2022.1", tree: shipped}], '
    .. "thresholds: {late_entry: P10Y}}" -- cases don't say when a record was written down
  return table.concat(lines, "\n") .. "\n"
end

cases.TODAY = TODAY

return cases
