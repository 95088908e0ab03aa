--- A list of findings: as a table, in Markdown, as JSON.

local canon = require("tickmark.base.canon")
local grid = require("tickmark.report.grid")
local text = require("tickmark.base.text")

local listing = {}

local STATEMENT_MAX <const> = 60 -- bytes on a terminal

local HEADINGS <const> = { "finding", "requirement", "grade", "state", "due",
  "statement" }

-- Of states, of which there are few.
local WORDS <const> = setmetatable({}, { __index = function(known, state)
  known[state] = state:gsub("%-", " ")
  return known[state]
end })

local function state_of(row)
  if row.conflict then return "in conflict" end
  local words = WORDS[row.state]
  return row.reproduced == "no" and words .. ", not reproduced" or words
end

local function grade_of(row)
  return row.grade_is == "proposed" and row.grade .. " (proposed)" or row.grade
end

local function due_of(row)
  if not row.due_on then return "" end
  return row.overdue and row.due_on .. " overdue" or row.due_on
end

local function cells(row, statement)
  return { row.name, row.requirement, grade_of(row), state_of(row), due_of(row),
    statement }
end

local function as_text(rows)
  if #rows == 0 then return "no findings\n" end
  local list = {}
  for i, row in ipairs(rows) do
    list[i] = cells(row, text.clip(row.statement, STATEMENT_MAX))
  end
  local lines = grid.text(HEADINGS, list)
  lines[#lines + 1] = text.plural(#rows, "finding")
  return table.concat(lines, "\n") .. "\n"
end

local function as_markdown(rows)
  local list = {}
  for i, row in ipairs(rows) do list[i] = cells(row, row.statement) end
  return table.concat(grid.markdown(HEADINGS, list), "\n") .. "\n"
end

-- What of a row is for machines.
local FIELDS <const> = { "id", "name", "requirement", "grade", "grade_is", "state",
  "conflict", "reproduced", "statement", "waits_for", "due_on", "overdue" }

local function as_json(rows)
  local list = canon.array {}
  for i, row in ipairs(rows) do
    list[i] = {}
    for _, field in ipairs(FIELDS) do list[i][field] = row[field] end
  end
  return text.json(canon.encode(list, { indent = 2 })) .. "\n"
end

--- Findings of followup/view.lua in a format.
---@param rows tickmark.Row[]
---@param format "text"|"json"|"markdown"
---@return string
function listing.findings(rows, format)
  if format == "json" then return as_json(rows) end
  return format == "markdown" and as_markdown(rows) or as_text(rows)
end

return listing
