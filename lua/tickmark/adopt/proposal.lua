--- A proposed configuration as a file: what is clear as it is, what somebody has to
--- fill in as a comment.

local text = require("tickmark.base.text")
local order = require("tickmark.base.order")
local yaml = require("tickmark.base.yaml")

local WIDTH <const> = 100

local RECORD <const> = { "paths", "format", "head", "each", "id", "fields", "values" }
local SERIES <const> = { "paths", "controls", "cadence", "date", "format", "mutable",
  "table", "columns" }

--- The lines of one key.
local function lines_of(indent, key, value)
  local one = ("%s%s: %s"):format(indent, key, yaml.flow(value))
  if #one <= WIDTH or type(value) ~= "table" then return { one } end
  local lines = { ("%s%s:"):format(indent, key) }
  for _, inner in ipairs(value) do
    lines[#lines + 1] = ("%s  - %s"):format(indent, yaml.flow(inner))
  end
  for _, name in ipairs(#value == 0 and order.keys(value) or {}) do
    lines[#lines + 1] = ("%s  %s: %s"):format(indent, yaml.scalar(name),
      yaml.flow(value[name]))
  end
  return lines
end

local function entry(name, given, keys)
  local lines = { ("  %s:"):format(yaml.scalar(name)) }
  for _, key in ipairs(keys) do
    if given[key] ~= nil then
      local more = lines_of("    ", key, given[key])
      table.move(more, 1, #more, #lines + 1, lines)
    end
  end
  return lines
end

local function add(out, lines, lead)
  for _, line in ipairs(lines) do out[#out + 1] = (lead or "") .. line end
end

local function add_records(out, data, ignore)
  if next(data.records or {}) == nil then return end
  add(out, { "records:" })
  for _, name in ipairs(order.keys(data.records)) do
    if name ~= "ignore" then add(out, entry(name, data.records[name], RECORD)) end
  end
  if #ignore > 0 then add(out, lines_of("  ", "ignore", ignore)) end
end

--- Series that say what they are evidence of, and those of which somebody has to.
local function add_evidence(out, series)
  local open = {}
  local has_any = false
  for _, one in ipairs(series) do
    if #one.given.controls == 0 then
      open[#open + 1] = one
    else
      if not has_any then add(out, { "evidence:" }) end
      has_any = true
      if one.guess then
        add(out, { "  # by its name; is it evidence of another control?" })
      end
      add(out, entry(one.id, one.given, SERIES))
    end
  end
  if #open == 0 then return end
  add(out, { ("## %s, whose names don't say what they are evidence of: fill in their")
    :format(text.plural(#open, "series", "series")),
    '## controls, such as [A.8.13], and take "# ", with the space, away in each line:',
    "## sed -i 's/^# //' tickmark.yml" })
  if not has_any then add(out, { "# evidence:" }) end
  for _, one in ipairs(open) do add(out, entry(one.id, one.given, SERIES), "# ") end
end

--- The text of tickmark.yml.
---@param data table  the configuration, without the series
---@param series tickmark.Series[]
---@return string
return function(data, series)
  local out = { "## Proposed by tickmark init; look at it, correct it, and commit it.",
    'format: "1"', "## the name by which the organisation signs:",
    "organisation: " .. yaml.flow(data.organisation), "scope: " .. yaml.flow(data.scope) }
  if data.people then add(out, { "people: " .. yaml.flow(data.people) }) end
  add_records(out, data, data.records and data.records.ignore or {})
  add_evidence(out, series)
  return table.concat(out, "\n") .. "\n"
end
