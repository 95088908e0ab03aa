--- tickmark.yml: checked, with its defaults, as the rest of the host uses it.

local catalogue = require("tickmark.criteria.catalogue")
local dates = require("tickmark.evidence.dates")
local grade = require("tickmark.criteria.grade")
local keys = require("tickmark.criteria.keys")
local order = require("tickmark.base.order")
local schema = require("tickmark.criteria.schema")
local shape = require("tickmark.base.shape")
local suggest = require("tickmark.base.suggest")
local types = require("tickmark.criteria.types")

local config = {}

local RULES = { edited = "7.5.3", deleted = "A.5.33", recycled = "7.5.3", late = "7.5.3",
  unreadable = "7.5.3", missed = "control", stale = "control", burst = "flag" }

-- What stops a commit, of what tickmark check finds.
local BLOCKS <const> = { "head", "id", "reference", "date", "approval", "secret" }

local function flag(value) return value == "yes" or value == "true" end

local function series_of(id, given)
  local series = {}
  for key, value in pairs(given) do series[key] = value end
  series.id, series.series = id, id
  series.optional, series.mutable = flag(given.optional), flag(given.mutable)
  series.date = given.date or { commit = "first" }
  if given.from == "first-record" then series.from = nil end
  local defaults = given.table or {}
  local columns = {}
  for name, column in pairs(given.columns or {}) do
    if type(column) == "string" then column = { shape = column } end
    local full = { dates = defaults.dates, decimal = defaults.decimal }
    for key, value in pairs(column) do full[key] = value end
    full.key, full.optional = flag(column.key), flag(column.optional)
    columns[name] = full
  end
  series.columns = columns
  return series
end

local function thresholds_of(given)
  local thresholds = {}
  for name, value in pairs(grade.DEFAULTS) do
    local own = given and given[name]
    if own ~= nil and type(value) == "number" then own = tonumber(own) end
    thresholds[name] = own or value
  end
  return thresholds
end

--- Controls that exist, dates and columns that can be read.
local function check_series(id, series, note)
  for i, control in ipairs(series.controls) do
    local known, message = catalogue.check(control)
    if not known then note({ "evidence", id, "controls", i }, message) end
  end
  local form = series.date and series.date.path
  if form then
    local fits, why = dates.form(form)
    if not fits then note({ "evidence", id, "date", "path" }, form .. ": " .. why) end
  end
  for _, name in ipairs(order.keys(series.columns or {})) do
    local compiled, why = shape.compile(series.columns[name], { name = name })
    if not compiled then note({ "evidence", id, "columns", name }, why) end
  end
end

--- What only reading the whole shows: ids of the catalogue, thresholds' names.
local function check_meaning(data, note)
  for _, id in ipairs(order.keys(data.evidence or {})) do
    check_series(id, data.evidence[id], note)
  end
  for _, name in ipairs(order.keys(data.records or {})) do
    if name ~= "ignore" and not types.known(name) then
      note({ "records", name }, ("unknown record type %q%s"):format(name,
        suggest.hint(name, types.all())))
    end
  end
  local thresholds = data.criteria and data.criteria.thresholds or {}
  for _, name in ipairs(order.keys(thresholds)) do
    local default = grade.DEFAULTS[name]
    if default == nil then
      note({ "criteria", "thresholds", name }, ("unknown threshold %q%s"):format(name,
        suggest.hint(name, order.keys(grade.DEFAULTS))), true)
    elseif type(default) == "number" and not tonumber(thresholds[name]) then
      note({ "criteria", "thresholds", name }, ("%s: a number expected"):format(name))
    end
  end
  for _, word in ipairs(order.keys(data.series_rules or {})) do
    local id = data.series_rules[word]
    if id ~= "control" and id ~= "flag" and not catalogue.check(id) then
      note({ "series_rules", word }, select(2, catalogue.check(id)))
    end
  end
end

--- Take what `inherit` names from the audited commit's own configuration.
---@param data table  changed
---@param theirs table
function config.inherit(data, theirs)
  for _, name in ipairs(data.inherit or {}) do
    if data[name] == nil then data[name] = theirs[name] end
  end
end

--- Check a configuration as parsed.
---@param data table
---@param path string
---@param places table<string, integer[]>  as worker/positions.lua gives them
---@return tickmark.Problem[]
function config.check(data, path, places)
  local inherited = {}
  for _, name in ipairs(data.inherit or {}) do inherited[name] = true end
  local description = { map = keys.map, required = {} }
  for _, name in ipairs(keys.required) do
    if not inherited[name] then table.insert(description.required, name) end
  end
  local problems = schema.check(description, data, path, places)
  if #problems > 0 then return problems end
  check_meaning(data, function(at, message, of_key)
    local place = places[table.concat(at, "\0")] or {}
    local first = of_key and place[3] and 3 or 1
    problems[#problems + 1] = { code = "configuration", path = path,
      line = place[first], column = place[first + 1], message = message }
  end)
  return problems
end

local function records_of(given)
  local records = {}
  for _, name in ipairs(order.keys(given)) do
    if name ~= "ignore" then
      local record = {}
      for key, value in pairs(given[name]) do record[key] = value end
      record.type, record.ignore = name, given.ignore
      records[name] = record
    end
  end
  return records
end

--- The configuration with its defaults.
---@param data table  checked
---@return table
function config.complete(data)
  local evidence = {}
  for id, given in pairs(data.evidence or {}) do evidence[id] = series_of(id, given) end
  local rules = {}
  for word, id in pairs(RULES) do rules[word] = (data.series_rules or {})[word] or id end
  return { organisation = data.organisation, scope = data.scope,
    period = data.period or {},
    packs = data.criteria and data.criteria.packs or {},
    thresholds = thresholds_of(data.criteria and data.criteria.thresholds),
    profile = data.profile, people = data.people or {},
    records = records_of(data.records or {}), evidence = evidence, series_rules = rules,
    checks = data.checks or {}, protected = data.protected,
    check = { blocks = data.check and data.check.blocks or BLOCKS,
      touched_only = not data.check or data.check.touched_only == nil
        or flag(data.check.touched_only) },
    ledger = { repository = data.ledger and data.ledger.repository or ".",
      ref = data.ledger and data.ledger.ref or "refs/heads/audit/internal" } }
end

return config
