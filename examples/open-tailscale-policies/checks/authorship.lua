-- Who works on the documents, and by which way changes reach the branch.
return rule {
  id = "policies.authorship", title = "Changes are made by several people and merged", requirement = "A.5.3",
  method = "document",
  inputs = {
    line = { paths = { "**" }, format = "text", history = true },
    all = { paths = { "**" }, format = "text", versions = true, line = "all", history = true },
  },
  collect = { all = function() return { {} } end, line = function() return { {} } end },
  judge = function(f, t)
    local authors, n = {}, 0
    for path in f.all:by("path") do
      for _, change in ipairs(t:history(path, "all")) do
        if not authors[change.author] then n = n + 1 end
        authors[change.author] = true
      end
    end
    t:measure("people who wrote", { value = n })
    local seen, commits, merges = {}, 0, 0
    for path in f.all:by("path") do
      for _, version in ipairs(t:history(path, "line")) do
        if not seen[version.commit] then
          commits = commits + 1
          if version.merge then merges = merges + 1 end
        end
        seen[version.commit] = true
      end
    end
    t:measure("changes that came by a merge", { n = merges, of = commits })
  end,
}
