--- Rows for a spreadsheet (RFC 4180): no cell is a formula to it, none hides.

local text = require("tickmark.base.text")

local csv = {}

--- A cell that begins like a formula is a text to people, and to a spreadsheet.
local function cell(value)
  local words = text.terminal(tostring(value or ""), true)
  if words:find("^[=+%-@\t\r]") then words = "'" .. words end
  if not words:find('[",\r\n]') then return words end
  return '"' .. words:gsub('"', '""') .. '"'
end

---@param cells any[]
---@param n integer  how many; those that are nil are empty
---@return string line
function csv.row(cells, n)
  local list = {}
  for i = 1, n do list[i] = cell(cells[i]) end
  return table.concat(list, ",") .. "\r\n"
end

return csv
