-- A report says what was audited, against what, when, by whom and how, what was found on
-- what evidence, and what follows from it.
local lists = require "lists"
local shown = require "shown"

local ELEMENTS <const> = { "scope", "criteria", "auditors", "method", "items", "conclusion" }

local function missing_of(report)
  local list, words = {}, {}
  local function lacks(name)
    list[#list + 1] = { item = name, path = report.path, line = report.line,
      blob = report.blob }
    words[#words + 1] = name
  end
  for _, name in ipairs(ELEMENTS) do
    if not lists.says(report[name]) then lacks(name) end
  end
  if not report.date and not lists.says(report.dates) then lacks("dates") end
  if report.findings == nil then lacks("findings") end
  return list, table.concat(words, ", ")
end

-- Items without a word on what was looked at.
local function shallow(report)
  local ids = {}
  for _, item in ipairs(type(report.items) == "table" and report.items or {}) do
    local is_seen = type(item) == "table" and item.result ~= "not_sampled"
    if is_seen and not lists.says(item.evidence) then ids[#ids + 1] = tostring(item.id) end
  end
  return ids
end

return rule {
  id = "audit.report", title = "Audit reports say what they have to",
  requirement = "9.2.2", method = "evidence",
  inputs = { reports = { record = "audit-report", optional = true } },
  judge = function(f, t)
    local reports = shown.recent(t, f.reports)
    if not shown.any(t, "reports", reports, "reports of internal audits",
      "no audit was held") then
      return
    end
    for report in reports:each() do
      local missing, words = missing_of(report)
      if #missing > 0 then
        t:fail(report, { what = "the report lacks " .. words, items = missing,
          basis = "documentation_gap" })
      end
      local ids = shallow(report)
      if #ids > 0 then
        t:fail(report, { what = ("nothing shows what was looked at for %s"):format(
          table.concat(ids, ", ", 1, math.min(#ids, 10))), key = "evidence",
          basis = "documentation_gap" })
      end
      if not lists.says(report.distributed_to) then
        t:fail(report, { what = "nobody is named who got it", key = "distributed",
          basis = "documentation_gap" })
      end
    end
  end,
}
