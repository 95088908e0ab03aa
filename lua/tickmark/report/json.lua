--- The JSON report: the result itself, canonical, with nothing in it that hides.

local canon = require("tickmark.base.canon")
local text = require("tickmark.base.text")

---@param result table
---@return string
return function(result)
  return text.json(canon.encode(result, { indent = 2 })) .. "\n"
end
