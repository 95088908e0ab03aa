--- Mending what is safe to mend: a day in words becomes one that sorts, a number that is
--- a name is quoted, the last line ends. What says who approved something when is never
--- touched.

local date = require("tickmark.base.date")

local fix = {}

local APPROVALS <const> = { accepted_on = true, approved_on = true,
  minutes_approved_on = true }

-- Names that look like numbers: 8.10 is read as 8.1 by other programs.
local NAMES <const> = { control = true, id = true, requirement = true, satisfies = true,
  version = true }

local MONTHS <const> = { sept = 9 }
for n, name in ipairs { "january", "february", "march", "april", "may", "june", "july",
  "august", "september", "october", "november", "december" } do
  MONTHS[name], MONTHS[name:sub(1, 3)] = n, n
end

-- Forms of days that can mean one day only, and the order of their parts.
local FORMS <const> = {
  { "^(%d%d%d%d)[-/.](%d%d?)[-/.](%d%d?)$", 1, 2, 3 },
  { "^(%d%d?)%.(%d%d?)%.(%d%d%d%d)$", 3, 2, 1 },
  { "^(%a+)%.? (%d%d?)%a?%a?,? (%d%d%d%d)$", 3, 1, 2 },
  { "^(%d%d?)%a?%a?%.? (%a+)%.?,? (%d%d%d%d)$", 3, 2, 1 },
}

--- A day in words, as 2026-01-31; nil: it is none, or may be several.
---@param words string
---@return string?
function fix.day(words)
  for _, form in ipairs(FORMS) do
    local parts = { words:match(form[1]) }
    if parts[1] then
      local month = parts[form[3]]
      month = tonumber(month) or MONTHS[month:lower()]
      local day = month and ("%04d-%02d-%02d"):format(tonumber(parts[form[2]]), month,
        tonumber(parts[form[4]]))
      return day and date.parse(day) and day or nil
    end
  end
end

---@class tickmark.Edit
---@field line integer
---@field column integer
---@field from string  what stands there
---@field to string

local function add(item, edits, at, from, to)
  local keys = table.move(item.at, 1, #item.at, 1, {})
  for _, key in ipairs(at) do keys[#keys + 1] = tostring(key) end
  local place = item.places[table.concat(keys, "\0")]
  if place then
    edits[#edits + 1] = { line = place[1], column = place[2], from = from, to = to }
  end
end

--- Names below a key that look like numbers.
local function quote(item, edits, value, at)
  if type(value) == "table" then
    for key, inner in pairs(value) do
      local longer = table.move(at, 1, #at, 1, {})
      longer[#longer + 1] = key
      quote(item, edits, inner, longer)
    end
  elseif type(value) == "string" and value:find("^%d+%.%d[%d.]*$") then
    add(item, edits, at, value, ('"%s"'):format(value))
  end
end

--- The day that is written for a field, or nil: it is one, none, or not to be touched.
---@param item tickmark.Item
---@param name string  ours
---@return string?
function fix.day_for(item, name)
  local key = item.form.names[name]
  local value = not APPROVALS[name] and item.form.description.map[key] == "date"
    and item.theirs[key]
  return type(value) == "string" and not date.parse(value) and fix.day(value) or nil
end

--- What can be mended in the head of an item.
---@param item tickmark.Item
---@return tickmark.Edit[]
function fix.edits(item)
  local edits = {}
  for name, key in pairs(item.form.names) do
    local value, day = item.theirs[key], fix.day_for(item, name)
    if day then
      add(item, edits, { key }, value, day)
    elseif NAMES[name] and value ~= nil and not item.absent then
      quote(item, edits, value, { key })
    end
  end
  for i, row in ipairs(type(item.theirs.rows) == "table" and item.theirs.rows or {}) do
    if type(row) == "table" then
      quote(item, edits, row.control, { "rows", i, "control" })
    end
  end
  return edits
end

--- Replace what stands at a place, if it does: as it is, or in quotes when a day is
--- written.
local function replace(line, edit)
  local at = utf8.offset(line, edit.column) or #line + 1
  if line:sub(at, at):find("[\"']") and edit.to:sub(1, 1) ~= '"' then at = at + 1 end
  if line:sub(at, at + #edit.from - 1) ~= edit.from then return nil end
  local after = line:sub(at + #edit.from, at + #edit.from)
  if after:find("[%w.]") then return nil end -- a part of something longer
  return line:sub(1, at - 1) .. edit.to .. line:sub(at + #edit.from)
end

local function from_the_end(a, b)
  if a.line ~= b.line then return a.line > b.line end
  return a.column > b.column
end

--- Bytes with the edits made, and what was done.
---@param bytes string
---@param edits tickmark.Edit[]
---@return string
---@return {line: integer, message: string}[]
function fix.apply(bytes, edits)
  local lines, told = {}, {}
  for line in (bytes .. "\n"):gmatch("(.-)\n") do lines[#lines + 1] = line end
  table.sort(edits, from_the_end)
  for _, edit in ipairs(edits) do
    local line = lines[edit.line] and replace(lines[edit.line], edit)
    if line then
      lines[edit.line] = line
      table.insert(told, 1, { line = edit.line,
        message = ("%s is %s now"):format(edit.from, edit.to) })
    end
  end
  if lines[#lines] ~= "" then
    told[#told + 1] = { line = #lines, message = "the last line ends now" }
    lines[#lines + 1] = ""
  end
  return table.concat(lines, "\n"), told
end

return fix
