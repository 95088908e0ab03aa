--- Tables of texts, for a terminal or in Markdown.

local text = require("tickmark.base.text")

local grid = {}

--- Columns under each other, for a terminal.
---@param headings string[]
---@param rows string[][]
---@return string[] lines
function grid.text(headings, rows)
  local all = { headings }
  for i, row in ipairs(rows) do
    all[i + 1] = {}
    for n, cell in ipairs(row) do all[i + 1][n] = text.terminal(cell) end
  end
  return text.columns(all)
end

--- A table in Markdown.
---@param headings string[]
---@param rows string[][]
---@return string[] lines
function grid.markdown(headings, rows)
  local lines = { "| " .. table.concat(headings, " | ") .. " |",
    "|" .. ("---|"):rep(#headings) }
  for i, row in ipairs(rows) do
    local escaped = {}
    for n, cell in ipairs(row) do escaped[n] = text.markdown(cell) end
    lines[i + 2] = "| " .. table.concat(escaped, " | ") .. " |"
  end
  return lines
end

return grid
