--- A configuration for a repository as it is: what its tree holds, as `records:` and
--- `evidence:`, and what could not be placed.

local globs = require("tickmark.adopt.globs")
local mapping = require("tickmark.adopt.mapping")
local order = require("tickmark.base.order")
local placing = require("tickmark.adopt.placing")
local series = require("tickmark.adopt.series")
local text = require("tickmark.base.text")
local typing = require("tickmark.adopt.typing")
local vocabulary = require("tickmark.adopt.vocabulary")

local PEOPLE <const> = vocabulary.set(vocabulary.people)

---@class tickmark.Proposal
---@field config table          as tickmark.yml has it
---@field open tickmark.Series[]  whose controls nobody knows
---@field guesses table<string, boolean>  series whose controls are one
---@field rows {type: string, files: integer, paths: string[], form: string,
---  maps: string[]}[]
---@field odd {what: string, n: integer, why: string}[]
---@field survey table          how much was looked at

local FORMS <const> = { fenced = "head", bare = "head without its first ---",
  none = "no head", map = "data", list = "a list", refused = "can't be read" }

--- The forms of a type's documents, the most frequent first.
local function forms_of(pieces)
  local count = {}
  for _, piece in ipairs(pieces) do
    for _, class in ipairs(piece.classes) do
      count[class.form] = (count[class.form] or 0) + #class.names
    end
  end
  return order.sort(order.keys(count), function(a, b) return count[a] > count[b] end)
end

-- How files are read, by their endings; others have to say so.
local KNOWN <const> = { md = true, markdown = true, yml = true, yaml = true, json = true }

--- How they are read, where their names don't tell.
local function format_of(pieces)
  for _, piece in ipairs(pieces) do
    if not KNOWN[text.fold(piece.group.ending)] then return piece.group.kind end
  end
end

--- The keys of documents, or of the entries of a register.
local function keys_of(pieces)
  local lists = {}
  for _, piece in ipairs(pieces) do
    for _, class in ipairs(piece.classes) do
      if not pieces.each then lists[#lists + 1] = class.keys end
      for _, list in ipairs(pieces.each and class.each or {}) do
        if list.key == pieces.each then lists[#lists + 1] = list.keys end
      end
    end
  end
  return mapping.merged(lists)
end

local function count_of(pieces)
  local n = 0
  for _, piece in ipairs(pieces) do
    n = n + (piece.whole and math.max(piece.group.count, #piece.names) or #piece.names)
  end
  return n
end

--- What was mapped, for people: "owner: policy_owner".
local function maps_of(found)
  local list = {}
  for _, field in ipairs(order.keys(found.fields)) do
    list[#list + 1] = ("%s: %s"):format(field, found.fields[field])
  end
  for _, field in ipairs(order.keys(found.values)) do
    for _, value in ipairs(order.keys(found.values[field])) do
      list[#list + 1] = ("%s %s: %s"):format(field, text.quote(value),
        found.values[field][value])
    end
  end
  return list
end

local function record_of(self, name, pieces, all)
  local paths, why = globs.of(name, pieces, all)
  if why then return placing.note(self, name, count_of(pieces), why) end
  local forms, keys = forms_of(pieces), keys_of(pieces)
  local found = mapping.of(name, keys)
  for _, left in ipairs(found.left) do placing.note(self, name, 1, left) end
  local is_headless = forms[1] == "none" and #forms == 1
  local has_id = keys.id or found.fields.id
  self.config.records[name] = { paths = paths, each = pieces.each,
    head = is_headless and "none" or nil, format = format_of(pieces),
    id = not has_id and "path" or nil,
    fields = next(found.fields) and found.fields or nil,
    values = next(found.values) and found.values or nil }
  local words = {}
  for i, form in ipairs(forms) do words[i] = FORMS[form] end
  self.rows[#self.rows + 1] = { type = name, files = count_of(pieces), paths = paths,
    form = pieces.each and "list " .. pieces.each or table.concat(words, ", "),
    maps = maps_of(found) }
end

local function add_series(self, one)
  local entry = { paths = one.paths, controls = one.controls, cadence = one.cadence,
    date = one.date, format = one.format, columns = one.columns, table = one.table }
  self.guesses[one.id] = one.guess
  if #one.controls > 0 then
    self.config.evidence[one.id] = entry
  else
    self.open[#self.open + 1] = { id = one.id, entry = entry }
  end
  self.rows[#self.rows + 1] = { type = "evidence", files = one.count, paths = one.paths,
    form = one.format or one.columns and "table" or "files",
    maps = { one.controls[1] or "?", ("date: %s"):format(one.date.path),
      one.cadence and ("cadence: %s"):format(one.cadence) or nil } }
end

--- A file that says who is who.
local function find_people(self, groups)
  for _, group in ipairs(groups) do
    for _, name in ipairs(group.names) do
      local is_data = group.kind == "yaml" or group.kind == "json"
      if is_data and PEOPLE[typing.word(name:match("^[^.]*"))] then
        local lead = group.folder == "" and "" or group.folder .. "/"
        self.config.people = self.config.people or { file = lead .. name }
      end
    end
  end
end

local function note_rest(self, rest)
  for _, one in ipairs(rest) do
    local people = self.config.people
    if not (people and one.what == people.file) then
      placing.note(self, one.what, one.n, "neither a known type nor dated evidence")
    end
  end
end

local function set_scope(self)
  local scope = self.config.records.scope
  if scope and #scope.paths == 1 and not scope.paths[1]:find("[*?%[\\]") then
    self.config.scope.document = scope.paths[1]
  end
end

--- Propose a configuration.
---@param name string  what the repository is called
---@param survey table  the answer of the worker's `survey`
---@param groups tickmark.Group[]
---@return tickmark.Proposal
return function(name, survey, groups)
  local placed = placing.of(groups)
  local id = typing.word(name):gsub("[^%w-]+", "")
  local self = { open = {}, guesses = {}, rows = {}, odd = placed.odd, survey = survey,
    config = { organisation = { id = id ~= "" and id or "acme", name = name },
      scope = { id = "SCO-MAIN" }, records = {}, evidence = {},
      checks = { paths = {} } } }
  survey.ignored = placed.ignored
  local all = { below = globs.below(placed.types, groups), taken = globs.taken(groups),
    deep = globs.deep(groups) }
  for _, type_of in ipairs(order.keys(placed.types)) do
    record_of(self, type_of, placed.types[type_of], all)
  end
  local ignore = order.keys(placed.ignore)
  if #ignore > 0 then self.config.records.ignore = ignore end
  find_people(self, groups)
  local list, rest = series.of(placed.rest)
  for _, one in ipairs(list) do add_series(self, one) end
  note_rest(self, rest)
  set_scope(self)
  for _, one in ipairs(survey.problems) do
    placing.note(self, one.path, 1, one.message)
  end
  return self
end
