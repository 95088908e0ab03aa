-- Rights are looked at again as often as was promised, all of them, by somebody else than
-- who gives them; who leaves loses them.
local shown = require "shown"

local function check_reviews(f, t)
  for review in f.reviews:each() do
    for _, name in ipairs(type(review.administrators) == "table" and review.administrators
      or { review.administrators }) do
      if t:same_person(review.reviewer, name) then
        t:fail(review, { requirement = "A.5.3", basis = "isolated_lapse",
          what = "who gives the rights reviewed them" })
      end
    end
  end
end

local function check_leavers(f, t)
  if not t:keeps("leavers") or not t:keeps("users") then return end
  local now = f.users:latest():index("user")
  t:extent(f.leavers, { key = "leavers", empty = "pass", cite = f.users:latest():docs(),
    what = "accounts of people who have left",
    basis = { minor = "isolated_lapse", major = "systematic_failure" },
    bad = function(person)
      local account = now[person.user]
      local late = account and account.date and person.left_on
        and account.date > person.left_on + t.param.grace
      return account and account.enabled and late
    end })
end

return test {
  id = "access.reviews", title = "Access is reviewed, and ends with work",
  requirement = "A.5.18", method = "evidence",
  inputs = { reviews = { series = "access-review", optional = true },
    users = { series = "user-list", optional = true },
    leavers = { series = "leavers", take = "latest", optional = true } },
  params = { every = { type = "period", promise = "access_review", default = "P3M" },
    grace = { type = "period", promise = "leaver.disable", default = "P1D" } },
  judge = function(f, t)
    if shown.any(t, "reviews", f.reviews, "reviews of access rights") then
      check_reviews(f, t)
    elseif t:keeps("reviews") and not t:cadence("reviews") then
      t:absent("reviews of access rights", { every = t.param.every })
    end
    check_leavers(f, t)
  end,
}
