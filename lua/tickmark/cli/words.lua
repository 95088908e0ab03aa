--- Words that people write: from an option, a file, or their editor.

local core = require("tickmark.core")
local failure = require("tickmark.base.failure")
local text = require("tickmark.base.text")

local words = {}

local HINT <const> = "\n# Lines that begin with # are left out. Nothing means: stop.\n"

function words.options(parser)
  parser:option("--text", "The words."):argname("WORDS")
  parser:option("--file", "The words, from a file."):argname("FILE")
end

local function read(path)
  local f <close>, why = io.open(path, "rb")
  local bytes = f and f:read("a")
  if not bytes then failure.raise(failure.USAGE, why or path .. ": can't be read") end
  return bytes
end

--- What an editor leaves of a template.
local function edited(topic)
  local path, why = core.temporary(HINT .. "#\n# " .. topic:gsub("\n", "\n# ") .. "\n")
  if not path then failure.raise(failure.INCOMPLETE, why) end
  local editor = os.getenv("EDITOR") or "vi"
  local done = os.execute(("%s '%s' </dev/tty >/dev/tty"):format(editor, path))
  local bytes = done and read(path) or ""
  os.remove(path)
  local lines = {}
  for line in (bytes .. "\n"):gmatch("(.-)\n") do
    if line:sub(1, 1) ~= "#" then lines[#lines + 1] = line end
  end
  return text.trim(table.concat(lines, "\n"))
end

local function checked(said)
  if text.is_utf8(said) then return said end
  failure.raise(failure.USAGE, "the words are not UTF-8", "iconv -t UTF-8")
end

--- The words of a command; on a terminal without any, those of an editor.
---@param args {text: string?, file: string?}
---@param topic string?  what they are about; nil: they may be left out
---@return string?
function words.of(args, topic)
  if args.text then return checked(args.text) end
  if args.file then return checked(text.trim(read(args.file))) end
  if not topic or not (core.isatty(0) and core.isatty(2)) then return nil end
  local said = edited(topic)
  if said == "" then failure.raise(failure.USAGE, "no words, so nothing was recorded") end
  return checked(said)
end

return words
