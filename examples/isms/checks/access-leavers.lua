-- Who leaves the organisation loses the account within 30 days: the newest user list shows who left, when, and whether
-- the account still works.
return test {
  id = "access.leavers", title = "The accounts of leavers are disabled in time",
  requirement = { "A.5.18", "A.5.16", "A.6.5" }, method = "evidence",
  evidence = { series = "user-list", take = "latest" },
  params = { grace = { type = "period", promise = "leaver.disable", default = "P30D" } },
  judge = function(accounts, t)
    local leavers = accounts:where(function(a) return a.left_on and a.left_on + t.param.grace < a.as_of end)
    t:extent(leavers, { what = "leavers whose account is still enabled", empty = "pass",
      bad = function(a) return a.enabled end })
  end,
}
