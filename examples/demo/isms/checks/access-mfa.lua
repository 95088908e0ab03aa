-- Every account that works has a second factor. What counts is how things are now: the newest export is judged.
-- That a month is missing is reported by the series' own rules.
return test {
  id = "access.mfa", title = "Every enabled account has a second factor",
  requirement = { "A.8.5", "A.5.17" }, method = "evidence",
  evidence = { series = "mfa-export", take = "latest" },
  judge = function(accounts, t)
    local live = accounts:where{ enabled = true }
    t:extent(live, { what = "enabled accounts without a second factor",
      bad = function(a) return not a.mfa end })
    t:measure("accounts with a second factor", { n = #live:where{ mfa = true }, of = #live, target = 1.0 })
  end,
}
