-- luacheck: read globals test, no max line length
return test {
  id = "access.review", title = "Access is reviewed by quarter; leavers lose it", requirement = "A.5.18", method = "evidence",
  inputs = { users = "user-list", reviews = "access-review", hr = { series = "leavers", take = "latest" } },
  params = { grace = { type = "period", promise = "leaver.disable", default = "P1D" } },
  judge = function(f, t)
    if f.reviews:empty() then return t:absent("access reviews", { every = "P3M" }) end
    local now = f.users:latest():index("user")
    t:extent(f.hr, { what = "leavers still enabled", empty = "pass", cite = f.users:latest():docs(), bad = function(p)
      local account = now[p.user]
      return account and account.enabled and account.date > p.left_on + t.param.grace
    end })
    for r in f.reviews:each() do
      for _, admin in ipairs(r.administrators) do
        if t:same_person(r.reviewer, admin) then
          t:fail(r, { what = "the reviewer reviews own rights", basis = "isolated_lapse", requirement = "A.5.3" })
        end
      end
      local n = #f.users:newest(r.date):where{ enabled = true }
      if r.accounts < n then t:fail(r, { what = ("%d of %d accounts reviewed"):format(r.accounts, n), basis = "partial_implementation" }) end
    end
  end,
}
