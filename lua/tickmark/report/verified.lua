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

--- Whose word the events are.
local function signatures(result)
  local signed = result.signed
  local parts = {}
  for _, kind in ipairs { { "verified", "signed" }, { "unverified",
    "signed, not verified" }, { "none", "unsigned" } } do
    if signed[kind[1]] > 0 then
      parts[#parts + 1] = ("%d %s"):format(signed[kind[1]], kind[2])
    end
  end
  return #parts > 0 and "events: " .. table.concat(parts, ", ") or nil
end

--- What nobody has looked at, because nothing says how.
local function remark(result)
  if not result.tip then return nil end
  if not result.trust then
    return "nobody is appointed: who may decide is not checked (tickmark trust appoint)"
  end
  return result.anchor and not result.anchored
    and ("trust begins with %s: is it the right one? --anchor %s"):format(
      result.anchor:sub(1, 12), result.anchor) or nil
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
  lines[#lines + 1] = signatures(result)
  lines[#lines + 1] = remark(result)
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
