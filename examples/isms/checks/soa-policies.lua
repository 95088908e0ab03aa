-- The Statement of Applicability leads to the policy that implements a control; the policy has to be there.
return rule {
  id = "soa.policies", title = "Every policy that the Statement of Applicability names exists",
  requirement = "6.1.3 d", method = "document",
  inputs = { controls = { record = "soa" }, policies = { record = "policy" } },
  judge = function(f, t)
    local named = f.controls:where(function(c) return c.policy ~= nil end)
    t:extent(named, { what = "controls whose policy does not exist", basis = { minor = "documentation_gap" },
      bad = function(c) return not t:exists(c.policy) end })
  end,
}
