--- Lists.

local canon = require("tickmark.base.canon")

local lists = {}

--- The members of some lists, as one, or behind those of another.
---@param parts table[][]?
---@param all table[]?  changed
---@return table[] all
function lists.join(parts, all)
  all = all or canon.array {}
  for _, one in ipairs(parts or {}) do table.move(one, 1, #one, #all + 1, all) end
  return all
end

return lists
