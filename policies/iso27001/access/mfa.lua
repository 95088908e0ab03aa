-- Whoever logs in does so with a second factor, and there is no way around it: full
-- coverage doesn't help where an older way to log in is open.
local shown = require "shown"

local function check_ways(ways, t)
  t:extent(ways, { key = "bypass", empty = "pass", requirement = "A.8.5",
    what = "ways to log in past the second factor",
    basis = { minor = "technical_error", major = "critical_control_failure" },
    major = function(r) return #r.bad > 0 end,
    bad = function(way) return way.allowed and not way.mfa end })
end

return test {
  id = "access.mfa-coverage", title = "Accounts have MFA, and nothing goes around it",
  requirement = { "A.5.17", "A.8.5" }, method = "evidence",
  inputs = { accounts = { series = "mfa-export", take = "latest", optional = true },
    ways = { series = "login-ways", take = "latest", optional = true } },
  judge = function(f, t)
    if not shown.any(t, "accounts", f.accounts, "an export of accounts with their MFA") then
      if t:keeps("accounts") then t:not_tested("the export is empty") end
    else
      local live = f.accounts:where{ enabled = true }
      t:extent(live, { what = "enabled accounts without MFA",
        basis = { minor = "isolated_lapse", major = "systematic_failure" },
        bad = function(account) return not account.mfa end })
      t:measure("MFA coverage", { n = #live:where{ mfa = true }, of = #live, target = 1 })
    end
    if t:keeps("ways") then check_ways(f.ways, t) end
  end,
}
