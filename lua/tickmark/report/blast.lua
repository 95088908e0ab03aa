--- What a change touches: in one line, in full, as JSON.

local canon = require("tickmark.base.canon")
local text = require("tickmark.base.text")

local SHOWN <const> = 4 -- names in the line

local function ids(list, field)
  local names = {}
  for i, one in ipairs(list) do names[i] = field and one[field] or one end
  return names
end

local function some(names)
  if #names <= SHOWN then return table.concat(names, ", ") end
  return ("%s and %d more"):format(table.concat(names, ", ", 1, SHOWN), #names - SHOWN)
end

-- What is counted, in words, and how its members are called.
local PARTS <const> = {
  { "requirements", "requirement", "requirements", "id" },
  { "rows", "row of the SoA", "rows of the SoA" },
  { "series", "series", "series" },
  { "tests", "test", "tests", "id" },
  { "findings", "open finding", "open findings", "name" },
}

local function line_of(blast)
  local parts = {}
  for _, part in ipairs(PARTS) do
    local list = blast[part[1]]
    if #list > 0 then
      parts[#parts + 1] = ("%d %s (%s)"):format(#list, #list == 1 and part[2] or part[3],
        some(ids(list, part[4])))
    end
  end
  if #parts == 0 then return "" end
  return text.terminal("touches " .. table.concat(parts, ", ")) .. "\n"
end

local function block(lines, title, rows)
  if #rows == 0 then return end
  lines[#lines + 1] = title
  for _, row in ipairs(rows) do
    for i = 1, #row do row[i] = text.terminal(row[i]) end
    row[1] = "  " .. row[1]
  end
  lines[#lines + 1] = table.concat(text.columns(rows), "\n") .. "\n"
end

local function rows_of(list, ...)
  local rows, fields = {}, { ... }
  for i, one in ipairs(list) do
    rows[i] = {}
    for n, field in ipairs(fields) do rows[i][n] = tostring(one[field] or "") end
    if #fields == 0 then rows[i] = { one } end
  end
  return rows
end

local function in_full(blast)
  local lines = {}
  block(lines, "files", rows_of(blast.paths, "path", "how"))
  block(lines, "requirements", rows_of(blast.requirements, "id", "title"))
  block(lines, "rows of the Statement of Applicability", { #blast.rows > 0
    and { table.concat(blast.rows, ", ") } or nil })
  block(lines, "evidence series", rows_of(blast.series))
  block(lines, "tests", rows_of(blast.tests, "id", "title"))
  block(lines, "open findings", rows_of(blast.findings, "name", "grade", "requirement",
    "statement"))
  if blast.unknown then
    lines[#lines + 1] = text.terminal("tests are not told: " .. blast.unknown) .. "\n"
  end
  if #lines == 0 then return "It touches nothing.\n" end
  return table.concat(lines, "\n")
end

---@param blast tickmark.Blast
---@param format "text"|"line"|"json"
---@return string
return function(blast, format)
  if format == "json" then
    return text.json(canon.encode(blast, { indent = 2 })) .. "\n"
  end
  return format == "line" and line_of(blast) or in_full(blast)
end
