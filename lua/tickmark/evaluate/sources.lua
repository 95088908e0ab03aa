--- Sources of a plan: each way in which inputs want to see documents, once.

local canon = require("tickmark.base.canon")
local records = require("tickmark.criteria.records")

local sources = {}

local KINDS = { markdown = true, yaml = true, json = true, csv = true, text = true }

local function reading_of(source)
  return table.concat({ source.kind or "", source.separator or "",
    source.opaque and "opaque" or "" }, "\0")
end

local function from_series(series)
  return { globs = series.paths, decl = series,
    kind = KINDS[series.format] and series.format,
    opaque = series.format == "opaque" or nil,
    separator = series.table and series.table.separator, optional = series.optional }
end

--- The rows of a document are shaped as its type says.
local function columns_of(record, rows)
  local nested = rows and records.shape(record.type).nested
  local map = nested and nested[rows] and nested[rows].list and nested[rows].list.map
  if not map then return records.columns(record) end
  local columns = {}
  for name, kind in pairs(map) do
    columns[name] = { from = (record.fields or {})[name] or name, optional = true,
      shape = type(kind) == "string" and kind or "list" }
  end
  return columns
end

--- Fields that are no columns: maps and lists.
local function nested_of(shape)
  local nested = {}
  for name in pairs(shape.nested or {}) do nested[name] = true end
  return nested
end

local function from_record(record, rows)
  local shape = records.shape(record.type)
  local dated = record.date or (record.cadence and shape.date)
  return { globs = record.paths, ignore = record.ignore,
    optional = record.optional == "yes" or record.optional == "true",
    kind = KINDS[record.format] and record.format,
    decl = { id = record.id, record = record.type, columns = columns_of(record, rows),
      nested = nested_of(shape),
      values = record.values, rows = rows or record.each, cadence = record.cadence,
      grace = record.grace, retention = record.retention,
      requirement = shape.requirement, date = dated and { field = dated } or nil } }
end

local function from_paths(input)
  return { globs = input.paths, kind = KINDS[input.format] and input.format,
    optional = input.optional,
    decl = { columns = input.columns or {}, rows = input.rows } }
end

local function key_of(input)
  local parts = { input.series or "", input.record or "",
    table.concat(input.paths or {}, "\1"), input.format or "", input.rows or "",
    tostring(input.versions or ""), input.line or "", tostring(input.all or "") }
  parts[#parts + 1] = canon.encode(input.columns or {})
  return table.concat(parts, "\0")
end

--- Nothing: of what nobody keeps.
---@param self table
---@return integer number
---@return table source
function sources.none(self)
  if not self.nothing then
    self.list[#self.list + 1] = { globs = {}, decl = { columns = {}, absent = true },
      optional = true, reading = "", tree = true }
    self.nothing = #self.list
  end
  return self.nothing, self.list[self.nothing]
end

---@return table
function sources.new() return { list = {}, by_key = {} } end

--- The source of an input; made when it is new.
---@param self table
---@param settings table  the configuration
---@param input table     as a script declared it
---@return integer number
---@return table source
function sources.of(self, settings, input)
  local key = key_of(input)
  local number = self.by_key[key]
  local source = self.list[number]
  if not source then
    source = input.series and from_series(settings.evidence[input.series])
      or input.record and from_record(settings.records[input.record], input.rows)
      or from_paths(input)
    source.reading = reading_of(source)
    source.tree = not input.versions
    source.versions = input.versions and (input.line == "all" and "all" or "line") or nil
    source.absent = input.all
    number = #self.list + 1
    self.list[number], self.by_key[key] = source, number
  end
  local by_commit = source.decl.date and source.decl.date.commit
  source.history = source.history or input.history or input.all
    or by_commit and true or nil
  source.authors = source.authors or input.history or nil
  source.optional = source.optional or input.optional
  return number, source
end

return sources
