--- tickmark evidence: files that show what operation has left behind.

local catalogue = require("tickmark.criteria.catalogue")
local evidence = require("tickmark.record.evidence")
local options = require("tickmark.cli.options")
local text = require("tickmark.base.text")
local verbs = require("tickmark.cli.verbs")

local function add(args)
  local path, sidecar = evidence.add({ repo = args.repo, config = args.config,
    no_os_sandbox = args.no_os_sandbox }, { file = args.file, to = args.to, ids = args.id,
    from = args.from, until_day = args["until"], on = args.on, system = args.system,
    command = args.command, by = args.by, provenance = args.provenance })
  return text.terminal(("%s and its sidecar are staged: SHA-256 %s, %s"):format(path,
    sidecar.sha256:sub(1, 12), text.plural(sidecar.bytes, "byte"))) .. "\n"
end

local VERBS = {
  add = { about = "Take a file in, with where it comes from; both are staged.",
    example = "export.csv --to evidence/mfa/ --system IdP --command \"GET /users\"",
    options = function(p)
      p:argument("file", "The file."):argname("FILE")
      p:option("--to", "Where it goes, if it isn't in the work tree."):argname("PATH")
      p:option("--system", "The system that it is of."):argname("WORDS"):count(1)
      p:option("--command", "The command or query that gave it."):argname("WORDS")
        :count(1)
      p:option("--id", "What it is evidence of (default: its series' controls).")
        :argname("ID"):count("*"):convert(catalogue.parse)
      verbs.day(p:option("--from", "First day that it covers (default: --on)."))
      verbs.day(p:option("--until", "Last day that it covers."))
      verbs.day(p:option("--on", "When it was collected (default: today)."))
      p:option("--by", "Who collected it (default: as git calls you)."):argname("MAIL")
      p:option("--provenance", "tool or manual."):choices { "tool", "manual" }
      options.repository(p)
      p:option("--config", "Criteria: folder, file or REPO@REV[:PATH]."):argname("WHERE")
      p:flag("--no-os-sandbox", "Workers without the system's lock.")
    end,
    run = add },
}

---@param arguments string[]
---@return integer status
return function(arguments)
  return verbs.run("evidence", "Files that show what operation has left behind.", VERBS,
    arguments)
end
