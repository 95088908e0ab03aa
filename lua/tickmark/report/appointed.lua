--- Who may do what on a ledger: as text, or as JSON.

local canon = require("tickmark.base.canon")
local grid = require("tickmark.report.grid")
local text = require("tickmark.base.text")

local function as_text(list)
  if not list.anchor then
    return "nobody is appointed: whoever can write decides\n"
  end
  local rows = {}
  for i, one in ipairs(list.people) do
    rows[i] = { one.mail, (one.role:gsub("%-", " ")), table.concat(one.keys, ", ") }
  end
  local lines = grid.text({ "who", "role", "keys" }, rows)
  lines[#lines + 1] = ""
  lines[#lines + 1] = list.signed == "all" and "every event has to be signed"
    or list.signed == "auditors" and "what auditors do has to be signed"
    or "nothing but these appointments has to be signed"
  lines[#lines + 1] = "anchor: " .. list.anchor
  return table.concat(lines, "\n") .. "\n"
end

---@param list tickmark.Appointments
---@param format "text"|"json"
---@return string
return function(list, format)
  if format == "text" then return as_text(list) end
  return text.json(canon.encode(list, { indent = 2 })) .. "\n"
end
