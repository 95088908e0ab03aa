--- The file that says who is who, if there is one.

local globs = require("tickmark.adopt.globs")
local typing = require("tickmark.adopt.typing")
local vocabulary = require("tickmark.adopt.vocabulary")

local STEMS <const> = vocabulary.set(vocabulary.people)

--- Does a list of a document name persons, each with an id, and a name or an address?
local function names_persons(class)
  for _, list in ipairs(class.each) do
    local all = {}
    for _, key in ipairs(list.keys) do all[key.name] = key.n == list.n end
    if (list.key == "" or list.key == "people") and all.id and (all.name or all.mail) then
      return true
    end
  end
  return false
end

--- Take the file of people out of what is left.
---@param placed tickmark.Placed
---@return string? path
return function(placed)
  for i, piece in ipairs(placed.rest) do
    local class, name = piece.classes[1], piece.names[1]
    if #piece.names == 1 and class and STEMS[typing.word(name:match("^[^.]*"))]
      and (piece.group.kind == "yaml" or piece.group.kind == "json")
      and names_persons(class) then
      table.remove(placed.rest, i)
      return globs.joined(piece.group.folder, name)
    end
  end
end
