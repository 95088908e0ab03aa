-- luacheck: read globals test, no max line length
return test {
  id = "backup.restore", title = "A restore is proven every year", requirement = "A.8.13", method = "evidence",
  evidence = { series = "restore-test", window = "P3Y", optional = true },
  params = { every = { type = "period", promise = "backup_test", default = "P1Y" }, rto = { type = "number", promise = "rto.hours", default = 8 } },
  judge = function(tests, t)
    if tests:empty() then return t:absent("restore tests", { every = t.param.every }) end
    t:extent(tests, { what = "restore tests that failed or took too long", bad = function(r) return r.result ~= "ok" or r.hours > t.param.rto end })
    for r in tests:where(function(x) return t:same_person(x.witness, x.operator) end):each() do
      t:fail(r, { what = "nobody but the operator saw the restore", basis = "isolated_lapse" })
    end
  end,
}
