--- tickmark hook: scripts that git runs before something is done for good.

local core = require("tickmark.core")
local failure = require("tickmark.base.failure")
local guard = require("tickmark.cli.guard")
local kinds = require("tickmark.ledger.kinds")
local options = require("tickmark.cli.options")
local precommit = require("tickmark.cli.precommit")
local reading = require("tickmark.evaluate.reading")
local state = require("tickmark.ledger.state")
local subject = require("tickmark.evaluate.subject")
local text = require("tickmark.base.text")
local verbs = require("tickmark.cli.verbs")

local MODE <const> = 0x1ED -- 0755: git passes over a hook that it can't run

--- The ledger's ref in a repository, and the folder where git looks for its hooks.
local function look(about)
  local path, ref = state.place(about)
  if path then
    failure.raise(failure.USAGE, ("its ledger is in another repository: %s"):format(path),
      "where the ledger is pushed to, a hook has to be")
  end
  if not ref:find("^refs/[^/]") then
    failure.raise(failure.USAGE, ("ledger.ref: %s: not the whole name of a ref"):format(
      ref), "for example refs/heads/audit/internal")
  end
  return { ref = ref, git = about.paths.common, hooks = about:ask { op = "hooks" }.path }
end

local function look_at(args)
  local about = subject.open { repo = args.repo, no_os_sandbox = args.no_os_sandbox }
  local ok, found = pcall(look, about)
  about:close()
  return ok and found or error(found, 0)
end

--- Absolute; a path of the user's settings begins at their home, or where git runs
--- the hook: of a push in the git directory, of a commit in the work tree.
local function folder_of(git, set, runs_in)
  local folder = set and set:gsub("^~/", (os.getenv("HOME") or "~") .. "/")
    or git .. "/hooks"
  if folder:sub(1, 1) ~= "/" then folder = runs_in .. "/" .. folder end
  local real = core.realpath(folder)
  if real then return real end
  failure.raise(failure.USAGE, folder .. ": no such folder, where git looks for hooks",
    "make it, and run this again")
end

--- The script that is there, if there is one.
local function script_at(path)
  local f <close>, _, code = io.open(path, "rb")
  if not f and code == 2 then return nil end
  return f and f:read("a") or ""
end

--- Write the hook; nobody else's is lost.
local function write(path, given)
  local there = script_at(path)
  if there and not guard.is(there) then
    if there:find(guard.line(given), 1, true) then return end
    failure.raise(failure.USAGE, path .. ": another hook is there, and stays as it is",
      "put this line into it: " .. guard.line(given))
  end
  local ok, why = core.replace(path, guard.script(given), MODE)
  if not ok then failure.raise(failure.INCOMPLETE, why) end
end

local function install_guard(args)
  local found = look_at(args)
  local given = { command = core.realpath("/proc/self/exe"),
    refs = guard.refs(found.ref, kinds.DRAFT), no_os_sandbox = args.no_os_sandbox }
  local path = folder_of(found.git, found.hooks, found.git) .. "/update"
  write(path, given)
  return text.terminal(("%s: verifies what is pushed to %s"):format(path,
    text.either(given.refs, "and"))) .. "\n"
end

--- Where git looks for the hook of a commit; there may be no commit yet.
local function precommit_at(args)
  local place = reading.start(not args.no_os_sandbox)
  local ok, paths, set = pcall(function()
    return place:ask({ op = "open", path = args.repo }).paths,
      place:ask({ op = "hooks" }).path
  end)
  place:close()
  if not ok then error(paths, 0) end
  if not paths.work then
    failure.raise(failure.USAGE, paths.git .. ": nobody commits in a bare repository",
      "where others push to: tickmark hook install --server")
  end
  return folder_of(paths.common, set, paths.work) .. "/pre-commit"
end

--- Keep another script beside ours.
local function keep(path)
  local kept = path .. precommit.KEPT
  if script_at(kept) then
    failure.raise(failure.USAGE, kept .. ": a hook was kept there already",
      "take one of the two away, and run this again")
  end
  local ok, why = os.rename(path, kept)
  if not ok then failure.raise(failure.INCOMPLETE, why) end
  return kept
end

local function install(args)
  if args.server then return install_guard(args) end
  local path = precommit_at(args)
  local there, kept = script_at(path), nil
  if there and not precommit.is(there) then kept = keep(path) end
  local ok, why = core.replace(path, precommit.script {
    command = core.realpath("/proc/self/exe"), no_os_sandbox = args.no_os_sandbox }, MODE)
  if not ok then
    if kept then os.rename(kept, path) end
    failure.raise(failure.INCOMPLETE, why)
  end
  return text.terminal(("%s: checks what is committed%s"):format(path,
    kept and "; what was there runs first: " .. kept or "")) .. "\n"
end

local function uninstall(args)
  local path = precommit_at(args)
  local there = script_at(path)
  if not there or not precommit.is(there) then
    failure.raise(failure.USAGE, path .. ": no hook of tickmark's is there")
  end
  local kept = script_at(path .. precommit.KEPT) and path .. precommit.KEPT
  local ok, why
  if kept then ok, why = os.rename(kept, path) else ok, why = os.remove(path) end
  if not ok then failure.raise(failure.INCOMPLETE, why) end
  return text.terminal(path .. (kept and ": it is what it was" or ": it is gone")) .. "\n"
end

local function placing(p)
  options.repository(p)
  p:flag("--no-os-sandbox", "The hook, too, does without the system's lock.")
end

local VERBS = {
  install = { about = "Check what is committed; on a server, what is pushed.",
    example = "--repo .",
    options = function(p)
      p:flag("--server", "Where others push to: the hook update guards the ledger.")
      placing(p)
    end,
    run = install },
  uninstall = { about = "Take it away; a hook that it kept is back.",
    example = "--repo .", options = placing, run = uninstall },
}

---@param arguments string[]
---@return integer status
return function(arguments)
  return verbs.run("hook", "Hooks of git, which look before something is done for good.",
    VERBS, arguments)
end
