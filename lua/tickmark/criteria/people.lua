--- People: one id for every name, mail and alias (`people.file`).

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

--- Map from lower-case name, mail or alias to the person's id.
---@param documents table[]  parsed heads
---@return table<string, string>
function people.index(documents)
  local index = {}
  for _, document in ipairs(documents) do
    local data = document.data or {}
    for _, person in ipairs(data.people or data) do
      if type(person) == "table" and person.id then
        for _, name in ipairs(names_of(person)) do
          index[tostring(name):lower()] = tostring(person.id)
        end
      end
    end
  end
  return index
end

return people
