--- tickmark new: a document to begin with, from a template or by its record type.

local failure = require("tickmark.base.failure")
local fields = require("tickmark.report.fields")
local options = require("tickmark.cli.options")
local output = require("tickmark.cli.output")
local recordtype = require("tickmark.cli.recordtype")
local records = require("tickmark.criteria.records")
local suggest = require("tickmark.base.suggest")
local templates = require("tickmark.cli.templates")
local text = require("tickmark.base.text")
local types = require("tickmark.criteria.types")

local LISTS <const> = "tickmark new lists the templates, tickmark doc the types"

local function parser()
  local p = options.parser("new",
    "Write a document to begin with: what stands in {{ }} is yours to fill in.",
    "tickmark new access-control --output policies/access-control.md")
  p:argument("name", "A template or record type; without one, what templates there are.")
    :args("?")
  p:option("--output", "A file that is not there yet."):argname("FILE")
  return p
end

local function list()
  local rows = {}
  for i, template in ipairs(templates.all()) do
    rows[i] = { "  " .. template.name, template.title,
      table.concat(template.satisfies, " ") }
  end
  local lines = text.columns(rows)
  lines[#lines + 1] = "\nRecord types, which new takes, too: tickmark doc lists them."
  return table.concat(lines, "\n") .. "\n"
end

local function unknown(name)
  local names = {}
  for i, template in ipairs(templates.all()) do names[i] = template.name end
  table.move(types.all(), 1, #types.all(), #names + 1, names)
  failure.raise(failure.USAGE, ("no template or record type %q%s"):format(name,
    suggest.hint(name, names)), LISTS)
end

--- What is written: a template, if the file has its form; else what the type asks for.
local function contents(name, path)
  local template, form = templates.get(name), path and templates.form_of(path)
  if template and (not form or form == template.form) then return template.text end
  if not types.known(name) then
    if not template then unknown(name) end
    failure.raise(failure.USAGE, ("%s: the template %s is %s"):format(path, name,
      template.form), "let the file end in " .. (form == "YAML" and ".md" or ".yml"))
  end
  if template then
    output.err(("%s: only what the type %s asks for, since its template is %s"):format(
      path, name, template.form))
  end
  return fields.scaffold(recordtype(name), records.head().about, form == "YAML")
end

---@param arguments string[]
---@return integer status
return function(arguments)
  local args = options.parse(parser(), arguments)
  if not args then return 0 end
  if not args.name then
    if args.output then
      failure.raise(failure.USAGE, "of which template or record type?", LISTS)
    end
    output.result(list())
    return 0
  end
  local f = args.output and io.open(args.output, "rb")
  if f then
    f:close()
    failure.raise(failure.USAGE, args.output .. ": it is there already",
      "choose another name")
  end
  output.result(contents(args.name, args.output), args.output)
  return 0
end
