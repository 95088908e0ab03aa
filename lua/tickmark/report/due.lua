--- What is due: as a table, in Markdown, as JSON.

local canon = require("tickmark.base.canon")
local grid = require("tickmark.report.grid")
local text = require("tickmark.base.text")

local HEADINGS <const> = { "due", "", "what", "waits for", "about" }
local ABOUT_MAX <const> = 60 -- bytes

local function when(row)
  if row.overdue then return text.plural(-row.days, "day") .. " late" end
  return row.days == 0 and "today" or "in " .. text.plural(row.days, "day")
end

local function rows_of(due)
  local rows = {}
  for i, row in ipairs(due.due) do
    rows[i] = { row.due_on, when(row), row.name, row.what,
      text.clip(row.about, ABOUT_MAX) }
  end
  return rows
end

local function counts(due)
  local parts = {}
  for _, grade in ipairs { "major", "minor", "ofi" } do
    local n = due.open[grade]
    if n then parts[#parts + 1] = ("%d %s"):format(n, grade) end
  end
  local open = #parts > 0 and "open: " .. table.concat(parts, ", ") or "nothing is open"
  local conflicts = #due.conflicts > 0
    and "; in conflict: " .. table.concat(due.conflicts, ", ") or ""
  return ("%s%s; as of %s"):format(open, conflicts, due.today)
end

--- What followup/view.lua says is due, in a format.
---@param due table
---@param format "text"|"json"|"markdown"
---@return string
return function(due, format)
  if format == "json" then return text.json(canon.encode(due, { indent = 2 })) .. "\n" end
  local draw = format == "markdown" and grid.markdown or grid.text
  local lines = #due.due > 0 and draw(HEADINGS, rows_of(due)) or {}
  if format == "markdown" then lines[#lines + 1] = "" end
  lines[#lines + 1] = counts(due)
  return table.concat(lines, "\n") .. "\n"
end
