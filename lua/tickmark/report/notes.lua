--- Runs, meetings and decisions: as a table, in Markdown, as JSON.

local canon = require("tickmark.base.canon")
local grid = require("tickmark.report.grid")
local text = require("tickmark.base.text")

local HEADINGS <const> = { "record", "kind", "on", "by", "what" }

---@param list tickmark.Note[]
---@param format "text"|"json"|"markdown"
---@return string
return function(list, format)
  if format == "json" then
    return text.json(canon.encode(list, { indent = 2 })) .. "\n"
  end
  local rows = {}
  for i, one in ipairs(list) do
    rows[i] = { one.name, one.kind, one.on, one.by, one.what }
  end
  if format == "markdown" then
    return table.concat(grid.markdown(HEADINGS, rows), "\n") .. "\n"
  end
  if #rows == 0 then return "nothing recorded beside findings\n" end
  return table.concat(grid.text(HEADINGS, rows), "\n") .. "\n"
end
