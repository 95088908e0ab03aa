return test {
  id = "access.mfa", title = "Every account has MFA", requirement = { "A.8.5", "A.5.17" }, method = "evidence",
  evidence = { series = "mfa-export", take = "latest" },
  judge = function(accounts, t)
    t:extent(accounts, { what = "accounts without MFA", bad = function(a) return not a.mfa end })
    t:measure("MFA coverage", { n = #accounts:where{ mfa = true }, of = #accounts, target = 1.0 })
  end,
}
