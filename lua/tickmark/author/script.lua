--- A script: its words (`test`, `rule`), its globals, and what it declared.

local capabilities = require("tickmark.base.capabilities")
local date = require("tickmark.base.date")
local order = require("tickmark.base.order")
local period = require("tickmark.base.period")
local shape = require("tickmark.base.shape")
local plain = require("tickmark.author.plain")
local suggest = require("tickmark.base.suggest")

local load, error, pairs = load, error, pairs

local script = {}

local FIELDS = {
  id = "string", title = "string", requirement = "string|table", method = "string",
  inputs = "table", evidence = "string|table", params = "table",
  collect = "function|table", keep = "string", judge = "function",
  finding_key = "string", replaces = "string|table",
}
local METHODS = { document = true, evidence = true, sample = true, interview = true,
  observation = true, record = true }
local INPUT = { series = "string", paths = "string|table", record = "string",
  take = "string", window = "string", history = "boolean", versions = "boolean",
  optional = "boolean", line = "string", format = "string", all = "boolean",
  columns = "table", rows = "string" }
local PARAM = { type = "string", default = "any", promise = "string", doc = "string" }
local ID_MOST <const> = 100
local PARAM_TYPES = { number = true, period = true, date = true, text = true,
  list = true }

local function is_kind(value, kinds)
  return kinds == "any" or ("|" .. kinds .. "|"):find("|" .. type(value) .. "|", 1, true)
end

local function check_fields(what, given, fields)
  for _, name in ipairs(order.keys(given)) do
    if not fields[name] then
      error(("%s has no field %q%s"):format(what, tostring(name),
        suggest.hint(tostring(name), order.keys(fields))), 0)
    end
    if not is_kind(given[name], fields[name]) then
      error(("%s: %s must be a %s, got a %s"):format(what, name,
        fields[name]:gsub("|", " or a "), type(given[name])), 0)
    end
  end
end

--- A list of texts and nothing else; one text is a list of it.
local function texts(what, given)
  if type(given) == "string" then given = { given } end
  for key, value in order.pairs(given) do
    if math.type(key) ~= "integer" or key > #given or type(value) ~= "string" then
      error(what .. ": a text or a list of texts", 0)
    end
  end
  return given
end

local function check_columns(what, given)
  for name, column in order.pairs(given) do
    local compiled, why = nil, "a name and { shape = ... }"
    if type(name) == "string" then
      compiled, why = shape.compile(column, { name = name })
    end
    if not compiled then
      error(("%s: columns.%s: %s"):format(what, tostring(name), why), 0)
    end
  end
end

--- One input in its long form.
local function input_of(name, given)
  if given == "soa" or given == "findings" then return { [given] = true } end
  if type(given) == "string" then given = { series = given } end
  if type(given) ~= "table" then
    error(("input %s: a series' id, a list of patterns or a table, got a %s"):format(name,
      type(given)), 0)
  end
  if #given > 0 then given = { paths = given } end
  check_fields("input " .. name, given, INPUT)
  local input = {}
  for key, value in pairs(given) do input[key] = value end
  input.paths = input.paths and texts(("input %s: paths"):format(name), input.paths)
  check_columns("input " .. name, input.columns or {})
  if not (input.series or input.paths or input.record) then
    error(("input %s: name a series, paths or a record type"):format(name), 0)
  end
  if input.take and input.take ~= "latest" then
    error(('input %s: take can only be "latest"'):format(name), 0)
  end
  if input.line and (input.line ~= "all" or not input.versions) then
    error(('input %s: line can only be "all", and goes with versions = true'):format(
      name), 0)
  end
  if input.window and not period.parse(input.window) then
    error(("input %s: window is a period like P1Y"):format(name), 0)
  end
  return input
end

local function inputs_of(given)
  if given.evidence and given.inputs then
    error("give evidence (one input) or inputs (several), not both", 0)
  end
  local inputs = {}
  if given.evidence then inputs.evidence = input_of("evidence", given.evidence) end
  for name, input in order.pairs(given.inputs or {}) do
    if type(name) ~= "string" then
      error("inputs are named: inputs = { users = ... }", 0)
    end
    inputs[name] = input_of(name, input)
  end
  return inputs
end

local function params_of(given)
  local params = {}
  for name, decl in order.pairs(given or {}) do
    if type(name) ~= "string" or type(decl) ~= "table" then
      error(('param %s: a table such as { type = "period", default = "P30D" }, got a %s')
        :format(tostring(name), type(decl)), 0)
    end
    check_fields("param " .. tostring(name), decl, PARAM)
    if not PARAM_TYPES[decl.type or "text"] then
      error(("param %s: type is number, period, date, text or list"):format(name), 0)
    end
    params[name] = decl
  end
  return params
end

