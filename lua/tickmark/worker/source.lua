--- Sources: which paths belong to an input, as the configuration declares it.

local git = require("tickmark_worker").git

local glob = git.glob

local source = {}

--- The part of a pattern before its first wildcard.
local function literal(pattern)
  return pattern:match("^[^*?%[\\]*")
end

--- The patterns that may match a file directly in `folder`.
local function able(patterns, folder)
  local path = folder == "" and "" or folder .. "/"
  local list = {}
  for _, pattern in ipairs(patterns) do
    local prefix = literal(pattern)
    local n = math.min(#prefix, #path)
    if prefix:sub(1, n) == path:sub(1, n) then list[#list + 1] = pattern end
  end
  return list
end

--- Sources that have the same patterns, which are matched together.
---@param sources table[]
---@return table[]  {globs=, ignore=, sources=, numbers=}
function source.groups(sources)
  local by_key, groups = {}, {}
  for i, given in ipairs(sources) do
    local globs, ignore = given.globs, given.ignore or {}
    local key = table.concat(globs, "\0") .. "\1" .. table.concat(ignore, "\0")
    local group = by_key[key]
    if not group then
      group = { globs = globs, ignore = ignore, sources = {}, numbers = {} }
      by_key[key] = group
      groups[#groups + 1] = group
    end
    table.insert(group.sources, given)
    table.insert(group.numbers, i)
  end
  return groups
end

--- Looks up who may want the files of a folder, so that asking is cheap for the
--- many files of one folder.
---@param sources table[]  {globs=, ignore=}
---@return fun(folder: string): table[]  candidates {sources=, numbers=, globs=, ignore=}
function source.finder(sources)
  local groups, last, found = source.groups(sources), nil, nil
  return function(folder)
    if folder == last then return found end
    last, found = folder, {}
    for _, group in ipairs(groups) do
      local globs = able(group.globs, folder)
      if #globs > 0 then
        found[#found + 1] = { sources = group.sources, numbers = group.numbers,
          globs = globs, ignore = able(group.ignore, folder) }
      end
    end
    return found
  end
end

local function any(patterns, path)
  for i = 1, #patterns do
    if glob(patterns[i], path) then return true end
  end
  return false
end

--- Does a file belong to a source, or to a candidate of the finder?
---@param given table  {globs=, ignore=}
---@param path string
function source.holds(given, path)
  return any(given.globs, path) and not (given.ignore and any(given.ignore, path))
end

return source
