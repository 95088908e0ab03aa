-- The Statement of Applicability says why a control is left out (6.1.3 d): an exclusion needs its reason.
return rule {
  id = "soa.justification", title = "Every exclusion from the Statement of Applicability is justified",
  requirement = "6.1.3 d", method = "document",
  evidence = { record = "soa" },
  judge = function(controls, t)
    t:extent(controls:where{ applicable = "no" }, { what = "controls excluded without a reason", empty = "pass",
      bad = function(c) return c.justification == nil end, basis = { minor = "documentation_gap" } })
  end,
}
