--- Values as YAML, whatever they hold: what is not a plain word is quoted, and what
--- could hide or end a line is escaped.

local order = require("tickmark.base.order")

local yaml = {}

-- What YAML takes for something other than a text.
local WORDS <const> = {}
for _, word in ipairs { "yes", "no", "true", "false", "on", "off", "null", "y", "n" } do
  WORDS[word] = true
end

--- Characters that end a line, can't be seen, or turn the order of others.
local function is_hidden(code)
  return code < 0x20 or code >= 0x7F and code <= 0xA0 or code == 0xAD
    or code >= 0x200B and code <= 0x200F or code >= 0x2028 and code <= 0x202E
    or code >= 0x2060 and code <= 0x206F or code == 0xFEFF
    or code >= 0xFFF9 and code <= 0xFFFF
end

--- A text in double quotes.
local function quoted(s)
  local parts = {}
  for _, code in utf8.codes(s) do
    local sign = utf8.char(code)
    if is_hidden(code) then
      sign = ("\\u%04X"):format(code)
    elseif sign == '"' or sign == "\\" then
      sign = "\\" .. sign
    end
    parts[#parts + 1] = sign
  end
  return '"' .. table.concat(parts) .. '"'
end

--- A scalar.
---@param s string  UTF-8
---@return string
function yaml.scalar(s)
  local is_plain = s:find("^%a[%w_./-]*$") and not WORDS[s:lower()]
    or s:find("^%d%d%d%d%-%d%d%-%d%d$")
  return is_plain and s or quoted(s)
end

--- A value in one line: a text, a list of values, or a map, by its keys.
---@param value string|table
---@return string
function yaml.flow(value)
  if type(value) == "string" then return yaml.scalar(value) end
  local parts = {}
  for i, inner in ipairs(value) do parts[i] = yaml.flow(inner) end
  if #parts > 0 or next(value) == nil then
    return "[" .. table.concat(parts, ", ") .. "]"
  end
  for _, key in ipairs(order.keys(value)) do
    parts[#parts + 1] = yaml.scalar(key) .. ": " .. yaml.flow(value[key])
  end
  return "{" .. table.concat(parts, ", ") .. "}"
end

return yaml
