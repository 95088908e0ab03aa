-- An incident is worked off: what is still open after a month has been forgotten or needs a decision.
return rule {
  id = "incident.duration", title = "Incidents are closed within a month",
  requirement = "A.5.26", method = "record",
  evidence = { record = "incident" },
  params = { limit = { type = "period", promise = "incident.close", default = "P30D" } },
  judge = function(incidents, t)
    t:extent(incidents, { what = "incidents open for too long", empty = "pass", bad = function(i)
      return i.status ~= "closed" and i.detected_on ~= nil and i.detected_on + t.param.limit < t.as_of
    end })
  end,
}
