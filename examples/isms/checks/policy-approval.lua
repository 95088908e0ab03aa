-- Policies are approved by management (A.5.1), so the author's own signature is none.
return rule {
  id = "policy.approval", title = "Every policy is approved by somebody other than its author",
  requirement = { "A.5.1", "7.5.2" }, method = "document",
  evidence = { record = "policy" },
  judge = function(policies, t)
    t:extent(policies:where{ status = "approved" }, { what = "policies approved by their author",
      bad = function(p) return t:same_person(p.approved_by, p.author) end })
  end,
}
