-- The weight is the place of a policy in the published list.
return rule {
  id = "policies.order", title = "Each policy has a place of its own", requirement = "7.5.2", method = "document",
  evidence = "documents",
  judge = function(documents, t)
    local policies = documents:where{ policy = true }
    local shared = {}
    for weight, part in policies:by("weight") do
      shared[weight] = #part > 1
      if #part > 1 then t:measure(("policies of weight %d"):format(weight), { value = #part }) end
    end
    t:extent(policies, { what = "policies that share their place", basis = "technical_error",
      bad = function(p) return shared[p.weight] and ("weight %d"):format(p.weight) end })
  end,
}
