--- Events: append-only files on the ledger (DESIGN 9). The head holds the full
--- state after the change; the words are Markdown.

local canon = require("tickmark.base.canon")
local core = require("tickmark.core")
local order = require("tickmark.base.order")
local text = require("tickmark.base.text")

local event = {}

---@class tickmark.Event
---@field id string
---@field seq integer
---@field state string
---@field grade string
---@field requirement string
---@field previous string[]   SHA-256 of the events that it follows
---@field sha256 string?      of the file; known once it is written

local function whole(high, low)
  return ("\\U%08X"):format((tonumber(high, 16) - 0xD7C0 << 10)
    + tonumber(low, 16) - 0xDC00)
end

--- A text in double quotes: JSON's are YAML's, but for the pairs that stand for
--- what is beyond 16 bits. What YAML takes for a line break is escaped, too.
local function scalar(value)
  if type(value) ~= "string" then return tostring(value) end
  local json = text.json(canon.encode(value))
  return (json:gsub("\\u(d[89ab]%x%x)\\u(d[c-f]%x%x)", whole))
end

--- A key of ours as it is; one that somebody else put on the ledger in quotes.
local function name(key)
  return tostring(key):find("^[a-z_]+$") and key or scalar(tostring(key))
end

local emit

local function emit_list(out, list, indent)
  for _, value in ipairs(list) do
    if type(value) == "table" and next(value) == nil then
      out[#out + 1] = indent .. "- {}"
    elseif type(value) == "table" then
      local inner = {}
      emit(inner, value, indent .. "  ")
      inner[1] = indent .. "- " .. inner[1]:sub(#indent + 3)
      table.move(inner, 1, #inner, #out + 1, out)
    else
      out[#out + 1] = indent .. "- " .. scalar(value)
    end
  end
end

--- YAML lines of a map: keys sorted, every text quoted.
function emit(out, map, indent)
  for _, key in ipairs(order.keys(map)) do
    local value = map[key]
    if type(value) ~= "table" then
      out[#out + 1] = ("%s%s: %s"):format(indent, name(key), scalar(value))
    elseif next(value) == nil then
      out[#out + 1] = ("%s%s: %s"):format(indent, name(key),
        canon.is_array(value) and "[]" or "{}")
    elseif #value > 0 then
      out[#out + 1] = ("%s%s:"):format(indent, name(key))
      emit_list(out, value, indent .. "  ")
    else
      out[#out + 1] = ("%s%s:"):format(indent, name(key))
      emit(out, value, indent .. "  ")
    end
  end
end

--- A map as YAML that nobody can read in two ways: keys sorted, texts quoted.
---@param map table
---@return string
function event.yaml(map)
  local lines = {}
  emit(lines, map, "")
  return table.concat(lines, "\n") .. "\n"
end

--- The file of an event: its path and its bytes.
---@param head table  id, seq, state and the rest of the state
---@param words string  Markdown
---@param folder string?  of its kind; default: findings
---@return string path
---@return string bytes
---@return string sha256
function event.file(head, words, folder)
  local bytes = "---\n" .. event.yaml(head) .. "---\n" .. words
  local sha256 = core.sha256(bytes)
  return ("%s/%s/%s/%04d-%s-%s.md"):format(folder or "findings", head.id:sub(1, 2),
    head.id, head.seq, head.state, sha256), bytes, sha256
end

--- A copy of a head, to be changed; lists stay lists when they are empty.
---@param value table
---@return table
function event.copy(value)
  local copy = {}
  for key, inner in pairs(value) do
    copy[key] = type(inner) == "table" and event.copy(inner) or inner
  end
  return canon.is_array(value) and canon.array(copy) or copy
end

--- A paragraph of the commit, for people. Git takes "---" at a line's start for
--- the end of the message, and would look for trailers before it.
---@param words string
---@return string
function event.paragraph(words)
  local lines = "\n" .. text.wrap(text.trailer(words), 72)
  return (lines:gsub("\n%-%-%-", "\n\\x2D--"):sub(2))
end

--- Trailers of the commit, for machines.
---@param pairs_of {[1]: string, [2]: string}[]
---@return string
function event.trailers(pairs_of)
  local lines = {}
  for i, pair in ipairs(pairs_of) do
    lines[i] = ("%s: %s"):format(pair[1], text.trailer(tostring(pair[2])))
  end
  return table.concat(lines, "\n") .. "\n"
end

return event
