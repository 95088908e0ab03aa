--- The text of a CI command can't begin another command, and decodes to itself.

local shown = require("spec.fuzz.shown")
local text = require("tickmark.base.text")

--- As the runner reads it, then as people do.
local function decoded(s)
  return shown.bytes((s:gsub("%%(%x%x)", function(hex) return string.char(tonumber(hex, 16)) end)))
end

--- What a runner takes for a command: "::name" at a line's start, "##[" or
--- "##vso[" anywhere, whatever stands before or behind.
local function check_line(line)
  assert(utf8.len(line) and not line:find("[\0-\31\127]"), "a control character or a second line")
  local command = line:match("^::error file=[^,:]*::(.*)$")
  assert(command, "the property ends elsewhere")
  assert(not line:find("##%[") and not line:find("##vso%["), "a command of the older form")
  return command
end

return function(bytes)
  local meant = bytes:gsub("\r\n?", "\n")
  local message = check_line("::error file=" .. text.ci(bytes, true) .. "::" .. text.ci(bytes))
  if shown.is_clear(bytes) and not bytes:find("#", 1, true) then
    assert(decoded(message) == meant, "the message reads as something else")
    assert(decoded(text.ci(bytes, true)) == meant, "the property reads as something else")
  end
end
