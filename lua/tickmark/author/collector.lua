--- From one document to its record of facts.

local calendar = require("tickmark.base.calendar")
local dates = require("tickmark.evidence.dates")
local document = require("tickmark.author.document")
local facts = require("tickmark.facts")
local period = require("tickmark.base.period")
local read = require("tickmark.evidence.read")

local collector = {}

local NOTHING <const> = {}

--- Prepare an input.
---@param input table  {name=, decl=, collects=, keep=, versions=, heads=}
function collector.prepare(input)
  local decl = input.decl
  local finder, message = dates.finder(decl.date or {})
  if not finder then error(message, 0) end
  local reader = read.prepare(decl)
  local by_path = decl.date ~= nil and decl.date.path ~= nil
  return { name = input.name, reader = reader, find = finder, by_path = by_path,
    bare = input.heads and by_path and #reader.columns == 0 and not reader.rows,
    series = decl.series,
    dated = decl.date ~= nil and not decl.date.commit,
    cadence = decl.cadence and period.parse(decl.cadence),
    names = decl.record and decl.id,
    collects = input.collects, keep = input.keep, versions = input.versions,
    heads = input.heads }
end

local function label_of(input, day)
  if not day then return nil end
  local cadence = input.cadence
  if cadence and calendar.is_calendar(cadence) then
    return calendar.containing(day, cadence).label
  end
  return tostring(day)
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

--- Field 1 of a head is how many items there are, field 2 those only counted.
local function record(input, path, blob, stamp, head, items)
  head.blob, head[1] = blob, #items
  for name, value in pairs(stamp) do head[name] = value end
  if input.keep then items, head[2] = count_kept(items) end
  return facts.record(path, head, input.heads and NOTHING or items)
end

--- A version that can't be read is an item; a document that can't is none.
function collector.refuse(input, path, blob, stamp, fault)
  local head, items = {}, {}
  if input.by_path then
    head.date, head.period = input.find(path)
  end
  if input.versions then
    items = { { line = fault.line, unreadable = fault } }
  else
    head.unreadable = fault
  end
  return record(input, path, blob, stamp, head, items)
end

--- The items that a script's own `collect` makes.
local function own_items(declared, input, doc, fields)
  local collect = declared.collect
  if type(collect) == "table" then collect = collect[input.name] end
  local ok, items = pcall(collect, document.new(doc, input.reader, fields))
  if ok then
    if items ~= nil and type(items) ~= "table" then
      error(("%s: collect gave a %s, not a list of items"):format(fields.path, type(items)), 0)
    end
    if items and #items == 0 and next(items) ~= nil then items = { items } end
    return items or {}
  end
  if type(items) == "table" and items.message then return nil, items end
  error(items, 0)
end

--- Call items what their record type says (`id: path`, `id: control`), else by
--- their own id.
local function named(items, input, path)
  local key = input.names
  for _, item in ipairs(items) do
    local name = item.id
    if key and item[key] ~= nil then name = item[key] end
    if item.item == nil and name ~= nil then item.item = tostring(name) end
    if item.item == nil and key == "path" then item.item = path end
  end
end

--- The record of a document; one that the declaration refuses becomes the
--- record of an unreadable one.
---@param input table
---@param declared table?  the script's declaration, where it collects itself
function collector.collect(input, declared, doc, path, blob, stamp)
  local items, fault, head
  if input.bare then
    local day, label, message = input.find(path)
    if day then
      return record(input, path, blob, stamp, { date = day, period = label }, NOTHING)
    end
    return collector.refuse(input, path, blob, stamp, { line = 1, message = message })
  end
  local typed = input.dated or #input.reader.columns > 0
  if not declared or typed and not input.by_path then
    items, fault, head = read.items(input.reader, doc)
    if not items then return collector.refuse(input, path, blob, stamp, fault) end
  end
  local day, label, message = input.find(path, head, items)
  if input.dated and not day and not input.versions then
    return collector.refuse(input, path, blob, stamp,
      { line = 1, message = message or "no date" })
  end
  label = label or label_of(input, day)
  if declared then
    items, fault = own_items(declared, input, doc, { path = path, series = input.series,
      date = day, period = label, kind = doc:kind() })
    if not items then return collector.refuse(input, path, blob, stamp, fault) end
  end
  named(items, input, path)
  return record(input, path, blob, stamp, { date = day, period = label }, items)
end

return collector
