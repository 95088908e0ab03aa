--- tickmark init: a configuration for a repository as it is.

local adopt = require("tickmark.adopt.run")
local failure = require("tickmark.base.failure")
local options = require("tickmark.cli.options")
local output = require("tickmark.cli.output")
local proposal = require("tickmark.report.proposal")
local text = require("tickmark.base.text")

local function parser()
  local p = options.parser("init", "Propose a tickmark.yml for a repository as it is: "
    .. "what of it are\ndocuments, records and evidence. Nothing else is written.",
    "tickmark init --output -")
  options.repository(p)
  p:option("--rev", "Commit or branch to look at (default: HEAD)."):argname("REV")
  p:option("--output", "Where to write it (default: tickmark.yml); - prints it.")
    :argname("FILE")
  p:flag("--no-os-sandbox", "Workers without the system's lock.")
  return p
end

local function is_written(path)
  local f <close> = io.open(path, "rb")
  return f ~= nil and f:read("a"):find("%S") ~= nil
end

--- Where it goes: nothing that is there is written over.
local function place_of(given, paths)
  local path = given or paths.work and paths.work .. "/tickmark.yml"
  if not path then
    failure.raise(failure.USAGE, paths.git .. ": a bare repository has no place for "
      .. "tickmark.yml", "print it: --output -")
  elseif is_written(path) then
    failure.raise(failure.USAGE, path .. ": it is there already",
      "to compare: tickmark init --output -")
  end
  return path
end

---@param arguments string[]
---@return integer status
return function(arguments)
  local args = options.parse(parser(), arguments)
  if not args then return 0 end
  local proposed, paths = adopt.propose { repo = args.repo, rev = args.rev,
    no_os_sandbox = args.no_os_sandbox }
  if args.output == "-" then
    output.result(proposal.yaml(proposed))
    return 0
  end
  local path = place_of(args.output, paths)
  output.result(proposal.yaml(proposed), path)
  output.result(proposal.told(proposed, { "",
    text.terminal(path) .. ": written. Read it, commit it, then:",
    "  tickmark check          what is to be mended; until touched it blocks no commit",
    "  tickmark hook install   from now on each change is looked at" }))
  return 0
end
