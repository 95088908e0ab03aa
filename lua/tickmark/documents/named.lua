--- What an item names, as its type says: records and files (`refers`), requirements
--- (`cites`).

local named = {}

--- Values at a path of keys, through lists.
local function collect(value, keys, i, at, found)
  if type(value) == "table" and (#value > 0 or i > #keys) then
    for n, inner in ipairs(value) do
      local longer = table.move(at, 1, #at, 1, {})
      longer[#longer + 1] = n
      collect(inner, keys, i, longer, found)
    end
  elseif i > #keys then
    if type(value) == "string" then found[#found + 1] = { id = value, at = at } end
  elseif type(value) == "table" then
    local longer = table.move(at, 1, #at, 1, {})
    longer[#longer + 1] = keys[i]
    collect(value[keys[i]], keys, i + 1, longer, found)
  end
end

local function values_of(item, rows)
  local all = {}
  for _, keys in ipairs(rows or {}) do
    collect(item.head, keys, 1, {}, all)
  end
  return all
end

--- What an item names that looks like a path of the repository.
---@param item tickmark.Item
---@return {path: string, at: any[]}[]
function named.paths(item)
  local found = {}
  for _, one in ipairs(values_of(item, item.form.shape.refers)) do
    if one.id:find("/", 1, true) and not one.id:find("[%s:*?#]") then
      local path = one.id:gsub("^%./", ""):gsub("/+$", "")
      found[#found + 1] = { path = path, at = one.at }
    end
  end
  return found
end

--- What an item names that looks like an id: POL-ACCESS, and no path.
---@param item tickmark.Item
---@return {id: string, at: any[]}[]
function named.of(item)
  local found = {}
  for _, one in ipairs(values_of(item, item.form.shape.refers)) do
    if one.id:find("^%u[%u%d]*%-[%w._-]+$") and not one.id:find("%.%l+$") then
      found[#found + 1] = one
    end
  end
  return found
end

--- The requirements that an item is about.
---@param item tickmark.Item
---@return {id: string, at: any[]}[]
function named.requirements(item)
  return values_of(item, item.form.shape.cites)
end

return named
