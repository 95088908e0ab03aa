-- Reviewed is not changed: a commit that only moves the date of a page is a
-- stamp. Some are honest; many in a row deserve a question.
--
-- The pages are read as text, since a day that isn't one was stamped, too.
local reviews = require "reviews"

-- The front matter's line, and all that stands besides.
local function collect(doc)
  local head, body = doc:text():match("^(%-%-%-[ \t\r]*\n.-\n)(%-%-%-.*)$")
  local stamp = head and head:match("\nlast_reviewed_on:([^\n]*)")
  return { { stamp = stamp, rest = stamp and head:gsub("\nlast_reviewed_on:[^\n]*", "", 1) .. body } }
end

return rule {
  id = "pages.stamps", title = "Reviews leave more than a new date", requirement = "A.5.37", method = "document",
  evidence = { paths = { "source/**/*.md.erb" }, format = "text", versions = true, line = "all", history = true },
  collect = collect,
  judge = function(versions, t)
    local by_year, total = {}, 0
    reviews.each(versions, t, function(change, before, after)
      if after.stamp and before.stamp and after.stamp ~= before.stamp and after.rest == before.rest then
        local year = change.date.year
        by_year[year] = (by_year[year] or 0) + 1
        total = total + 1
      end
    end)
    for year, n in pairs(by_year) do t:measure(("stamps in %d"):format(year), { value = n }) end
    t:measure("stamps", { value = total })
  end,
}
