-- The claimed day of a review against the commit that claims it.
local reviews = require "reviews"

local function median(numbers)
  table.sort(numbers, function(a, b) return a < b end)
  local n = #numbers
  return (numbers[(n + 1) // 2] + numbers[n // 2 + 1]) / 2
end

return rule {
  id = "pages.claims", title = "Reviews are claimed for the day they are done", requirement = "7.5.3",
  method = "document",
  evidence = { series = "pages", versions = true, line = "all", history = true },
  params = { slack = { type = "number", default = 30, doc = "days from a review to its commit" } },
  collect = function(doc)
    local head = doc:data()
    return { { reviewed = head and head.last_reviewed_on } }
  end,
  judge = function(versions, t)
    local days, ahead, late, most, least = {}, 0, 0, nil, nil
    reviews.each(versions, t, function(change, before, after)
      if not after.reviewed or after.reviewed == before.reviewed then return end
      local n = change.date - after.reviewed
      local claim = { days = n, path = after.path, blob = after.blob, commit = change.commit,
        what = ("%s: reviewed on %s, committed on %s"):format(after.path, after.reviewed, change.date) }
      days[#days + 1] = n
      if n < 0 then ahead = ahead + 1 end
      if n > t.param.slack then late = late + 1 end
      if not most or n > most.days then most = claim end
      if not least or n < least.days then least = claim end
    end)
    if #days == 0 then return t:not_tested("no review in history") end
    t:measure("claims of a review", { value = #days })
    t:measure("claims ahead of their commit", { value = ahead })
    t:measure("claims long before their commit", { value = late })
    t:measure("days from claim to commit, median", { value = median(days), unit = "days" })
    t:measure("days from claim to commit, most", { value = most.days, unit = "days" })
    t:measure("days from claim to commit, least", { value = least.days, unit = "days" })
    t:flag("latest-claim", most, most.what)
    t:flag("earliest-claim", least, least.what)
  end,
}
