--- Facts between workers, as bytes, by consumer.

local spool = {}

---@class tickmark.Spool
local methods = {}
methods.__index = methods

function spool.new() return setmetatable({ lists = {} }, methods) end

--- Keep what a job gave.
---@param consumer integer
---@param list string[]
function methods:add(consumer, list)
  local kept = self.lists[consumer] or {}
  self.lists[consumer] = kept
  table.move(list, 1, #list, #kept + 1, kept)
end

---@return string[]
function methods:get(consumer) return self.lists[consumer] or {} end

--- How much there is, in documents, by a low estimate: for a judge's budget.
function methods:count(consumer)
  local bytes = 0
  for _, text in ipairs(self:get(consumer)) do bytes = bytes + #text end
  return bytes // 64
end

function methods:drop(consumer) self.lists[consumer] = nil end

return spool
