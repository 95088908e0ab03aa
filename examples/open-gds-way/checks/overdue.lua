-- A page is overdue when its review is older than it allows. Where no page has
-- both keys there is no basis to say so, and "none is overdue" would be a lie.
return test {
  id = "pages.overdue", title = "Pages are reviewed in the time that they set", requirement = { "A.5.37", "7.5.3" },
  method = "document",
  evidence = "pages",
  judge = function(pages, t)
    local under = pages:where(function(p) return p.last_reviewed_on ~= nil and p.review_in ~= nil end)
    local r = t:extent(under, { what = "pages overdue for review", bad = function(p)
      local due = p.last_reviewed_on + p.review_in
      return due < t.as_of and ("due on %s, %d days ago"):format(due, t.as_of - due)
    end })
    t:measure("pages with a due date", { n = #under, of = #pages })
    t:measure("pages overdue", { n = #r.bad, of = #under })
    local owned = 0
    for owner, part in r.bad:by("owner_slack") do
      owned = owned + #part
      t:measure("overdue, owner " .. owner, { value = #part })
    end
    t:measure("overdue without an owner", { value = #r.bad - owned })
    local told = {}
    for p in pages:each() do
      local every = p.review_in and tostring(p.review_in) or "not set"
      told[every] = (told[every] or 0) + 1
    end
    for every, n in pairs(told) do t:measure("review in " .. every, { value = n }) end
  end,
}
