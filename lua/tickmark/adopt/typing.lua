--- Of which record type a document is: as its head says, its folder, its name, or the
--- fields that it has.

local order = require("tickmark.base.order")
local records = require("tickmark.criteria.records")
local text = require("tickmark.base.text")
local types = require("tickmark.criteria.types")
local vocabulary = require("tickmark.adopt.vocabulary")

local typing = {}

local BY_WORD <const> = vocabulary.by_word(vocabulary.types)
for _, name in ipairs(types.all()) do BY_WORD[name] = BY_WORD[name] or name end
local TEMPLATES <const> = vocabulary.set(vocabulary.templates)
local SOURCES <const> = vocabulary.set(vocabulary.sources)
local ABOUT <const> = vocabulary.set(vocabulary.about)
local FIELDS_MIN <const> = 3 -- of its own, by which a type is known

--- "02_Risk Register" -> "risk-register"
---@param name string
---@return string
function typing.word(name)
  local word = vocabulary.plain(name):gsub("[%s_.]+", "-"):gsub("^[%d-]+", "")
  return (word:gsub("%-+$", ""))
end

--- The type that a word means, whole or by its end: "access-control-policy".
local function by_words(word)
  if BY_WORD[word] then return BY_WORD[word] end
  local rest = word:match("%-(.+)$")
  while rest do
    if BY_WORD[rest] then return BY_WORD[rest] end
    rest = rest:match("%-(.+)$")
  end
end

--- The type that a document calls itself, in whatever word.
---@param said string
---@return string?
function typing.of_word(said) return BY_WORD[typing.word(said)] end

--- The type of the nearest folder whose name says one.
---@param folder string
---@return string?
function typing.of_folder(folder)
  local found
  for part in folder:gmatch("[^/]+") do found = by_words(typing.word(part)) or found end
  return found
end

--- Does a folder hold a program, and nothing of an ISMS?
---@param folder string
---@return boolean
function typing.is_source(folder)
  for part in folder:gmatch("[^/]+") do
    if SOURCES[text.fold(part)] then return true end
  end
  return false
end

--- Is it a template, or about the repository and not of its ISMS?
---@param folder string
---@param name string
---@return string?  the pattern of what it is
function typing.beside(folder, name)
  local lead = ""
  for part in folder:gmatch("[^/]+") do
    if TEMPLATES[text.fold(part)] then return "**/" .. part .. "/**" end
    lead = lead .. part .. "/"
  end
  if name:find("%.tmpl$") then return "**/*.tmpl" end
  local stem = text.fold(name:match("^[^.]*"))
  -- a security.md in a folder is a document
  if ABOUT[stem] and (stem == "readme" or folder == "") then
    return stem == "readme" and "**/" .. name or name
  end
end

local by_prefix -- of ids

local function prefixes()
  if by_prefix then return by_prefix end
  by_prefix = {}
  for _, name in ipairs(types.all()) do by_prefix[records.shape(name).id] = name end
  by_prefix.EV, by_prefix.DOC = nil, nil
  return by_prefix
end

local function stem_of(name) return name:match("^(.-)%.") or name end

--- The type whose ids a name begins with: "INC-2025-001.md".
local function by_id(name)
  local prefix = stem_of(name):match("^(%u+)%-")
  return prefix and prefixes()[prefix]
end

--- Fields of a type that others don't have.
local function own_fields(name)
  local own, shape = {}, records.shape(name)
  local head = records.head()
  for _, part in ipairs { shape.fields, shape.nested or {} } do
    for field in pairs(part) do
      if not head.fields[field] and not head.nested[field] then own[field] = true end
    end
  end
  return own, shape
end

--- The one type whose own fields a document has.
local function by_fields(keys)
  local best, most, ties = nil, FIELDS_MIN - 1, false
  for _, name in ipairs(types.all()) do
    local own, n = own_fields(name), 0
    for _, key in ipairs(keys) do
      if own[key.name] then n = n + 1 end
    end
    if n == most and best then ties = true end
    if n > most then best, most, ties = name, n, false end
  end
  return not ties and best or nil
end

--- What its head says: its type, or a key such as `policy: true`.
local function by_head(class)
  local said = class.type and typing.of_word(class.type)
  if said then return said end
  for _, key in ipairs(class.keys) do
    if types.known(key.name) and key.looks.bool == key.n then
      return text.fold(key.values[1]):find("^[ty1]") and key.name or false
    end
  end
end

--- Is a type one that a file of this kind can hold? What is approved has a text.
local function suits(name, kind)
  return kind == "markdown" or name == "soa" or not records.shape(name).is_document
end

--- The type of a file; "evidence" is one, too. nil: nothing says it. In a folder of
--- programs only the head of a text does.
---@param folder string
---@param name string
---@param kind string
---@param class table?  of worker/survey.lua; nil: it was not read
---@return string?
function typing.of(folder, name, kind, class)
  local said
  if class and (kind == "markdown" or not typing.is_source(folder)) then
    said = by_head(class)
  end
  if said ~= nil then return said or nil end
  if typing.is_source(folder) then return nil end
  local found = by_id(name)
  if not found then
    local around = typing.of_folder(folder)
    local word = typing.word(stem_of(name))
    local beside = around and vocabulary.beside[around]
    for _, part in ipairs(beside and order.keys(beside) or {}) do
      if ("-" .. word .. "-"):find("-" .. part .. "-", 1, true) then
        around = beside[part]
      end
    end
    found = around or by_words(word)
  end
  if found == "evidence" or found and suits(found, kind) then return found end
  local by_own = not found and class and by_fields(class.keys)
  return by_own and suits(by_own, kind) and by_own or nil
end

return typing
