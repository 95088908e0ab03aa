--- Facts between workers, as bytes, by consumer.

local order = require("tickmark.base.order")

local spool = {}

---@class tickmark.Spool
local methods = {}
methods.__index = methods

function spool.new() return setmetatable({ lists = {} }, methods) end

--- Keep what a job gave. Jobs end in any order; their places keep the facts in
--- one, since facts of equal paths stay in the order in which they come.
---@param consumer integer
---@param list string[]
---@param place integer  of the job
function methods:add(consumer, list, place)
  local kept = self.lists[consumer] or {}
  self.lists[consumer] = kept
  kept[place] = table.move(list, 1, #list, #(kept[place] or {}) + 1, kept[place] or {})
end

---@return string[]
function methods:get(consumer)
  local kept, all = self.lists[consumer] or {}, {}
  for _, place in ipairs(order.keys(kept)) do
    table.move(kept[place], 1, #kept[place], #all + 1, all)
  end
  return all
end

--- How much there is, in documents, by a low estimate: for a judge's budget.
function methods:count(consumer)
  local bytes = 0
  for _, text in ipairs(self:get(consumer)) do bytes = bytes + #text end
  return bytes // 64
end

function methods:drop(consumer) self.lists[consumer] = nil end

return spool
