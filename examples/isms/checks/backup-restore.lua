-- A backup is worth what its restore test shows: it worked, within the eight hours that we promise the business.
-- Missing years come from the series' cadence.
return test {
  id = "backup.restore", title = "Restore tests succeed within the promised time",
  requirement = "A.8.13", method = "evidence",
  evidence = "restore-test",
  params = { rto = { type = "number", promise = "rto.hours", default = 8 } },
  judge = function(tests, t)
    t:extent(tests, { what = "restore tests that failed or took too long",
      bad = function(r) return r.result ~= "ok" or (r.rto_hours or 0) > t.param.rto end })
  end,
}
