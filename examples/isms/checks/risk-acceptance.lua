-- Residual risk is accepted by name (6.1.3 f): a risk that we keep has somebody who answers for it.
return rule {
  id = "risk.acceptance", title = "Every accepted risk names who accepted it",
  requirement = "6.1.3 f", method = "record",
  evidence = { record = "risk" },
  judge = function(risks, t)
    t:extent(risks:where{ option = "accept" }, { what = "accepted risks that nobody accepted", empty = "pass",
      bad = function(r) return r.accepted_by == nil end })
  end,
}
