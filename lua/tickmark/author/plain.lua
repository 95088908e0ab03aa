--- The text of a value as scripts and results see it: never an address, which
--- would differ from run to run.

local date = require("tickmark.base.date")
local period = require("tickmark.base.period")

local ADDRESSED <const> = { table = true, ["function"] = true, userdata = true }

--- `tostring` without addresses.
---@param value any
---@return string
return function(value)
  if not ADDRESSED[type(value)] or date.is(value) or period.is(value) then
    return tostring(value)
  end
  local meta = getmetatable(value)
  return type(meta) == "table" and meta.__name or type(value)
end
