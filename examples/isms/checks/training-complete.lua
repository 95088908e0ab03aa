-- Everybody takes the security training once a year; the newest list shows who has not.
return test {
  id = "training.complete", title = "Everybody has completed this year's security training",
  requirement = { "A.6.3", "7.3" }, method = "evidence",
  evidence = { series = "training", take = "latest" },
  judge = function(people, t)
    t:extent(people, { what = "people who have not completed the training",
      bad = function(p) return p.completed_on == nil end })
    t:measure("training completed", { n = #people:where(function(p) return p.completed_on ~= nil end), of = #people,
      target = 0.95 })
  end,
}
