-- Each policy names the day of its next review. And who wrote it doesn't approve it.
return rule {
  id = "policy.review", title = "Policies are reviewed in time and approved by somebody else",
  requirement = { "A.5.1", "7.5.2" }, method = "document",
  evidence = { record = "policy" },
  judge = function(policies, t)
    local approved = policies:where{ status = "approved" }
    t:extent(approved, { what = "policies past the day of their review",
      bad = function(p) return not p.next_review or p.next_review < t.as_of end })
    t:extent(approved, { what = "policies approved by their author", key = "approval", requirement = "7.5.2",
      bad = function(p) return t:same_person(p.approved_by, p.author) end })
  end,
}
