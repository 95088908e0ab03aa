-- Upkeep of pages that matter: who works on them, and how long nobody did.
local gaps = require "gaps"

return rule {
  id = "pages.upkeep", title = "Pages that matter are kept up by more than one person", requirement = "A.5.37",
  method = "document",
  evidence = { series = "pages", versions = true, line = "all", history = true },
  params = { pages = { type = "list", default = {}, doc = "paths of the pages that matter" } },
  collect = function() return { {} } end,
  judge = function(_, t)
    for _, path in ipairs(t.param.pages) do
      local days, authors, n = {}, {}, 0
      for i, change in ipairs(t:history(path)) do
        days[i] = change.date
        if not authors[change.author] then n = n + 1 end
        authors[change.author] = true
      end
      t:measure("changes of " .. path, { value = #days })
      t:measure("people who wrote " .. path, { value = n })
      local gap = gaps.longest(days)
      if gap then
        t:measure("longest time without a change of " .. path, { value = gap.days, unit = "days" })
        t:flag("longest-gap", { path = path }, ("%s: no change from %s to %s"):format(path, gap.from, gap.to))
      end
    end
  end,
}
