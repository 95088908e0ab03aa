--- A fault of `tickmark check` in a few lines: where, what, why, and how to mend it.

local text = require("tickmark.base.text")

---@param fault tickmark.Fault
---@param colour fun(name: string, words: string): string
---@return string[]
return function(fault, colour)
  local lines = { ("%s: %s: %s"):format(colour("strong", ("%s:%d:%d"):format(
    text.terminal(fault.path), fault.line, fault.column)),
    colour(fault.level == "error" and "fail" or "ofi", fault.level),
    text.terminal(fault.message)) }
  if fault.why then lines[#lines + 1] = "  because " .. text.terminal(fault.why) end
  if fault.remedy then lines[#lines + 1] = "  -> " .. text.terminal(fault.remedy) end
  return lines
end
