-- Over a cycle each clause, and each control that applies, is audited once.
local audits = require "audits"
local catalogue = require "catalogue"
local lists = require "lists"
local shown = require "shown"

local function excluded_of(soa)
  local excluded = {}
  for row in soa:each() do
    if row.control and row.applicable == false then excluded[row.control] = true end
  end
  return excluded
end

local function missing_of(reports, excluded)
  local seen, missing, all = {}, {}, 0
  for report in reports:each() do
    for _, area in ipairs(audits.looked_at(report)) do seen[area] = true end
  end
  for id in pairs(catalogue) do
    local is_seen = false
    for area in pairs(seen) do is_seen = is_seen or audits.is_in(id, area) end
    if not excluded[id] then
      all = all + 1
      if not is_seen then missing[#missing + 1] = { item = id } end
    end
  end
  return missing, all
end

return rule {
  id = "audit.coverage", title = "All is audited once in a cycle", requirement = "9.2.2",
  method = "evidence",
  inputs = { reports = { record = "audit-report", optional = true, window = "P100Y" },
    soa = { record = "soa", rows = "rows", optional = true } },
  params = { cycle = { type = "period", promise = "internal_audit.cycle",
    default = "P3Y" } },
  judge = function(f, t)
    local since = t.as_of - t.param.cycle
    local reports = f.reports:where(function(report)
      return not report.date or report.date > since and report.date <= t.as_of
    end)
    if not shown.any(t, "reports", reports, "reports of internal audits of a cycle",
      "no audit was held") then
      return
    end
    local missing, all = missing_of(reports, excluded_of(f.soa))
    t:measure("audited in the cycle", { n = all - #missing, of = all, target = 1 })
    local is_over = t.operating_since and t.operating_since + t.param.cycle <= t.as_of
    if #missing > 0 and is_over then
      t:fail(nil, { items = missing, basis = "partial_implementation", cite = reports:docs(),
        what = ("%d of %d clauses and controls weren't audited in %s: %s"):format(#missing,
          all, tostring(t.param.cycle), lists.some(missing)) })
    elseif #missing > 0 then
      t:flag("audits-to-come", nil, ("%d of %d clauses and controls are still to be "
        .. "audited in this cycle"):format(#missing, all))
    end
  end,
}
