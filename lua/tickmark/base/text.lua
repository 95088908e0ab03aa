--- Text for people: encoders for each sink, columns, wrapping, plurals.
--
-- What comes from documents, paths and commits goes through the encoder of its
-- sink on its way out, never before: what is hashed stays as it is.

local unicode = require("tickmark.base.unicode")

local find, gsub, sub, byte = string.find, string.gsub, string.sub, string.byte
local concat = table.concat
local within = unicode.within

local text = {}

---@param s string
---@return boolean
function text.is_utf8(s)
  return utf8.len(s) ~= nil
end

--- ASCII letters to lower case; other letters stay, whatever the locale.
---@param s string
---@return string
function text.fold(s)
  if not find(s, "[A-Z]") then return s end
  return (gsub(s, "[A-Z]", function(c) return string.char(byte(c) + 32) end))
end

--- Without the ASCII white space at both ends.
---@param s string
---@return string
function text.trim(s)
  if (byte(s, 1) or 0) > 32 and byte(s, -1) > 32 then return s end -- as most are
  local first = find(s, "[^ \t\r\n\v\f]")
  if not first then return "" end
  local last = #s
  while find(sub(s, last, last), "[ \t\r\n\v\f]") do last = last - 1 end
  return sub(s, first, last)
end

local ELLIPSIS <const> = "…"

