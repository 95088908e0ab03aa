-- The organisation audits itself: a cycle without a completed audit is no small gap. Where
-- records say how often, their own rule tells what was missed.
local shown = require "shown"

return rule {
  id = "audit.held", title = "Internal audits are held", requirement = "9.2.1",
  method = "evidence",
  inputs = { reports = { record = "audit-report", optional = true } },
  params = { every = { type = "period", promise = "internal_audit", default = "P1Y" } },
  judge = function(f, t)
    local reports = shown.recent(t, f.reports)
    if shown.any(t, "reports", reports, "reports of internal audits") then
      return t:positive(("%d internal audits in the period"):format(#reports))
    end
    if t:keeps("reports") and not t:cadence("reports") then
      t:absent("internal audits", { every = t.param.every })
    end
  end,
}
