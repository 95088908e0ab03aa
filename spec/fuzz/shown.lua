--- What stands for bytes that are shown and not sent: \x1B and <U+202E>.

local shown = {}

--- Does a text hold nothing that looks so already?
---@param bytes string
---@return boolean
function shown.is_clear(bytes)
  return not bytes:find("\\x", 1, true) and not bytes:find("<U+", 1, true)
end

--- The bytes that were shown.
---@param text string
---@return string
function shown.bytes(text)
  text = text:gsub("\\x(%x%x)", function(hex) return string.char(tonumber(hex, 16)) end)
  return (text:gsub("<U%+(%x+)>", function(hex) return utf8.char(tonumber(hex, 16)) end))
end

--- A text on one line, its white space as a blank.
---@param bytes string
---@return string
function shown.line(bytes)
  return (bytes:gsub("[ \t\r\n\v\f]+", " "):gsub("^ ", ""):gsub(" $", ""))
end

return shown