--- At most `bytes` bytes; what was cut is shown by "…". Cuts between characters.
---@param s string
---@param bytes? integer  2048
---@return string
function text.clip(s, bytes)
  bytes = bytes or 2048
  if #s <= bytes then return s end
  local last = math.max(bytes - #ELLIPSIS, 0)
  for _ = 1, 3 do
    local after = byte(s, last + 1)
    if last == 0 or after < 0x80 or after > 0xBF then break end
    last = last - 1
  end
  return sub(s, 1, last) .. ELLIPSIS
end

--- A value inside a message: quoted and short.
---@param s string
---@return string
function text.quote(s)
  return '"' .. text.clip(s, 60) .. '"'
end

--- "1 finding", "3 findings".
---@param n integer
---@param one string
---@param many? string  by default `one` with an s
---@return string
function text.plural(n, one, many)
  return ("%s %s"):format(n, n == 1 and one or many or one .. "s")
end

--- "a", "a or b", "a, b or c".
---@param list string[]
---@param word? string  "or"
---@return string
function text.either(list, word)
  local n = #list
  if n < 2 then return list[1] or "" end
  return ("%s %s %s"):format(table.concat(list, ", ", 1, n - 1), word or "or", list[n])
end

local function show_byte(c) return ("\\x%02X"):format(byte(c)) end

local function show_char(c)
  local code = utf8.codepoint(c)
  if code < 0x80 then
    return (code < 0x20 or code == 0x7F) and show_byte(c) or nil
  end
  return within(unicode.hidden, code) and ("<U+%04X>"):format(code) or nil
end

--- What is shown in place of a character; false: the character itself.
local SHOWN <const> = setmetatable({}, { __index = function(known, c)
  known[c] = show_char(c) or false
  return known[c]
end })
local SHOWN_IN_LINES <const> = setmetatable({ ["\n"] = false }, { __index = SHOWN })

-- One character that is not a printable one of ASCII.
local UNUSUAL <const> = "[\0-\31\127\194-\244][\128-\191]*"

--- Make every hidden character and every broken byte visible.
local function show(s, newlines)
  local out, from, shown = {}, 1, newlines and SHOWN_IN_LINES or SHOWN
  while from <= #s do
    local ok, bad = utf8.len(s, from)
    local last = ok and #s or bad - 1
    out[#out + 1] = gsub(sub(s, from, last), UNUSUAL, shown)
    if not ok then out[#out + 1] = show_byte(sub(s, bad, bad)) end
    from = ok and #s + 1 or bad + 1
  end
  return table.concat(out)
end

local function visible(s, newlines)
  if not find(s, "[\0-\31\127-\255]") then return s end
  return show(s, newlines)
end

--- Where a line could begin with "::word", GitHub would take it for a command:
--- it trims before it looks, and we break lines at blanks.
local function guard_command(s)
  if not find(s, "::%a") then return s end
  return (gsub(s, "()::(%a)", function(at, letter)
    if at == 1 or not find(s, "^[!-~]", at - 1) then return "\\x3A:" .. letter end
  end))
end

--- "##[error]" and "##vso[...]" are commands anywhere in a line. What replaces
--- the first sign is up to the sink.
local function guard_section(s, sign)
  if not find(s, "##", 1, true) then return s end
  return (gsub(s, "##(%a*%[)", sign .. "#%1"))
end

--- For a terminal, or the log of a CI: what could move the cursor, change
--- colours, reverse the reading order or hide is shown as \x1B or <U+202E>; what
--- the CI would obey begins with \x3A or \x23.
---@param s string
---@param newlines? boolean  keep line feeds; else they are shown too
---@return string
function text.terminal(s, newlines)
  if not find(s, "[\0-\31\127-\255:#]") then return s end
  s = visible(s, newlines)
  return guard_section(guard_command(s), "\\x23")
end

--- White space in runs becomes one blank.
local function one_line(s)
  return text.trim((gsub(s, "[ \t\r\n\v\f]+", " ")))
end

--- For the value of a Git trailer, a subject, a name: one line as on a terminal.
---@param s string
---@return string
function text.trailer(s)
  return text.terminal(one_line(s))
end

--- A text on its way into a result: UTF-8, at most 2 KiB. A broken byte is shown
--- as \xFF, since JSON can't hold it.
---@param s string
---@param bytes? integer  2048
---@return string
function text.message(s, bytes)
  s = text.clip(s, bytes)
  if text.is_utf8(s) then return s end
  return text.clip(visible(s, true), bytes)
end

local JSON_ESCAPES <const> = setmetatable({}, { __index = function(known, c)
  local code, escaped = utf8.codepoint(c), c
  if within(unicode.hidden, code) then
    local high, low = 0xD7C0 + (code >> 10), 0xDC00 | code & 0x3FF
    escaped = code < 0x10000 and ("\\u%04x"):format(code)
      or ("\\u%04x\\u%04x"):format(high, low)
  end
  known[c] = escaped
  return escaped
end })

--- For JSON that people see too: the same values, what hides or acts escaped.
---@param json string  canonical
---@return string
function text.json(json)
  if find(json, "[\127-\255]") then
    json = gsub(json, "[\127\xC2-\xF4][\x80-\xBF]*", JSON_ESCAPES)
  end
  return guard_section(json, "\\u0023")
end

--- What opens a block when a line starts with it.
local function guard_start(s)
  s = gsub(s, "^[#>+=:-]", "\\%0")
  return (gsub(s, "^([0-9]+)([.)])", "%1\\%2"))
end

--- For running text or a table cell in Markdown: one line that can't become
--- markup, HTML, a heading, a list, a link or the end of the cell. Characters
--- that only matter in some place are escaped there only, so that "A.8.5"
--- stays readable.
---@param s string
---@return string
function text.markdown(s)
  s = gsub(visible(one_line(s)), "[\\`*_%[%]<>|~$]", "\\%0")
  s = gsub(s, "&([#0-9A-Za-z])", "\\&%1")
  -- GFM links bare addresses on its own account. It looks for them after it has
  -- taken the escapes away, hence a comment, which no reader sees.
  s = gsub(s, "[Ww][Ww][Ww]%.", function(www) return sub(www, 1, 3) .. "<!---->." end)
  s = gsub(s, ":(//)", ":<!---->%1")
  s = gsub(s, "([A-Za-z]+):", function(word)
    local scheme = text.fold(word)
    if scheme:find("mailto$") or scheme:find("xmpp$") then return word .. ":<!---->" end
  end)
  s = gsub(s, "@", "@<!---->")
  return guard_start(s)
end

--- For the text of a CI command (`::error ...::text`): line feeds and percent
--- signs as GitHub wants them. `property` also takes the signs that end one.
---@param s string
---@param property? boolean
---@return string
function text.ci(s, property)
  s = guard_section(visible((gsub(s, "\r\n?", "\n")), true), "\\x23")
  s = gsub(gsub(s, "%%", "%%25"), "\n", "%%0A")
  if property then s = gsub(gsub(s, ":", "%%3A"), ",", "%%2C") end
  return s
end

local function char_width(code)
  if code < 0x300 then return code == 0xAD and 0 or 1 end
  if within(unicode.combining, code) or within(unicode.hidden, code) then return 0 end
  return within(unicode.wide, code) and 2 or 1
end

--- Columns that a character takes, by its bytes.
local WIDTHS <const> = setmetatable({}, { __index = function(known, c)
  known[c] = char_width(utf8.codepoint(c))
  return known[c]
end })

--- Columns that the text takes on a terminal. A broken byte counts as one.
---@param s string
---@return integer
function text.width(s)
  if not find(s, "[\128-\255]") then return #s end
  if not utf8.len(s) then return #s end
  local width = #s
  for c in s:gmatch("[\194-\244][\128-\191]+") do
    width = width - #c + WIDTHS[c]
  end
  return width
end

--- Fill up with blanks to `width` columns; longer text stays as it is.
---@param s string
---@param width integer
---@param align? "left"|"right"
---@return string
function text.pad(s, width, align)
  local blanks = (" "):rep(width - text.width(s))
  return align == "right" and blanks .. s or s .. blanks
end

local function wrap_line(line, room, out)
  local words, used = {}, 0
  for word in line:gmatch("[^ \t]+") do
    local width = text.width(word)
    if used > 0 and used + 1 + width > room then
      out[#out + 1] = table.concat(words, " ")
      words, used = {}, 0
    end
    used = used + width + (used > 0 and 1 or 0)
    words[#words + 1] = word
  end
  out[#out + 1] = table.concat(words, " ")
end

--- Break at blanks; line feeds stay. A word longer than a line is not cut, so
--- that paths can be copied.
---@param s string
---@param width? integer  columns, the indent included; 80
---@param indent? integer|string  before each line that isn't empty
---@return string
function text.wrap(s, width, indent)
  if type(indent) == "number" then indent = (" "):rep(indent) end
  indent = indent or ""
  local out = {}
  for line in (s .. "\n"):gmatch("([^\n]*)\n") do
    wrap_line(line, (width or 80) - text.width(indent), out)
  end
  for i, line in ipairs(out) do
    if line ~= "" then out[i] = indent .. line end
  end
  return table.concat(out, "\n")
end

--- The width of each column, and of each text; many are alike.
local function widths_of(rows)
  local widths, known = {}, {}
  for _, row in ipairs(rows) do
    for i = 1, #row do
      local cell = row[i]
      local width = known[cell]
      if not width then
        width = text.width(tostring(cell))
        known[cell] = width
      end
      if width > (widths[i] or -1) then widths[i] = width end
    end
  end
  return widths, known
end

--- The lines of a table whose columns stand under each other.
---@param rows (string|number)[][]
---@param options? { align?: ("left"|"right")[], gap?: integer }
---@return string[]
function text.columns(rows, options)
  local align = options and options.align or {}
  local gap = (" "):rep(options and options.gap or 2)
  local widths, known = widths_of(rows)
  local lines, cells, blanks = {}, {}, setmetatable({}, { __index = function(made, n)
    made[n] = (" "):rep(n)
    return made[n]
  end })
  for r, row in ipairs(rows) do
    for i = 1, #row do
      local cell = row[i]
      local lacking = blanks[widths[i] - known[cell]]
      cells[i] = align[i] == "right" and lacking .. cell or cell .. lacking
    end
    local line = concat(cells, gap, 1, #row)
    lines[r] = byte(line, -1) == 32 and gsub(line, " +$", "") or line
  end
  return lines
end

--- Any bytes, as JSON can hold them.
---@param bytes string
---@return string
function text.hex(bytes)
  return (bytes:gsub(".", function(c) return ("%02x"):format(c:byte()) end))
end

return text
