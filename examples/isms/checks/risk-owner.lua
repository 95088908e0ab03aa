-- Risks have owners (6.1.2 c): without one nobody decides about treatment and acceptance.
return rule {
  id = "risk.owner", title = "Every risk has an owner",
  requirement = "6.1.2 c", method = "record",
  evidence = { record = "risk" },
  judge = function(risks, t)
    t:extent(risks, { what = "risks without an owner", bad = function(r) return r.owner == nil end })
  end,
}
