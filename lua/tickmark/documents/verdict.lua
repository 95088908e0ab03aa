--- What faults come to: which of them are errors, how many there are, and the status
--- that a command ends with.

local canon = require("tickmark.base.canon")
local order = require("tickmark.base.order")

local verdict = {}

local function before(a, b)
  if a.path ~= b.path then return order.less(a.path, b.path) end
  if a.line ~= b.line then return a.line < b.line end
  return order.less(a.message, b.message)
end

--- Count faults that have a level.
---@param faults tickmark.Fault[]
---@return {faults: tickmark.Fault[], errors: integer, warnings: integer, exit: integer}
function verdict.of(faults)
  local found = { faults = canon.array(faults), errors = 0, warnings = 0 }
  for _, one in ipairs(faults) do
    local count = one.level == "error" and "errors" or "warnings"
    found[count] = found[count] + 1
  end
  found.exit = found.errors > 0 and 1 or 0
  return found
end

--- What blocks is an error, what has to be known a warning; so is what is wrong with a
--- file that stood there before. What can't be read is always an error.
---@param faults tickmark.Fault[]  changed
---@param codes string[]  `check.blocks`
---@param stood table<string, boolean>?  paths
---@return {faults: tickmark.Fault[], errors: integer, warnings: integer, exit: integer,
---  stood: integer?}
function verdict.grade(faults, codes, stood)
  local blocks, many = { lost = true }, 0
  for _, code in ipairs(codes) do blocks[code] = true end
  for _, one in ipairs(faults) do
    local is_error = blocks[one.code] and not one.warns
    local is_old = is_error and stood and stood[one.path]
    if is_old then many = many + 1 end
    one.level, one.warns = is_error and not is_old and "error" or "warning", nil
  end
  local found = verdict.of(order.sort(faults, before))
  found.stood = many > 0 and many or nil
  return found
end

return verdict
