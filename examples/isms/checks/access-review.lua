-- Administrators don't review their own rights: the reviewer of a quarter is none of the people under review.
return test {
  id = "access.review", title = "Access rights are reviewed by somebody who does not administer them",
  requirement = { "A.5.3", "A.5.18" }, method = "evidence",
  evidence = "access-review",
  judge = function(reviews, t)
    t:extent(reviews, { what = "access reviews by an administrator under review", bad = function(r)
      for _, administrator in ipairs(r.administrators or {}) do
        if t:same_person(r.reviewer, administrator) then return true end
      end
      return false
    end })
  end,
}
