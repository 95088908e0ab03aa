--- Tables of texts, for a terminal or in Markdown.

local text = require("tickmark.base.text")

local grid = {}

--- Columns under each other, for a terminal.
---@param headings string[]
---@param rows string[][]  changed: encoded for a terminal
---@return string[] lines
function grid.text(headings, rows)
  local shown = {} -- many cells are alike
  for _, row in ipairs(rows) do
    for i = 1, #row do
      local words = shown[row[i]]
      if not words then
        words = text.terminal(row[i])
        shown[row[i]] = words
      end
      row[i] = words
    end
  end
  table.insert(rows, 1, headings)
  return text.columns(rows)
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
