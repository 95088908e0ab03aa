-- Every account signs in with a second factor. What counts is how things are now, so the newest export is judged;
-- a missing month is the series' own affair.
return test {
  id = "access.mfa", title = "Every account has multi-factor authentication",
  requirement = { "A.8.5", "A.5.17" }, method = "evidence",
  evidence = { series = "mfa-export", take = "latest" },
  judge = function(accounts, t)
    t:extent(accounts, { what = "accounts without MFA", bad = function(a) return not a.mfa end })
    t:measure("MFA coverage", { n = #accounts:where{ mfa = true }, of = #accounts, target = 1.0 })
  end,
}
