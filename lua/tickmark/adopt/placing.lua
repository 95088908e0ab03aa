--- Which files belong to which record type, which are evidence, and which are neither.

local mapping = require("tickmark.adopt.mapping")
local order = require("tickmark.base.order")
local text = require("tickmark.base.text")
local typing = require("tickmark.adopt.typing")

local placing = {}

local DOCUMENTS <const> = { markdown = true, yaml = true, json = true }

---@class tickmark.Piece  files of one group that are of one type
---@field group tickmark.Group
---@field names string[]
---@field whole boolean    all of the group but what is ignored
---@field classes table[]

---@class tickmark.Placed
---@field types table<string, tickmark.Piece[]>
---@field rest tickmark.Piece[]      evidence, or nothing that is known
---@field ignore table<string, boolean>  patterns
---@field source integer  files in folders of programs, which are nothing
---@field odd {what: string, n: integer, why: string}[]

local NAMED_MAX <const> = 3 -- files that are told one by one

--- "policies/a.md", or "policies/*.md" where there are many, for people.
---@param piece tickmark.Piece
---@return string[]
function placing.shown(piece)
  local group, list = piece.group, {}
  local lead = group.folder == "" and "" or group.folder .. "/"
  if #piece.names > NAMED_MAX then
    return { lead .. "*" .. (group.ending ~= "" and "." .. group.ending or "") }
  end
  for i, name in ipairs(piece.names) do list[i] = lead .. name end
  return list
end

--- How many files there are in a piece, of which the names may not all be known.
---@param piece tickmark.Piece
---@return integer
function placing.count(piece)
  local group = piece.group
  return #piece.names + (piece.whole and group.count - #group.names or 0)
end

---@param placed tickmark.Placed
---@param what string
---@param n integer
---@param why string
function placing.note(placed, what, n, why)
  table.insert(placed.odd, { what = what, n = n, why = why })
end

local function classes_by_name(group)
  local by_name = {}
  for _, class in ipairs(group.classes) do
    for _, name in ipairs(class.names) do by_name[name] = class end
  end
  return by_name
end

--- Does some key, at the top or in a list, say that data is of a type?
local function is_known(name, class)
  for _, key in ipairs(class.keys) do
    if mapping.knows(name, key.name) then return true end
  end
  for _, list in ipairs(class.each) do
    for _, key in ipairs(list.keys) do
      if mapping.knows(name, key.name) then return true end
    end
  end
  return class.form == "refused"
end

--- The type of a file, if its data bears it out.
local function type_of(group, name, class)
  local found = typing.of(group.folder, name, group.kind, class)
  if not found or found == "evidence" then return nil end
  if group.kind ~= "markdown" and class and not is_known(found, class) then return nil end
  return found
end

local function add_piece(pieces, key, group, name, class)
  local piece = pieces[key]
  if not piece then
    piece = { group = group, names = {}, classes = {}, seen = {} }
    pieces[key] = piece
  end
  table.insert(piece.names, name)
  if class and not piece.seen[class] then table.insert(piece.classes, class) end
  if class then piece.seen[class] = true end
end

--- Take a group apart by the types of its files.
local function place_group(placed, group)
  local by_name, pieces, n = classes_by_name(group), {}, 0
  for _, name in ipairs(group.names) do
    local beside = typing.beside(group.folder, name)
    if beside then
      if DOCUMENTS[group.kind] then placed.ignore[beside] = true end
      placed.ignored = placed.ignored + 1
    else
      local found = DOCUMENTS[group.kind] and type_of(group, name, by_name[name]) or ""
      add_piece(pieces, found, group, name, by_name[name])
      n = n + 1
    end
  end
  group.aside = n == 0
  for _, name in ipairs(order.keys(pieces)) do
    local piece = pieces[name]
    piece.whole = #piece.names == n
    if name == "" and group.kind ~= "text" and typing.is_source(group.folder) then
      placed.source = placed.source + placing.count(piece)
    elseif name == "" then
      table.insert(placed.rest, piece)
    else
      placed.types[name] = placed.types[name] or {}
      table.insert(placed.types[name], piece)
    end
  end
end

--- The list in a class that holds entries of a type, and how many there are.
local function register_of(name, class)
  local found, n, more
  for _, list in ipairs(class.each) do
    -- without `each` a list at the top is read as a register
    if list.key == "" then return nil, list.n end
    if not mapping.is_field(name, list.key) then
      if found then more = ("lists %s and %s: which?"):format(found, list.key) end
      found, n = list.key, list.n
    end
  end
  return found, n or 0, more
end

--- The ways in which the documents of a type are kept: one each, or in a list.
local function ways_of(name, pieces)
  local weight, way_of = {}, {}
  for _, piece in ipairs(pieces) do
    for _, class in ipairs(piece.classes) do
      local key, n, why = register_of(name, class)
      local way = not why and (key or "") or nil
      way_of[class] = { way = way, why = why }
      if way then weight[way] = (weight[way] or 0) + math.max(n, #class.names) end
    end
  end
  local best
  for _, way in ipairs(order.keys(weight)) do
    if not best or weight[way] > weight[best] then best = way end
  end
  return best or "", way_of
end

--- What of a piece is kept in the way of its type; the rest is told.
local function kept(placed, piece, best, way_of)
  local out = {}
  for _, class in ipairs(piece.classes) do
    local own = way_of[class]
    if own.way ~= best then
      for _, name in ipairs(class.names) do
        out[name] = own.why or (best == "" and "a list %s, where others are one "
          .. "document each" or "no list %s, as others have"):format(
          best == "" and own.way or best)
      end
    end
  end
  if next(out) == nil then return piece end
  local left = { group = piece.group, names = {}, classes = {}, whole = false }
  for _, name in ipairs(piece.names) do
    if out[name] then
      local lead = piece.group.folder == "" and "" or piece.group.folder .. "/"
      placing.note(placed, lead .. name, 1, out[name])
    else
      table.insert(left.names, name)
    end
  end
  for _, class in ipairs(piece.classes) do
    if way_of[class].way == best then table.insert(left.classes, class) end
  end
  return #left.names > 0 and left or nil
end

--- Of each type the documents that one entry of `records:` can describe.
local function settle(placed)
  for _, name in ipairs(order.keys(placed.types)) do
    local best, way_of = ways_of(name, placed.types[name])
    local list = { each = best ~= "" and best or nil }
    for _, piece in ipairs(placed.types[name]) do
      list[#list + 1] = kept(placed, piece, best, way_of)
    end
    placed.types[name] = #list > 0 and list or nil
  end
end

--- Place the files of a survey.
---@param groups tickmark.Group[]
---@return tickmark.Placed
function placing.of(groups)
  local placed = { types = {}, rest = {}, ignore = {}, ignored = 0, source = 0,
    odd = {} }
  for _, group in ipairs(groups) do place_group(placed, group) end
  settle(placed)
  return placed
end

--- Names in a sentence, at most a few.
---@param list string[]
---@return string
function placing.some(list)
  if #list <= 4 then return text.either(list, "and") end
  return ("%s and %d more"):format(table.concat(list, ", ", 1, 3), #list - 3)
end

return placing
