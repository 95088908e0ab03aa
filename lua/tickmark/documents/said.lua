--- What a document says, which is what somebody approves: all but who approved it, when
--- it was looked at, how its lines and it end, and how days are written.

local canon = require("tickmark.base.canon")
local fix = require("tickmark.documents.fix")

-- What may change without the text being another one.
local ASIDE <const> = { approved_by = true, approved_on = true, last_review = true,
  next_review = true, status = true, version = true, effective_on = true }

---@param item tickmark.Item
---@return string
return function(item)
  local copy = {}
  for key, value in pairs(item.theirs) do
    copy[key] = type(value) == "string" and fix.day(value) or value
  end
  for name in pairs(ASIDE) do copy[item.form.names[name] or name] = nil end
  local body = item.body:gsub("\r\n?", "\n"):gsub("%s+$", "")
  return canon.encode(copy) .. "\0" .. body
end
