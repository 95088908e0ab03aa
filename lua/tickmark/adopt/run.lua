--- Adopting a repository as it is: the configuration that its files suggest.

local config = require("tickmark.criteria.config")
local globs = require("tickmark.adopt.globs")
local lists = require("tickmark.base.lists")
local mapping = require("tickmark.adopt.mapping")
local order = require("tickmark.base.order")
local people_of = require("tickmark.adopt.people")
local places = require("tickmark.evaluate.places")
local placing = require("tickmark.adopt.placing")
local proposal = require("tickmark.adopt.proposal")
local reading = require("tickmark.evaluate.reading")
local series = require("tickmark.adopt.series")
local text = require("tickmark.base.text")

local run = {}

---@class tickmark.FoundRow  a row of what was found
---@field type string     a record type, or "evidence"
---@field files integer
---@field name string     the type, and of evidence the series
---@field heads string    their forms, or the id of the series
---@field paths string[]
---@field mapped string[]

---@class tickmark.Proposal
---@field yaml string
---@field work string?     the root of the work tree
---@field commit string
---@field survey table     as worker/survey.lua told it
---@field found tickmark.FoundRow[]
---@field left string[]    keys and values that stay as they are
---@field odd table[]      {what=, n=, why=}: what could not be placed
---@field other table<string, integer>  files by endings that say nothing
---@field open integer     series that lack controls
---@field ignored integer  files that are about the repository, or templates
---@field source integer   files in folders of programs

local ask <const> = places.ask

--- Ask a worker about a revision, and let it go.
local function look(options)
  local place = reading.start(not options.no_os_sandbox)
  local ok, found = pcall(function()
    local paths = ask(place, "ask", { op = "open", path = options.repo or "." }).paths
    local rev = ask(place, "ask", { op = "resolve", plain = true,
      rev = options.rev or "HEAD" })
    local survey, answer = ask(place, "ask", { op = "survey", tree = rev.tree })
    return { paths = paths, commit = rev.commit, survey = survey,
      groups = lists.join(answer.parts.groups) }
  end)
  place:close()
  return ok and found or error(found, 0)
end

