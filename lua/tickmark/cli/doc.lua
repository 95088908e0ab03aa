--- tickmark doc: record types, their fields, and a JSON Schema for editors.

local failure = require("tickmark.base.failure")
local fields = require("tickmark.report.fields")
local jsonschema = require("tickmark.report.jsonschema")
local options = require("tickmark.cli.options")
local output = require("tickmark.cli.output")
local recordtype = require("tickmark.cli.recordtype")
local records = require("tickmark.criteria.records")
local subject = require("tickmark.evaluate.subject")
local text = require("tickmark.base.text")
local types = require("tickmark.criteria.types")

local function parser()
  local p = options.parser("doc", "Tell what documents and records hold, type by type.",
    "tickmark doc policy --schema --output policy.schema.json")
  p:argument("type", "A record type; without one, what types there are."):args("?")
  p:flag("--schema", "As a JSON Schema, which editors complete heads by.")
  p:option("--repo", "With the keys and words of that repository."):argname("PATH")
  p:option("--output", "Write to a file, whole or not at all."):argname("FILE")
  return p
end

local function list()
  local rows = {}
  for i, name in ipairs(types.all()) do
    local shape = records.shape(name)
    rows[i] = { "  " .. name, shape.id .. "-", shape.requirement, shape.about }
  end
  return table.concat(text.columns(rows), "\n") .. "\n"
end

--- How a repository keeps a type.
local function record_in(repo, name)
  local about = subject.open { repo = repo, plain = true }
  local record = about.settings.records[name]
  about:close()
  return record or failure.raise(failure.USAGE,
    ("%s: it keeps no %s (records: in tickmark.yml)"):format(repo, name))
end

---@param arguments string[]
---@return integer status
return function(arguments)
  local args = options.parse(parser(), arguments)
  if not args then return 0 end
  if not args.type then
    if args.schema then
      failure.raise(failure.USAGE, "of which type?", "tickmark doc lists them")
    end
    output.result(list(), args.output)
    return 0
  end
  local form = recordtype(args.type)
  if args.repo then form = recordtype(args.type, record_in(args.repo, args.type)) end
  local tell = args.schema and jsonschema or fields.table
  output.result(tell(form, records.head().about), args.output)
  return 0
end
