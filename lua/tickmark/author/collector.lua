--- The items that a script's own `collect` makes of one document.

local collect = require("tickmark.evidence.collect")
local document = require("tickmark.author.document")

local collector = {}

--- Is it what the readers raise of a document, and not something of the script's?
local function is_fault(raised)
  return type(raised) == "table" and math.type(raised.line) == "integer"
    and type(raised.message) == "string"
    and (raised.column == nil or math.type(raised.column) == "integer")
    and (raised.remedy == nil or type(raised.remedy) == "string")
end

--- What `collect` gave, as a list of items; a row that the declared columns
--- refuse makes the document unreadable.
local function items_of(own, doc, path)
  local ok, items = pcall(own, doc)
  if ok then
    if items ~= nil and type(items) ~= "table" then
      error(("%s: collect gave a %s, not a list of items"):format(path, type(items)), 0)
    end
    if items and #items == 0 and next(items) ~= nil then items = { items } end
    for i, item in ipairs(items or {}) do
      if type(item) ~= "table" then
        error(("%s: item %d of collect is a %s, not a table"):format(
          path, i, type(item)), 0)
      end
    end
    return items or {}
  end
  if is_fault(items) then return nil, items end
  error(items, 0)
end

--- The record of a document.
---@param stream table      of evidence/collect.lua, with the `input` it is for
---@param declared table    the script's declaration
---@param doc userdata
---@param path string
---@param blob string
---@param extra table?
---@return string bytes
function collector.record(stream, declared, doc, path, blob, extra)
  local own = declared.collect
  if type(own) == "table" then own = own[stream.input] end
  return collect.record(stream, doc, path, blob, extra, function(day, label)
    return items_of(own, document.new(doc, stream.reader, { path = path,
      series = stream.series, date = day, period = label }), path)
  end)
end

return collector
