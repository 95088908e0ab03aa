-- Metrics and objectives: results by period, targets as people write them.

local metrics = {}

-- 0.95, "95 %", ">= 95%" as numbers; nil for words.
function metrics.number(value)
  if type(value) == "number" then return value end
  if type(value) ~= "string" then return nil end
  local n, percent = value:match("(%-?%d+%.?%d*)%s*(%%?)")
  n = tonumber(n)
  return n and percent == "%" and n / 100 or n
end

-- The value of a result: as it is, or of its parts.
function metrics.value(result)
  local n, of = metrics.number(result.numerator), metrics.number(result.denominator)
  local value = metrics.number(result.value)
  if value ~= nil then return value end
  return n and of and of > 0 and n / of or nil
end

-- Results in the order of their periods, as text.
function metrics.results(metric)
  local list = {}
  for _, result in ipairs(type(metric.results) == "table" and metric.results or {}) do
    if type(result) == "table" and result.period then list[#list + 1] = result end
  end
  table.sort(list, function(a, b) return tostring(a.period) < tostring(b.period) end)
  return list
end

-- The last day of a period as 2026-05, 2026-Q2, 2026-H1, 2026 or 2026-05-31.
function metrics.last_day(text)
  local year, rest = tostring(text):match("^(%d%d%d%d)%-?(.*)$")
  if not year then return nil end
  local month = tonumber(rest:match("^(%d%d)$"))
    or rest:match("^Q(%d)$") and 3 * tonumber(rest:match("^Q(%d)$"))
    or rest:match("^H(%d)$") and 6 * tonumber(rest:match("^H(%d)$"))
    or rest == "" and 12 or nil
  if month and month >= 1 and month <= 12 then
    return date(("%s-%02d-01"):format(year, month)):month_end()
  end
  local whole = tostring(text):match("^%d%d%d%d%-%d%d%-%d%d$")
  return whole and date(whole) or nil
end

-- Is a value as good as its target?
function metrics.meets(value, target, direction)
  if direction == "down" then return value <= target end
  return value >= target
end

return metrics
