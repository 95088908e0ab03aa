--- The approvals of a document: for people, and as JSON.

local canon = require("tickmark.base.canon")
local grid = require("tickmark.report.grid")
local text = require("tickmark.base.text")

local HEADINGS <const> = { "approved", "by", "who had", "version", "text", "in commit",
  "proof" }

-- What a proof is worth, in words.
local WORDS <const> = {
  claim = "a claim: not signed",
  unknown = "a claim: signed with a key that the ledger doesn't know",
}

local function proof_of(one)
  if one.proof == "verified" then return "signed by " .. one.key end
  return WORDS[one.proof] or "a claim: signed by " .. one.key
end

local function rows_of(told)
  local rows = {}
  for i, one in ipairs(told.approvals) do
    local who = table.concat(one.persons, ", ")
    local held = #one.roles > 0 and table.concat(one.roles, ", ") or "no known role"
    rows[i] = { one.on .. (one.late and (" (told %d days later)"):format(one.late) or ""),
      one.by .. (who ~= "" and who ~= one.by and (" (%s)"):format(who) or ""), held,
      one.version or "-", one.text and one.text:sub(1, 12) or "-", one.commit:sub(1, 12),
      proof_of(one) }
  end
  return rows
end

local function verdict_of(told)
  local last = told.approvals[1]
  if not last then return "Nobody has approved it." end
  if told.in_force then
    return ("In force: its text is the one that was approved on %s."):format(last.on)
  end
  local change = told.since[1]
  if change then
    return ("Not approved: its text was changed on %s by %s, in commit %s."):format(
      change.on, change.wrote, change.commit:sub(1, 12))
  end
  return ("Not in force: its status is %s."):format(told.status or "not said")
end

---@param told tickmark.Approvals
---@param format "text"|"json"
---@return string
return function(told, format)
  if format == "json" then
    return text.json(canon.encode(told, { indent = 2 })) .. "\n"
  end
  local lines = { text.terminal(("%s%s"):format(told.path,
    told.id and (": %s, %s"):format(told.id, told.title or "") or "")), "" }
  if #told.approvals > 0 then
    lines[#lines + 1] = table.concat(grid.text(HEADINGS, rows_of(told)), "\n") .. "\n"
  end
  lines[#lines + 1] = text.terminal(verdict_of(told))
  return table.concat(lines, "\n") .. "\n"
end
