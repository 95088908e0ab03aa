-- Who leaves loses the account in the time that the access control policy promises.
return test {
  id = "access.leavers", title = "The accounts of leavers are disabled in time",
  requirement = { "A.5.18", "A.6.5" }, method = "evidence",
  inputs = { leavers = "leavers", accounts = { series = "mfa-export", take = "latest" } },
  params = { grace = { type = "period", promise = "leaver.disable" } },
  judge = function(f, t)
    local account = f.accounts:index("user")
    t:extent(f.leavers, { what = "leavers whose account still works", empty = "pass", cite = t:source("grace"),
      bad = function(p)
        local a = account[p.user]
        return a and a.enabled and a.date > p.left_on + t.param.grace
      end })
  end,
}
