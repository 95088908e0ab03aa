-- A review ends with decisions on what gets better and what changes, and with actions
-- that are somebody's, by some day. Needs for resources are what auditors ask for; the
-- standard of 2022 doesn't name them.
local shown = require "shown"

local function lacks(outputs, name)
  local value = type(outputs) == "table" and outputs[name]
  if type(value) == "table" then return #value == 0 end
  return not (type(value) == "string" and value:find("%S"))
end

local function check_outputs(t, review)
  local gaps = {}
  for _, one in ipairs { { "improvement", "chances to improve" },
    { "isms_changes", "changes of the ISMS" } } do
    if lacks(review.outputs, one[1]) then gaps[#gaps + 1] = one[2] end
  end
  if #gaps > 0 then
    t:fail(review, { what = "no decision on " .. table.concat(gaps, ", nor on "),
      basis = "documentation_gap", key = "outputs" })
  elseif lacks(review.outputs, "resources") then
    t:ofi(review, "it says nothing of resources")
  end
end

local function check_actions(t, review)
  local loose = {}
  for i, action in ipairs(type(review.actions) == "table" and review.actions or {}) do
    if type(action) ~= "table" or not action.owner or not action.due then
      loose[#loose + 1] = type(action) == "table" and tostring(action.id or i)
        or tostring(i)
    end
  end
  if #loose > 0 then
    t:fail(review, { what = ("actions without owner or day: %s"):format(
      table.concat(loose, ", ")), basis = "documentation_gap", key = "actions" })
  end
end

return rule {
  id = "review.results", title = "Management reviews end with decisions",
  requirement = "9.3.3", method = "evidence",
  inputs = { reviews = { record = "management-review", optional = true } },
  params = { approved_in = { type = "period", default = "P30D" } },
  judge = function(f, t)
    local reviews = shown.recent(t, f.reviews)
    if not shown.any(t, "reviews", reviews, "minutes of management reviews",
      "no review was held") then
      return
    end
    for review in reviews:each() do
      check_outputs(t, review)
      check_actions(t, review)
      local due = review.date and review.date + t.param.approved_in < t.as_of
      if due and not review.minutes_approved_by then
        t:fail(review, { what = "nobody has approved the minutes", key = "minutes",
          basis = "documentation_gap" })
      end
    end
  end,
}
