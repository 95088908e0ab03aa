--- Evidence series: files that are alike and say in their names when they are of.

local catalogue = require("tickmark.criteria.catalogue")
local dates = require("tickmark.evidence.dates")
local globs = require("tickmark.adopt.globs")
local order = require("tickmark.base.order")
local placing = require("tickmark.adopt.placing")
local text = require("tickmark.base.text")
local typing = require("tickmark.adopt.typing")
local vocabulary = require("tickmark.adopt.vocabulary")

local series = {}

local SERIES_MAX <const> = 200
local PATHS_MAX <const> = 200
local LANES_MAX <const> = 5 -- series that lie in one folder
local COLUMNS_MAX <const> = 40

-- The narrowest first; each has what separates it from a longer number.
local FORMS <const> = { "{yyyy}-{mm}-{dd}", "{yyyy}_{mm}_{dd}", "{yyyy}/{mm}/{dd}",
  "{yyyy}.{mm}.{dd}", "{yyyy}{mm}{dd}", "{yyyy}-Q{q}", "{yyyy}-q{q}", "{yyyy}_Q{q}",
  "{yyyy}Q{q}", "{yyyy}/Q{q}", "{yyyy}-H{h}", "{yyyy}-W{ww}", "{yyyy}-{mm}",
  "{yyyy}_{mm}", "{yyyy}/{mm}", "{yyyy}.{mm}", "{yyyy}{mm}", "{yyyy}" }

-- By the median of the days between two.
local CADENCES <const> = { { 1, 2, "P1D" }, { 5, 9, "P1W" }, { 12, 16, "P2W" },
  { 26, 35, "P1M" }, { 55, 66, "P2M" }, { 80, 100, "P3M" }, { 165, 200, "P6M" },
  { 340, 390, "P1Y" } }

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

