-- Four eyes on every change, before it goes live. Names in tickets vary, so people.yml says who is who.
return test {
  id = "change.approval", title = "Changes are approved by somebody else, before they are deployed",
  requirement = { "A.8.32", "A.5.3" }, method = "evidence",
  evidence = "change",
  judge = function(changes, t)
    t:extent(changes, { what = "changes without a sound approval", bad = function(c)
      if not c.approved_on then return "never approved" end
      if c.approved_on > c.deployed_on then return ("approved %s, deployed %s"):format(c.approved_on, c.deployed_on) end
      return t:same_person(c.requested_by, c.approved_by) and "approved by who asked for it"
    end })
    for c in changes:where{ kind = "emergency" }:each() do
      t:flag("emergency-change", c, ("%s was an emergency: ask how the approval was given"):format(c.id))
    end
  end,
}
