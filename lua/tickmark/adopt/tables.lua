--- The columns that the tables of a series have, as under `evidence:`.

local vocabulary = require("tickmark.adopt.vocabulary")

local COLUMNS_MAX <const> = 40

--- What two columns of one name are, which may differ.
local function add_column(known, column)
  known.files, known.unique = known.files + column.files, known.unique and column.unique
  if known.shape == column.shape and known.dates == column.dates then return end
  local numbers = { integer = true, number = true }
  known.shape = numbers[known.shape] and numbers[column.shape] and "number" or "text"
  known.dates = nil
end

--- The tables that were read of a lane's files, as one.
local function table_of(lane)
  local is_own, by_name = vocabulary.set(lane.names), {}
  local found = { files = 0, columns = {} }
  for _, piece in ipairs(lane.pieces) do
    for _, one in ipairs(piece.group.tables or {}) do
      if one.files > 0 and is_own[one.names[1]] then
        found.mixed = found.mixed or one.mixed
          or found.separator and found.separator ~= one.separator
        found.files, found.separator = found.files + one.files, one.separator
        for _, column in ipairs(one.columns) do
          if by_name[column.name] then
            add_column(by_name[column.name], column)
          else
            by_name[column.name] = { name = column.name, files = column.files,
              shape = column.shape, dates = column.dates, unique = column.unique }
            table.insert(found.columns, by_name[column.name])
          end
        end
      end
    end
  end
  return found
end

--- The columns of its tables, and how those are written.
---@param lane tickmark.Lane
---@return table<string, table>? columns  as under `evidence:`; nil: they can't be told
---@return {separator: string}? table
return function(lane)
  local found = table_of(lane)
  if found.mixed or found.files == 0 then return nil end
  local columns, has_key = {}, false
  for i, column in ipairs(found.columns) do
    if i <= COLUMNS_MAX then
      local is_key = column.unique and not has_key and column.shape == "text"
        and column.files == found.files
      has_key = has_key or is_key
      columns[column.name] = { shape = column.shape, key = is_key and "yes" or nil,
        dates = column.dates ~= "YYYY-MM-DD" and column.dates or nil,
        optional = column.files < found.files and "yes" or nil }
    end
  end
  return columns, found.separator ~= "," and { separator = found.separator } or nil
end
