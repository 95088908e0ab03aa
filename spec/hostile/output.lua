--- What no output of ours may hold, whatever a script or a document said.

local output = {}

-- Characters that move, hide or turn what a reader sees.
local HIDDEN = { { 0x00, 0x09 }, { 0x0B, 0x1F }, { 0x7F, 0x9F }, { 0xAD, 0xAD }, { 0x61C, 0x61C },
  { 0x180E, 0x180E }, { 0x200B, 0x200F }, { 0x2028, 0x202E }, { 0x2060, 0x206F }, { 0xFEFF, 0xFEFF },
  { 0xFFF9, 0xFFFB }, { 0xE0000, 0xE007F } }

local function hidden(text)
  for at, code in utf8.codes(text) do
    if code ~= 10 then
      for _, range in ipairs(HIDDEN) do
        if code >= range[1] and code <= range[2] then
          return ("a raw U+%04X at byte %d"):format(code, at)
        end
      end
    end
  end
end

--- A line of the attacker's that stands as a line of ours.
local function forged(text, lines)
  local known = {}
  for _, line in ipairs(lines or {}) do
    if line:find("%w%w") then known[line] = true end
  end
  for line in text:gmatch("[^\n]+") do
    if known[line] then return ("a forged line: %q"):format(line:sub(1, 60)) end
    if line:find("^%s*::") or line:find("^%s*##vso") or line:find("^%s*##%[") then
      return ("a command to the CI: %q"):format(line:sub(1, 60))
    end
  end
end

--- Raw HTML in Markdown, but for the empty comment that parts what would be a
--- link; a backslash or an entity has made text of the rest.
local function markup(text)
  text = text:gsub("<!%-%-%-%->", "")
  local at = text:find("%f[<\\]<[%a/!?]")
  return at and ("raw HTML: %q"):format(text:sub(at, at + 30))
end

--- What is wrong with an output, or nil.
---@param text string
---@param kind "text"|"markdown"|"json"|"words"
---@param lines string[]?  lines that an attacker would like to see there
---@return string?
function output.fault(text, kind, lines)
  local _, bad = utf8.len(text)
  if bad then return ("%s: not UTF-8 at byte %d"):format(kind, bad) end
  local at = text:find("ESCAPED", 1, true)
  if at then return ("%s: %s"):format(kind, text:sub(at, at + 60):match("^[^\n]*")) end
  local why = hidden(text) or kind ~= "json" and forged(text, lines)
    or kind == "markdown" and markup(text)
  return why and ("%s: %s"):format(kind, why) or nil
end

--- The lines of a text that an attacker wrote, but for the first, which has our
--- words before it.
---@param text string
---@return string[]
function output.lines(text)
  local list = {}
  for line in text:gmatch("[\n\r]([^\n\r]+)") do list[#list + 1] = line end
  return list
end

return output
