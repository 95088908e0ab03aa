-- We learn from incidents (A.5.27): none is closed before its cause is written down.
return rule {
  id = "incident.cause", title = "No incident is closed without its root cause",
  requirement = { "A.5.27", "10.2" }, method = "record",
  evidence = { record = "incident" },
  judge = function(incidents, t)
    t:extent(incidents:where{ status = "closed" }, { what = "incidents closed without a root cause", empty = "pass",
      bad = function(i) return i.cause == nil end })
  end,
}
