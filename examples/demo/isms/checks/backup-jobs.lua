-- A job that fails now and then is made up for the next night. More than one run in twenty is a weakness.
return test {
  id = "backup.jobs", title = "Backups run",
  requirement = "A.8.13", method = "evidence",
  evidence = "backup-jobs",
  params = { tolerable = { type = "number", default = 0.05, doc = "share of runs that may fail" } },
  collect = function(doc)
    return doc:each(function(row)
      return { item = ("%s %s"):format(row.system, doc.period), runs = row.runs, failed = row.failed }
    end)
  end,
  judge = function(jobs, t)
    t:extent(jobs, { what = "systems with too many failed backups in a month",
      bad = function(j) return j.failed > j.runs * t.param.tolerable end })
    local runs, failed = 0, 0
    for j in jobs:each() do runs, failed = runs + j.runs, failed + j.failed end
    t:measure("backup runs that succeeded", { n = runs - failed, of = runs, target = 0.98 })
  end,
}
