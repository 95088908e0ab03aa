-- Reviews as the history shows them.

local reviews = {}

-- Call fn(change, before, after) for each change from one version of a page to
-- another, page by page.
function reviews.each(versions, t, fn)
  for path, part in versions:by("path") do
    local by_blob = part:index("blob")
    for _, change in ipairs(t:history(path)) do
      local before, after = by_blob[change.before], by_blob[change.blob]
      if before and after then fn(change, before, after) end
    end
  end
end

return reviews
