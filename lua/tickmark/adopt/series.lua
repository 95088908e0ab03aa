--- Which of the files that are no documents are evidence of something that recurs: their
--- names tell a day or a period.

local catalogue = require("tickmark.criteria.catalogue")
local date = require("tickmark.base.date")
local globs = require("tickmark.adopt.globs")
local order = require("tickmark.base.order")
local text = require("tickmark.base.text")
local vocabulary = require("tickmark.adopt.vocabulary")

local series = {}

local OPAQUE <const> = vocabulary.set(vocabulary.opaque)

-- What a name tells, the most exact first: as `date:` has it, as a pattern, and the day
-- that it is of.
local FORMS <const> = {
  { "{yyyy}-{mm}-{dd}", "(%d%d%d%d)%-([01]%d)%-([0-3]%d)", "%s-%s-%s" },
  { "{yyyy}{mm}{dd}", "%f[%d](20%d%d)([01]%d)([0-3]%d)%f[%D]", "%s-%s-%s" },
  { "{yyyy}-Q{q}", "(%d%d%d%d)%-Q([1-4])" }, { "{yyyy}-H{h}", "(%d%d%d%d)%-H([12])" },
  { "{yyyy}-W{ww}", "(%d%d%d%d)%-W([0-5]%d)" },
  { "{yyyy}-{mm}", "%f[%d](20%d%d)%-([01]%d)%f[%D]", "%s-%s-01" },
  { "{yyyy}_{mm}", "%f[%d](20%d%d)_([01]%d)%f[%D]", "%s-%s-01" },
  { "{yyyy}{mm}", "%f[%d](20%d%d)([01]%d)%f[%D]", "%s-%s-01" },
  { "{yyyy}", "%f[%d](20%d%d)%f[%D]", "%s-01-01" },
}

-- How often, by the days between two.
local CADENCES <const> = { { 2, "P1D" }, { 10, "P1W" }, { 45, "P1M" }, { 135, "P3M" },
  { 270, "P6M" }, { 540, "P1Y" } }

-- The same of folders.
local TAILS <const> = {
  { "{yyyy}/{mm}/{dd}", "^(.-)/?(20%d%d)/([01]%d)/([0-3]%d)$", "%s-%s-%s" },
  { "{yyyy}-{mm}-{dd}", "^(.-)/?(20%d%d)%-([01]%d)%-([0-3]%d)$", "%s-%s-%s" },
  { "{yyyy}/{mm}", "^(.-)/?(20%d%d)/([01]%d)$", "%s-%s-01" },
  { "{yyyy}-{mm}", "^(.-)/?(20%d%d)%-([01]%d)$", "%s-%s-01" },
  { "{yyyy}/Q{q}", "^(.-)/?(20%d%d)/Q([1-4])$" },
  { "{yyyy}-Q{q}", "^(.-)/?(20%d%d)%-Q([1-4])$" },
  { "{yyyy}", "^(.-)/?(20%d%d)$", "%s-01-01" },
}

local function day_of(form, year, part, day)
  local written
  if form[3] then
    written = form[3]:format(year, part, day)
  elseif form[1]:find("{ww}", 1, true) then
    local first = date.parse(year .. "-01-01")
    return first and first + 7 * (tonumber(part) - 1)
  else
    local months = form[1]:find("{q}", 1, true) and 3 or 6
    written = ("%s-%02d-01"):format(year, months * (tonumber(part) - 1) + 1)
  end
  return (date.parse(written))
end

--- What a name tells: the form, the day, and the name with the period taken out.
local function period_in(name)
  for _, form in ipairs(FORMS) do
    local at, last = name:find(form[2])
    local day = at and day_of(form, name:match(form[2]))
    if day then
      return form[1], day, globs.literal(name:sub(1, at - 1)) .. "*"
        .. globs.literal(name:sub(last + 1))
    end
  end
end

--- What a folder tells: the form, the day, and the folder that holds all such.
local function period_of(folder)
  for _, form in ipairs(TAILS) do
    local base, year, part, day = folder:match(form[2])
    local found = base and day_of(form, year, part, day)
    if found then return form[1], found, base end
  end
  return nil, nil, folder
end

