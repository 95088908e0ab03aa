--- A repository that lasts for one trial, made by git.

local date = require("tickmark.base.date")
local failure = require("tickmark.base.failure")
local order = require("tickmark.base.order")
local shell = require("tickmark.base.shell")

local repository = {}

local HEAD <const> = "organisation: {id: trial, name: Trial}\nscope: {id: SCO-TRIAL}\n"
local NOON <const> = 43200

---@class tickmark.TrialRepository
---@field path string
local methods = {}

function methods:close() os.execute("rm -rf -- " .. shell.quote(self.path)) end

local meta = { __index = methods, __close = methods.close }

local function refuse(what)
  failure.raise(failure.INCOMPLETE, what, "a trial needs git, and a place for temporary "
    .. "files")
end

local function temporary()
  local pipe <close> = io.popen("mktemp -d 2>/dev/null") or refuse("no mktemp")
  local path = pipe:read("l")
  return path and path ~= "" and path or refuse("mktemp: no folder could be made")
end

local function write(out, files, day)
  local seconds = date.to_epoch(day) + NOON
  out:write(("commit refs/heads/main\ncommitter Trial <trial@example.org> %d +0000\n"
    .. "data 1\nx\n"):format(seconds))
  for _, path in ipairs(order.keys(files)) do
    local text = files[path]
    out:write(('M 100644 inline "%s"\ndata %d\n%s\n'):format(
      path:gsub('[\\"]', "\\%0"), #text, text))
  end
end

--- Make one. Its configuration is there from the first commit on.
---@param commits {on: tickmark.Date, files: table<string, string>}[]
---@param config string
---@return tickmark.TrialRepository
function repository.make(commits, config)
  local self = setmetatable({ path = temporary() }, meta)
  local quoted = shell.quote(self.path)
  local out = io.popen(("cd %s && git init -q -b main . >/dev/null 2>&1 && exec git "
    .. "fast-import --quiet --done 2>/dev/null"):format(quoted), "w")
  for i, one in ipairs(commits) do
    local files = {}
    for path, text in pairs(one.files) do files[path] = text end
    if i == 1 then files["tickmark.yml"] = HEAD .. config end
    write(out, files, one.on)
  end
  out:write("done\n")
  if not out:close() then
    self:close()
    refuse("git could not make a repository for the trial")
  end
  return self
end

return repository
