-- Critical vulnerabilities are gone in the time that was promised, and there are fewer
-- and fewer of them.
local shown = require "shown"

return test {
  id = "operations.vulnerabilities", title = "Critical vulnerabilities are mended in time",
  requirement = "A.8.8", method = "evidence",
  inputs = { scans = { series = "vuln-scan", window = "P1Y", optional = true } },
  params = { sla = { type = "period", promise = "patch.critical", default = "P30D" },
    old = { type = "period", default = "P8M" } },
  judge = function(f, t)
    if not shown.any(t, "scans", f.scans, "scans for vulnerabilities",
      "no scan found anything, or none was made") then
      return
    end
    local critical, seen = f.scans:where{ severity = "critical" }, f.scans:first("item")
    local function is_older(one, than)
      local since = one.first_seen or seen[one.item]
      return since ~= nil and one.date > since + than
    end
    t:extent(critical:newest(t.as_of), { empty = "pass",
      what = "critical vulnerabilities past the deadline",
      basis = { minor = "technical_error", major = "effectiveness_issue" },
      bad = function(one) return is_older(one, t.param.sla) end,
      major = function(r)
        return not r.bad:where(function(one) return is_older(one, t.param.old) end):empty()
      end })
  end,
}
