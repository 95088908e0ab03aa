--- Evidence series: files that are alike and say in their names when they are of.

local catalogue = require("tickmark.criteria.catalogue")
local columns_of = require("tickmark.adopt.tables")
local globs = require("tickmark.adopt.globs")
local order = require("tickmark.base.order")
local placing = require("tickmark.adopt.placing")
local rhythm = require("tickmark.adopt.rhythm")
local typing = require("tickmark.adopt.typing")
local vocabulary = require("tickmark.adopt.vocabulary")

local series = {}

local SERIES_MAX <const> = 200
local PATHS_MAX <const> = 200
local LANES_MAX <const> = 12 -- series that lie in one folder

local OPAQUE <const> = vocabulary.set(vocabulary.opaque)
local FORMATS <const> = { log = "text", txt = "text" }

--- A part of a path that is a date and no more: 2025, 03, Q1.
local function is_date_part(part)
  return part:find("^[12]%d%d%d$") or part:find("^%d%d$") or part:find("^[QqHh][1-4]$")
    or part:find("^[12]%d%d%d[-_.][QqHhWw]?%d%d?$")
end

--- A folder without the dates at its end.
local function root_of(folder)
  while folder ~= "" do
    local part = folder:match("[^/]+$")
    if not is_date_part(part) then return folder end
    folder = folder:match("^(.*)/[^/]*$") or ""
  end
  return folder
end

--- The control that a part of a path names: A.8.13, a-8-13_backup.
local function control_in(part)
  local theme, number = part:match("^[Aa][._-]?([5-8])[._-](%d%d?)%f[%D]")
  if not theme then
    theme, number = part:match("[^%w][Aa][._]([5-8])[._](%d%d?)%f[%D]")
  end
  local id = theme and ("A.%s.%d"):format(theme, tonumber(number))
  return id and catalogue.check(id) and id or nil
end

