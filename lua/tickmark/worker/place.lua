--- Places that files are read from: a tree of a repository, or a folder on
--- disk as git would hash it. The configuration may stand in either.

local git = require("tickmark_worker").git
local link = require("tickmark.worker.link")
local text = require("tickmark.base.text")

local place = {}

local FILE_MAX <const> = 1 << 20 -- bytes of a script or a configuration

---@class tickmark.Place
---@field tree string       object id
---@field commit string?    when it is a commit's
---@field origin string     "commit", "folder" or "index"
local methods = {}
methods.__index = methods

local function in_repository(repo, tree, prefix, commit)
  return setmetatable({ repo = repo, tree = tree, prefix = prefix, commit = commit,
    origin = "commit" }, methods)
end

--- A commit's tree, or the folder `path` in it.
function place.commit(repo, id, path)
  local commit = link.check(repo:commit(id))
  local tree = commit.tree
  if path and path ~= "" then
    local entry = link.check(repo:entry(tree, path))
    if entry.kind ~= "tree" then link.fail(path .. ": not a folder", "invalid") end
    tree = entry.id
  end
  return in_repository(repo, tree, path or "", id)
end

--- A tree that is no commit's.
function place.tree(repo, tree)
  local self = in_repository(repo, tree, "")
  self.origin = "index"
  return self
end

--- The path of a folder in a work tree, or nil.
local function below(work, dir)
  if dir == work then return "" end
  return dir:sub(1, #work + 1) == work .. "/" and dir:sub(#work + 2) or nil
end

--- Is this folder, as it stands, what its own repository's HEAD holds?
local function committed(dir, tree, repo)
  local paths = repo and repo:paths()
  local work = paths and paths.work and paths.work:gsub("/$", "")
  if not work then return nil end
  local prefix = below(work, dir)
  local head = prefix and repo:resolve("HEAD")
  local commit = head and repo:commit(head)
  if not commit then return nil end
  local entry = prefix == "" and { id = commit.tree } or repo:entry(commit.tree, prefix)
  return entry and entry.id == tree and head or nil
end

--- A folder on disk. `dir` is absolute, links resolved; `around` is the
--- repository that it stands in, if any.
function place.folder(dir, around)
  local listed, kinds = link.check(git.folder(dir)), {}
  for _, file in ipairs(listed.files) do kinds[file.path] = file.kind end
  return setmetatable({ dir = dir, tree = listed.tree, listed = listed.files,
    kinds = kinds,
    commit = committed(dir, listed.tree, around), origin = "folder" }, methods)
end

--- Where the files of a repository are, for the lock.
---@return tickmark.Places
function place.of_repository(repo)
  local paths = link.check(repo:paths())
  local read = { paths.git, paths.common }
  return { read = table.move(paths.objects, 1, #paths.objects, 3, read) }
end

local function read_disk(path)
  local f <close> = io.open(path, "rb")
  if not f then return nil, path .. ": no such file", "notfound" end
  local bytes = f:read(FILE_MAX + 1) or ""
  if #bytes > FILE_MAX then return nil, path .. ": larger than 1 MiB", "limit" end
  return bytes
end

--- The bytes of a file.
---@return string? bytes
---@return string? message
---@return string? code
function methods:read(path)
  if self.dir then
    local kind = self.kinds[path]
    if kind ~= "blob" then -- opened, a pipe would be waited for
      return nil, path .. (kind and ": not a file" or ": no such file"),
        kind and "invalid" or "notfound"
    end
    return read_disk(self.dir .. "/" .. path)
  end
  local entry, message, code = self.repo:entry(self.tree, path)
  if not entry then return nil, message, code end
  if entry.kind ~= "blob" then return nil, path .. ": not a file", "invalid" end
  return self.repo:blob(entry.id, FILE_MAX)
end

local function matches(globs, path)
  for _, glob in ipairs(globs) do
    if git.glob(glob, path) then return true end
  end
  return false
end

--- What is no file is not followed: elsewhere there may be nothing behind it.
local KINDS <const> = { symlink = "a symbolic link, not a file",
  submodule = "a submodule, not a file" }

--- Note a file that matches one of the patterns: a path, or passed over.
local function note(paths, problems, globs, path, kind, odd)
  if not matches(globs, path) then return end
  local why = KINDS[kind] or odd
  if why then
    problems[#problems + 1] = { path = text.terminal(path), message = why }
  else
    paths[#paths + 1] = path
  end
end

--- The paths that match one of the patterns, sorted, and what was passed over.
---@param globs string[]
---@return string[] paths
---@return table[] problems  {path=, message=}
function methods:list(globs)
  local paths, problems = {}, {}
  if self.listed then
    for _, file in ipairs(self.listed) do
      note(paths, problems, globs, file.path, file.kind, git.oddity(file.path))
    end
    return paths, problems
  end
  local folders, odd = self.repo:folders(self.tree, globs)
  for _, folder in ipairs(link.check(folders, odd)) do
    local base = folder.path == "" and "" or folder.path .. "/"
    for _, entry in ipairs(link.check(self.repo:tree(folder.id))) do
      if entry.kind ~= "tree" then
        note(paths, problems, globs, base .. entry.name, entry.kind)
      end
    end
  end
  table.sort(paths)
  return paths, table.move(odd, 1, #odd, #problems + 1, problems)
end

return place
