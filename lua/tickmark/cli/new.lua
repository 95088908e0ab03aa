--- tickmark new: a document to begin with.

local failure = require("tickmark.base.failure")
local fields = require("tickmark.report.fields")
local options = require("tickmark.cli.options")
local output = require("tickmark.cli.output")
local recordtype = require("tickmark.cli.recordtype")
local records = require("tickmark.criteria.records")

local function parser()
  local p = options.parser("new", "Write a document of a record type to begin with.",
    "tickmark new policy --output policies/access.md")
  p:argument("type", "A record type: tickmark doc lists them.")
  p:option("--output", "A file that is not there yet."):argname("FILE")
  return p
end

---@param arguments string[]
---@return integer status
return function(arguments)
  local args = options.parse(parser(), arguments)
  if not args then return 0 end
  local f = args.output and io.open(args.output, "rb")
  if f then
    f:close()
    failure.raise(failure.USAGE, args.output .. ": it is there already",
      "choose another name")
  end
  output.result(fields.scaffold(recordtype(args.type), records.head().about), args.output)
  return 0
end
