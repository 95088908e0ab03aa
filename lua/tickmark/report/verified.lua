--- What `verify` found: as text, or as JSON.

local canon = require("tickmark.base.canon")
local text = require("tickmark.base.text")

local function summary(result)
  if not result.tip then return result.ref .. ": there is no ledger yet" end
  local parts = { ("%s at %s"):format(result.ref, result.tip:sub(1, 12)),
    text.plural(result.commits, "commit") .. (result.since
      and " since " .. result.since:sub(1, 12) or ""),
    text.plural(result.citations, "citation") .. " checked" }
  parts[#parts + 1] = result.failed == 0 and "sound"
    or text.plural(result.failed, "fault")
  return table.concat(parts, ", ")
end

local function as_text(result)
  local lines = {}
  for _, one in ipairs(result.faults) do
    lines[#lines + 1] = ("%s %s"):format((one.commit or ""):sub(1, 12),
      one.path or one.subject or "")
    lines[#lines + 1] = "  " .. one.fault
  end
  if result.failed > #result.faults then
    lines[#lines + 1] = ("and %d more"):format(result.failed - #result.faults)
  end
  for _, one in ipairs(result.conflicts) do
    lines[#lines + 1] = ("%s in conflict: %s"):format(one.id, table.concat(one.states,
      ", "))
  end
  lines[#lines + 1] = summary(result)
  for i, line in ipairs(lines) do lines[i] = text.terminal(line) end
  return table.concat(lines, "\n") .. "\n"
end

---@param result tickmark.Verified
---@param format "text"|"json"
---@return string
return function(result, format)
  if format == "text" then return as_text(result) end
  return text.json(canon.encode(result, { indent = 2 })) .. "\n"
end
