--- A proposed configuration: as tickmark.yml, and what was found in a table.

local canon = require("tickmark.base.canon")
local grid = require("tickmark.report.grid")
local order = require("tickmark.base.order")
local text = require("tickmark.base.text")

local proposal = {}

local ODD_MAX <const> = 40 -- lines

local PLAIN <const> = "^[%a_][%w_/-]*$"
local WORDS <const> = { yes = true, no = true, on = true, off = true, ["true"] = true,
  ["false"] = true, null = true, y = true, n = true }

-- In which order keys are written; others follow.
local RANKS <const> = {}
for i, key in ipairs { "id", "name", "document", "file", "paths", "each", "head",
  "fields", "values", "controls", "cadence", "date", "format", "table", "from", "shape",
  "optional", "columns" } do RANKS[key] = i end

--- A scalar, in quotes wherever somebody might read something else.
local function scalar(value)
  if value:find(PLAIN) and not WORDS[text.fold(value)] then return value end
  return text.json(canon.encode(value))
end

local function before(a, b)
  local x, y = RANKS[a] or 99, RANKS[b] or 99
  if x ~= y then return x < y end
  return order.less(a, b)
end

--- A value in one line.
local function flow(value)
  if type(value) == "string" then return scalar(value) end
  local parts = {}
  if #value > 0 or next(value) == nil then
    for i, one in ipairs(value) do parts[i] = flow(one) end
    return "[" .. table.concat(parts, ", ") .. "]"
  end
  for _, key in ipairs(order.sort(order.keys(value), before)) do
    parts[#parts + 1] = scalar(key) .. ": " .. flow(value[key])
  end
  return "{" .. table.concat(parts, ", ") .. "}"
end

local function add_entry(lines, id, entry, lead)
  lines[#lines + 1] = ("%s%s:"):format(lead, scalar(id))
  for _, key in ipairs(order.sort(order.keys(entry), before)) do
    lines[#lines + 1] = ("%s  %s: %s"):format(lead, key, flow(entry[key]))
  end
end

local function add_records(lines, records)
  if next(records) == nil then return end
  lines[#lines + 1] = "records:"
  for _, name in ipairs(order.keys(records)) do
    if name == "ignore" then
      lines[#lines + 1] = "  ignore: " .. flow(records.ignore)
    else
      add_entry(lines, name, records[name], "  ")
    end
  end
end

local function add_evidence(lines, config, open, guesses)
  if next(config.evidence) ~= nil then lines[#lines + 1] = "evidence:" end
  for _, id in ipairs(order.keys(config.evidence)) do
    if guesses[id] then
      lines[#lines + 1] = "  # The controls of the next are a guess, by its name:"
    end
    add_entry(lines, id, config.evidence[id], "  ")
  end
  if #open == 0 then return end
  lines[#lines + 1] = "# Evidence of which nothing says what it is evidence of. Name the "
    .. "controls, and take the # away:"
  if next(config.evidence) == nil then lines[#lines + 1] = "# evidence:" end
  for _, one in ipairs(open) do
    one.entry.controls = { "A.?" }
    add_entry(lines, one.id, one.entry, "#   ")
  end
end

--- The text of tickmark.yml.
---@param proposed tickmark.Proposal
---@return string
function proposal.yaml(proposed)
  local config = proposed.config
  local lines = { "# Proposed by tickmark init for what is there: read it, and correct "
    .. "it.", 'format: "1"', "organisation: " .. flow(config.organisation),
    "scope: " .. flow(config.scope) }
  if config.people then lines[#lines + 1] = "people: " .. flow(config.people) end
  add_records(lines, config.records)
  add_evidence(lines, config, proposed.open, proposed.guesses)
  lines[#lines + 1] = "checks: {paths: []} # where your tests are, such as checks/*.lua"
  return table.concat(lines, "\n") .. "\n"
end

local function some(list)
  if #list <= 2 then return table.concat(list, ", ") end
  return ("%s and %d more"):format(list[1], #list - 1)
end

local function add_table(lines, rows)
  local shown = {}
  for i, row in ipairs(rows) do
    shown[i] = { row.type, tostring(row.files), some(row.paths), row.form,
      table.concat(row.maps, ", ") }
  end
  if #shown == 0 then
    lines[#lines + 1] = "Nothing here is a document or a record of a known type."
  else
    local headings = { "type", "files", "where", "form", "taken for ours" }
    for _, line in ipairs(grid.text(headings, shown)) do lines[#lines + 1] = line end
  end
end

local function add_odd(lines, odd)
  if #odd == 0 then return end
  lines[#lines + 1] = "\nnot placed, or not clear:"
  for i, one in ipairs(odd) do
    if i > ODD_MAX then
      lines[#lines + 1] = ("  and %d more"):format(#odd - ODD_MAX)
      return
    end
    lines[#lines + 1] = text.terminal(("  %s%s: %s"):format(one.what,
      one.n > 1 and (" (%d files)"):format(one.n) or "", one.why))
  end
end

--- What was found, for people.
---@param proposed tickmark.Proposal
---@param next_steps string[]
---@return string
function proposal.told(proposed, next_steps)
  local lines, survey = {}, proposed.survey
  add_table(lines, proposed.rows)
  if #proposed.open > 0 then
    lines[#lines + 1] = ("\n%s of evidence: nothing says for which controls; they stand "
      .. "in comments."):format(text.plural(#proposed.open, "series", "series"))
  end
  add_odd(lines, proposed.odd)
  local beside = {}
  for _, one in ipairs { { survey.ignored, "about the repository, or templates" },
    { survey.hidden, "hidden" }, { survey.sidecars, "sidecars" },
    { survey.large, "too large, not read" },
    { survey.left, "folders, not looked at" } } do
    if one[1] > 0 then beside[#beside + 1] = ("%d %s"):format(one[1], one[2]) end
  end
  lines[#lines + 1] = ("\n%s in %s; of each folder up to %d were read%s"):format(
    text.plural(survey.files, "file"), text.plural(survey.folders, "folder"),
    survey.sample, #beside > 0 and "; beside: " .. table.concat(beside, ", ") or "")
  for _, step in ipairs(next_steps) do lines[#lines + 1] = step end
  return table.concat(lines, "\n") .. "\n"
end

return proposal
