-- Each review has all of its inputs before it. "Nothing to report" is an answer; silence
-- is none.
local shown = require "shown"

local INPUTS <const> = { { "a", "actions of earlier reviews" },
  { "b", "changes of issues outside and inside" },
  { "c", "changes of what interested parties need" },
  { "d1", "nonconformities and corrective actions" }, { "d2", "results of measuring" },
  { "d3", "audit results" }, { "d4", "objectives" },
  { "e", "feedback of interested parties" }, { "f", "risks and their treatment" },
  { "g", "chances to improve" } }

local function says(input)
  if type(input) ~= "table" then return type(input) == "string" and input:find("%S") end
  local discussed = tostring(input.discussed or ""):lower()
  local note = type(input.note) == "string" and input.note:find("%S")
  return discussed == "yes" or discussed == "true" or note ~= nil and discussed ~= "no"
end

local function missing_of(review)
  local list, words = {}, {}
  local inputs = type(review.inputs) == "table" and review.inputs or {}
  for _, one in ipairs(INPUTS) do
    if not says(inputs[one[1]]) then
      list[#list + 1] = { item = one[1], path = review.path, line = review.line,
        blob = review.blob }
      words[#words + 1] = ("%s (%s)"):format(one[1], one[2])
    end
  end
  return list, table.concat(words, ", ")
end

-- What the one before had decided is an input of the next.
local function check_previous(t, review, before)
  local decided = before and type(before.actions) == "table" and #before.actions > 0
  local told = review.previous_actions
  if decided and not (type(told) == "table" and #told > 0) then
    t:fail(review, { what = ("says nothing of the %d actions of %s"):format(
      #before.actions, before.item), key = "previous", basis = "documentation_gap" })
  end
end

return rule {
  id = "review.inputs", title = "Management reviews have all their inputs",
  requirement = "9.3.2", method = "evidence",
  inputs = { reviews = { record = "management-review", optional = true } },
  judge = function(f, t)
    local reviews = shown.recent(t, f.reviews)
    if not shown.any(t, "reviews", reviews, "minutes of management reviews",
      "no review was held") then
      return
    end
    local list, before = {}, nil
    for review in reviews:each() do list[#list + 1] = review end
    table.sort(list, function(a, b) return a.date and b.date and a.date < b.date end)
    for _, review in ipairs(list) do
      local missing, words = missing_of(review)
      if #missing > 0 then
        t:fail(review, { what = "the minutes lack " .. words, items = missing,
          basis = "documentation_gap" })
      end
      check_previous(t, review, before)
      before = review
    end
  end,
}
