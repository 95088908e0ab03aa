--- tickmark check: documents and records, as the pre-commit hook judges them.

local core = require("tickmark.core")
local failure = require("tickmark.base.failure")
local faults = require("tickmark.report.faults")
local index = require("tickmark.cli.index")
local options = require("tickmark.cli.options")
local output = require("tickmark.cli.output")
local tickmark = require("tickmark")

local function parser()
  local p = options.parser("check",
    "Judge documents and records: of a commit, or what is staged.",
    "tickmark check --staged")
  p:argument("paths", "Only these files and folders."):args("*"):argname("PATH")
  p:mutex(p:flag("--staged", "What the next commit would change."),
    p:option("--rev", "Commit or branch to look at (default: HEAD)."):argname("REV"))
  p:option("--base", "Only what has changed since: judged by what held there.")
    :argname("REV")
  options.place(p)
  return options.choice(p, "--format", { "text", "json", "github" }) and p
end

---@param arguments string[]
---@return integer status
return function(arguments)
  local args = options.parse(parser(), arguments)
  if not args then return 0 end
  if args.staged and args.base then
    failure.raise(failure.USAGE, "--staged and --base: what is staged is judged against "
      .. "HEAD", "leave one of them out")
  end
  local checked = tickmark.check { repo = args.repo, config = args.config, rev = args.rev,
    base = args.base, index = args.staged and index() or nil, paths = args.paths,
    from = core.realpath("."),
    no_os_sandbox = args.no_os_sandbox }
  output.result(faults(checked, { format = args.format, colour = output.colour(args) }),
    args.output)
  return checked.exit
end
