-- luacheck: read globals test, no max line length
return test {
  id = "supplier.review", title = "Suppliers that matter are reviewed on a valid report", requirement = { "A.5.22", "A.5.19" }, method = "evidence",
  inputs = { suppliers = { record = "supplier" }, reports = { series = "supplier-report", window = "P2Y" } },
  judge = function(f, t)
    local report = f.reports:index("supplier", "last")
    local matter = f.suppliers:where(function(s) return s.criticality ~= "low" end)
    t:extent(matter, { what = "suppliers not reviewed in a year", key = "review", bad = function(s) return not s.assessed_on or t.as_of > s.assessed_on + "P1Y" end })
    t:extent(matter, { what = "suppliers without a valid report", key = "report", cite = f.reports:docs(), bad = function(s)
      local r = report[s.item]
      return not r or r.expires_on < t.as_of or r.date > (s.assessed_on or r.date)
    end })
  end,
}
