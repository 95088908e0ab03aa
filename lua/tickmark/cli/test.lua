--- tickmark test: scripts are tried on their fixtures.

local core = require("tickmark.core")
local failure = require("tickmark.base.failure")
local options = require("tickmark.cli.options")
local output = require("tickmark.cli.output")
local report = require("tickmark.report.tried")
local trial = require("tickmark.trial.run")

local function parser()
  local p = options.parser("test",
    "Try scripts on their fixtures, NAME.test.yml beside NAME.lua: does each say of\n"
    .. "each case what it has to, and can it fail at all?", "tickmark test checks")
  p:argument("paths", "Scripts, fixtures and folders (default: checks)."):args("*")
    :argname("PATH")
  p:flag("--mutate", "Change what passes, also of scripts that some case makes fail.")
  p:flag("--no-os-sandbox", "Workers without the system's lock.")
  p:option("--output", "Write the result to a file, whole or not at all.")
    :argname("FILE")
  p:flag("--quiet", "No progress.")
  p:flag("--no-color", "No colours on a terminal.")
  return p
end

local function real(paths)
  local list = {}
  for i, path in ipairs(#paths > 0 and paths or { "checks" }) do
    list[i] = core.realpath(path) or failure.raise(failure.USAGE,
      path .. ": no such file or folder", "name scripts or folders of them")
  end
  return list
end

---@param arguments string[]
---@return integer status
return function(arguments)
  local args = options.parse(parser(), arguments)
  if not args then return 0 end
  local tried = trial.scripts(real(args.paths), { mutate = args.mutate,
    no_os_sandbox = args.no_os_sandbox })
  local shown, ok = report(tried, output.colour(args))
  output.result(shown, args.output)
  return ok and 0 or failure.FINDINGS
end
