--- tickmark blast: what a change touches of an audit.

local blast = require("tickmark.followup.blast")
local failure = require("tickmark.base.failure")
local index = require("tickmark.cli.index")
local options = require("tickmark.cli.options")
local output = require("tickmark.cli.output")
local report = require("tickmark.report.blast")
local tickmark = require("tickmark")
local verify = require("tickmark.followup.verify")

local function parser()
  local p = options.parser("blast", "Tell what a change touches: requirements, rows of "
    .. "the SoA,\nevidence series, tests, open findings.", "tickmark blast v1..main")
  p:argument("range", "FROM..TO (default: the last commit)."):args("?")
  p:flag("--staged", "What the next commit would change.")
  options.ledger(p)
  return options.choice(p, "--format", { "text", "line", "json" }) and p
end

local function change_of(book, args, from)
  local about = book.subject
  if args.staged then
    return { tree = about.state.tree, base = about.state.base or "" }
  end
  local base = from and about:ask { op = "base", rev = from, of = about.state.commit }
    or about:ask { op = "before", commit = about.state.commit }
  return { tree = about.state.tree, base = base.tree or "" }
end

---@param arguments string[]
---@return integer status
return function(arguments)
  local args = options.parse(parser(), arguments)
  if not args then return 0 end
  if args.staged and args.range then
    failure.raise(failure.USAGE, "--staged and a range: which one?", "leave one out")
  end
  local from, to = verify.range(args.range)
  from = from or args.range and "HEAD" or nil
  local book <close> = tickmark.book { repo = args.repo, config = args.config,
    rev = to, index = args.staged and index() or nil,
    ledger = args.ledger, memo = args.memo, no_os_sandbox = args.no_os_sandbox,
    remark = output.remark(args.quiet) }
  output.result(report(blast(book, change_of(book, args, from)), args.format),
    args.output)
  return 0
end
