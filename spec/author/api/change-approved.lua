-- luacheck: read globals test, no max line length
return test {
  id = "change.approved", title = "What is deployed was approved before, by somebody else", requirement = "A.8.32", method = "evidence",
  inputs = { tickets = "change-ticket", deploys = "deploy-log" },
  judge = function(f, t)
    local ticket = f.tickets:index("item")
    t:extent(f.deploys, { what = "deployments without an approved change", by = "month", basis = { minor = "technical_error", major = "effectiveness_issue" },
      bad = function(d)
        local c = ticket[d.change]
        return not c or not c.approved_on or c.approved_on > d.deployed_on
      end,
      major = function(r) return r.strata_hit >= 3 or r.rate >= 0.20 and #r.bad >= 3 end })
    t:extent(f.tickets, { what = "changes approved by who asked for them", key = "self-approved", bad = function(c) return t:same_person(c.requested_by, c.approved_by) end })
    for c in f.tickets:without(f.deploys, "item", "change"):each() do t:flag("never-deployed", c, "approved, never deployed") end
  end,
}
