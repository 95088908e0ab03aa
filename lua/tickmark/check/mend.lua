--- Writing what was mended into the work tree: only where a file there is as it was
--- judged, so that nothing of somebody's is lost.

local core = require("tickmark.core")
local failure = require("tickmark.base.failure")
local shell = require("tickmark.base.shell")

local mend = {}

---@class tickmark.Mended
---@field path string
---@field line integer?
---@field message string

local function read(path)
  local f <close> = io.open(path, "rb")
  return f and f:read("a")
end

--- The permissions of a file, which it keeps.
local function mode_of(path)
  local p <close> = io.popen("stat -c %a -- " .. shell.quote(path) .. " 2>/dev/null")
  return p and tonumber(p:read("a"), 8) or nil
end

--- What a file is to be: it is as it was judged, or as git writes that on Windows.
local function after_of(bytes, file)
  if not bytes then return nil end
  if core.sha256(bytes) == file.before then return file.after end
  local is_same = core.sha256((bytes:gsub("\r\n", "\n"))) == file.before
  return is_same and file.after:gsub("\n", "\r\n") or nil
end

local function stage(work, paths)
  local words = {}
  for i, path in ipairs(paths) do words[i] = shell.quote(path) end
  local line = ("git --literal-pathspecs -C %s add -- %s"):format(shell.quote(work),
    table.concat(words, " "))
  if #paths > 0 and not os.execute(line) then
    failure.raise(failure.INCOMPLETE, "git could not stage what was mended",
      "run: git add")
  end
end

--- Write mended files.
---@param work string?  the work tree
---@param files {path: string, before: string, after: string, told: table[]}[]
---@param staged boolean?  stage them again
---@return tickmark.Mended[]
function mend.files(work, files, staged)
  local list, written = {}, {}
  if not work then
    failure.raise(failure.USAGE, "--fix: a bare repository has no files to mend")
  end
  for _, file in ipairs(files) do
    local path = work .. "/" .. file.path
    local after, mode = after_of(read(path), file), mode_of(path)
    if not after then
      list[#list + 1] = { path = file.path, message = "not mended: the file has other "
        .. "changes than what is judged" }
    else
      local ok, why = core.replace(path, after, mode)
      if not ok then failure.raise(failure.INCOMPLETE, why) end
      written[#written + 1] = file.path
      for _, one in ipairs(file.told) do
        list[#list + 1] = { path = file.path, line = one.line, message = one.message }
      end
    end
  end
  if staged then stage(work, written) end
  return list
end

return mend
