-- luacheck: read globals test, no max line length
return test {
  id = "logging.coverage", title = "Every critical system sends logs", requirement = "A.8.15", method = "evidence",
  inputs = { assets = { series = "assets", take = "latest" }, logs = { series = "log-sources", take = "latest" } },
  params = { silent = { type = "period", default = "P1D" } },
  judge = function(f, t)
    local source = f.logs:index("host")
    t:extent(f.assets:where{ critical = true }, { what = "critical systems without logs", critical = true, by = "site", cite = f.logs:docs(),
      bad = function(a) return not source[a.host] or source[a.host].last_event + t.param.silent < source[a.host].date end })
    for s in f.logs:without(f.assets, "host"):each() do
      t:fail(s, { what = "sends logs, not in the asset list", requirement = "A.5.9", basis = "documentation_gap", subject = "unlisted" })
    end
  end,
}
