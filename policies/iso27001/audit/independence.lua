-- Nobody audits their own work: who owns, wrote, approved or committed what was looked
-- at didn't audit it.
local audits = require "audits"
local lists = require "lists"
local shown = require "shown"

-- Everybody who had a part in documents of an area, as functions that tell whether
-- somebody is one of them.
local function parts_in(f, t, area)
  local people = {}
  local function add(who)
    if type(who) == "string" then people[#people + 1] = who end
  end
  for _, name in ipairs { "policies", "procedures" } do
    for document in f[name]:each() do
      local is_of = false
      for _, id in ipairs(lists.satisfies(document)) do
        is_of = is_of or audits.is_in(tostring(id), area)
      end
      if is_of then
        add(document.owner) add(document.author) add(document.approved_by)
        for _, version in ipairs(t:history(document.path, name)) do
          if version.date >= t.period.from then add(version.author) end
        end
      end
    end
  end
  for row in f.soa:each() do
    if row.control and audits.is_in(row.control, area) then add(row.owner) end
  end
  return people
end

local function conflicts_of(report, f, t)
  local list = {}
  for _, area in ipairs(audits.looked_at(report)) do
    local parts = parts_in(f, t, area)
    local is_own = false
    for _, auditor in ipairs(lists.of(report.auditors)) do
      for _, who in ipairs(parts) do is_own = is_own or t:same_person(auditor, who) end
    end
    if is_own then
      list[#list + 1] = { item = area, path = report.path, line = report.line,
        blob = report.blob }
    end
  end
  return list
end

return rule {
  id = "audit.independence", title = "Nobody audits their own work", requirement = "9.2.2",
  method = "evidence",
  inputs = { reports = { record = "audit-report", optional = true },
    policies = { record = "policy", optional = true, history = true, window = "P100Y" },
    procedures = { record = "procedure", optional = true, history = true,
      window = "P100Y" }, soa = { record = "soa", rows = "rows", optional = true } },
  judge = function(f, t)
    local reports = shown.recent(t, f.reports)
    if not shown.any(t, "reports", reports, "who audited what, and has a part in what",
      "no audit was held") then
      return
    end
    local found, areas, own = {}, 0, 0
    for report in reports:each() do
      local list = conflicts_of(report, f, t)
      areas, own = areas + #audits.looked_at(report), own + #list
      if #list > 0 then found[#found + 1] = { report = report, list = list } end
    end
    local is_all = own == areas and own >= 3
    for _, one in ipairs(found) do
      t:fail(one.report, { items = one.list, grade = is_all and "major" or nil,
        basis = is_all and "systematic_failure" or "isolated_lapse",
        what = ("%s audited what they have a part in: %s"):format(
          table.concat(lists.of(one.report.auditors), ", "), lists.some(one.list)) })
    end
  end,
}
