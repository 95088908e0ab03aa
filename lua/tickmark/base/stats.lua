--- Medians and trends that a few outliers don't move.

local stats = {}

-- Below this, all pairs are compared; above, work would grow with the square.
local ALL_PAIRS <const> = 300
-- Fewer points are no trend, whatever they look like.
local LEAST <const> = 6

--- The middle of some numbers; of an even count the mean of the middle two.
---@param numbers number[]
---@return number|nil
function stats.median(numbers)
  local n = #numbers
  if n == 0 then return nil end
  local sorted = table.move(numbers, 1, n, 1, {})
  table.sort(sorted)
  local middle = sorted[n // 2 + 1]
  if n % 2 == 1 then return middle end
  return (sorted[n // 2] + middle) / 2
end

--- Theil-Sen: the median of the slopes between points, a step apart each. From
--- 301 points on only between those half the list apart (Theil's incomplete
--- method).
---@param values number[]
---@return number|nil slope  change a step; nil for fewer than two values
function stats.slope(values)
  local n, slopes = #values, {}
  if n > ALL_PAIRS then
    local half = (n + 1) // 2
    for i = 1, n - half do
      slopes[i] = (values[i + half] - values[i]) / half
    end
  else
    for i = 1, n - 1 do
      for j = i + 1, n do
        slopes[#slopes + 1] = (values[j] - values[i]) / (j - i)
      end
    end
  end
  return stats.median(slopes)
end

--- The median of values[from..to].
local function median_of(values, from, to)
  return stats.median(table.move(values, from, to, 1, {}))
end

---@class tickmark.Trend
---@field n integer
---@field first number?
---@field last number?
---@field slope number?  a step
---@field holds boolean

--- Does a row of points go the way it is meant to? It does when there are at
--- least six, the slope has the right sign, and the median of the last third is
--- beyond that of the first.
---@param points (number|{ value: number })[]  in order of time
---@param direction "up"|"down"
---@return tickmark.Trend
function stats.trend(points, direction)
  if direction ~= "up" and direction ~= "down" then
    error(('a trend goes "up" or "down", not %s'):format(tostring(direction)), 2)
  end
  local values = {}
  for i, point in ipairs(points) do
    local value = type(point) == "table" and point.value or point
    if type(value) ~= "number" or value ~= value then
      error(("point %d of the trend has no number"):format(i), 2)
    end
    values[i] = value
  end
  local n = #values
  local trend = { n = n, first = values[1], last = values[n], holds = false }
  trend.slope = stats.slope(values)
  if n < LEAST then return trend end
  local third, sign = n // 3, direction == "up" and 1 or -1
  local change = median_of(values, n - third + 1, n) - median_of(values, 1, third)
  trend.holds = sign * trend.slope > 0 and sign * change > 0
  return trend
end

return stats
