--- What only all documents together tell: an id names one of them.

local check = require("tickmark.documents.check")
local order = require("tickmark.base.order")

local function before(a, b)
  if (a.new or false) ~= (b.new or false) then return b.new == true end
  if a.path ~= b.path then return order.less(a.path, b.path) end
  return a.line < b.line
end

--- Add a fault for each document whose id another has already; of a change, only for
--- what it brings.
---@param faults tickmark.Fault[]  changed
---@param ids {id: string, path: string, line: integer, column: integer,
---  new: boolean?}[]
---@param is_change boolean
return function(faults, ids, is_change)
  local by_id = {}
  for _, one in ipairs(ids) do
    by_id[one.id] = by_id[one.id] or {}
    table.insert(by_id[one.id], one)
  end
  for _, id in ipairs(order.keys(by_id)) do
    local first, others = nil, order.sort(by_id[id], before)
    for _, one in ipairs(others) do
      if first and (one.new or not is_change) then
        faults[#faults + 1] = check.fault(one.path, { code = "id", line = one.line,
          column = one.column,
          message = ("id: %s is the id of %s already"):format(id, first.path),
          remedy = "give it an id that nothing has had" })
      end
      first = first or one
    end
  end
end
