-- Suppliers that matter are assessed each year, on a report that still holds, and their
-- contracts say what is expected of them.
local shown = require "shown"

local function day(value) return type(value) == "string" and date(value) or value end

return test {
  id = "suppliers.reviewed", title = "Suppliers that matter are assessed",
  requirement = { "A.5.22", "A.5.19", "A.5.20" }, method = "evidence",
  inputs = { suppliers = { record = "supplier", optional = true, window = "P100Y" } },
  params = { every = { type = "period", promise = "supplier_review", default = "P1Y" } },
  judge = function(f, t)
    if not shown.any(t, "suppliers", f.suppliers, "suppliers and their assessment",
      "no supplier is recorded") then
      return
    end
    local matter = f.suppliers:where(function(one)
      return one.criticality ~= "low" and one.criticality ~= "none"
    end)
    t:extent(matter, { key = "review", empty = "pass",
      what = "suppliers not assessed in time",
      basis = { minor = "isolated_lapse", major = "systematic_failure" },
      bad = function(one)
        return not one.assessed_on or t.as_of > one.assessed_on + t.param.every
      end })
    t:extent(matter, { key = "report", empty = "pass",
      what = "suppliers whose report has run out",
      basis = { minor = "isolated_lapse", major = "systematic_failure" },
      bad = function(one)
        local report = type(one.report) == "table" and one.report
        return report and report.expires_on and day(report.expires_on) < t.as_of
      end })
    t:extent(matter, { key = "terms", empty = "pass", requirement = "A.5.20",
      what = "suppliers whose contract says nothing of security",
      basis = { minor = "documentation_gap", major = "systematic_failure" },
      bad = function(one)
        local contract = type(one.contract) == "table" and one.contract
        return contract and tostring(contract.security_terms) ~= "yes"
      end })
  end,
}
