--- What the C door calls: JSON in, text and exit status out.

local canon = require("tickmark.base.canon")
local failure = require("tickmark.base.failure")
local json = require("tickmark.base.json")
local tickmark = require("tickmark")

local embed = {}

local function options_of(text)
  if text == nil or text == "" then return {} end
  local options, message = json.decode(text)
  if type(options) ~= "table" or canon.is_array(options) then
    failure.raise(failure.USAGE, "the options are no JSON object: " .. tostring(message))
  end
  return options
end

--- Run `work`; a failure becomes its message and status.
local function guarded(work)
  local ok, text, status = pcall(work)
  if ok then return text, status end
  if not failure.is(text) then error(text, 0) end
  local lines = { tostring(text) }
  for _, problem in ipairs(text.problems or {}) do
    lines[#lines + 1] = canon.encode(problem)
  end
  return table.concat(lines, "\n"), text.exit > 2 and text.exit or 3
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
