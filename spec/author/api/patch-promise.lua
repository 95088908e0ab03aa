-- luacheck: read globals test, no max line length
return test {
  id = "patch.promise", title = "Critical patches keep the promised time", requirement = "A.8.8", method = "evidence",
  evidence = "patch-log",
  params = { promise = { type = "period", promise = "patch.critical" }, target = { type = "number", default = 0.95 } },
  judge = function(patches, t)
    local due = patches:where(function(p) return p.severity == "critical" and p.published + t.param.promise <= t.as_of end)
    local r = t:extent(due, { what = "critical patches later than promised", tolerable = 1 - t.param.target, cite = t:source("promise"),
      bad = function(p) return (p.patched_on or t.as_of) > p.published + t.param.promise end })
    t:measure("critical patched in time", { n = r.n - #r.bad, of = r.n, target = t.param.target })
  end,
}