--- The controls that the folders name, else the one that all files name.
local function controls_of(folder, names)
  local seen, list = {}, {}
  for part in folder:gmatch("[^/]+") do
    local id = control_in(part)
    if id and not seen[id] then
      seen[id] = true
      list[#list + 1] = id
    end
  end
  if #list > 0 then return list end
  local all
  for _, name in ipairs(names) do
    local id = control_in(name)
    if not id or all and all ~= id then return {} end
    all = id
  end
  return { all }
end

--- What stays of a name without its date and its ending.
local function residue_of(name, ending)
  local stem = ending ~= "" and name:sub(1, -#ending - 2) or name
  stem = stem:gsub("%f[%d]%d%d%.%d%d%.[12]%d%d%d", ""):gsub(
    "[12]%d%d%d[-_.]?%d%d[-_.]?%d%d", ""):gsub("[12]%d%d%d[-_.]?[QqHhWw]%d%d?", ""):gsub(
    "[12]%d%d%d[-_.]?%d?%d?", "")
  return (stem:gsub("^[-_.%s]+", ""):gsub("[-_.%s]+$", ""))
end

--- A name as a pattern, in which each digit is any digit, and the ending's.
local function pattern_of(name)
  return (globs.literal(name):gsub("%d", "[0-9]"))
end

---@class tickmark.Lane  files of one series
---@field folder string   without dates at its end
---@field residue string  what all names have beside their dates; "" is anything
---@field ending string
---@field guess boolean    its control is the one that its name means, mostly
---@field names string[]
---@field paths string[]
---@field is_part boolean?  it lies in one folder, or folders by date, with others
---@field kind string
---@field count integer

local function new_lane(group, folder)
  return { folder = folder, ending = group.ending, kind = group.kind, residue = "",
    names = {}, paths = {}, count = 0, pieces = {} }
end

--- Pieces whose folders are alike but for their dates.
local function gathered(pieces)
  local by_key = {}
  for _, piece in ipairs(pieces) do
    local group = piece.group
    local folder = root_of(group.folder)
    local key = folder .. "\0" .. group.ending
    local lane = by_key[key] or new_lane(group, folder)
    by_key[key] = lane
    table.insert(lane.pieces, piece)
    lane.count = lane.count + placing.count(piece)
    for _, name in ipairs(piece.names) do
      table.insert(lane.names, name)
      table.insert(lane.paths, globs.joined(group.folder, name))
    end
  end
  return by_key
end

--- The names of a lane by what they have beside dates, with how many kinds there are.
local function by_residue_of(lane)
  local by_residue, n = {}, 0
  for i, name in ipairs(lane.names) do
    local residue = residue_of(name, lane.ending)
    local own = by_residue[residue]
    if not own then
      own = { names = {}, paths = {} }
      by_residue[residue], n = own, n + 1
    end
    table.insert(own.names, name)
    table.insert(own.paths, lane.paths[i])
  end
  return by_residue, n
end

--- A part of a lane, which shares its folders with others.
local function part_of(lane, residue, own)
  return { folder = lane.folder, ending = lane.ending, kind = lane.kind,
    residue = residue, names = own.names, paths = own.paths, count = #own.names,
    pieces = lane.pieces, is_part = true }
end

--- Several series in one folder, or in folders by date, told apart by what their names
--- have beside dates; what comes once is a rest.
local function lanes_of(lane)
  local by_residue, n = by_residue_of(lane)
  lane.residue = n == 1 and next(by_residue) or ""
  if n < 2 or #lane.names < lane.count then return { lane } end
  local list, rest = {}, { names = {}, paths = {} }
  for _, residue in ipairs(order.keys(by_residue)) do
    local own = by_residue[residue]
    if #own.names > 1 and rhythm.form(own.paths) then
      list[#list + 1] = part_of(lane, residue, own)
    else
      table.move(own.names, 1, #own.names, #rest.names + 1, rest.names)
      table.move(own.paths, 1, #own.paths, #rest.paths + 1, rest.paths)
    end
  end
  if #list == 0 or #list > LANES_MAX or 2 * #rest.names > #lane.names then
    return { lane }
  end
  local alone = #rest.names == 1 and residue_of(rest.names[1], lane.ending)
  if #rest.names > 0 then list[#list + 1] = part_of(lane, alone or "", rest) end
  return list
end

local function distinct(list)
  local seen, once = {}, {}
  for _, one in ipairs(list) do
    if not seen[one] then once[#once + 1] = one end
    seen[one] = true
  end
  return order.sort_strings(once)
end

--- The paths of a lane as patterns, in which each digit below its folder is any digit.
local function tight_paths_of(lane)
  local list = {}
  for i, path in ipairs(lane.paths) do
    list[i] = globs.literal(lane.folder) .. pattern_of(path:sub(#lane.folder + 1))
  end
  return distinct(list)
end

--- The patterns of a lane's files: its folders, with any date for a date, or one by
--- one where others lie beside them.
local function paths_of(lane, is_dated)
  if lane.is_part then return tight_paths_of(lane) end
  local list, folder = {}, globs.literal(lane.folder)
  for _, piece in ipairs(lane.pieces) do
    local group = piece.group
    if piece.whole and group.folder ~= "" and (group.count > 1 or is_dated) then
      local below = group.folder:sub(#lane.folder + 1)
      list[#list + 1] = globs.joined(folder .. pattern_of(below), globs.any(group.ending))
    else
      for _, name in ipairs(piece.names) do
        list[#list + 1] = globs.joined(globs.literal(group.folder), globs.literal(name))
      end
    end
  end
  return distinct(list)
end

--- A file of others that patterns of a lane match, or nil.
local function clash_of(placed, lane, patterns)
  local own, matches = vocabulary.set(lane.paths), globs.matcher(patterns)
  local lead = lane.folder == "" and "" or lane.folder .. "/"
  local lists = { placed.rest }
  for _, name in ipairs(order.keys(placed.types)) do
    lists[#lists + 1] = placed.types[name]
  end
  for _, list in ipairs(lists) do
    for _, piece in ipairs(list) do
      local folder = piece.group.folder .. "/"
      for _, name in ipairs((lead == "" or folder:sub(1, #lead) == lead) and piece.names
        or {}) do
        local path = globs.joined(piece.group.folder, name)
        if not own[path] and matches(path) then return path end
      end
    end
  end
end

--- Patterns that match no file of another series or of a record: those of folders, of
--- names with any digits, or the names; else nil and a file that is in the way.
local function free_paths_of(placed, lane, is_dated)
  local patterns = paths_of(lane, is_dated)
  local clash = clash_of(placed, lane, patterns)
  if not clash then return patterns end
  if #lane.paths < lane.count then return nil, clash end
  patterns = tight_paths_of(lane)
  if not clash_of(placed, lane, patterns) then return patterns end
  local list = {}
  for i, path in ipairs(lane.paths) do list[i] = globs.literal(path) end
  return distinct(list)
end

--- Is a lane evidence? What lies below a folder that says so, has dates, or is a table.
local function is_evidence(lane, form)
  if typing.is_source(lane.folder) then return false end
  return typing.of_folder(lane.folder) == "evidence" or lane.kind == "csv"
    or form and #lane.names > 1 and (lane.kind ~= "text" or OPAQUE[lane.ending:lower()]
      or FORMATS[lane.ending])
end

--- "evidence/A.8.13/2025" and "restore test" -> "restore-test"
local function id_of(lane, taken)
  local last = lane.folder:match("[^/]+$") or "files"
  local base = lane.residue ~= "" and #lane.residue <= 40 and lane.residue or last
  if lane.residue ~= "" and lane.is_part and typing.of_folder(last) ~= "evidence" then
    base = last .. "-" .. lane.residue
  end
  local slug = vocabulary.plain(base):gsub("[^%w]+", "-"):gsub("^%-+", "")
    :gsub("%-+$", "")
  slug = slug ~= "" and slug:sub(1, 48) or "series"
  local id, n = slug, 1
  while taken[id] do
    n = n + 1
    id = ("%s-%d"):format(slug, n)
  end
  taken[id] = true
  return id
end

---@class tickmark.Series  one that is proposed
---@field id string
---@field count integer
---@field given table      as under `evidence:`
---@field ending string

local BY_WORD <const> = vocabulary.by_word(vocabulary.controls)

--- The control that evidence of such a name is mostly of, by its end, then by its
--- beginning; nil: nobody knows.
local function guess_of(id)
  for _, shorter in ipairs { "^[^-]*%-(.+)$", "^(.+)%-[^-]*$" } do
    local word = id
    while word do
      if BY_WORD[word] then return BY_WORD[word] end
      word = word:match(shorter)
    end
  end
end

local function series_of(lane, paths, form, days, taken)
  local id = id_of(lane, taken)
  local controls = controls_of(lane.folder, lane.names)
  local guess = form and #controls == 0 and guess_of(id) or nil
  if guess then controls = { guess } end
  local given = { paths = paths, controls = controls }
  given.columns, given.table = columns_of(lane)
  if form then
    given.date, given.cadence = { path = form }, rhythm.cadence(days)
  elseif lane.kind == "csv" and lane.count == 1 then
    given.mutable = "yes"
  end
  local ending = lane.ending:lower()
  if OPAQUE[ending] then given.format = "opaque" end
  given.format = given.format or FORMATS[ending]
  if lane.ending:find(".", 1, true) and lane.kind ~= "text" then
    given.format = lane.kind
  end
  return { id = id, count = lane.count, given = given, ending = lane.ending,
    guess = guess ~= nil }
end

local function note_rest(placed, lane, why)
  local list = {}
  for _, piece in ipairs(lane.pieces) do
    local shown = lane.is_part and lane.paths or placing.shown(piece)
    table.move(shown, 1, #shown, #list + 1, list)
    if lane.is_part then break end
  end
  placing.note(placed, placing.some(list), lane.count, why)
end

-- Why a document is nothing that can be placed, by the form of its head.
local REASONS <const> = { refused = "can't be read",
  list = "a list at its top, and neither folder, name nor keys say of what" }

--- Note documents that nothing says anything of, those apart that have a reason.
local function note_documents(placed, lane)
  local own = lane.is_part and vocabulary.set(lane.paths)
  for _, piece in ipairs(lane.pieces) do
    local left = { group = piece.group, names = {}, whole = piece.whole and not own }
    local reasons = {}
    for _, class in ipairs(piece.classes) do
      local why = REASONS[class.form]
      for _, name in ipairs(why and class.names or {}) do
        reasons[name] = class.message and why .. ": " .. class.message or why
      end
    end
    for _, name in ipairs(piece.names) do
      local path = globs.joined(piece.group.folder, name)
      if own and not own[path] then goto next end
      if reasons[name] then
        placing.note(placed, path, 1, reasons[name])
      else
        table.insert(left.names, name)
      end
      ::next::
    end
    if #left.names > 0 then
      placing.note(placed, placing.some(placing.shown(left)), placing.count(left),
        "neither folder, name nor keys say what it is")
    end
  end
end

--- Add a lane's series, or note why it is none.
local function add_lane(placed, list, lane, form, days, taken)
  local paths, clash = free_paths_of(placed, lane, form)
  if #list >= SERIES_MAX then
    note_rest(placed, lane, ("evidence, beyond the first %d series"):format(SERIES_MAX))
  elseif not paths then
    note_rest(placed, lane, ("no pattern tells them from %s"):format(clash))
  elseif #paths > PATHS_MAX then
    note_rest(placed, lane, "too many to be told one by one")
  else
    list[#list + 1] = series_of(lane, paths, form, days, taken)
  end
end

--- The series of what is no record. What is neither is noted, or counted by ending.
---@param placed tickmark.Placed
---@return tickmark.Series[]
function series.of(placed)
  local by_key, list, taken, other = gathered(placed.rest), {}, {}, {}
  for _, key in ipairs(order.keys(by_key)) do
    for _, lane in ipairs(lanes_of(by_key[key])) do
      local form, days = rhythm.form(lane.paths)
      if is_evidence(lane, form) then
        add_lane(placed, list, lane, form, days, taken)
      elseif lane.kind ~= "text" then
        note_documents(placed, lane)
      else
        other[lane.ending] = (other[lane.ending] or 0) + lane.count
      end
    end
  end
  placed.other = other
  return list
end

return series
