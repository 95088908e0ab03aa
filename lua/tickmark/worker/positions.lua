--- A parsed document as plain data, with the places of each value and of its
--- key beside it.

local date = require("tickmark.base.date")

local positions = {}

local function place_of(document, value, key)
  local line, column = document:line(value, key)
  return line and { line, column, document:key_line(value, key) } or nil
end

local function walk(document, value, at, places)
  for key, inner in pairs(value) do
    local name = at == "" and tostring(key) or at .. "\0" .. tostring(key)
    places[name] = place_of(document, value, key)
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

--- The same, each place looked for when somebody asks for it.
---@param document userdata
---@param root any  its data, or a table of parts of it
---@param names table<string, string>?  how keys are called there
---@return table<string, integer[]>
function positions.finder(document, root, names)
  return setmetatable({}, { __index = function(_, name)
    local value, around, key = root, nil, nil
    for part in name:gmatch("[^\0]+") do
      if type(value) ~= "table" or date.is(value) then return nil end
      around, key = value, value[part] ~= nil and part or names and names[part]
        or math.tointeger(part)
      value = around[key]
      if value == nil then return nil end
    end
    local place = around and place_of(document, around, key)
    if place or type(value) ~= "table" then return place end
    return { document:line(value) }
  end })
end

return positions
