--- A document says what it is: its head has what its type asks for, in the form that
--- each field has.

local schema = require("tickmark.criteria.schema")
local order = require("tickmark.base.order")
local suggest = require("tickmark.base.suggest")
local fix = require("tickmark.documents.fix")
local form = require("tickmark.documents.form")
local text = require("tickmark.base.text")

--- How a day is written, and what does that.
local function remedy_of(item, key)
  local mends = false
  for name, theirs in pairs(item.form.names) do
    mends = mends or theirs == key and fix.day_for(item, name) ~= nil
  end
  return "a day is written as year-month-day, such as 2026-01-31"
    .. (mends and "; tickmark check --fix does so" or "")
end

--- What is there has the form that it must have.
local function check_values(item, note)
  for _, one in ipairs(schema.check(item.form.description, item.theirs, item.path,
    item.places, item)) do
    note { code = one.shape == "date" and "date" or "head", line = one.line,
      column = one.column, message = one.message, remedy = one.remedy
        or one.shape == "date" and remedy_of(item, one.key) or nil }
  end
end

local function check_required(item, note)
  local lacking = {}
  for _, name in ipairs(item.form.required) do
    local is_told = item.absent and item.absent[name]
    if form.is_empty(item.head[name]) and not is_told then
      lacking[#lacking + 1] = item.form.names[name]
    end
  end
  if #lacking == 0 then return end
  note { code = "head", message = ("it lacks %s"):format(text.either(lacking, "and")),
    remedy = ("add %s: %s: ..."):format(#item.at > 0 and "to the entry" or "to its head",
      table.concat(lacking, ": ..., ")) }
end

local function check_type(item, note)
  local given = item.head.type
  if form.is_empty(given) or given == item.form.shape.type then return end
  note { code = "head", at = "type",
    message = ("type: %s, in a place for the type %s"):format(tostring(given),
      item.form.shape.type),
    remedy = "correct the type, or the paths of that type in tickmark.yml" }
end

--- A key that nobody knows is a slip, or somebody's own.
local function check_unknown(item, note)
  for _, key in ipairs(order.keys(item.theirs)) do
    local near = not item.form.description.map[key] and type(key) == "string"
      and suggest.nearest(key, item.form.keys)
    if near then
      note { code = "unknown", key = key, warns = true,
        message = ("%s: no field of the type %s, did you mean %q?"):format(
          text.clip(key, 60), item.form.shape.type, near) }
    end
  end
end

---@param item tickmark.Item
---@param note fun(fault: tickmark.Noted)
return function(item, note)
  check_type(item, note)
  check_values(item, note)
  check_required(item, note)
  check_unknown(item, note)
end
