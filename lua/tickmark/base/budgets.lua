--- Budgets of one call, as somebody on the protected side may set them: on the
--- command line, never in what is audited.

local capabilities = require("tickmark.base.capabilities")
local order = require("tickmark.base.order")
local suggest = require("tickmark.base.suggest")

local budgets = {}

--- What can be set, and up to what: memory within what a worker may have, steps
--- within what its wall clock allows.
local MOST <const> = { ["collect.steps"] = 1000000000, ["collect.memory"] = 128 << 20,
  ["judge.steps"] = 1000000000, ["judge.memory"] = 128 << 20 }

--- The budgets with changes: {["judge.steps"] = 100000000}.
---@param changes table<string, integer>?
---@return table? budgets  of capabilities.lua
---@return string? message
function budgets.of(changes)
  if changes ~= nil and type(changes) ~= "table" then
    return nil, "budgets: names and numbers, not a " .. type(changes)
  end
  local own = {}
  for name, given in pairs(capabilities.budgets) do
    own[name] = {}
    for key, value in pairs(given) do own[name][key] = value end
  end
  for _, name in ipairs(order.keys(changes or {})) do
    local value, most = math.tointeger(changes[name]), MOST[name]
    if not most then
      return nil, ("no budget %q%s"):format(name, suggest.hint(name, order.keys(MOST)))
    elseif not value or value < 1 or value > most then
      return nil, ("budget %s: a whole number up to %d, not %s"):format(name, most,
        tostring(changes[name]))
    end
    local call, what = name:match("^(%l+)%.(%l+)$")
    own[call][what] = value
  end
  return own
end

return budgets
