--- What `tickmark check` found: for people, as JSON, and for GitHub's log.

local block = require("tickmark.report.fault")
local canon = require("tickmark.base.canon")
local paint = require("tickmark.report.paint")
local text = require("tickmark.base.text")

local function summary(checked, noun)
  local parts = {}
  if checked.errors > 0 then parts[1] = text.plural(checked.errors, "error") end
  if checked.warnings > 0 then
    parts[#parts + 1] = text.plural(checked.warnings, "warning")
  end
  if checked.stood then
    parts[#parts] = parts[#parts] .. (" (%d stood there before tickmark.yml: until its "
      .. "file is touched it blocks nothing)"):format(checked.stood)
  end
  local found = #parts > 0 and table.concat(parts, ", ") or "nothing to mend"
  return ("%s in %s"):format(found,
    text.plural(checked.documents, noun or "document"))
end

local function as_text(checked, options)
  local colour, lines = paint.new(options.colour), {}
  for _, fault in ipairs(checked.faults) do
    lines[#lines + 1] = table.concat(block(fault, colour), "\n")
  end
  lines[#lines + 1] = summary(checked, options.noun)
  return table.concat(lines, "\n") .. "\n"
end

local function as_github(checked, options)
  local lines = {}
  for _, fault in ipairs(checked.faults) do
    lines[#lines + 1] = ("::%s file=%s,line=%d,col=%d,title=tickmark %s::%s"):format(
      fault.level, text.ci(fault.path, true), fault.line, fault.column, fault.code,
      text.ci(table.concat({ fault.message, fault.why and "because " .. fault.why,
        fault.remedy }, "; ")))
  end
  lines[#lines + 1] = summary(checked, options.noun)
  return table.concat(lines, "\n") .. "\n"
end

--- What was found, in a format.
---@param checked tickmark.Checked
---@param options {format: "text"|"json"|"github", colour: boolean?, noun: string?}  of
---  what was judged; default: document
---@return string
return function(checked, options)
  if options.format == "json" then
    return text.json(canon.encode(checked, { indent = 2 })) .. "\n"
  end
  local shown = options.format == "github" and as_github or as_text
  return shown(checked, options)
end
