-- A register that a machine publishes: how regularly it came, and whether its
-- columns stayed what readers rely on.
local gaps = require "gaps"

return rule {
  id = "register.history", title = "The register is published regularly and keeps its shape",
  requirement = "A.5.9", method = "evidence",
  evidence = { series = "register", versions = true, line = "all", history = true },
  params = { quiet = { type = "period", default = "P3M", doc = "the longest time without an update" } },
  collect = function(doc)
    return { { columns = doc:header() } }
  end,
  judge = function(versions, t)
    local by_blob, days, uneven, published, known = versions:index("blob"), {}, 0, 0, nil
    local active, busy = {}, {}
    for path in versions:by("path") do
      for _, change in ipairs(t:history(path)) do
        local year, day = change.date.year, tostring(change.date)
        days[#days + 1] = change.date
        active[year] = (active[year] or 0) + (busy[day] and 0 or 1)
        busy[day] = true
        local version = by_blob[change.blob]
        if version then
          published = published + 1
          if version.unreadable then
            uneven = uneven + 1
            t:flag("uneven", { path = path, line = version.unreadable.line, blob = change.blob,
              commit = change.commit }, version.unreadable.message)
          end
          local columns = version.columns and table.concat(version.columns, " | ")
          if columns and columns ~= known then
            t:flag("columns", { path = path, line = 1, blob = change.blob, commit = change.commit },
              ("%s: %s"):format(change.date, columns))
            known = columns
          end
        end
      end
    end
    t:measure("changes", { value = #days })
    t:measure("versions with uneven rows", { n = uneven, of = published })
    for year, n in pairs(active) do
      t:measure(("days with an update in %d"):format(year), { value = n, unit = "days" })
    end
    local gap = gaps.longest(days)
    if not gap then return t:not_tested("fewer than two versions") end
    t:measure("longest time without an update", { value = gap.days, unit = "days" })
    if gap.from + t.param.quiet < gap.to then
      t:fail(nil, { what = ("no update from %s to %s"):format(gap.from, gap.to), basis = "isolated_lapse",
        subject = "regularity", missing = { { series = "register", from = tostring(gap.from),
          to = tostring(gap.to), due_on = tostring(gap.from + t.param.quiet) } } })
    end
  end,
}
