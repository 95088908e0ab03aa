--- tickmark status: what is due, open, in conflict.

local due = require("tickmark.report.due")
local options = require("tickmark.cli.options")
local output = require("tickmark.cli.output")
local tickmark = require("tickmark")
local view = require("tickmark.followup.view")

local function parser()
  local p = options.parser("status", "Tell what is due on the ledger, overdue first.",
    "tickmark status --format markdown")
  options.ledger(p)
  return options.choice(p, "--format", { "text", "json", "markdown" }) and p
end

---@param arguments string[]
---@return integer status
return function(arguments)
  local args = options.parse(parser(), arguments)
  if not args then return 0 end
  local book <close> = tickmark.book { repo = args.repo, config = args.config,
    ledger = args.ledger, memo = args.memo, no_os_sandbox = args.no_os_sandbox,
    remark = output.remark(args.quiet) }
  output.result(due(view.due(book), args.format), args.output)
  return 0
end
