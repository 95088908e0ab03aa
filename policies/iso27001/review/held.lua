-- Top management reviews the ISMS at planned times. Where records say how often, their
-- own rule tells what was missed; here a year is what is usual.
local roles = require "roles"
local shown = require "shown"

local function top_of(review, top)
  for _, one in ipairs(review.attendees or {}) do
    if top[roles.name(one.role) or ""] then return true end
  end
  return top[roles.name(review.chair) or ""] ~= nil
end

return rule {
  id = "review.held", title = "Top management reviews the ISMS", requirement = "9.3.1",
  method = "evidence",
  inputs = { reviews = { record = "management-review", optional = true },
    roles = { record = "role", optional = true, window = "P100Y" } },
  params = { every = { type = "period", promise = "management_review", default = "P1Y" } },
  judge = function(f, t)
    local reviews = shown.recent(t, f.reviews)
    local any = shown.any(t, "reviews", reviews, "minutes of management reviews")
    if not any then
      if t:keeps("reviews") and not t:cadence("reviews") then
        t:absent("management reviews", { every = t.param.every })
      end
      return
    end
    local top = roles.top(f.roles)
    if not top then
      return t:not_tested("who is top management: no record of a role says so")
    end
    t:extent(reviews, { what = "reviews without top management",
      basis = { minor = "isolated_lapse", major = "systematic_failure" },
      bad = function(review) return not top_of(review, top) end })
  end,
}
