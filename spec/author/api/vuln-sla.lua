-- luacheck: read globals test, no max line length
return test {
  id = "vuln.sla", title = "Critical vulnerabilities are fixed in time", requirement = "A.8.8", method = "evidence",
  evidence = { series = "vuln-scan", window = "P1Y" },
  params = { sla = { type = "period", promise = "patch.critical", default = "P30D" }, old = { type = "period", default = "P8M" } },
  judge = function(scans, t)
    local critical, seen = scans:where{ severity = "critical" }, scans:first("item")
    t:extent(critical:latest(), { what = "critical vulnerabilities past the deadline", empty = "pass", basis = { minor = "technical_error", major = "effectiveness_issue" },
      bad = function(v) return v.date > seen[v.item] + t.param.sla end,
      major = function(r) return not r.bad:where(function(v) return v.date > seen[v.item] + t.param.old end):empty() end,
      cite = function(v) return critical:where{ item = v.item } end })
    if not t:trend(critical:counts(), "down").holds then t:ofi(nil, "the count of critical vulnerabilities does not fall") end
  end,
}
