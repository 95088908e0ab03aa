--- All findings with all that is known of them: for a spreadsheet, in Markdown, as
--- JSON.

local canon = require("tickmark.base.canon")
local csv = require("tickmark.report.csv")
local story = require("tickmark.report.story")
local text = require("tickmark.base.text")

local function part(name, field)
  return function(one) return (one[name] or {})[field] end
end

local function listed(name)
  return function(one) return table.concat(one[name] or {}, "; ") end
end

local COLUMNS <const> = { "id", "name", "requirement", "point", "grade", "grade_is",
  "basis", "state", "statement", { "items", listed "items" }, "raised_on", "raised_by",
  "waits_for", "due_on", { "root_cause", part("root_cause", "text") },
  { "method", part("root_cause", "method") },
  { "category", part("root_cause", "category") },
  { "correction", part("correction", "what") }, { "actions", function(one)
    local list = {}
    for i, action in ipairs(one.actions) do
      list[i] = ("%s (%s, %s): %s"):format(action.action, action.owner, action.due,
        action.state)
    end
    return table.concat(list, "; ")
  end }, { "verified_by", part("verified", "by") },
  { "verified_on", part("verified", "on") }, "closed_on",
  { "withdrawn", part("withdrawn", "text") } }

local function name_of(column) return type(column) == "table" and column[1] or column end

local function value_of(column, one)
  return type(column) == "table" and column[2](one) or one[name_of(column)]
end

local function as_csv(stories)
  local heads, lines = {}, {}
  for i, column in ipairs(COLUMNS) do heads[i] = name_of(column) end
  lines[1] = csv.row(heads, #COLUMNS)
  for i, one in ipairs(stories) do
    local cells = {}
    for n, column in ipairs(COLUMNS) do cells[n] = value_of(column, one) end
    lines[i + 1] = csv.row(cells, #COLUMNS)
  end
  return table.concat(lines)
end

---@param stories table[]  of followup/view.lua
---@param format "csv"|"json"|"markdown"
---@return string
return function(stories, format)
  if format == "json" then
    return text.json(canon.encode(canon.array(stories), { indent = 2 })) .. "\n"
  elseif format == "csv" then
    return as_csv(stories)
  end
  local parts = {}
  for i, one in ipairs(stories) do parts[i] = story(one, "markdown") end
  return table.concat(parts, "\n")
end