local function declare(kind, given)
  if type(given) ~= "table" then error(kind .. "{...} takes a table", 0) end
  check_fields(kind, given, FIELDS)
  for _, name in ipairs { "id", "title", "requirement" } do
    if not given[name] then error(("%s lacks %q"):format(kind, name), 0) end
  end
  if #given.id > ID_MOST then
    error(("id: longer than %d characters"):format(ID_MOST), 0)
  elseif not given.id:find("^[%w_.:-]+$") then
    error(("id %q: letters, digits, '.', '-' and '_' only"):format(given.id), 0)
  end
  local method = given.method or "evidence"
  if not METHODS[method] then
    error(("method %q%s"):format(method, suggest.hint(method, order.keys(METHODS))), 0)
  end
  if given.keep and given.keep ~= "exceptions" then
    error('keep can only be "exceptions"', 0)
  end
  local requirement = given.requirement
  if type(requirement) == "string" then requirement = { requirement } end
  for key in pairs(requirement) do
    if math.type(key) ~= "integer" then
      error("requirement: an id or a list of ids", 0)
    end
  end
  if #requirement == 0 then error("requirement: name at least one", 0) end
  if not given.evidence and not given.inputs and not given.judge then
    error("nothing to judge: name evidence or inputs", 0)
  end
  return { kind = kind, id = given.id, title = given.title, method = method,
    requirement = requirement,
    inputs = inputs_of(given), params = params_of(given.params), keep = given.keep,
    collect = given.collect, judge = given.judge, finding_key = given.finding_key,
    replaces = given.replaces and texts("replaces", given.replaces),
    single = given.evidence and "evidence" or nil }
end

--- A read-only view: what a script may use but not change.
local function frozen(name, real)
  return setmetatable({}, { __index = real, __metatable = false,
    __newindex = function()
      error(("%s can't be changed by a script"):format(name), 2)
    end })
end

local function sorted_pairs(t)
  if type(t) ~= "table" then error("pairs: table expected, got " .. type(t), 2) end
  local sorted, iterator = pcall(order.pairs, t)
  if not sorted then error("pairs: " .. tostring(iterator):gsub("^.-:%d+: ", ""), 2) end
  return iterator
end

--- What of a library the list of capabilities names.
local function listed(library, real)
  local some = {}
  for _, name in ipairs(capabilities.libraries[library]) do some[name] = real[name] end
  return some
end

--- A text is also a door to its library, and ours goes through it like scripts.
local STRINGS <const> = listed("string", string)
getmetatable("").__index, getmetatable("").__metatable = STRINGS, false

local TABLES <const> = listed("table", table)
function TABLES.sort(list, less) order.sort(list, less) end

local WORDS = listed("base", _G)
WORDS.pairs, WORDS.tostring = sorted_pairs, plain
WORDS.string, WORDS.table = frozen("string", STRINGS), frozen("table", TABLES)
WORDS.math = frozen("math", listed("math", math))
WORDS.utf8 = frozen("utf8", listed("utf8", utf8))

function WORDS.date(text)
  local day, message = date.parse(text)
  return day or error(message, 2)
end

function WORDS.period(text)
  if period.is(text) then return text end
  local length, message = period.parse_words(text)
  return length or error(message, 2)
end

local LOADING <const> = {}

--- The globals of a script, the words behind them, and a function that forgets
--- the libraries it loaded, so that they start anew with its chunk.
local function environment(libraries)
  local words, loaded = {}, {}
  for name, value in pairs(WORDS) do words[name] = value end
  local env = setmetatable({}, {
    __index = function(_, name)
      local value = words[name]
      if value == nil then
        error(("no global %q here%s"):format(tostring(name),
          suggest.hint(tostring(name), order.keys(words))), 2)
      end
      return value
    end,
    __newindex = function(_, name)
      error(("write 'local %s': scripts have no globals"):format(tostring(name)), 2)
    end,
    __metatable = false,
  })
  words.require = function(name)
    if loaded[name] == LOADING then
      error(("lib/%s.lua requires itself, or what requires it"):format(name), 0)
    elseif loaded[name] == nil then
      local text = libraries[name]
      if not text then error(("no lib/%s.lua in this pack"):format(tostring(name)), 2) end
      local chunk, message = load(text, "@lib/" .. name .. ".lua", "t", env)
      if not chunk then error(message, 0) end
      loaded[name] = LOADING
      loaded[name] = chunk()
    end
    return loaded[name]
  end
  return env, words, function()
    if next(loaded) then loaded = {} end
  end
end

--- A script may give itself another environment; for one run, not for the next.
local OWN_ENV <const> = "local _ENV = ...; "

--- Compile a script. Its chunk runs anew at each call, so nothing that it keeps
--- in locals lasts from one document to the next.
---@param text string
---@param name string  path, for messages
---@param libraries table<string, string>  lib/NAME.lua of its pack
---@return fun(): table declare   the declaration, checked and in its long form
---@return fun(): table again     as it was written; after `declare` has checked it
function script.compile(text, name, libraries)
  local env, words, anew = environment(libraries)
  local chunk, message = load(OWN_ENV .. text, "@" .. name, "t", env)
  if not chunk then error(message, 0) end
  local make, made
  words.test = function(given) made = make("test", given) return made end
  words.rule = function(given) made = make("rule", given) return made end
  local function run(how)
    make, made = how, nil
    anew()
    local declared = chunk(env)
    if made == nil or declared ~= made then
      error(("%s: a script ends with return test{...} or rule{...}"):format(name), 0)
    end
    return declared
  end
  local function as_written(_, given) return given end
  return function() return run(declare) end, function() return run(as_written) end
end

--- What of a declaration the host must know, as plain data.
function script.describe(declared)
  local params = {}
  for name, decl in pairs(declared.params) do
    local default = decl.default
    if date.is(default) or period.is(default) then default = tostring(default) end
    params[name] = { type = decl.type or "text", promise = decl.promise, doc = decl.doc,
      default = default }
  end
  return { kind = declared.kind, id = declared.id, title = declared.title,
    method = declared.method, requirement = declared.requirement,
    inputs = declared.inputs, params = params, keep = declared.keep,
    finding_key = declared.finding_key, replaces = declared.replaces,
    single = declared.single, collects = declared.collect ~= nil }
end

return script
