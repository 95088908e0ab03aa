--- Short names: as many letters of an id as tell it from all others.

local kinds = require("tickmark.ledger.kinds")

local names = {}

local LEAST <const> = 4 -- letters

--- How many letters two ids begin with alike.
local function alike(a, b)
  local n = 0
  while b and n < #a and a:byte(n + 1) == b:byte(n + 1) do n = n + 1 end
  return n
end

--- The names of all records of a kind, "NC-7F3A", by id.
---@param list tickmark.Recorded[]  in the order of their ids
---@return table<string, string>
function names.of(list)
  local by_id = {}
  for i, recorded in ipairs(list) do
    local id, before, after = recorded.id, list[i - 1], list[i + 1]
    local len = math.max(LEAST, alike(id, before and before.id) + 1,
      alike(id, after and after.id) + 1)
    by_id[id] = kinds.short(recorded.folder, recorded.head, len)
  end
  return by_id
end

--- The records that "NC-7F3A", "7f3a" or a whole id can mean.
---@param list tickmark.Recorded[]
---@param name string
---@return tickmark.Recorded[]
function names.find(list, name)
  local prefix, wanted = name:upper():match("^(%u+)%-(.*)$")
  wanted = wanted or name:upper()
  local found = {}
  for _, recorded in ipairs(#wanted >= LEAST and list or {}) do
    if recorded.id:sub(1, #wanted) == wanted
      and (not prefix or kinds.has_prefix(recorded.folder, prefix)) then
      found[#found + 1] = recorded
    end
  end
  return found
end

return names
