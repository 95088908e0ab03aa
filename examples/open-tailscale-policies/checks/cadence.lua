-- Policies are reviewed every year: between two changes to any of them there is
-- never more than a year.
local gaps = require "gaps"

return rule {
  id = "policies.cadence", title = "The set is worked on every year", requirement = "A.5.1", method = "document",
  evidence = { series = "policies", versions = true, line = "all", history = true },
  params = { every = { type = "period", default = "P1Y" } },
  collect = function() return { {} } end,
  judge = function(versions, t)
    local days, seen = {}, {}
    for path in versions:by("path") do
      local changes = t:history(path)
      for _, change in ipairs(changes) do
        if not seen[change.commit] then days[#days + 1] = change.date end
        seen[change.commit] = true
      end
      local first = changes[1]
      t:measure("changes of " .. path, { value = #changes })
      t:flag("first-version", { path = path, blob = first.blob, commit = first.commit },
        ("%s: under version control since %s"):format(path, first.date))
    end
    local gap = gaps.longest(days)
    if not gap then return t:not_tested("fewer than two changes") end
    t:measure("longest time without a change", { value = gap.days, unit = "days" })
    if gap.from + t.param.every < gap.to then
      t:fail(nil, { what = ("no policy changed from %s to %s"):format(gap.from, gap.to),
        basis = "isolated_lapse", subject = "cadence", missing = { { series = "policies",
          from = tostring(gap.from), to = tostring(gap.to),
          due_on = tostring(gap.from + t.param.every) } } })
    end
  end,
}
