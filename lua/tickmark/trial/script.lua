--- A script that is tried: its text, and the libraries of its pack, from disk.

local failure = require("tickmark.base.failure")
local shell = require("tickmark.base.shell")

local script = {}

local function read(path)
  local f <close> = io.open(path, "rb")
  return f and f:read("a")
end

local function listed(words)
  local list = {}
  local pipe <close> = assert(io.popen(words))
  for line in pipe:lines() do list[#list + 1] = line end
  return list
end

--- The files with an ending at or below some paths, sorted.
---@param paths string[]
---@param ending string
---@return string[]
function script.find(paths, ending)
  local quoted = {}
  for i, path in ipairs(paths) do quoted[i] = shell.quote(path) end
  return listed(("find %s -type f -name '*%s' 2>/dev/null | LC_ALL=C sort"):format(
    table.concat(quoted, " "), ending))
end

--- The folder lib/ of the pack that a script is in: beside it, or above.
local function libraries_of(path)
  local folder = path:match("^(.*)/")
  while folder and folder ~= "" do
    local files = listed(("ls %s/lib/*.lua 2>/dev/null"):format(shell.quote(folder)))
    if #files > 0 then return files end
    folder = folder:match("^(.*)/")
  end
  return {}
end

--- Read a script with its libraries. One of a pack may ask for what nobody keeps.
---@param path string  absolute
---@return table script
function script.read(path)
  local text = read(path) or failure.raise(failure.USAGE, path .. ": no such file",
    "a fixture stands beside its script: checks/x.test.yml beside checks/x.lua")
  local libraries = {}
  for _, file in ipairs(libraries_of(path)) do
    libraries[file:match("([^/]+)%.lua$")] = read(file)
  end
  return { name = path:match("[^/]+$"), text = text, libraries = libraries,
    origin = "organisation", pack = path:match("/policies/([%w]+)/.*$") }
end

return script
