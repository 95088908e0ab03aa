--- tickmark check: documents and records, and the message of a commit, as git's hooks
--- judge them.

local core = require("tickmark.core")
local failure = require("tickmark.base.failure")
local faults = require("tickmark.report.faults")
local index = require("tickmark.cli.index")
local message = require("tickmark.cli.message")
local options = require("tickmark.cli.options")
local output = require("tickmark.cli.output")
local tickmark = require("tickmark")
local verdict = require("tickmark.documents.verdict")

local function parser()
  local p = options.parser("check",
    "Judge documents and records: of a commit, or what is staged.",
    "tickmark check --staged")
  p:argument("paths", "Only these files and folders."):args("*"):argname("PATH")
  p:mutex(p:flag("--staged", "What the next commit would change."),
    p:option("--rev", "Commit or branch to look at (default: HEAD)."):argname("REV"),
    p:option("--message", "What a commit's message names, and nothing else.")
      :argname("FILE"))
  p:option("--base", "Only what has changed since: judged by what held there.")
    :argname("REV")
  p:option("--merge", "What is staged will be a merge of this, too."):argname("REV")
    :count("*")
  p:option("--as-of", "What day it is (default: today, in UTC)."):argname("D")
  p:flag("--fix", "Mend what is safe: days, names like 8.10, the last line's end.")
  options.place(p)
  return options.choice(p, "--format", { "text", "json", "github" }) and p
end

local function check_together(args)
  if args.staged and args.base then
    failure.raise(failure.USAGE, "--staged and --base: what is staged is judged against "
      .. "HEAD", "leave one of them out")
  end
  if args.message and (args.base or args.fix or #args.paths > 0) then
    failure.raise(failure.USAGE, "--message: a message has no base and no paths",
      "leave them out")
  end
  if #(args.merge or {}) > 0 and not args.staged then
    failure.raise(failure.USAGE, "--merge goes with --staged: a commit knows its parents",
      "leave it out")
  end
  if args.fix and args.rev then
    failure.raise(failure.USAGE, "--fix and --rev: the files here are mended, and no "
      .. "commit", "leave one of them out")
  end
end

--- Faults of the commit, but for days that are mended in the files now.
local function without(checked)
  local mended, left = {}, {}
  for _, one in ipairs(checked.mended) do
    mended[one.path .. ":" .. (one.line or 0)] = true
  end
  for _, fault in ipairs(checked.faults) do
    local is_mended = fault.code == "date" and mended[fault.path .. ":" .. fault.line]
    if not is_mended then left[#left + 1] = fault end
  end
  for key, value in pairs(verdict.of(left)) do checked[key] = value end
  return checked
end

local function checked_of(args)
  local given = { repo = args.repo, config = args.config, rev = args.rev,
    base = args.base, as_of = args.as_of ~= "today" and args.as_of or nil,
    index = (args.staged or args.message) and index() or nil, merge = args.merge,
    no_os_sandbox = args.no_os_sandbox }
  if args.message then
    given.ledger = args.ledger
    return message(args.message, given)
  end
  given.paths, given.from, given.fix = args.paths, core.realpath("."), args.fix
  local checked = tickmark.check(given)
  for _, one in ipairs(checked.mended or {}) do
    output.err(("%s%s: %s"):format(one.path, one.line and ":" .. one.line or "",
      one.message))
  end
  if not args.fix then return checked end
  if not args.staged then return without(checked) end
  given.fix = nil -- as it is staged now
  return tickmark.check(given)
end

---@param arguments string[]
---@return integer status
return function(arguments)
  local args = options.parse(parser(), arguments)
  if not args then return 0 end
  check_together(args)
  local checked = checked_of(args)
  local is_told = not args.quiet or args.format ~= "text" or #checked.faults > 0
  if not is_told then return checked.exit end
  output.result(faults(checked, { format = args.format, colour = output.colour(args),
    noun = args.message and "message" or nil }), args.output)
  return checked.exit
end
