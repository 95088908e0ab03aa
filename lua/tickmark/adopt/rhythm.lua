--- When files are of, by their paths, and how often there is one.

local dates = require("tickmark.evidence.dates")

local rhythm = {}

-- The narrowest first; each has what separates it from a longer number.
local FORMS <const> = { "{yyyy}-{mm}-{dd}", "{yyyy}_{mm}_{dd}", "{yyyy}/{mm}/{dd}",
  "{yyyy}.{mm}.{dd}", "{dd}.{mm}.{yyyy}", "{yyyy}{mm}{dd}", "{yyyy}-Q{q}",
  "{yyyy}-q{q}", "{yyyy}_Q{q}", "{yyyy}Q{q}", "{yyyy}/Q{q}", "{yyyy}-H{h}",
  "{yyyy}-W{ww}", "{yyyy}-{mm}", "{yyyy}_{mm}", "{yyyy}/{mm}", "{yyyy}.{mm}",
  "{yyyy}{mm}", "{yyyy}" }

-- By the median of the days between two.
local CADENCES <const> = { { 1, 2, "P1D" }, { 5, 9, "P1W" }, { 12, 16, "P2W" },
  { 26, 35, "P1M" }, { 55, 66, "P2M" }, { 80, 100, "P3M" }, { 165, 200, "P6M" },
  { 340, 390, "P1Y" } }

--- The form of the date that all paths have, with their days.
---@param paths string[]
---@return string? form  as {yyyy}-{mm}
---@return tickmark.Date[]? days
function rhythm.form(paths)
  for _, form in ipairs(FORMS) do
    local find, days = dates.finder { path = form }, {}
    for _, path in ipairs(paths) do
      local day = find(path)
      local year = day and day.year
      if not year or year < 1990 or year > 2100 then break end
      days[#days + 1] = day
    end
    if #days == #paths and #paths > 0 then return form, days end
  end
end

--- How many of some spans are as a cadence has them.
local function fitting(apart, one)
  local n = 0
  for _, span in ipairs(apart) do
    if span >= one[1] and span <= one[2] then n = n + 1 end
  end
  return n
end

--- The time between two, by the median, if most come at that pace.
---@param days tickmark.Date[]  changed
---@return string? cadence  as P1M
function rhythm.cadence(days)
  table.sort(days)
  local apart = {}
  for i = 2, #days do
    local n = days[i] - days[i - 1]
    if n > 0 then apart[#apart + 1] = n end
  end
  if #apart < 2 then return nil end
  table.sort(apart)
  local median = apart[(#apart + 1) // 2]
  for _, one in ipairs(CADENCES) do
    local is_it = median >= one[1] and median <= one[2]
    if is_it and 2 * fitting(apart, one) > #apart then return one[3] end
  end
end

return rhythm
