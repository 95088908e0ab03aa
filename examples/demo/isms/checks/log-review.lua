-- Logs are looked at soon after the month. No policy says yet how soon: until one does, this can't be tested.
return test {
  id = "log.review", title = "Logs are reviewed in the promised time",
  requirement = "A.8.15", method = "evidence",
  evidence = "log-review",
  params = { promise = { type = "period", promise = "log.review" } },
  judge = function(reviews, t)
    t:extent(reviews, { what = "log reviews that came too late", cite = t:source("promise"),
      bad = function(r) return not r.reviewed_on or r.reviewed_on > r.date + t.param.promise end })
  end,
}
