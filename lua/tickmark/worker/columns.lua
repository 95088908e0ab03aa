--- The columns of CSV files that are alike: what all rows of each read as.

local canon = require("tickmark.base.canon")
local shape = require("tickmark.base.shape")

local columns = {}

local ROWS_MAX <const> = 5000 -- of a file
local COLUMNS_MAX <const> = 100
local NAME_MAX <const> = 200 -- bytes
local SEPARATORS <const> = { ",", ";", "\t" }

-- What a column may be, the narrowest first; days are as a table of a series has them.
local SHAPES <const> = {}
for i, one in ipairs { { "date", "YYYY-MM-DD" }, { "date", "DD.MM.YYYY" },
  { "date", "DD/MM/YYYY" }, { "date", "MM/DD/YYYY" }, { "date", "YYYY/MM/DD" },
  { "date", "YYYY-MM-DDT*" }, { "date", "YYYY-MM-DD *" },
  { "integer" }, { "number" }, { "bool" } } do
  SHAPES[i] = { kind = one[1], dates = one[2], compiled = shape.compile(one[1],
    { dates = one[2] }) }
end

function columns.new() return { files = 0, rows = 0, list = {}, by_name = {} } end

--- The document with the separator that gives the most columns.
local function best(read)
  local found, most, sign, why
  for _, separator in ipairs(SEPARATORS) do
    local document, fault = read(separator)
    local n = document and #document:header() or 0
    if n > (most or 0) then found, most, sign = document, n, separator end
    why = why or fault
  end
  return found, sign, why
end

local function column_of(self, name)
  local column = self.by_name[name]
  if not column then
    column = { name = name, files = 0, values = 0, seen = {}, unique = true,
      fits = table.move(SHAPES, 1, #SHAPES, 1, {}) }
    self.by_name[name] = column
    self.list[#self.list + 1] = column
  end
  column.files = column.files + 1
  return column
end

local function add_value(column, value)
  if value == nil or value == "" then
    column.unique = false
    return
  end
  column.values = column.values + 1
  for i = #column.fits, 1, -1 do
    if column.fits[i].compiled:read(value) == nil then table.remove(column.fits, i) end
  end
  if column.seen[value] then column.unique = false end
  column.seen[value] = true
end

local function add_rows(self, document)
  local used = {}
  for _, name in ipairs(document:header()) do
    if type(name) == "string" and name ~= "" and #name <= NAME_MAX
      and (self.by_name[name] or #self.list < COLUMNS_MAX) then
      used[#used + 1] = column_of(self, name)
    end
  end
  local n = math.min(document:len(), ROWS_MAX)
  for i = 1, n do
    local row = document:record(i)
    for _, column in ipairs(used) do add_value(column, row[column.name]) end
  end
  for _, column in ipairs(used) do column.seen = {} end -- unique in a file
  self.rows = self.rows + n
end

--- Add one file, which `read` reads with a separator.
---@param self table
---@param read fun(separator: string): userdata?, table?
function columns.add(self, read)
  local document, separator, why = best(read)
  if not document then
    self.message = self.message or why and why.message or "it has no header"
    return
  end
  self.files = self.files + 1
  if self.separator and self.separator ~= separator then self.mixed = true end
  self.separator = self.separator or separator
  add_rows(self, document)
end

--- What all values of a column read as; a day that may be a month is no date.
local function fit_of(column)
  local first, second = column.fits[1], column.fits[2]
  if column.values == 0 or not first then return { kind = "text" } end
  if first.kind == "date" and second and second.kind == "date" then
    return { kind = "text" }
  end
  return first
end

--- What was seen, as plain data.
function columns.told(self)
  local list = canon.array {}
  for i, column in ipairs(self.list) do
    local fits = fit_of(column)
    list[i] = { name = column.name, files = column.files, shape = fits.kind,
      dates = fits.dates, unique = column.unique and column.values > 0 }
  end
  return { files = self.files, rows = self.rows, separator = self.separator,
    mixed = self.mixed, message = self.message, columns = list }
end

return columns
