--- "did you mean": the nearest of some known words.

local text = require("tickmark.base.text")

local byte, min = string.byte, math.min

local suggest = {}

-- Longer words are not worth the work, which grows with the square.
local LONGEST <const> = 64

--- Damerau-Levenshtein distance (adjacent letters may be swapped once), or
--- `limit` + 1 as soon as it can't be within the limit.
local function distance(a, b, limit)
  local m, n = #a, #b
  if m - n > limit or n - m > limit then return limit + 1 end
  local before, previous, row = {}, {}, {}
  for j = 0, n do previous[j] = j end
  for i = 1, m do
    local x, best = byte(a, i), i
    row[0] = i
    for j = 1, n do
      local y = byte(b, j)
      local cost = min(previous[j] + 1, row[j - 1] + 1,
        previous[j - 1] + (x == y and 0 or 1))
      if i > 1 and j > 1 and x == byte(b, j - 1) and y == byte(a, i - 1) then
        cost = min(cost, before[j - 2] + 1)
      end
      row[j], best = cost, min(best, cost)
    end
    if best > limit then return limit + 1 end
    before, previous, row = previous, row, before
  end
  return previous[n]
end

--- The candidate nearest to a word: a third of its letters may be wrong, at
--- most three; letter case counts less than any letter. Of two equally near the
--- one listed first.
---@param word string
---@param candidates string[]
---@return string|nil
function suggest.nearest(word, candidates)
  if type(word) ~= "string" or word == "" or #word > LONGEST then return nil end
  local folded = text.fold(word)
  local limit = min(3, math.max(1, #word // 3))
  local best, found = limit + 1, nil
  for _, candidate in ipairs(candidates) do
    if candidate ~= word and #candidate <= LONGEST then
      local d = distance(folded, text.fold(candidate), limit)
      -- One letter for another is no likeness when there is nothing else.
      if d < best and d < #candidate then best, found = d, candidate end
    end
  end
  return found
end

--- The end of a message: ', did you mean "x"?', or nothing.
---@param word string
---@param candidates string[]
---@return string
function suggest.hint(word, candidates)
  local nearest = suggest.nearest(word, candidates)
  return nearest and (', did you mean "%s"?'):format(nearest) or ""
end

return suggest
