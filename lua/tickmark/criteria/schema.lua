--- Checking a configuration against a description of its keys.
--
-- A description is the name of a shape ("text", "period", "date", ...), or a
-- table: {map = {key = description}}, {each = description} for keys that the
-- organisation chooses, {list = description}, {any = {descriptions}}, or
-- {word = text} for a value that can only be that. An open map may have other keys.

local order = require("tickmark.base.order")
local shape = require("tickmark.base.shape")
local suggest = require("tickmark.base.suggest")

local schema = {}

--- Shapes by how they are written.
local function shapes(spoken)
  return setmetatable({}, { __index = function(known, description)
    known[description] = assert(shape.compile(description, { spoken = spoken }))
    return known[description]
  end })
end

-- A configuration is exact; documents say "6 months", too.
local EXACT <const>, SPOKEN <const> = shapes(false), shapes(true)

---@class tickmark.Problem
---@field code string
---@field path string?
---@field line integer?
---@field column integer?
---@field message string
---@field remedy string?
---@field key string?    the last of the keys to it
---@field depth integer?  how many these are
---@field shape string?  that the value doesn't have

local function note_at(run, line, column, message, remedy)
  local problem = { code = "configuration", path = run.path, line = line,
    column = column, message = message, remedy = remedy }
  run.problems[#run.problems + 1] = problem
  return problem
end

--- A problem of the value at some keys.
local function note(run, at, message, remedy, shape_of)
  local place = run.places[table.concat(at, "\0")] or {}
  local problem = note_at(run, place[1], place[2], message, remedy)
  problem.key, problem.depth, problem.shape = at[#at], #at, shape_of
end

--- A problem of the last key itself.
local function note_key(run, at, message, remedy)
  local place = run.places[table.concat(at, "\0")] or {}
  note_at(run, place[3] or place[1], place[4] or place[2], message, remedy)
end

local check

--- Check what is at a key of the value at some keys.
local function check_below(run, description, value, at, key)
  at[#at + 1] = tostring(key)
  check(run, description, value, at)
  at[#at] = nil
end

--- Its keys, in order where somebody is told of them.
local function keys_of(run, value)
  if run.in_order then return order.pairs(value) end
  return next, value
end

local function note_unknown(run, known, at, key)
  local near = suggest.hint(tostring(key), known)
  at[#at + 1] = tostring(key)
  note_key(run, at, ("unknown key %q%s"):format(tostring(key), near),
    "the keys here are " .. table.concat(known, ", "))
  at[#at] = nil
end

local function is_blank(value)
  return value == nil or type(value) == "string" and not value:find("%S")
end

local function check_map(run, description, value, at)
  if type(value) ~= "table" or #value > 0 then
    return note(run, at, ("%s: a map expected"):format(table.concat(at, ".")))
  end
  for key, inner in keys_of(run, value) do
    local expected = description.map[key]
    if expected then
      check_below(run, expected, inner, at, key)
    elseif not description.open then
      note_unknown(run, order.keys(description.map), at, key)
    end
  end
  for _, key in ipairs(description.required or {}) do
    if is_blank(value[key]) then
      local whole = #at > 0 and table.concat(at, ".") or "it"
      note_key(run, at, ("%s lacks %q"):format(whole, key))
    end
  end
end

local function check_list(run, description, value, at)
  if type(value) ~= "table" or (next(value) ~= nil and #value == 0) then
    return note(run, at, ("%s: a list expected"):format(table.concat(at, ".")))
  end
  for i, inner in ipairs(value) do check_below(run, description.list, inner, at, i) end
end

local function check_each(run, description, value, at)
  if type(value) ~= "table" or #value > 0 then
    return note(run, at, ("%s: a map expected"):format(table.concat(at, ".")))
  end
  for key, inner in keys_of(run, value) do
    check_below(run, description.each, inner, at, key)
  end
end

--- How deep inside a value its first problem is.
local function depth_of(trial) return trial.problems[1].depth or 0 end

--- The first of several descriptions that fits, else the complaint of the one that did
--- so farthest, or of the last.
local function check_any(run, description, value, at)
  local nearest
  for _, one in ipairs(description.any) do
    local trial = { path = run.path, places = run.places, problems = {},
      shapes = run.shapes, in_order = run.in_order }
    check(trial, one, value, at)
    if #trial.problems == 0 then return end
    nearest = nearest and depth_of(nearest) > depth_of(trial) and nearest or trial
  end
  table.move(nearest.problems, 1, #nearest.problems, #run.problems + 1, run.problems)
end

local function check_shape(run, description, value, at)
  if description == "anything" then return end
  if type(value) == "table" then
    local words = description:find("|", 1, true) and "one word"
      or (description:find("^[aio]") and "an " or "a ") .. description
    return note(run, at, ("%s: %s expected, not a map or list"):format(
      table.concat(at, "."), words), nil, description)
  end
  local _, message = run.shapes[description]:read(value)
  if message then
    note(run, at, ("%s: %s"):format(table.concat(at, "."), message), nil, description)
  end
end

function check(run, description, value, at)
  if type(description) == "string" then
    return check_shape(run, description, value, at)
  end
  if description.word then
    if value == description.word then return end
    return note(run, at, ("%s: got %q, it can only be %q"):format(table.concat(at, "."),
      tostring(value), description.word))
  end
  if description.map then return check_map(run, description, value, at) end
  if description.each then return check_each(run, description, value, at) end
  if description.list then return check_list(run, description, value, at) end
  return check_any(run, description, value, at)
end

--- Check `data` against `description`.
---@param description any
---@param data table
---@param path string      for the messages
---@param places table<string, integer[]>  as worker/positions.lua gives them
---@param document {at: string[]}?  it is one that people write; the keys to `data`
---@return tickmark.Problem[]
function schema.check(description, data, path, places, document)
  local run = { path = path, places = places, problems = {},
    shapes = document and SPOKEN or EXACT }
  local at = document and table.move(document.at, 1, #document.at, 1, {}) or {}
  check(run, description, data, at)
  if #run.problems > 1 then -- which is rare: once more, now in order
    run.problems, run.in_order = {}, true
    check(run, description, data, at)
  end
  return run.problems
end

return schema
