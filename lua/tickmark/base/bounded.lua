--- Data on its way into a result: what scripts and documents say has no bound of
--- its own, and need not be UTF-8.

local text = require("tickmark.base.text")

local find, type, next = string.find, type, next

local bounded = {}

local LONGEST <const> = 2048

-- The engine's own names: a path as long as Git's may be, an identity of four
-- texts. A shorter path would be another path.
local LONGER <const> = { path = 4 * 4096, document = 4 * 4096, identity = 5 * LONGEST }

--- Make every text in `data` a message: at most 2 KiB of UTF-8. Keys are ours.
---@generic T: table
---@param data T  a tree of plain data; changed
---@return T data
function bounded.data(data)
  for key, value in next, data do
    local kind = type(value)
    if kind == "string" then
      if #value > LONGEST or find(value, "[\128-\255]") then
        data[key] = text.message(value, LONGER[key])
      end
    elseif kind == "table" then
      bounded.data(value)
    end
  end
  return data
end

return bounded
