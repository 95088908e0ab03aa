-- Each policy names the day of its next review; when that day is past, the review has been missed.
return rule {
  id = "policy.review", title = "No policy is past the date of its review",
  requirement = { "A.5.1", "7.5.2" }, method = "document",
  evidence = { record = "policy" },
  judge = function(policies, t)
    local dated = policies:where(function(p) return p.status == "approved" and p.next_review ~= nil end)
    t:extent(dated, { what = "policies past their review date",
      bad = function(p) return p.next_review < t.as_of end })
  end,
}
