--- From one document to its record of facts, as the configuration declares it.
--
-- A stream is one way to see the documents of a source: all items, exceptions
-- only, heads only, or versions. A script's own `collect` is a stream too;
-- author/collector.lua gives its items.

local calendar = require("tickmark.base.calendar")
local dates = require("tickmark.evidence.dates")
local facts = require("tickmark.facts")
local period = require("tickmark.base.period")
local read = require("tickmark.evidence.read")

local collect = {}

local NOTHING <const> = {}

---@class tickmark.Stream
---@field reader table
---@field find fun(path: string, head: table?, items: table[]?): tickmark.Date?, ...

--- Prepare a stream.
---@param stream table  {decl=, keep=, versions=, heads=}
---@return tickmark.Stream
function collect.prepare(stream)
  local decl = stream.decl
  local find, message = dates.finder(decl.date or {})
  if not find then error(message, 0) end
  local reader = read.prepare(decl)
  local by_path = decl.date ~= nil and decl.date.path ~= nil
  return { reader = reader, find = find, by_path = by_path, series = decl.series,
    bare = stream.heads and by_path and #reader.columns == 0 and not reader.rows,
    dated = decl.date ~= nil and not decl.date.commit,
    cadence = type(decl.cadence) == "string" and period.parse(decl.cadence) or nil,
    names = decl.record and decl.id, keep = stream.keep, versions = stream.versions,
    heads = stream.heads }
end

--- The period that a day belongs to, where the series counts in periods.
local function label_of(stream, day)
  local cadence = stream.cadence
  if day and cadence and calendar.is_calendar(cadence) then
    return calendar.containing(day, cadence).label
  end
end

local function count_kept(items)
  local kept, counted = {}, {}
  for _, item in ipairs(items) do
    if item.ok == true then
      local stratum = item.stratum or ""
      counted[stratum] = (counted[stratum] or 0) + 1
    else
      kept[#kept + 1] = item
    end
  end
  return kept, counted
end

--- The record; `extra` are further fields of the head, or nil.
local function record(stream, path, blob, day, label, extra, items)
  local n = #items
  if stream.keep then
    extra = extra or {}
    items, extra.counted = count_kept(items)
  end
  return facts.record(path, n, blob, day, label, extra, stream.heads and NOTHING or items)
end

local function with(extra, name, value)
  local copy = {}
  for key, field in pairs(extra or {}) do copy[key] = field end
  copy[name] = value
  return copy
end

--- The record of a document that can't be read. A version that can't is an item.
---@param stream tickmark.Stream
---@param path string
---@param blob string
---@param extra table?
---@param fault tickmark.Fault
---@return string bytes
function collect.refuse(stream, path, blob, extra, fault)
  local day, label
  if stream.by_path then day, label = stream.find(path) end
  if stream.versions then
    return record(stream, path, blob, day, label, extra,
      { { line = fault.line, unreadable = fault } })
  end
  return record(stream, path, blob, day, label, with(extra, "unreadable", fault), NOTHING)
end

--- Call items what their record type says (`id: path`, `id: control`), else by
--- their own id.
local function name_items(items, stream, path)
  local key = stream.names
  for _, item in ipairs(items) do
    local name = item.id
    if key and item[key] ~= nil then name = item[key] end
    if item.item == nil and name ~= nil and type(name) ~= "table" then
      item.item = tostring(name)
    end
    if item.item == nil and key == "path" then item.item = path end
  end
end

--- The record of a document; one that the declaration refuses becomes the
--- record of an unreadable one.
---@param stream tickmark.Stream
---@param doc userdata
---@param path string
---@param blob string
---@param extra table?
---@param own (fun(day: tickmark.Date?, label: string?): table[]?, tickmark.Fault?)?
---  the items of a script's own `collect`
---@return string bytes
function collect.record(stream, doc, path, blob, extra, own)
  local items, fault, head
  local wanted = stream.dated or #stream.reader.columns > 0
  if stream.bare then
    items = NOTHING
  elseif not own or wanted and not stream.by_path then
    items, fault, head = read.items(stream.reader, doc)
    if not items then return collect.refuse(stream, path, blob, extra, fault) end
  end
  local day, label, message = stream.find(path, head, items)
  if stream.dated and not day and not stream.versions then
    return collect.refuse(stream, path, blob, extra,
      { line = 1, message = message or "no date" })
  end
  label = label or label_of(stream, day)
  if own then
    items, fault = own(day, label)
    if not items then return collect.refuse(stream, path, blob, extra, fault) end
  end
  if #items > 0 then name_items(items, stream, path) end
  return record(stream, path, blob, day, label, extra, items)
end

return collect
