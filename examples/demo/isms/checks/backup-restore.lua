-- A backup is worth what its restore test shows: it worked, in the promised time, and somebody watched.
-- A year without a test is reported by the series' own rules.
return test {
  id = "backup.restore", title = "Restore tests succeed in the promised time",
  requirement = "A.8.13", method = "evidence",
  evidence = "restore-test",
  params = { hours = { type = "number", promise = "rto.hours" } },
  judge = function(tests, t)
    t:extent(tests, { what = "restore tests that failed or took too long", cite = t:source("hours"),
      bad = function(r) return r.result ~= "ok" or r.hours > t.param.hours end })
    for r in tests:where{ result = "ok" }:each() do
      if r.hours > 0.8 * t.param.hours and r.hours <= t.param.hours then
        t:ofi(r, ("took %s of %s hours: little is left for a bad day"):format(r.hours, t.param.hours))
      end
    end
    for r in tests:where(function(x) return t:same_person(x.operator, x.witness) end):each() do
      t:fail(r, { what = "nobody but the operator saw it", basis = "isolated_lapse" })
    end
  end,
}