--- The form of the date that all paths have, with their days.
local function form_of(paths)
  for _, form in ipairs(FORMS) do
    local find, days = dates.finder { path = form }, {}
    for _, path in ipairs(paths) do
      local day = find(path)
      local year = day and day.year
      if not year or year < 1990 or year > 2100 then break end
      days[#days + 1] = day
    end
    if #days == #paths and #paths > 0 then return form, days end
  end
end

--- How many of some spans are as a cadence has them.
local function fitting(apart, one)
  local n = 0
  for _, span in ipairs(apart) do
    if span >= one[1] and span <= one[2] then n = n + 1 end
  end
  return n
end

--- The time between two, by the median, if most come at that pace.
local function cadence_of(days)
  table.sort(days)
  local apart = {}
  for i = 2, #days do
    local n = days[i] - days[i - 1]
    if n > 0 then apart[#apart + 1] = n end
  end
  if #apart < 2 then return nil end
  table.sort(apart)
  local median = apart[(#apart + 1) // 2]
  for _, one in ipairs(CADENCES) do
    local is_it = median >= one[1] and median <= one[2]
    if is_it and 2 * fitting(apart, one) > #apart then return one[3] end
  end
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
local function residue_of(name)
  local stem = name:match("^(.-)%.[^/]*$") or name
  stem = stem:gsub("[12]%d%d%d[-_.]?%d%d[-_.]?%d%d", ""):gsub(
    "[12]%d%d%d[-_.]?[QqHhWw]%d%d?", ""):gsub("[12]%d%d%d[-_.]?%d?%d?", "")
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
---@field table table?
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
    lane.is_deep = lane.is_deep or folder ~= group.folder
    for _, name in ipairs(piece.names) do
      table.insert(lane.names, name)
      table.insert(lane.paths, globs.joined(group.folder, name))
    end
  end
  return by_key
end

--- Several series in one folder, told apart by what their names have beside dates.
local function lanes_of(lane)
  local by_residue, n = {}, 0
  for i, name in ipairs(lane.names) do
    local residue = residue_of(name)
    local own = by_residue[residue]
    if not own then
      own = { names = {}, paths = {} }
      by_residue[residue], n = own, n + 1
    end
    table.insert(own.names, name)
    table.insert(own.paths, lane.paths[i])
  end
  lane.residue = n == 1 and next(by_residue) or ""
  if n < 2 or n > LANES_MAX or lane.is_deep or #lane.names < lane.count then
    return { lane }
  end
  local list = {}
  for _, residue in ipairs(order.keys(by_residue)) do
    local own = by_residue[residue]
    if #own.names < 2 or not form_of(own.paths) then return { lane } end
    list[#list + 1] = { folder = lane.folder, ending = lane.ending, kind = lane.kind,
      residue = residue, names = own.names, paths = own.paths, count = #own.names,
      pieces = lane.pieces, is_part = true }
  end
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

--- The patterns of a lane's files: its folders, with any date for a date, or one by
--- one where others lie beside them.
local function paths_of(lane, is_dated)
  local list, folder = {}, globs.literal(lane.folder)
  for _, name in ipairs(lane.is_part and lane.names or {}) do
    list[#list + 1] = globs.joined(folder, pattern_of(name))
  end
  if lane.is_part then return distinct(list) end
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

--- The columns of its tables, and how those are written.
local function columns_of(lane)
  local found = lane.table
  if not found or found.mixed or found.files == 0 then return nil end
  local columns, has_key = {}, false
  for i, column in ipairs(found.columns) do
    if i <= COLUMNS_MAX then
      local is_key = column.unique and not has_key and column.shape == "text"
        and column.files == found.files
      has_key = has_key or is_key
      columns[column.name] = { shape = column.shape, key = is_key and "yes" or nil,
        dates = column.dates ~= "YYYY-MM-DD" and column.dates or nil,
        optional = column.files < found.files and "yes" or nil }
    end
  end
  return columns, found.separator ~= "," and { separator = found.separator } or nil
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
  if lane.residue ~= "" and lane.is_part then base = last .. "-" .. lane.residue end
  local slug = text.fold(base):gsub("[^%w]+", "-"):gsub("^%-+", ""):gsub("%-+$", "")
  slug = slug ~= "" and slug:sub(1, 48) or "series"
  local id, n = slug, 1
  while taken[id] do
    n = n + 1
    id = ("%s-%d"):format(slug, n)
  end
  taken[id] = true
  return id
end

local function table_in(pieces)
  for i = #pieces, 1, -1 do
    local found = pieces[i].group.table
    if found and found.files > 0 then return found end
  end
end

---@class tickmark.Series  one that is proposed
---@field id string
---@field count integer
---@field given table      as under `evidence:`
---@field ending string

local BY_WORD <const> = vocabulary.by_word(vocabulary.controls)

--- The control that evidence of such a name is mostly of; nil: nobody knows.
local function guess_of(id)
  local word = id
  while word do
    if BY_WORD[word] then return BY_WORD[word] end
    word = word:match("^[^-]*%-(.+)$")
  end
end

local function series_of(lane, form, days, taken)
  lane.table = #lane.pieces == 1 and table_in(lane.pieces) or nil
  local id = id_of(lane, taken)
  local controls = controls_of(lane.folder, lane.names)
  local guess = form and #controls == 0 and guess_of(id) or nil
  if guess then controls = { guess } end
  local given = { paths = paths_of(lane, form), controls = controls }
  if not lane.is_part then given.columns, given.table = columns_of(lane) end
  if form then
    given.date, given.cadence = { path = form }, cadence_of(days)
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
    local shown = placing.shown(piece)
    table.move(shown, 1, #shown, #list + 1, list)
  end
  placing.note(placed, placing.some(list), lane.count, why)
end

-- Why a document is nothing that can be placed, by the form of its head.
local REASONS <const> = { refused = "can't be read",
  list = "a list at its top: put it below a key, such as risks:" }

--- Note documents that nothing says anything of, those apart that have a reason.
local function note_documents(placed, lane)
  for _, piece in ipairs(lane.pieces) do
    local left = { group = piece.group, names = {}, whole = piece.whole }
    local reasons = {}
    for _, class in ipairs(piece.classes) do
      local why = REASONS[class.form]
      for _, name in ipairs(why and class.names or {}) do
        reasons[name] = class.message and why .. ": " .. class.message or why
      end
    end
    for _, name in ipairs(piece.names) do
      if reasons[name] then
        placing.note(placed, globs.joined(piece.group.folder, name), 1, reasons[name])
      else
        table.insert(left.names, name)
      end
    end
    if #left.names > 0 then
      placing.note(placed, placing.some(placing.shown(left)), placing.count(left),
        "neither folder, name nor keys say what it is")
    end
  end
end

--- The series of what is no record. What is neither is noted, or counted by ending.
---@param placed tickmark.Placed
---@return tickmark.Series[]
function series.of(placed)
  local by_key, list, taken, other = gathered(placed.rest), {}, {}, {}
  for _, key in ipairs(order.keys(by_key)) do
    for _, lane in ipairs(lanes_of(by_key[key])) do
      local form, days = form_of(lane.paths)
      local is_one = is_evidence(lane, form)
      local one = is_one and #list < SERIES_MAX and series_of(lane, form, days, taken)
      if one and #one.given.paths <= PATHS_MAX then
        list[#list + 1] = one
      elseif is_one then
        note_rest(placed, lane, one and "too many to be told one by one"
          or ("evidence, beyond the first %d series"):format(SERIES_MAX))
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
