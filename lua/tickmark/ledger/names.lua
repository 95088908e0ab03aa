--- Short names: as many letters of an id as tell it from all others.

local kinds = require("tickmark.ledger.kinds")

local names = {}

local LEAST <const> = 4 -- letters

--- How many letters tell two ids from each other.
local function letters(a, b)
  local n = LEAST
  if a:byte(n) ~= b:byte(n) then return n end -- as nearly all do
  while n <= #a and a:sub(1, n) == b:sub(1, n) do n = n + 1 end
  return n
end

--- The names of all records of a kind, "NC-7F3A", by id.
---@param list tickmark.Digest[]  in the order of their ids
---@return table<string, string>
function names.of(list)
  local by_id, before = {}, LEAST
  for i, digest in ipairs(list) do
    local id, after = digest.id, list[i + 1]
    local len = after and letters(id, after.id) or LEAST
    by_id[id] = kinds.short(digest.folder, digest, math.max(before, len))
    before = len
  end
  return by_id
end

--- The records that "NC-7F3A", "7f3a" or a whole id can mean.
---@param list tickmark.Digest[]
---@param name string
---@return tickmark.Digest[]
function names.find(list, name)
  local prefix, wanted = name:upper():match("^(%u+)%-(.*)$")
  wanted = wanted or name:upper()
  local found = {}
  for _, digest in ipairs(#wanted >= LEAST and list or {}) do
    if digest.id:sub(1, #wanted) == wanted
      and (not prefix or kinds.has_prefix(digest.folder, prefix)) then
      found[#found + 1] = digest
    end
  end
  return found
end

return names
