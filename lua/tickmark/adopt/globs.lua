--- The patterns of some files, as tight as folders allow.

local order = require("tickmark.base.order")

local globs = {}

local SIBLINGS <const> = 3 -- folders alike, for which one pattern stands
local PATHS_MAX <const> = 200 -- in one list

--- A name as a pattern that matches nothing else.
---@param name string
---@return string
function globs.literal(name) return (name:gsub("[*?%[%]\\]", "\\%0")) end

local function joined(folder, name)
  return folder == "" and name or folder .. "/" .. name
end

local function parent_of(folder) return folder:match("^(.*)/[^/]*$") or "" end

local function any_of(ending)
  return ending == "" and "*" or "*." .. globs.literal(ending)
end

--- For each folder and ending, of which type all files below are; false: of several.
---@param types table<string, tickmark.Piece[]>
---@param groups tickmark.Group[]
---@return table<string, string|false>
function globs.below(types, groups)
  local own = {}
  for name, pieces in pairs(types) do
    for _, piece in ipairs(pieces) do
      if piece.whole then own[piece.group] = name end
    end
  end
  local below = {}
  for _, group in ipairs(groups) do
    local name, folder = own[group] or false, group.folder
    while true do
      local key = folder .. "\0" .. group.ending
      if below[key] == nil then below[key] = name end
      if below[key] ~= name then below[key] = false end
      if folder == "" then break end
      folder = parent_of(folder)
    end
  end
  return below
end

--- The highest folder of which all is of a type, but never the root.
local function top_of(below, name, group)
  local top = group.folder
  while top ~= "" do
    local above = parent_of(top)
    if above == "" or below[above .. "\0" .. group.ending] ~= name then return top end
    top = above
  end
  return top
end

--- One pattern for what folders side by side hold under one name.
local function collapsed(single, taken)
  local list = {}
  for _, key in ipairs(order.keys(single)) do
    local found = single[key]
    if #found >= SIBLINGS and taken[key] == #found then
      list[#list + 1] = key
    else
      for _, path in ipairs(found) do list[#list + 1] = globs.literal(path) end
    end
  end
  return list
end

--- "parent/*/name", by which a file with its like beside it is found.
local function beside(folder, name)
  if folder == "" then return nil end
  return joined(joined(globs.literal(parent_of(folder)), "*"), globs.literal(name))
end

--- How many files there are for each such pattern, of whatever type.
---@param groups tickmark.Group[]
---@return table<string, integer>
function globs.taken(groups)
  local taken = {}
  for _, group in ipairs(groups) do
    for _, name in ipairs(group.names) do
      local key = beside(group.folder, name)
      if key then taken[key] = (taken[key] or 0) + 1 end
    end
    -- names that nobody sent might be the same
    if group.count > #group.names and group.folder ~= "" then
      taken[parent_of(group.folder)] = true
    end
  end
  return taken
end

--- The part before a dash that all names have and no other name of the group.
local function prefix_of(piece)
  local prefix = piece.names[1]:match("^[%w]+[-_]")
  if not prefix or #piece.names < SIBLINGS then return nil end
  local mine = {}
  for _, name in ipairs(piece.names) do
    if name:sub(1, #prefix) ~= prefix then return nil end
    mine[name] = true
  end
  for _, name in ipairs(piece.group.names) do
    if name:sub(1, #prefix) == prefix and not mine[name] then return nil end
  end
  return prefix .. any_of(piece.group.ending)
end

local function add_names(piece, list, single)
  local folder = piece.group.folder
  local prefix = prefix_of(piece)
  if prefix then
    list[#list + 1] = joined(globs.literal(folder), prefix)
    return
  end
  for _, name in ipairs(piece.names) do
    local key = beside(folder, name) or name
    single[key] = single[key] or {}
    table.insert(single[key], joined(folder, name))
  end
end

--- The patterns of a type's pieces.
---@param name string
---@param pieces tickmark.Piece[]
---@param all {below: table, taken: table}
---@return string[] patterns  sorted
---@return string? why  they can't be told
function globs.of(name, pieces, all)
  local list, single, seen = {}, {}, {}
  for _, piece in ipairs(pieces) do
    local group = piece.group
    local top = piece.whole and top_of(all.below, name, group) or ""
    local is_all = piece.whole and all.below[top .. "\0" .. group.ending] == name
    if top == "" or top == group.folder and (group.count == 1 or not is_all) then
      -- a folder with other files below it, or one file: by its own name
      if piece.whole and group.count > 1 and top ~= "" then
        list[#list + 1] = joined(globs.literal(top), any_of(group.ending))
      elseif group.count > #group.names then
        return {}, "too many to be told one by one"
      else
        add_names(piece, list, single)
      end
    else
      local deep = all.deep[top .. "\0" .. group.ending]
      local pattern = joined(globs.literal(top), (deep and "**/" or "")
        .. any_of(group.ending))
      if not seen[pattern] then list[#list + 1] = pattern end
      seen[pattern] = true
    end
  end
  local rest = collapsed(single, all.taken)
  table.move(rest, 1, #rest, #list + 1, list)
  if #list > PATHS_MAX then return {}, "too many to be told one by one" end
  return order.sort(list, order.less)
end

--- Which folders have files with an ending further below.
---@param groups tickmark.Group[]
---@return table<string, boolean>
function globs.deep(groups)
  local deep = {}
  for _, group in ipairs(groups) do
    local folder = group.folder
    while folder ~= "" do
      folder = parent_of(folder)
      deep[folder .. "\0" .. group.ending] = true
    end
  end
  return deep
end

return globs
