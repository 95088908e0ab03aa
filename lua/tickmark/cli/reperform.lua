--- tickmark reperform: the audit of a result again.

local failure = require("tickmark.base.failure")
local options = require("tickmark.cli.options")
local output = require("tickmark.cli.output")
local tickmark = require("tickmark")

local function parser()
  local p = options.parser("reperform",
    "Perform the audit of a result again, from the ids it names, and compare.",
    "tickmark reperform result.json --repo isms.git")
  p:argument("result", "What audit --format json wrote.")
  options.common(p)
  return p
end

local function read(path)
  local f, message = io.open(path, "rb")
  local text = f and f:read("a")
  if f then f:close() end
  if not text then failure.raise(failure.USAGE, message or path .. ": can't be read") end
  return text
end

---@param arguments string[]
---@return integer status
return function(arguments)
  local args = options.parse(parser(), arguments)
  if not args then return 0 end
  local progress, clear = output.progress(args.quiet)
  local ok, identical, report = pcall(tickmark.reperform, read(args.result), {
    repo = args.repo, config = args.config, ledger = args.ledger,
    jobs = args.jobs, no_os_sandbox = args.no_os_sandbox, progress = progress,
    remark = output.remark(args.quiet) })
  clear()
  if not ok then error(identical, 0) end
  output.result(report .. "\n", args.output)
  return identical and 0 or failure.FINDINGS
end
