-- Suppliers that the service depends on are assessed again every year, as the supplier policy promises.
return test {
  id = "supplier.review", title = "Suppliers that matter are assessed in time",
  requirement = { "A.5.22", "A.5.19" }, method = "record",
  evidence = { record = "supplier" },
  params = { every = { type = "period", promise = "supplier.review" } },
  judge = function(suppliers, t)
    local matter = suppliers:where(function(s) return s.criticality ~= "low" end)
    t:extent(matter, { what = "suppliers whose assessment is too old", cite = t:source("every"),
      bad = function(s) return not s.assessed_on or s.assessed_on + t.param.every < t.as_of end })
  end,
}
