--- The JSON report: the result itself, canonical.

local canon = require("tickmark.base.canon")

---@param result table
---@return string
return function(result)
  return canon.encode(result, { indent = 2 }) .. "\n"
end
