--- The guard of a ledger, and of the documents that are protected, installed where
--- others push to.

local core = require("tickmark.core")
local failure = require("tickmark.base.failure")
local file = require("tickmark.cli.hooks.file")
local guard = require("tickmark.cli.hooks.guard")
local kinds = require("tickmark.ledger.kinds")
local place = require("tickmark.cli.hooks.place")
local seal = require("tickmark.cli.hooks.seal")
local state = require("tickmark.ledger.state")
local subject = require("tickmark.evaluate.subject")
local text = require("tickmark.base.text")

local server = {}

--- The ledger's ref in a repository, what is protected, and the folder where git looks
--- for its hooks.
local function look(about, args)
  local path, ref = state.place(about)
  if path then
    failure.raise(failure.USAGE, ("its ledger is in another repository: %s"):format(path),
      "where the ledger is pushed to, a hook has to be")
  end
  if not ref:find("^refs/[^/]") then
    failure.raise(failure.USAGE, ("ledger.ref: %s: not the whole name of a ref"):format(
      ref), "for example refs/heads/audit/internal")
  end
  local git = about.paths.common
  return { ledger = ref, protected = about.settings.protected },
    place.find(about.paths, about:ask { op = "hooks" }, git, args.all_repositories)
end

local function look_at(args)
  local about = subject.open { repo = args.repo, no_os_sandbox = args.no_os_sandbox }
  local ok, refs, folder = pcall(look, about, args)
  about:close()
  if not ok then error(refs, 0) end
  return refs, folder
end

--- What writes the hook; nobody else's is lost.
local function steps_of(path, given)
  local kind = file.kind(path)
  if not kind then return { file.write(path, guard.script(given)) } end
  local there = file.read(path)
  local whose = seal.whose(there)
  if whose == "ours" then return { file.write(path, guard.script(given), there) } end
  if there:find(guard.line(given), 1, true) then return {} end
  if whose == "changed" then
    failure.raise(failure.USAGE, path
      .. ": written by tickmark hook install, and changed since; it stays as it is",
      "move lines of your own to pre-receive or post-update, take the file away, and run "
        .. "this again")
  end
  failure.raise(failure.USAGE, path .. ": another hook is there, and stays as it is",
    "put this line into it: " .. guard.line(given))
end

--- Install it.
---@param args {repo: string, no_os_sandbox: boolean?, all_repositories: boolean?}
---@return string told
function server.install(args)
  local refs, folder = look_at(args)
  local given = { command = core.realpath("/proc/self/exe"),
    refs = guard.refs(refs.ledger, kinds.DRAFT), protected = refs.protected,
    no_os_sandbox = args.no_os_sandbox }
  local path = folder.path .. "/update"
  local steps = steps_of(path, given)
  if not folder.is_there then table.insert(steps, 1, file.make(folder.path)) end
  file.all(steps)
  local watched = table.move(given.refs, 1, #given.refs, 1, {})
  watched[#watched + 1] = given.protected
  return ("%s: verifies what is pushed to %s"):format(path, text.either(watched, "and"))
end

return server