--- The keys of some pieces, and how many documents were read, by their forms.
local function seen_of(pieces)
  local all, forms, docs = {}, {}, 0
  for _, piece in ipairs(pieces) do
    for _, class in ipairs(piece.classes) do
      forms[class.form] = (forms[class.form] or 0) + #class.names
      for _, list in ipairs(class.each) do
        if list.key == (pieces.each or "") then
          all[#all + 1], docs = list.keys, docs + list.n
        end
      end
      if not pieces.each and class.form ~= "list" then
        all[#all + 1], docs = class.keys, docs + #class.names
      end
    end
  end
  return mapping.merged(all), forms, docs
end

local FORMS <const> = { { "fenced", "---" }, { "bare", "closing --- alone" },
  { "map", "data" }, { "list", "list at the top" },
  { "none", "no head" }, { "refused", "can't be read" } }

local function heads_in_words(forms, each)
  local list = {}
  for _, one in ipairs(FORMS) do
    if forms[one[1]] then
      list[#list + 1] = ("%d %s"):format(forms[one[1]], each and one[1] == "map"
        and "list " .. each or one[2])
    end
  end
  return table.concat(list, ", ")
end

local function mapped_in_words(found)
  local list = {}
  for _, field in ipairs(order.keys(found.fields)) do
    list[#list + 1] = ("%s <- %s"):format(field, found.fields[field])
  end
  for _, field in ipairs(order.keys(found.values)) do
    for _, value in ipairs(order.keys(found.values[field])) do
      list[#list + 1] = ("%s: %s <- %s"):format(field, found.values[field][value],
        text.quote(value))
    end
  end
  return list
end

--- What the reader would not know from the ending.
local function format_of(pieces)
  for _, piece in ipairs(pieces) do
    if piece.group.ending:find(".", 1, true) then return piece.group.kind end
  end
end

--- One record type's entry, and its row.
local function record_of(name, pieces, paths, left)
  local keys, forms, docs = seen_of(pieces)
  local found = mapping.of(name, keys)
  for _, why in ipairs(found.left) do left[#left + 1] = name .. ": " .. why end
  local has_head = (forms.fenced or 0) + (forms.bare or 0) > 0
  local is_text = has_head or (forms.none or 0) > 0
  local id = keys[found.fields.id or "id"]
  local record = { paths = paths, each = pieces.each, format = format_of(pieces),
    fields = next(found.fields) and found.fields or nil,
    values = next(found.values) and found.values or nil,
    id = (not id or 2 * id.n < docs) and "path" or nil,
    head = is_text and (has_head and "front-matter" or "none") or nil }
  local files = 0
  for _, piece in ipairs(pieces) do
    files = files + placing.count(piece)
  end
  return record, { type = name, name = name, files = files, paths = paths,
    heads = heads_in_words(forms, pieces.each), mapped = mapped_in_words(found) }
end

--- Everything of a type whose files can't be told from others.
local function leave(placed, pieces)
  for _, piece in ipairs(pieces) do
    placing.note(placed, placing.some(placing.shown(piece)), placing.count(piece),
      "too many to be told one by one")
  end
end

local function add_records(self, placed, groups)
  local lie = globs.lie(placed, groups)
  for _, name in ipairs(order.keys(placed.types)) do
    local pieces = placed.types[name]
    local paths = globs.of(name, pieces, lie)
    if paths then
      self.records[name], self.found[#self.found + 1] = record_of(name, pieces, paths,
        self.left)
    else
      leave(placed, pieces)
    end
  end
end

local function add_series(self, placed)
  self.series, self.open = series.of(placed), 0
  for _, one in ipairs(self.series) do
    local given = one.given
    if #given.controls == 0 then self.open = self.open + 1 end
    local controls = #given.controls > 0 and table.concat(given.controls, ", ")
      or "controls: to be filled in"
    local said = { controls .. (one.guess and ", by its name" or ""),
      given.cadence and "cadence " .. given.cadence or nil }
    for _, name in ipairs(order.keys(given.columns or {})) do
      said[#said + 1] = ("%s: %s"):format(name, given.columns[name].shape)
    end
    self.found[#self.found + 1] = { type = "evidence", files = one.count,
      name = "evidence " .. one.id, heads = one.id, paths = given.paths, mapped = said }
  end
end

--- The organisation's id is that of the folder, until somebody writes a better one.
local function organisation_of(paths)
  local at = paths.work or paths.git
  local name = at:gsub("/+$", ""):gsub("/?%.git$", ""):match("[^/]*$")
  if not text.is_utf8(name) or name == "" then name = "organisation" end
  local id = text.fold(name):gsub("[^%w]+", "-"):gsub("^%-+", ""):gsub("%-+$", "")
  return { id = id ~= "" and id or "organisation", name = name }
end

--- The scope's document, if there is one alone.
local function scope_of(placed)
  local pieces = placed.types.scope
  local piece = pieces and #pieces == 1 and pieces[1]
  local one = piece and #piece.names == 1
    and globs.joined(piece.group.folder, piece.names[1])
  return { id = "SCO-MAIN", document = one or nil }
end

--- With all that is proposed, as tickmark reads it: nobody is handed what it refuses.
local function check(data, list)
  local whole, evidence = {}, {}
  for key, value in pairs(data) do whole[key] = value end
  for _, one in ipairs(list) do evidence[one.id] = one.given end
  whole.evidence = evidence
  local problems = config.check(whole, "tickmark.yml", {})
  if problems[1] then error("the proposal is none: " .. problems[1].message, 0) end
end

local function data_of(self, found, placed, who)
  local ignore = order.keys(placed.ignore)
  local records = next(self.records) and self.records or nil
  if records and #ignore > 0 then records.ignore = ignore end
  return { format = "1", organisation = organisation_of(found.paths),
    scope = scope_of(placed), people = who and { file = who } or nil, records = records }
end

--- Propose a configuration for what a revision holds.
---@param options {repo: string?, rev: string?, no_os_sandbox: boolean?}
---@return tickmark.Proposal
function run.propose(options)
  local found = look(options)
  local placed = placing.of(found.groups)
  local self = { work = found.paths.work, commit = found.commit, survey = found.survey,
    found = {}, left = {}, records = {}, ignored = placed.ignored,
    source = placed.source }
  local who = people_of(placed)
  add_records(self, placed, found.groups)
  add_series(self, placed)
  if who then
    table.insert(self.found, { type = "people", files = 1, heads = "", paths = { who },
      mapped = {} })
  end
  local data = data_of(self, found, placed, who)
  check(data, self.series)
  self.yaml = proposal(data, self.series)
  self.odd, self.other = placed.odd, placed.other
  return self
end

return run
