-- luacheck: read globals test, no max line length
return test {
  id = "access.mfa", title = "Every enabled account has MFA", requirement = { "A.8.5", "A.5.17" }, method = "evidence",
  evidence = { series = "mfa-export", take = "latest" },
  judge = function(accounts, t)
    local live = accounts:where{ enabled = true }
    t:extent(live, { what = "enabled accounts without MFA", by = "admin", bad = function(a) return not a.mfa end })
    t:measure("MFA coverage", { n = #live:where{ mfa = true }, of = #live, target = 1.0 })
  end,
}
