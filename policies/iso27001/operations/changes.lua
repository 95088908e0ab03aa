-- What goes live was approved before, by somebody else than who asked for it. The list of
-- what went live comes from the systems, and not from the tickets.
local shown = require "shown"

return test {
  id = "operations.changes", title = "What goes live was approved before",
  requirement = "A.8.32", method = "evidence",
  inputs = { deploys = { series = "deploy-log", optional = true },
    tickets = { series = "change-ticket", window = "P100Y", optional = true } },
  params = { months = { type = "number", default = 3 },
    share = { type = "number", default = 0.20 } },
  judge = function(f, t)
    if not shown.any(t, "deploys", f.deploys, "what went live, from the systems",
      "nothing went live") then
      return
    end
    local ticket = f.tickets:index("item", "last")
    t:extent(f.deploys, { what = "deployments without an approved change", by = "month",
      basis = { minor = "technical_error", major = "effectiveness_issue" },
      bad = function(deploy)
        local change = deploy.change and ticket[deploy.change]
        return not change or not change.approved_on
          or deploy.deployed_on and change.approved_on > deploy.deployed_on
      end,
      major = function(r)
        return #r.bad >= 3 and (r.strata_hit >= t.param.months or r.rate >= t.param.share)
      end })
    t:extent(f.tickets, { key = "own", empty = "pass",
      what = "changes approved by who asked for them",
      basis = { minor = "isolated_lapse", major = "systematic_failure" },
      bad = function(change)
        return t:same_person(change.requested_by, change.approved_by)
      end })
  end,
}
