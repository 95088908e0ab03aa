--- Folding events into findings: an event that no other names as `previous` is
--- a head; one head is the finding's state, several are a conflict.

local event = require("tickmark.ledger.event")
local order = require("tickmark.base.order")

local fold = {}

---@class tickmark.Recorded  a finding as the ledger knows it
---@field id string
---@field head table          the newest event's head
---@field sha256 string       of its file
---@field seq integer
---@field conflict boolean?

local function heads_of(events)
  local named, heads = {}, {}
  for _, one in ipairs(events) do
    for _, sha256 in ipairs(one.data.previous) do named[sha256] = true end
  end
  for _, one in ipairs(events) do
    if not named[one.at.sha256] then heads[#heads + 1] = one end
  end
  return heads
end

--- Is it a head as event.lua writes it, at the path that it says?
local function is_head(head, at)
  return type(head) == "table" and head.id == at.id and head.state == at.state
    and type(head.identity) == "string" and tonumber(head.recurrence) ~= nil
    and type(head.previous) == "table"
end

--- Fold a ledger's events by finding.
---@param events {path: string, data: table?}[]
---@return table<string, tickmark.Recorded>
---@return string[] odd  paths that are no events, or damaged ones
function fold.findings(events)
  local by_id, findings, odd = {}, {}, {}
  for _, one in ipairs(events) do
    one.at = event.parse_path(one.path)
    if one.at and is_head(one.data, one.at) then
      by_id[one.at.id] = by_id[one.at.id] or {}
      table.insert(by_id[one.at.id], one)
    else
      odd[#odd + 1] = one.path
    end
  end
  for _, id in ipairs(order.keys(by_id)) do
    local heads = heads_of(by_id[id])
    local last = heads[#heads]
    findings[id] = { id = id, head = last.data, sha256 = last.at.sha256,
      seq = last.at.seq, conflict = #heads > 1 or nil }
  end
  return findings, odd
end

return fold
