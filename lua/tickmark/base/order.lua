--- Order that is the same everywhere: sorted iteration and a stable sort.
--
-- Lua compares strings with strcoll, so a host that called setlocale would get
-- another order. Where the locale is not the C one, bytes are compared here.

local byte = string.byte

local order = {}

--- Lua's own `<`, for use where it compares bytes.
local function plain(a, b) return a < b end

--- Compare bytes one by one; right in any locale, slower.
local function by_bytes(a, b)
  local n = #a < #b and #a or #b
  for i = 1, n do
    local x, y = byte(a, i), byte(b, i)
    if x ~= y then return x < y end
  end
  return #a < #b
end

--- The comparison of strings by bytes, for now: a host may change its locale between
--- two calls, hence a probe and no constant. Every collating locale has "a" before "B"
--- or passes over punctuation; bytes do neither.
---@return fun(a: string, b: string): boolean
function order.comparison()
  if "B" < "a" and "a b" < "ab" and "Z" < "_" and "z" < "\xC3\xA4" then return plain end
  return by_bytes
end

--- Sort strings by bytes, in place.
---@param list string[]
---@return string[] list  the same table
function order.sort_strings(list)
  local less = order.comparison()
  -- Without a function the comparison stays inside C, which is much faster.
  if less == plain then table.sort(list) else table.sort(list, less) end
  return list
end

--- Is `a` before `b` by bytes?
---@param a string
---@param b string
---@return boolean
function order.less(a, b)
  return order.comparison()(a, b)
end

--- Split keys by type; a key that has no order is a mistake of the caller.
local function classes(t)
  local numbers, strings, booleans = {}, {}, {}
  for key in next, t do
    local kind = type(key)
    if kind == "string" then
      strings[#strings + 1] = key
    elseif kind == "number" then
      numbers[#numbers + 1] = key
    elseif kind == "boolean" then
      booleans[key and 2 or 1] = key
    else
      error(("a %s as a key has no order"):format(kind), 3)
    end
  end
  return numbers, strings, booleans
end

--- The keys of a table: numbers, then strings by bytes, then false and true.
---@param t table
---@return any[]
function order.keys(t)
  local keys, strings, booleans = classes(t)
  table.sort(keys)
  order.sort_strings(strings)
  table.move(strings, 1, #strings, #keys + 1, keys)
  for i = 1, 2 do
    if booleans[i] ~= nil then keys[#keys + 1] = booleans[i] end
  end
  return keys
end

--- Iterate over key and value in the order of `order.keys`. Keys that the loop
--- adds are not visited, keys that it removes are passed over.
---@param t table
---@return fun(): any, any
function order.pairs(t)
  local keys, i = order.keys(t), 0
  return function()
    local key, value
    repeat
      i = i + 1
      key = keys[i]
      if key == nil then return nil end
      value = t[key]
    until value ~= nil
    return key, value
  end
end

--- Insertion sort of list[from..to]: the short runs that merging starts from.
local function sort_run(list, from, to, less)
  for i = from + 1, to do
    local item, j = list[i], i - 1
    local before = list[j]
    while less(item, before) do
      list[j + 1], j = before, j - 1
      if j < from then break end
      before = list[j]
    end
    list[j + 1] = item
  end
end

--- Merge list[from..mid] and list[mid+1..to]; `spare` holds the left ones.
local function merge(list, spare, from, mid, to, less)
  if mid >= to or not less(list[mid + 1], list[mid]) then return end
  local n = mid - from + 1
  table.move(list, from, mid, 1, spare)
  if less(list[to], spare[1]) then -- all on the right go before all on the left
    table.move(list, mid + 1, to, from)
    table.move(spare, 1, n, to - n + 1, list)
    return
  end
  local left, right = 1, mid + 1
  local a, b = spare[left], list[right]
  for k = from, to do
    -- On a tie the left one goes first: that is what makes the sort stable.
    if less(b, a) then
      list[k], right = b, right + 1
      if right > to then
        table.move(spare, left, n, k + 1, list)
        return
      end
      b = list[right]
    else
      list[k], left = a, left + 1
      if left > n then return end
      a = spare[left]
    end
  end
end

--- What compares when the caller gave nothing: strings by bytes, else `<`.
local function default_less(list)
  if type(list[1]) == "string" then return order.comparison() end
  return plain
end

local RUN <const> = 4

--- Sort a list in place; equal items keep their places. An error in `less`
--- reaches the caller, and the list then still holds what it held, in the old
--- order or partly sorted.
---@generic T
---@param list T[]
---@param less? fun(a: T, b: T): boolean
---@return T[] list  the same table
function order.sort(list, less)
  local n = #list
  less = less or default_less(list)
  -- What `less` raises must not find an item twice in the list, or not at all.
  local sorted, spare = table.move(list, 1, n, 1, {}), {}
  for from = 1, n, RUN do
    sort_run(sorted, from, math.min(from + RUN - 1, n), less)
  end
  local width = RUN
  while width < n do
    for from = 1, n, 2 * width do
      merge(sorted, spare, from, math.min(from + width - 1, n),
        math.min(from + 2 * width - 1, n), less)
    end
    width = 2 * width
  end
  return table.move(sorted, 1, n, 1, list)
end

return order
