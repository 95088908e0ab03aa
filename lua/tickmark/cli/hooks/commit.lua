--- The hooks around a commit, installed and taken away: both, or none.

local core = require("tickmark.core")
local failure = require("tickmark.base.failure")
local file = require("tickmark.cli.hooks.file")
local place = require("tickmark.cli.hooks.place")
local reading = require("tickmark.evaluate.reading")
local scripts = require("tickmark.cli.hooks.scripts")
local slot = require("tickmark.cli.hooks.slot")

local commit = {}

--- Where git looks for them; there may be no commit yet.
local function folder_of(args)
  local reader = reading.start(not args.no_os_sandbox)
  local ok, paths, set = pcall(function()
    return reader:ask({ op = "open", path = args.repo }).paths,
      reader:ask { op = "hooks" }
  end)
  reader:close()
  if not ok then error(paths, 0) end
  if not paths.work then
    failure.raise(failure.USAGE, paths.git .. ": nobody commits in a bare repository",
      "where others push to: tickmark hook install --server")
  end
  return place.find(paths, set, paths.work, args.all_repositories)
end

local function slots_in(folder)
  local list = {}
  for i, hook in ipairs(scripts.ALL) do list[i] = slot.at(folder.path, hook) end
  return list
end

--- Was the folder made for our hooks, or will it be?
local function is_made(folder, slots)
  for _, one in ipairs(slots) do
    if one.script and scripts.is_made(one.script) then return true end
  end
  return not folder.is_there
end

local function append(list, more) table.move(more, 1, #more, #list + 1, list) end

--- Install them.
---@param args {repo: string, no_os_sandbox: boolean?, all_repositories: boolean?}
---@return string[] told  a line for each
function commit.install(args)
  local folder = folder_of(args)
  local slots, steps, told = slots_in(folder), {}, {}
  local given = { command = core.realpath("/proc/self/exe"), shared = folder.shared,
    no_os_sandbox = args.no_os_sandbox, made = is_made(folder, slots) }
  if not folder.is_there then steps[1] = file.make(folder.path) end
  for i, one in ipairs(slots) do
    append(steps, slot.put(one, scripts.of(one.hook, given)))
    told[i] = ("%s: %s%s"):format(one.path, one.hook.told, one.there == "other"
      and "; what was there runs first: " .. one.keeps_to or "")
  end
  file.all(steps)
  return told
end

--- Take them away.
---@param args {repo: string, no_os_sandbox: boolean?, all_repositories: boolean?}
---@return string[] told  a line for each
function commit.uninstall(args)
  local folder = folder_of(args)
  local slots, steps, told = slots_in(folder), {}, {}
  for _, one in ipairs(slots) do
    local own = slot.clear(one)
    append(steps, own)
    told[#told + 1] = #own > 0 and one.path
      .. (one.kept and ": it is what it was" or ": it is gone") or nil
  end
  if #steps == 0 then
    failure.raise(failure.USAGE, folder.path .. ": no hook of tickmark's is there")
  end
  file.all(steps)
  if is_made(folder, slots) then os.remove(folder.path) end -- if it is empty
  return told
end

return commit
