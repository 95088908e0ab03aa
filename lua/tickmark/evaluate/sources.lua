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

local function from_record(record)
  local shape = records.shape(record.type)
  local dated = record.date or (record.cadence and shape.date)
  return { globs = record.paths, ignore = record.ignore,
    optional = record.optional == "yes" or record.optional == "true",
    kind = KINDS[record.format] and record.format,
    decl = { id = record.id, record = record.type, columns = records.columns(record),
      values = record.values, rows = record.each, cadence = record.cadence,
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
      or input.record and from_record(settings.records[input.record])
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
