--- The trailers of a commit's message, as git finds them: the last paragraph, unless
--- that is the first, where all lines are trailers, or git's own and a quarter of them.
--- What an editor was shown is passed over: comments, and all behind the scissors.

local text = require("tickmark.base.text")

---@class tickmark.Trailer
---@field key string
---@field value string     in one line
---@field line integer
---@field column integer   where the value begins

local DASHES <const> = ("%-"):rep(24)
local SCISSORS <const> = "^(.) " .. DASHES .. " >8 " .. DASHES .. "$"

-- What git may take for core.commentChar when that is auto; more is not known here.
local MARKS <const> = "^[#;@!$%%^&|:]"

-- What git itself writes among trailers.
local GENERATED <const> = { "^Signed%-off%-by: ", "^%(cherry picked from commit " }

local function is_blank(line) return not line:find("%S") end

--- All lines before the scissors, and by what comments begin, if these tell.
local function lines_of(bytes)
  local lines = {}
  for line in (bytes .. "\n"):gmatch("(.-)\r?\n") do
    local mark = line:match(SCISSORS)
    if mark then return lines, mark end
    lines[#lines + 1] = line
  end
  return lines
end

--- By what comments begin: the last paragraph tells, when it is one.
local function mark_of(lines)
  local mark
  for i = #lines, 1, -1 do
    local line = lines[i]
    if is_blank(line) then
      if mark then break end
    else
      local own = line:match(MARKS)
      if not own or mark and own ~= mark or not line:find("^.%s") and #line > 1 then
        return "#"
      end
      mark = own
    end
  end
  return mark or "#"
end

--- The lines that are no comments, with their numbers, without blank ones at both ends.
local function text_of(bytes)
  local lines, mark = lines_of(bytes)
  mark = mark or mark_of(lines)
  local list = {}
  for i, line in ipairs(lines) do
    local is_text = line:sub(1, 1) ~= mark and (#list > 0 or not is_blank(line))
    if is_text then list[#list + 1] = { text = line, line = i } end
  end
  while #list > 0 and is_blank(list[#list].text) do list[#list] = nil end
  return list
end

local function is_generated(line)
  for _, pattern in ipairs(GENERATED) do
    if line:find(pattern) then return true end
  end
  return false
end

local function key_of(line) return line:match("^([%w-]+)[ \t]*:") end

--- Is a paragraph one of trailers?
local function is_block(list, first)
  local trailers, others, loose, known = 0, 0, 0, false
  for i = #list, first, -1 do
    local line = list[i].text
    local generated = is_generated(line)
    known = known or generated
    if generated or key_of(line) then
      trailers, loose = trailers + 1, 0
    elseif line:find("^%s") then
      loose = loose + 1 -- of the trailer above, if there is one
    else
      others, loose = others + 1 + loose, 0
    end
  end
  others = others + loose
  return trailers > 0 and others == 0 or known and trailers * 3 >= others
end

--- Where the last paragraph begins; nil when there is but one.
local function last_paragraph(list)
  for i = #list, 1, -1 do
    if is_blank(list[i].text) then return i + 1 end
  end
end

--- The trailers of a message.
---@param bytes string  as git gives them to its hook commit-msg
---@return tickmark.Trailer[]
return function(bytes)
  local list, found = text_of(bytes), {}
  local first = last_paragraph(list)
  if not first or not is_block(list, first) then return found end
  local last
  for i = first, #list do
    local line = list[i].text
    local key = key_of(line)
    if key then
      local _, at = line:find("^[^:]*:%s*")
      last = { key = key, value = text.trim(line:sub(at + 1)), line = list[i].line,
        column = at + 1 }
      found[#found + 1] = last
    elseif last and line:find("^%s") then
      last.value = text.trim(last.value .. " " .. text.trim(line))
    else
      last = nil
    end
  end
  return found
end
