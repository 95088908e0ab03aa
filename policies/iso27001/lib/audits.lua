-- What reports of internal audits say was audited, and by whom.
local lists = require "lists"

local audits = {}

-- The requirements that an audit looked at: its items, or its scope as far as that names
-- some.
function audits.looked_at(report)
  local ids = {}
  for _, item in ipairs(type(report.items) == "table" and report.items or {}) do
    local is_seen = type(item) == "table" and item.id and item.result ~= "not_sampled"
    if is_seen then ids[#ids + 1] = tostring(item.id) end
  end
  if #ids > 0 then return ids end
  for _, one in ipairs(lists.of(report.scope)) do
    if tostring(one):find("^A?%.?%d[%d.]*$") then ids[#ids + 1] = tostring(one) end
  end
  return ids
end

-- Is one requirement the other, or in it, as 9.2.1 is in 9.2 and in 9?
function audits.is_in(id, area)
  return id == area or id:sub(1, #area + 1) == area .. "."
end

return audits