--- How often, as a cadence; nil: only one day is known.
local function cadence_of(days)
  order.sort(days, function(a, b) return a < b end)
  local gaps = {}
  for i = 2, #days do
    if days[i] ~= days[i - 1] then gaps[#gaps + 1] = days[i] - days[i - 1] end
  end
  table.sort(gaps)
  local middle = gaps[(#gaps + 1) // 2]
  for _, one in ipairs(middle and CADENCES or {}) do
    if middle <= one[1] then return one[2] end
  end
end

local BY_WORD <const> = vocabulary.by_word(vocabulary.controls)

--- The controls that a path names; else the one that the name of such evidence means.
local function controls_in(path, id)
  local list, seen = {}, {}
  for one in path:gmatch("%f[%w]A[.]%d+[.]%d+%f[^%d]") do
    if catalogue.is_control(one) and not seen[one] then list[#list + 1] = one end
    seen[one] = true
  end
  if #list > 0 or not BY_WORD[id] then return list, false end
  return { BY_WORD[id] }, true
end

local function slug(words)
  local word = text.fold(words):gsub("[^%w]+", "-"):gsub("^%-+", ""):gsub("%-+$", "")
  return word
end

--- The columns of a table, and how it is written.
local function columns_of(found)
  if not found or found.files == 0 or found.mixed then return nil end
  local columns, table_of, forms = {}, {}, {}
  for _, column in ipairs(found.columns) do
    local name = slug(column.name):gsub("%-", "_")
    if name ~= "" and not columns[name] and column.shape ~= "text" then
      columns[name] = { from = column.name, shape = column.shape,
        optional = column.files < found.files and "yes" or nil }
      if column.shape == "date" then forms[column.dates] = true end
    elseif name ~= "" and not columns[name] then
      columns[name] = { from = column.name, shape = "text", optional = "yes" }
    end
  end
  if found.separator ~= "," then table_of.separator = found.separator end
  local form = next(forms)
  if form and next(forms, form) then return nil end
  if form and form ~= "YYYY-MM-DD" then table_of.dates = form end
  return next(columns) and columns or nil, next(table_of) and table_of or nil
end

---@class tickmark.Bucket  files below one folder, but for folders that are periods
---@field base string
---@field ending string
---@field deep boolean     are there such folders?
---@field pieces tickmark.Piece[]
---@field masks table<string, {form: string?, mask: string, days: tickmark.Date[],
---  names: string[]}>
---@field count integer

--- Files by the folder that holds them, but for folders that are periods.
local function buckets_of(pieces)
  local list, by_key = {}, {}
  for _, piece in ipairs(pieces) do
    local _, _, base = period_of(piece.group.folder)
    local key = base .. "\0" .. piece.group.ending
    if not by_key[key] then
      by_key[key] = { base = base, ending = piece.group.ending, pieces = {}, masks = {},
        count = 0 }
      list[#list + 1] = by_key[key]
    end
    table.insert(by_key[key].pieces, piece)
  end
  return list
end

--- The names of a bucket by what is left of them without their period.
local function fill(bucket)
  for _, piece in ipairs(bucket.pieces) do
    local tail, from_tail = period_of(piece.group.folder)
    bucket.deep = bucket.deep or tail ~= nil
    bucket.count = bucket.count + (piece.whole and piece.group.count or #piece.names)
    for _, name in ipairs(piece.names) do
      local form, day, mask = period_in(name)
      if not form and tail then
        form, day = tail, from_tail
        mask = "*" .. (bucket.ending ~= "" and "." .. globs.literal(bucket.ending) or "")
      end
      local key = form and form .. "\0" .. mask or ""
      local found = bucket.masks[key] or { form = form, mask = mask, names = {},
        days = {} }
      bucket.masks[key] = found
      table.insert(found.names, name)
      table.insert(found.days, day)
    end
  end
  return bucket
end

local function unique(taken, name)
  local own, n = name, 1
  while taken[own] or own == "" do
    n = n + 1
    own = (name == "" and "evidence" or name) .. "-" .. n
  end
  taken[own] = true
  return own
end

---@class tickmark.Series  as proposed
---@field id string
---@field paths string[]
---@field controls string[]  that its path names; none: somebody has to say
---@field guess boolean?  its name means them, mostly
---@field cadence string?
---@field date {path: string}
---@field format string?
---@field columns table?
---@field table table?
---@field count integer

local function series_of(bucket, found, taken, is_alone)
  local lead = bucket.base == "" and "" or globs.literal(bucket.base) .. "/"
  local stem = found.mask:gsub("%.%w+$", "")
  local folder = bucket.base:match("[^/]*$")
  local own = slug(is_alone and folder or stem)
  local columns, table_of
  if is_alone and not bucket.deep then
    columns, table_of = columns_of(bucket.pieces[1].group.table)
  end
  own = own ~= "" and own or slug(folder)
  local controls, is_guess = controls_in(bucket.base .. "/" .. found.names[1], own)
  return { id = unique(taken, own), guess = is_guess or nil,
    paths = { lead .. (bucket.deep and "**/" or "") .. found.mask },
    controls = controls,
    cadence = cadence_of(found.days), date = { path = found.form },
    format = OPAQUE[text.fold(bucket.ending)] and "opaque" or nil, columns = columns,
    table = table_of, count = is_alone and bucket.count or #found.names }
end

local function shown(bucket, names)
  local lead = bucket.base == "" and "" or bucket.base .. "/"
  if #names == 1 and not bucket.deep then return lead .. names[1] end
  return lead .. (bucket.deep and "**/" or "") .. "*"
    .. (bucket.ending ~= "" and "." .. bucket.ending or "")
end

--- The series among files that are no documents; and what is none.
---@param pieces tickmark.Piece[]
---@return tickmark.Series[]
---@return {what: string, n: integer}[] rest
function series.of(pieces)
  local list, rest, taken = {}, {}, {}
  for _, bucket in ipairs(buckets_of(pieces)) do
    local masks = fill(bucket).masks
    local left, keys = {}, order.keys(masks)
    for _, key in ipairs(keys) do
      local found = masks[key]
      if found.form and #found.names > 1 then
        list[#list + 1] = series_of(bucket, found, taken, #keys == 1)
      else
        table.move(found.names, 1, #found.names, #left + 1, left)
      end
    end
    if #left > 0 then rest[#rest + 1] = { what = shown(bucket, left), n = #left } end
  end
  return list, rest
end

return series
