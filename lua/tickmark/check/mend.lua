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

local function stage(work, paths)
  local words = {}
  for i, path in ipairs(paths) do words[i] = shell.quote(path) end
  if #paths > 0 and not os.execute(("git -C %s add -- %s"):format(shell.quote(work),
    table.concat(words, " "))) then
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
    local bytes = read(path)
    if not bytes or core.sha256(bytes) ~= file.before then
      list[#list + 1] = { path = file.path, message = "not mended: the file has other "
        .. "changes than what is judged" }
    else
      local ok, why = core.replace(path, file.after)
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
