--- The catalogue of requirements: which ids exist, in which order, and what a
--- wrong one was probably meant to be.

local standard = require("tickmark.criteria.iso27001")

local order = require("tickmark.base.order")
local suggest = require("tickmark.base.suggest")
local text = require("tickmark.base.text")

local catalogue = {}

---@class tickmark.Requirement  read-only by agreement
---@field id string
---@field title string
---@field theme string
---@field kind "clause"|"control"
---@field order integer  1 to 123

---@type tickmark.Requirement[]
local all = {}
---@type table<string, tickmark.Requirement>
local by_id = {}
---@type table<string, string[]>  of "9.2", "9" and "A.5": what lies under them
local under = {}
local ids = {}

local function add_under(id)
  local parent = id:match("^(.+)%.[^.]+$")
  while parent and parent ~= "A" do
    under[parent] = under[parent] or {}
    table.insert(under[parent], id)
    parent = parent:match("^(.+)%.[^.]+$")
  end
end

for _, group in ipairs(standard) do
  for _, row in ipairs(group) do
    local entry = { id = row[1], title = row[2], theme = group.theme, kind = group.kind }
    all[#all + 1] = entry
    entry.order = #all
    by_id[entry.id], ids[#all] = entry, entry.id
    add_under(entry.id)
  end
end

--- The requirement of an id; nil for another framework's, a parent or none.
---@param id string
---@return tickmark.Requirement|nil
function catalogue.get(id)
  return by_id[id]
end

--- All requirements: 30 sub-clauses, then 93 controls.
---@return tickmark.Requirement[]
function catalogue.all()
  return table.move(all, 1, #all, 1, {})
end

---@param id string
---@return boolean
function catalogue.is_control(id)
  local entry = by_id[id]
  return entry ~= nil and entry.kind == "control"
end

--- What lies under "9.2", "9" or "A.5", in order; nothing under a requirement.
---@param id string
---@return string[]
function catalogue.children(id)
  local found = under[id] or {}
  return table.move(found, 1, #found, 1, {})
end

--- The requirements that an id stands for: itself, or its children.
---@param id string
---@return string[]
function catalogue.expand(id)
  return by_id[id] and { id } or catalogue.children(id)
end

--- Whole clauses ("9") and themes ("A.5") are too wide to be one requirement.
local function is_chapter(id)
  return under[id] ~= nil and (id:find("^[0-9]+$") or id:find("^A%.")) ~= nil
end

-- Patterns take long for a long text of zeros or blanks.
local LONGEST <const> = 60

local function refusal(id)
  local shown = id == "" and '""' or text.clip(id, 60)
  if by_id["A." .. id] then
    return ("%s: clause ids go to 10.2, the control is written A.%s"):format(shown, id)
  elseif is_chapter(id) then
    return ("%s: too wide, name a requirement such as %s"):format(shown, under[id][1])
  end
  -- "a.8.5", "A8.5", "A.8.05": the numbers are right, the writing isn't.
  local a, b
  if #id <= LONGEST then a, b = id:match("^[Aa]?%.?%s*0*([5-8])%.0*([0-9]+)$") end
  local meant = a and id:find("^[Aa]") and ("A.%s.%s"):format(a, b)
  local hint = meant and by_id[meant] and (', did you mean "%s"?'):format(meant)
    or suggest.hint(id, ids)
  return ("%s: not in %s%s"):format(shown, standard.title, hint)
end

--- The framework of "soc2:CC6.1", and its id.
local function split_framework(s)
  return s:match("^([a-z][a-z0-9_-]*):(%S+)$")
end

--- The id and the letter of a point: "6.1.3 d", "6.1.3 d)", "6.1.3d", "6.1.3.d".
local function split_point(s)
  if #s > LONGEST then return s end
  local id, point = s:match("^(.-[0-9])%s*%.?%s*%(?([a-z])%)?$")
  return id or s, point
end

--- Read a requirement as people write it. Ids of other frameworks come back
--- whole, with the framework's name; nobody checks them here.
---@param s any
---@return string|nil id
---@return string? point  its letter; the message when there is no id
---@return string? framework
function catalogue.parse(s)
  if type(s) ~= "string" then
    return nil, ("got a %s, expected an id in quotes such as \"A.8.10\""):format(type(s))
  end
  local written = text.trim(s)
  local framework, rest = split_framework(written)
  if framework and framework ~= standard.name then return written, nil, framework end
  local id, point = split_point(rest or written)
  local entry = by_id[id]
  if not entry and (not under[id] or is_chapter(id)) then return nil, refusal(id) end
  if point and entry and entry.kind == "control" then
    return nil, ("%s: controls have no lettered points, write %s"):format(written, id)
  end
  return id, point
end

--- Is this an id that a requirement may have: one of the catalogue, a parent
--- such as 9.2, or another framework's? Points are not part of an id.
---@param id any
---@return true|nil
---@return string? message
function catalogue.check(id)
  local found, point = catalogue.parse(id)
  if not found then return nil, point end
  if found ~= id then
    local why = point and "the letter goes to point" or "write the bare id"
    return nil, ("%s: %s, the id is %s"):format(text.clip(id, 60), why, found)
  end
  return true
end

--- A parent comes before its first child, what is unknown after everything.
local function rank(id)
  if by_id[id] then return by_id[id].order end
  local first = under[id] and under[id][1]
  -- Of two parents with one first child, as 6 and 6.1, the shorter id is first.
  return first and by_id[first].order - 1 + #id / 100 or #all + 1
end

--- Does `a` come before `b` in the catalogue?
---@param a string
---@param b string
---@return boolean
function catalogue.order(a, b)
  local x, y = rank(a), rank(b)
  if x ~= y then return x < y end
  return order.less(a, b)
end

return catalogue
