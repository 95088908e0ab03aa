-- Time between changes.

local gaps = {}

-- The longest gap in a list of days: {days, from, to}, or nil.
function gaps.longest(days)
  local best
  table.sort(days, function(a, b) return a < b end)
  for i = 2, #days do
    local n = days[i] - days[i - 1]
    if not best or n > best.days then best = { days = n, from = days[i - 1], to = days[i] } end
  end
  return best
end

return gaps
