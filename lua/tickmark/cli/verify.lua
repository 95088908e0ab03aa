--- tickmark verify: nobody has quietly undone anything on the ledger.

local failure = require("tickmark.base.failure")
local options = require("tickmark.cli.options")
local output = require("tickmark.cli.output")
local report = require("tickmark.report.reviewed")
local tickmark = require("tickmark")
local verified = require("tickmark.report.verified")

local function parser()
  local p = options.parser("verify",
    "Verify the ledger: append-only, unbroken, its changes legal, its evidence there;\n"
    .. "or, of a range of commits of documents, that none went past the hook.",
    "tickmark verify --remember ~/tickmark-tips.json\n  tickmark verify v1..main")
  p:argument("range", "Commits FROM..TO of it, or of documents."):args("?")
  options.place(p)
  p:option("--remember", "Where the last verified tip is kept.")
    :argname("FILE")
  p:option("--anchor", "Event that trust begins with (trust list).")
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
  local result, reviewed = tickmark.verify({ repo = args.repo, config = args.config,
    ledger = args.ledger, no_os_sandbox = args.no_os_sandbox },
    { range = args.range, remember = args.remember, anchor = args.anchor })
  if reviewed then
    output.result(report(reviewed, { format = args.format,
      colour = output.colour(args) }), args.output)
    return #reviewed.passed > 0 and failure.FINDINGS or 0
  end
  output.result(verified(result, args.format), args.output)
  if result.failed > 0 then return failure.TRUST end
  return #result.conflicts > 0 and failure.FINDINGS or 0
end
