--- What `tickmark verify RANGE` found in commits of documents: as text, or as JSON.

local canon = require("tickmark.base.canon")
local fault = require("tickmark.report.fault")
local paint = require("tickmark.report.paint")
local text = require("tickmark.base.text")

---@param reviewed tickmark.Reviewed
---@param options {format: "text"|"json", colour: boolean?}
---@return string
return function(reviewed, options)
  if options.format == "json" then
    return text.json(canon.encode(reviewed, { indent = 2 })) .. "\n"
  end
  local colour, lines = paint.new(options.colour), {}
  for _, one in ipairs(reviewed.passed) do
    local title = ("commit %s of %s by %s: %s"):format(one.commit:sub(1, 12), one.on,
      one.mail, one.subject)
    lines[#lines + 1] = colour("strong", text.terminal(title))
    for _, found in ipairs(one.faults) do
      local block = fault(found, colour)
      for _, line in ipairs(block) do lines[#lines + 1] = "  " .. line end
    end
  end
  lines[#lines + 1] = ("%s in %s of documents went past the hook: %s"):format(
    #reviewed.passed == 0 and "none" or #reviewed.passed,
    text.plural(reviewed.commits, "commit"), text.plural(reviewed.errors, "error"))
  return table.concat(lines, "\n") .. "\n"
end
