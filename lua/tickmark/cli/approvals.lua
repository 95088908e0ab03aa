--- tickmark approvals: who approved which text of a document, and how that is proved.

local approvals = require("tickmark.followup.approvals")
local core = require("tickmark.core")
local failure = require("tickmark.base.failure")
local options = require("tickmark.cli.options")
local output = require("tickmark.cli.output")
local paths = require("tickmark.base.paths")
local report = require("tickmark.report.approvals")
local tickmark = require("tickmark")

local function parser()
  local p = options.parser("approvals",
    "Tell who approved which text of a document when, and how that is proved.",
    "tickmark approvals policies/access.md")
  p:argument("path", "The document, from the folder where you are.")
  p:option("--id", "Of a register: the entry."):argname("ID")
  p:option("--rev", "Commit or branch to look at (default: HEAD)."):argname("REV")
  options.ledger(p)
  return options.choice(p, "--format", { "text", "json" }) and p
end

---@param arguments string[]
---@return integer status
return function(arguments)
  local args = options.parse(parser(), arguments)
  if not args then return 0 end
  local book <close> = tickmark.book { repo = args.repo, config = args.config,
    rev = args.rev, ledger = args.ledger, memo = args.memo,
    no_os_sandbox = args.no_os_sandbox, remark = output.remark(args.quiet) }
  local path = paths.of(book.subject.paths.work, { args.path }, core.realpath("."))[1]
  local told = approvals(book, path, args.id)
  output.result(report(told, args.format), args.output)
  return told.in_force and 0 or failure.FINDINGS
end
