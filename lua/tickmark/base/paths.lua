--- What somebody asks for, as paths of the tree.

local canon = require("tickmark.base.canon")

local paths = {}

--- A path without . and ..; what leads out of the tree begins at its top.
local function plain(path)
  local parts = {}
  for part in path:gmatch("[^/]+") do
    if part == ".." then table.remove(parts) end
    if part ~= ".." and part ~= "." then parts[#parts + 1] = part end
  end
  return table.concat(parts, "/")
end

--- A path below a folder, from there; nil: it isn't.
local function below(path, folder)
  if path == folder then return "" end
  return path:sub(1, #folder + 1) == folder .. "/" and path:sub(#folder + 2) or nil
end

--- Paths as they are given, from the folder where somebody stands if that is in the work
--- tree, else from its top; one that begins at the root of all files may lead into it.
---@param work string?  the work tree
---@param given string[]?
---@param from string?  a folder
---@return string[]
function paths.of(work, given, from)
  local list, inside = canon.array {}, work and from and below(from, work) or ""
  for i, path in ipairs(given or {}) do
    local is_whole = path:sub(1, 1) == "/"
    local own = is_whole and work and below(path, work)
    list[i] = plain(own or is_whole and path or inside .. "/" .. path)
  end
  return list
end

return paths
