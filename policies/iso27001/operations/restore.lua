-- What is backed up can be brought back: that was tried as often as was promised, it
-- worked, and somebody else saw it.
local shown = require "shown"

return test {
  id = "operations.restore", title = "Restores are tried, and work", requirement = "A.8.13",
  method = "evidence",
  inputs = { tests = { series = "restore-test", window = "P100Y", optional = true } },
  params = { every = { type = "period", promise = "backup_test", default = "P1Y" },
    grace = { type = "period", default = "P1M" } },
  judge = function(f, t)
    if not shown.any(t, "tests", f.tests, "tests of restores") then
      if t:keeps("tests") and not t:cadence("tests") then
        t:absent("tests of restores", { every = t.param.every })
      end
      return
    end
    local last = f.tests:latest()
    t:extent(last, { what = "restores that failed", key = "failed", empty = "pass",
      basis = { minor = "technical_error", major = "effectiveness_issue" },
      bad = function(one) return one.result ~= nil and one.result ~= "ok" end })
    local day
    for one in last:each() do day = one.date or day end
    if day and not t:cadence("tests") and day + t.param.every + t.param.grace < t.as_of then
      t:fail(nil, { key = "late", basis = "isolated_lapse", cite = last:docs(),
        what = ("the last restore was tried on %s, due every %s"):format(tostring(day),
          tostring(t.param.every)) })
    end
    for one in last:each() do
      if t:same_person(one.witness, one.operator) then
        t:fail(one, { key = "witness", basis = "isolated_lapse",
          what = "nobody but the operator saw it" })
      end
    end
  end,
}
