-- Every critical system sends its logs, and has done so lately; what sends logs is known.
local shown = require "shown"

return test {
  id = "operations.logging", title = "Critical systems send logs",
  requirement = { "A.8.15", "A.8.16" }, method = "evidence",
  inputs = { assets = { series = "assets", take = "latest", optional = true },
    logs = { series = "log-sources", take = "latest", optional = true } },
  params = { silent = { type = "period", default = "P1D" } },
  judge = function(f, t)
    if not shown.any(t, "assets", f.assets, "systems, and which are critical")
      or not shown.any(t, "logs", f.logs, "which systems send logs") then
      if t:keeps("assets") and t:keeps("logs") then t:not_tested("a list is empty") end
      return
    end
    local source = f.logs:index("host")
    t:extent(f.assets:where{ critical = true }, { critical = true, cite = f.logs:docs(),
      what = "critical systems without logs", empty = "pass",
      basis = { minor = "partial_implementation", major = "systematic_failure" },
      bad = function(asset)
        local own = source[asset.host]
        return not own or own.last_event and own.date
          and own.last_event + t.param.silent < own.date
      end })
    for own in f.logs:without(f.assets, "host"):each() do
      t:fail(own, { requirement = "A.5.9", basis = "documentation_gap",
        subject = "unlisted", what = "sends logs, and is in no list of systems" })
    end
  end,
}
