--- What the C door calls: JSON in, text and exit status out.

local canon = require("tickmark.base.canon")
local failure = require("tickmark.base.failure")
local json = require("tickmark.base.json")
local text = require("tickmark.base.text")
local tickmark = require("tickmark")

local embed = {}

local function options_of(bytes)
  if bytes == nil or bytes == "" then return {} end
  local options, message = json.decode(bytes)
  if type(options) ~= "table" or canon.is_array(options) then
    failure.raise(failure.USAGE, "the options are no JSON object: " .. tostring(message))
  end
  return options
end

--- Run `work`; a failure becomes its message and status, in lines for a log.
local function guarded(work)
  local ok, told, status = pcall(work)
  if ok then return told, status end
  if not failure.is(told) then
    error(text.terminal(tostring(type(told) == "table" and told.message or told)), 0)
  end
  local lines = { text.terminal(told.message) }
  if told.remedy then lines[2] = "  " .. text.terminal(told.remedy) end
  for _, problem in ipairs(told.problems or {}) do
    lines[#lines + 1] = text.json(canon.encode(problem))
  end
  return table.concat(lines, "\n"), told.exit > 2 and told.exit or 3
end

---@param options string  JSON
function embed.audit(options)
  return guarded(function()
    local result = tickmark.audit(options_of(options))
    return tickmark.encode(result), result.exit
  end)
end

---@param result string
---@param options string?
function embed.reperform(result, options)
  return guarded(function()
    local identical, report = tickmark.reperform(result or "", options_of(options))
    return report, identical and 0 or 1
  end)
end

return embed
