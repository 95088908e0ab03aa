-- What a policy claims about its age, beside its age in Git.
return test {
  id = "policies.freshness", title = "Policies are current, and their dates are true",
  requirement = { "A.5.1", "7.5.3" }, method = "document",
  evidence = { series = "documents", history = true },
  params = { review = { type = "number", default = 365, doc = "days until a policy is stale" },
    drift = { type = "number", default = 7, doc = "days between the claim and the change" } },
  judge = function(documents, t)
    local policies = documents:where{ policy = true }
    local dated = policies:where(function(p) return p.last_updated ~= nil end)
    t:extent(dated, { what = "policies not updated in time", key = "stale", bad = function(p)
      local age = t.as_of - p.last_updated
      return age > t.param.review and ("last updated on %s, %d days ago"):format(p.last_updated, age)
    end })
    t:extent(dated, { what = "policies whose date is not that of their last change", key = "drift",
      requirement = "7.5.3", basis = "documentation_gap", bad = function(p)
        local versions = t:history(p.path)
        local changed = versions[#versions].date
        return math.abs(changed - p.last_updated) > t.param.drift
          and ("says %s, changed on %s"):format(p.last_updated, changed)
      end })
    t:measure("policies with a date", { n = #dated, of = #policies })
    for day, part in dated:by("last_updated") do
      t:measure("last updated on " .. day, { value = #part })
    end
  end,
}
