--- A parsed document as plain data, with the places of each value and of its
--- key beside it.

local date = require("tickmark.base.date")

local positions = {}

local function walk(document, value, at, places)
  for key, inner in pairs(value) do
    local name = at == "" and tostring(key) or at .. "\0" .. tostring(key)
    local line, column = document:line(value, key)
    places[name] = line and { line, column, document:key_line(value, key) } or nil
    if type(inner) == "table" and not date.is(inner) then
      walk(document, inner, name, places)
    end
  end
end

--- Map from a value's keys, joined by NUL, to {line, column}; in a map the key's
--- own line and column follow.
---@param document userdata
---@return table<string, integer[]>
function positions.of(document)
  local places, data = {}, document:data()
  if type(data) == "table" then walk(document, data, "", places) end
  return places
end

return positions
