--- tickmark verify: nobody has quietly undone anything on the ledger.

local failure = require("tickmark.base.failure")
local options = require("tickmark.cli.options")
local output = require("tickmark.cli.output")
local tickmark = require("tickmark")
local verified = require("tickmark.report.verified")

local function parser()
  local p = options.parser("verify",
    "Verify the ledger: append-only, unbroken, its changes legal, its evidence there.",
    "tickmark verify --remember ~/tickmark-tips.json")
  p:argument("range", "Only the commits FROM..TO."):args("?")
  options.place(p)
  p:option("--remember", "Where the last verified tip is kept, outside the repository.")
    :argname("FILE")
  p:option("--anchor", "The event that trust begins with, as `trust list` names it.")
    :argname("SHA256"):convert(function(given)
      if #given == 64 and given:find("^%x+$") then return given:lower() end
      return nil, "--anchor: 64 hexadecimal digits, as tickmark trust list prints them"
    end)
  options.choice(p, "--format", { "text", "json" })
  return p
end

---@param arguments string[]
---@return integer status
return function(arguments)
  local args = options.parse(parser(), arguments)
  if not args then return 0 end
  local result = tickmark.verify({ repo = args.repo, config = args.config,
    ledger = args.ledger, no_os_sandbox = args.no_os_sandbox },
    { range = args.range, remember = args.remember, anchor = args.anchor })
  output.result(verified(result, args.format), args.output)
  if result.failed > 0 then return failure.TRUST end
  return #result.conflicts > 0 and failure.FINDINGS or 0
end
