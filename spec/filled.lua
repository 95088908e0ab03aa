--- Templates as somebody fills them in: each {{what to write}} by what it says.

local filled = {}

local DAY <const> = os.date("!%Y-%m-%d")

--- A value that fits.
local function value_of(said)
  if said == "requirement" or said == "ids" then return "A.5.1" end
  local words = said:match("^one of: (.*)$")
  if words then return words:find("approved", 1, true) and "approved" or words:match("^[^,]+") end
  if said == "YYYY-MM-DD" then return DAY end
  if said:find("^yes or no") then return "yes" end
  if said:find("^a number") or said:find("^a whole number") then return "3" end
  return said:match("such as (.*)$") or said
end

--- A template without its placeholders; how many it had.
---@param template string
---@return string
---@return integer
function filled.all(template)
  return template:gsub("{{([^{}\n]*)}}", value_of)
end

return filled
