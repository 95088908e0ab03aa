--- Words for a shell's script.

local shell = {}

--- A text as one word, whatever it holds.
---@param words string
---@return string
function shell.quote(words) return "'" .. words:gsub("'", [['\'']]) .. "'" end

return shell
