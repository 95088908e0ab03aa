--- tickmark audit: run the tests over a commit.

local failure = require("tickmark.base.failure")
local options = require("tickmark.cli.options")
local output = require("tickmark.cli.output")
local tickmark = require("tickmark")

local FORMATS = { text = "tickmark.report.text", json = "tickmark.report.json",
  markdown = "tickmark.report.markdown" }

local function parser()
  local p = options.parser("audit",
    "Run the control tests and audit rules over a commit.",
    "tickmark audit --rev main --as-of 2026-06-30 --format markdown --output report.md")
  options.common(p)
  p:option("--rev",
    "Revision (default: HEAD). A branch with --as-of: its state on that day.")
    :argname("REV")
  p:option("--as-of", "Day of the audit: YYYY-MM-DD or today (default: the commit's).")
    :argname("D")
  p:option("--only", "Run these tests only."):argname("ID"):args("+"):count("*")
  options.choice(p, "--format", { "text", "json", "markdown" })
  p:option("--budget", "Of a call: {collect|judge}.{steps|memory}, in steps or bytes.")
    :argname("NAME=N"):count("*"):convert(function(given)
      local name, n = given:match("^(.-)=(%d+)$")
      if name then return { name = name, n = math.tointeger(tonumber(n)) } end
      return nil, ("--budget %s: write NAME=N, as judge.steps=100000000"):format(given)
    end)
  p:flag("--record", "Write new and changed findings to the ledger.")
  p:flag("--allow-uncommitted", "Record though the configuration is not committed.")
  return p
end

local function today()
  return os.date("!%Y-%m-%d")
end

local function only_of(args)
  local list = {}
  for _, group in ipairs(args.only or {}) do
    for _, id in ipairs(type(group) == "table" and group or { group }) do
      list[#list + 1] = id
    end
  end
  return #list > 0 and list or nil
end

local function budgets_of(args)
  local budgets
  for _, given in ipairs(args.budget or {}) do
    budgets = budgets or {}
    budgets[given.name] = given.n
  end
  return budgets
end

local function tell_recorded(recorded, quiet)
  if not recorded or quiet then return end
  for _, event in ipairs(recorded) do
    output.err(("recorded %s %s %s%s"):format(event.short, event.requirement,
      event.gone and "no longer reproduced: " or "", event.statement))
  end
  if recorded.run then output.err("recorded " .. recorded.run.subject) end
  if #recorded == 0 and not recorded.run then output.err("nothing new to record") end
end

---@param arguments string[]
---@return integer status
return function(arguments)
  local args = options.parse(parser(), arguments)
  if not args then return 0 end
  local progress, clear = output.progress(args.quiet)
  local ok, result, recorded = pcall(tickmark.audit, { repo = args.repo, rev = args.rev,
    as_of = args.as_of == "today" and today() or args.as_of, config = args.config,
    only = only_of(args), ledger = args.ledger, record = args.record,
    allow_uncommitted = args.allow_uncommitted, jobs = args.jobs,
    budgets = budgets_of(args),
    no_os_sandbox = args.no_os_sandbox, progress = progress,
    remark = output.remark(args.quiet) })
  clear()
  if not ok then error(result, 0) end
  output.result(require(FORMATS[args.format])(result, { colour = output.colour(args) }),
    args.output)
  tell_recorded(recorded, args.quiet)
  if result.exit == failure.INCOMPLETE and args.output and not args.quiet then
    output.err(("could not audit everything: see %s"):format(args.output))
  end
  return result.exit
end
