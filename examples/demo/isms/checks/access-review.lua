-- A review of access looks at all accounts, and nobody reviews what they administer themselves.
return test {
  id = "access.review", title = "Access reviews are complete and independent",
  requirement = { "A.5.18", "A.5.3" }, method = "evidence",
  inputs = { reviews = "access-review", accounts = { series = "mfa-export", window = "P2Y" } },
  judge = function(f, t)
    t:extent(f.reviews, { what = "access reviews that left accounts out", bad = function(r)
      return r.accounts < #f.accounts:newest(r.date):where{ enabled = true }
    end })
    for r in f.reviews:each() do
      for _, administrator in ipairs(r.administrators) do
        if t:same_person(r.reviewer, administrator) then
          t:fail(r, { what = ("%s reviewed rights of their own"):format(r.reviewer), requirement = "A.5.3",
            basis = "isolated_lapse" })
        end
      end
    end
  end,
}
