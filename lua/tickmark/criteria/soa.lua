--- The Statement of Applicability as the organisation has it: of each control whether it
--- applies, why, and how far it is.

local soa = {}

-- Ours for what a row says.
local FIELDS <const> = { "applicable", "control", "documents", "implemented",
  "justification", "owner", "planned_for", "reasons", "risks" }

local NO <const> = { no = true, ["false"] = true, n = true, ["0"] = true }

---@class tickmark.SoaRow
---@field control string
---@field applicable boolean
---@field implemented string?
---@field justification string?
---@field owner string?
---@field documents string[]?
---@field planned_for string?
---@field path string
---@field line integer?
---@field blob string

--- Does a row say that its control doesn't apply?
---@param row table
---@return boolean
function soa.excludes(row)
  return NO[tostring(row.applicable):lower():match("^%s*(.-)%s*$")] == true
end

local function row_of(record, given, document, i)
  local row = {}
  for _, ours in ipairs(FIELDS) do
    local value = given[(record.fields or {})[ours] or ours]
    local words = (record.values or {})[ours]
    row[ours] = words and words[value] or value
  end
  local place = document.places["rows\0" .. i]
  row.applicable = not soa.excludes(row)
  row.path, row.line, row.blob = document.path, place and place[1], document.blob
  return row
end

--- The rows of all statements, by control; nil where there is none.
---@param record table?  the entry under `records:`
---@param documents table[]  parsed, with places
---@return table<string, tickmark.SoaRow>?
function soa.of(record, documents)
  local rows
  for _, document in ipairs(record and documents or {}) do
    local list = document.data and document.data.rows
    for i, given in ipairs(type(list) == "table" and list or {}) do
      rows = rows or {}
      if type(given) == "table" then
        local row = row_of(record, given, document, i)
        if type(row.control) == "string" then rows[row.control] = row end
      end
    end
  end
  return rows
end

return soa
