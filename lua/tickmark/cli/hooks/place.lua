--- Where git looks for hooks. That folder may not be there yet; and it may be that of
--- all repositories of somebody, into which nobody writes without knowing.

local core = require("tickmark.core")
local failure = require("tickmark.base.failure")
local file = require("tickmark.cli.hooks.file")
local shell = require("tickmark.base.shell")

local place = {}

---@class tickmark.HookFolder
---@field path string       absolute
---@field is_there boolean
---@field shared boolean    it is that of other repositories, too

--- Absolute; a path of the user's settings begins at their home, or where git runs
--- the hook: of a push in the git directory, of a commit in the work tree.
local function absolute(git, set, runs_in)
  local path = set and set:gsub("^~/", (os.getenv("HOME") or "~") .. "/")
    or git .. "/hooks"
  return path:sub(1, 1) == "/" and path or runs_in .. "/" .. path
end

--- What gives a repository a folder of its own; a linked work tree has it elsewhere.
local function remedy(paths)
  local own = paths.common .. "/hooks"
  local is_plain = paths.work and own == paths.work .. "/.git/hooks"
  return "git config --local core.hooksPath "
    .. (is_plain and ".git/hooks" or shell.quote(own))
end

local function refuse_shared(path, paths)
  failure.raise(failure.USAGE, path .. ": git's settings of its user, or of the system, "
    .. "have the hooks of all repositories there (core.hooksPath)",
    ("for this one alone: %s; for all of them: --all-repositories"):format(remedy(paths)))
end

--- Where a folder is that can be made.
local function still_to_be(path)
  local parent, name = path:match("^(.*)/([^/]+)/*$")
  local above = parent and core.realpath(parent)
  if not above or file.kind(above .. "/" .. name) then
    failure.raise(failure.USAGE, path .. ": no such folder, where git looks for hooks",
      "make it, and run this again")
  end
  return above .. "/" .. name
end

--- The folder of a repository's hooks.
---@param paths table    of the repository
---@param set {path: string?, own: boolean?}  what git's settings say
---@param runs_in string  where git runs the hook
---@param all boolean?    may it be that of all repositories?
---@return tickmark.HookFolder
function place.find(paths, set, runs_in, all)
  local path, shared = absolute(paths.common, set.path, runs_in), set.path and not set.own
  if shared and not all then refuse_shared(path, paths) end
  local real = core.realpath(path)
  if real and file.kind(real) ~= "folder" then
    failure.raise(failure.USAGE, path .. ": not a folder, so git runs no hooks",
      set.path and remedy(paths) or "take it away, and run this again")
  end
  return { path = real or still_to_be(path), is_there = real ~= nil, shared = shared }
end

return place
