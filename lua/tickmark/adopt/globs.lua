--- The patterns of some files, as tight as folders allow.

local order = require("tickmark.base.order")
local typing = require("tickmark.adopt.typing")

local globs = {}

local SIBLINGS <const> = 3 -- files alike, for which one pattern stands
local PATHS_MAX <const> = 200 -- in one list

--- A name as a pattern that matches nothing else.
---@param name string
---@return string
function globs.literal(name) return (name:gsub("[*?%[%]\\]", "\\%0")) end

---@param folder string
---@param name string
---@return string
function globs.joined(folder, name)
  return folder == "" and name or folder .. "/" .. name
end

local joined <const>, literal <const> = globs.joined, globs.literal

local function parent_of(folder) return folder:match("^(.*)/[^/]*$") or "" end

---@param ending string
---@return string
function globs.any(ending) return ending == "" and "*" or "*." .. literal(ending) end

--- Does one of some patterns of names and folders, without **, match a path?
---@param patterns string[]
---@return fun(path: string): boolean
function globs.matcher(patterns)
  local list = {}
  for i, pattern in ipairs(patterns) do
    local rest, parts = pattern, { "^" }
    while rest ~= "" do
      local part = rest:match("^%[0%-9%]") or rest:match("^\\.") or rest:sub(1, 1)
      parts[#parts + 1] = part == "[0-9]" and "%d" or part == "*" and "[^/]*"
        or part:sub(-1):gsub("%W", "%%%0")
      rest = rest:sub(#part + 1)
    end
    list[i] = table.concat(parts) .. "$"
  end
  return function(path)
    for _, one in ipairs(list) do
      if path:find(one) then return true end
    end
    return false
  end
end

---@class tickmark.Lie  how files lie in folders; keys are a folder, NUL, an ending
---@field type table<string, string|false>  the one of all below; false: there are several
---@field groups table<string, integer>     how many below, itself included
---@field named table<string, integer>      by "parent/*/name": how many there are
---@field unnamed table<string, boolean>    parents below which some names are not known

local function add_group(lie, group, name)
  local folder = group.folder
  while true do
    local key = folder .. "\0" .. group.ending
    if lie.type[key] == nil then lie.type[key] = name end
    if lie.type[key] ~= name then lie.type[key] = false end
    lie.groups[key] = (lie.groups[key] or 0) + 1
    if folder == "" then return end
    folder = parent_of(folder)
  end
end

local function beside(folder, name)
  return joined(joined(literal(parent_of(folder)), "*"), literal(name))
end

local function add_names(lie, group)
  if group.folder == "" then return end
  for _, name in ipairs(group.names) do
    local key = beside(group.folder, name)
    lie.named[key] = (lie.named[key] or 0) + 1
  end
  if group.count > #group.names then lie.unnamed[parent_of(group.folder)] = true end
end

--- Look how the files lie.
---@param placed tickmark.Placed
---@param groups tickmark.Group[]
---@return tickmark.Lie
function globs.lie(placed, groups)
  local own, lie = {}, { type = {}, groups = {}, named = {}, unnamed = {} }
  for name, pieces in pairs(placed.types) do
    for _, piece in ipairs(pieces) do own[piece.group] = piece.whole and name or nil end
  end
  for _, group in ipairs(groups) do
    if not group.aside then add_group(lie, group, own[group] or false) end
    add_names(lie, group)
  end
  return lie
end

--- The highest folder around a group whose own name says the type, if all below it is
--- alike, and the group is not the only one: a lone file stands for more to come.
local function top_of(lie, name, group)
  local top, folder = nil, group.folder
  while folder ~= "" do
    local key = folder .. "\0" .. group.ending
    if lie.type[key] ~= name then break end
    local is_said = typing.of_folder(folder:match("[^/]+$")) == name
    if is_said and (lie.groups[key] > 1 or group.count == 1) then top = folder end
    folder = parent_of(folder)
  end
  return top
end

--- The part before a dash that all names have, and no other name of the group.
local function prefix_of(piece)
  local prefix = piece.names[1]:match("^%w+[-_]")
  if not prefix or #piece.names < SIBLINGS then return nil end
  local mine = {}
  for _, name in ipairs(piece.names) do
    if name:sub(1, #prefix) ~= prefix then return nil end
    mine[name] = true
  end
  for _, name in ipairs(piece.group.names) do
    if name:sub(1, #prefix) == prefix and not mine[name] then return nil end
  end
  return prefix .. globs.any(piece.group.ending)
end

--- Files one by one, or by what begins their names.
local function by_names(piece, list, single)
  local folder = piece.group.folder
  local prefix = prefix_of(piece)
  if prefix then
    list[#list + 1] = joined(literal(folder), prefix)
    return
  end
  for _, name in ipairs(piece.names) do
    local key = folder == "" and "" or beside(folder, name)
    single[key] = single[key] or { parent = parent_of(folder) }
    table.insert(single[key], joined(literal(folder), literal(name)))
  end
end

--- Files that lie side by side under one name have one pattern.
local function collapse(lie, single, list)
  for _, key in ipairs(order.keys(single)) do
    local found = single[key]
    if key ~= "" and #found >= SIBLINGS and lie.named[key] == #found
      and not lie.unnamed[found.parent] then
      found = { key }
    end
    table.move(found, 1, #found, #list + 1, list)
  end
end

--- The pattern of a whole group, or nil: it has one file, and its name counts.
local function whole(lie, name, group)
  local any = globs.any(group.ending)
  local top = top_of(lie, name, group)
  if top and (top ~= group.folder or lie.groups[top .. "\0" .. group.ending] > 1) then
    return joined(literal(top), "**/" .. any)
  end
  if group.count == 1 and typing.of_folder(group.folder:match("[^/]+$")) ~= name then
    return nil
  end
  return joined(literal(group.folder), any)
end

--- A folder that says the type by its name has one pattern; if it has one file, and
--- others beside it have that name, those stand for it.
local function is_alone(lie, group)
  local name = group.count == 1 and group.names[1]
  return name and lie.named[beside(group.folder, name)] >= SIBLINGS
end

--- The patterns of a type's pieces.
---@param name string
---@param pieces tickmark.Piece[]
---@param lie tickmark.Lie
---@return string[]? patterns  sorted; nil: they can't be told
function globs.of(name, pieces, lie)
  local list, single, seen = {}, {}, {}
  for _, piece in ipairs(pieces) do
    local group = piece.group
    local one = piece.whole and group.folder ~= "" and not is_alone(lie, group)
      and whole(lie, name, group)
    if one then
      if not seen[one] then list[#list + 1] = one end
      seen[one] = true
    elseif group.count > #group.names then
      return nil
    else
      by_names(piece, list, single)
    end
  end
  collapse(lie, single, list)
  return #list <= PATHS_MAX and order.sort_strings(list) or nil
end

return globs
