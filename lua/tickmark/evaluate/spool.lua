--- Facts between workers, as bytes, by consumer.

local order = require("tickmark.base.order")

local spool = {}

---@class tickmark.Spool
local methods = {}
methods.__index = methods

spool.MOST = 64 << 20 -- bytes of a test's facts

function spool.new() return setmetatable({ lists = {}, sizes = {} }, methods) end

--- Keep what a job gave. Jobs end in any order; their places keep the facts in
--- one, since facts of equal paths stay in the order in which they come.
---@param consumer integer
---@param list string[]
---@param place integer  of the job
function methods:add(consumer, list, place)
  local size = self.sizes[consumer] or 0
  for _, bytes in ipairs(list) do size = size + #bytes end
  self.sizes[consumer] = size
  if size > spool.MOST then
    self.lists[consumer] = nil -- of no use any more
    return
  end
  local kept = self.lists[consumer] or {}
  self.lists[consumer] = kept
  kept[place] = table.move(list, 1, #list, #(kept[place] or {}) + 1, kept[place] or {})
end

--- Bytes that came, kept or not.
---@return integer
function methods:size(consumer) return self.sizes[consumer] or 0 end

---@return string[]
function methods:get(consumer)
  local kept, all = self.lists[consumer] or {}, {}
  for _, place in ipairs(order.keys(kept)) do
    table.move(kept[place], 1, #kept[place], #all + 1, all)
  end
  return all
end

--- How many facts there are, by a low estimate: for a judge's budget.
---@param list string[]
---@return integer
function spool.count(list)
  local bytes = 0
  for _, text in ipairs(list) do bytes = bytes + #text end
  return bytes // 64
end

return spool
