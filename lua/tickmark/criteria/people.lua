--- People: one id for every name, mail and alias (`people.file`).

local date = require("tickmark.base.date")

local people = {}

local function names_of(person)
  local names = {}
  for _, field in ipairs { "id", "name", "mail" } do -- any of them may be absent
    names[#names + 1] = person[field]
  end
  for _, alias in ipairs(type(person.aliases) == "table" and person.aliases or {}) do
    names[#names + 1] = alias
  end
  return names
end

--- Everybody in the documents who has an id.
local function each(documents)
  local list = {}
  for _, document in ipairs(documents) do
    local data = document.data or {}
    for _, person in ipairs(data.people or data) do
      if type(person) == "table" and person.id then list[#list + 1] = person end
    end
  end
  return list
end

--- Who holds a role on some day or after it: map from the role to ids.
---@param documents table[]  parsed heads
---@param since tickmark.Date
---@return table<string, table<string, boolean>>
function people.holders(documents, since)
  local holders = {}
  for _, person in ipairs(each(documents)) do
    for _, held in ipairs(type(person.roles) == "table" and person.roles or {}) do
      local role = type(held) == "table" and held.role or held
      local ended = type(held) == "table" and held.to and date.parse(held.to)
      if type(role) == "string" and not (ended and ended < since) then
        holders[role] = holders[role] or {}
        holders[role][tostring(person.id)] = true
      end
    end
  end
  return holders
end

--- Who held which roles on a day: map from ids to roles, as "role:ciso".
---@param documents table[]  parsed heads
---@param day tickmark.Date
---@return table<string, table<string, boolean>>
function people.held(documents, day)
  local held = {}
  for _, person in ipairs(each(documents)) do
    local roles = {}
    for _, one in ipairs(type(person.roles) == "table" and person.roles or {}) do
      local given = type(one) == "table" and one or { role = one }
      local from = given.from and date.parse(given.from)
      local to = given.to and date.parse(given.to)
      local is_then = not (from and day < from) and not (to and to < day)
      if type(given.role) == "string" and is_then then
        roles["role:" .. given.role:gsub("^role:", "")] = true
      end
    end
    held[tostring(person.id)] = roles
  end
  return held
end

--- Map from lower-case name, mail or alias to the person's id.
---@param documents table[]  parsed heads
---@return table<string, string>
function people.index(documents)
  local index = {}
  for _, person in ipairs(each(documents)) do
    for _, name in ipairs(names_of(person)) do
      index[tostring(name):lower()] = tostring(person.id)
    end
  end
  return index
end

return people
