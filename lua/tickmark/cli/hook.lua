--- tickmark hook: scripts that git runs before something is done for good.

local commit = require("tickmark.cli.hooks.commit")
local options = require("tickmark.cli.options")
local server = require("tickmark.cli.hooks.server")
local text = require("tickmark.base.text")
local verbs = require("tickmark.cli.verbs")

local function lines(told)
  for i, line in ipairs(told) do told[i] = text.terminal(line) .. "\n" end
  return table.concat(told)
end

local function install(args)
  return lines(args.server and { server.install(args) } or commit.install(args))
end

local function uninstall(args) return lines(commit.uninstall(args)) end

local function placing(p)
  options.repository(p)
  p:flag("--all-repositories", "Also in a folder that your other repositories use.")
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
