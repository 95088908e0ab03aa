--- The plan of an audit: which scripts judge what, on which sources.

local canon = require("tickmark.base.canon")
local catalogue = require("tickmark.criteria.catalogue")
local failure = require("tickmark.base.failure")
local order = require("tickmark.base.order")
local sources = require("tickmark.evaluate.sources")
local suggest = require("tickmark.base.suggest")

local plan = {}

---@class tickmark.Test  a script in the plan
---@field id string
---@field declared table?   what it declares; nil when it can't be loaded
---@field failed table?     why it can't
---@field script table
---@field base string?      the id that it has in its script, if it is one of several
---@field excluded boolean?  what it is about doesn't apply
---@field inputs table<string, {number: integer, source: table, input: table}>

local function problem(test, message, remedy)
  return { code = "configuration", path = test.script.name, message = message,
    remedy = remedy, tests = canon.array { test.id } }
end

--- Note what is wrong with a test, which the message names.
local function note(problems, test, message, remedy)
  problems[#problems + 1] = problem(test, ("%s: %s"):format(test.id, message), remedy)
end

local function check_requirements(test, problems)
  local parsed = {}
  for i, wanted in ipairs(test.declared.requirement) do
    local id, point, framework = catalogue.parse(wanted)
    if not id then note(problems, test, "requirement: " .. point) end
    parsed[i] = { id = id or wanted, point = id and point, framework = id and framework }
  end
  test.requirement = parsed
end

local function known_input(settings, input)
  local place = input.series and settings.evidence or input.record and settings.records
  local name = input.series or input.record
  if not place or place[name] then return true end
  return false, ("no %s %q in tickmark.yml%s"):format(
    input.series and "series" or "record type", name,
    suggest.hint(name, order.keys(place)))
end

--- An input that can be had; nothing is where a pack asks for what nobody keeps.
local function source_of(self, settings, test, input)
  local known, message = known_input(settings, input)
  if known then return sources.of(self.sources, settings, input) end
  if test.script.pack then return sources.none(self.sources) end
  return nil, message
end

local function place_inputs(self, settings, test, problems)
  test.inputs = {}
  for _, name in ipairs(order.keys(test.declared.inputs)) do
    local input = test.declared.inputs[name]
    if input.findings then
      note(problems, test, 'input "findings" is not to be had yet',
        "name a series, a record type or paths")
    else
      local number, source = source_of(self, settings, test, input)
      if number then
        test.inputs[name] = { number = number, source = source, input = input }
      else
        note(problems, test, ("input %s: %s"):format(name, source))
      end
    end
  end
end

local EACH <const> = "each applicable control"

--- A declaration with something else in some of its fields.
local function copied(declared, fields)
  local copy = {}
  for key, value in pairs(declared) do copy[key] = value end
  for key, value in pairs(fields) do copy[key] = value end
  return copy
end

--- What a script declares: mostly one test; one for each control that applies, where it
--- says so.
local function declarations_of(answer, soa)
  local declared = answer.declared
  if not declared or declared.requirement[1] ~= EACH then return { declared or false } end
  local list = {}
  for _, one in ipairs(catalogue.all()) do
    local row = soa and soa[one.id]
    if one.kind == "control" and not (row and not row.applicable) then
      list[#list + 1] = copied(declared, { id = declared.id .. ":" .. one.id,
        requirement = { one.id }, base = declared.id })
    end
  end
  return list
end

--- Is all that a test is about out of the SoA? Clauses always apply.
local function is_excluded(test, soa)
  for _, one in ipairs(test.requirement) do
    local row = soa and catalogue.is_control(one.id) and soa[one.id]
    if not row or row.applicable then return false end
  end
  return true
end

local function test_of(self, settings, script, declared, failed, problems)
  local test = { script = script, declared = declared or nil, failed = failed }
  test.id = declared and declared.id or script.name
  if script.series then test.id = "series." .. script.series end
  if script.record then test.id = "records." .. script.record end
  if not declared then return test end
  test.title, test.base = declared.title, declared.base
  if script.requirement then declared.requirement = script.requirement end
  for _, input in pairs(declared.inputs) do
    if script.series and input.series == "$series" then input.series = script.series end
    if script.record and input.record == "$record" then input.record = script.record end
    if input.soa then input.record, input.rows = "soa", "rows" end
  end
  check_requirements(test, problems)
  test.excluded = not script.series and is_excluded(test, self.soa) or nil
  if test.excluded then declared.inputs = {} end
  place_inputs(self, settings, test, problems)
  return test
end

local function take(self, settings, script, answer, problems)
  for _, declared in ipairs(declarations_of(answer, self.soa)) do
    table.insert(self.tests,
      test_of(self, settings, script, declared, answer.failed, problems))
  end
end

local function check_ids(tests, problems)
  local seen = {}
  for _, test in ipairs(tests) do
    local other = seen[test.id]
    if other then
      local message = ("test id %q stands twice: in %s and %s"):format(test.id,
        other.script.name, test.script.name)
      problems[#problems + 1] = problem(test, message,
        "ids are permanent: rename the newer one")
    end
    seen[test.id] = test
  end
  return seen
end

--- What a test does not own: findings that another test of this plan is known by.
local function check_keys(tests, by_id, problems)
  local keys = {}
  for _, test in ipairs(tests) do
    local declared = test.declared or {}
    for _, old in ipairs(declared.replaces or {}) do
      if by_id[old] then
        note(problems, test, ("replaces %q, which is still a test"):format(old),
          "take that one away, or this field")
      end
    end
    local key = declared.finding_key or (declared.replaces or {})[1] or test.id
    local other = by_id[key] or keys[key]
    if other and other ~= test then
      note(problems, test, ("findings of %q are %s's"):format(key, other.id),
        "give it another finding_key: each finding belongs to one test")
    end
    keys[key] = keys[key] or test
  end
end

--- Tests by their ids, and by those that they have in their scripts.
local function by_name(by_id)
  local named = {}
  for id, test in pairs(by_id) do named[id], named[test.base or id] = test, test end
  return named
end

local function check_params(settings, by_id, problems)
  local path = "tickmark.yml"
  by_id = by_name(by_id)
  for _, id in ipairs(order.keys(settings.checks.params or {})) do
    local test = by_id[id]
    if not test then
      problems[#problems + 1] = { code = "configuration", path = path,
        message = ("checks.params: no test %q%s"):format(id,
          suggest.hint(id, order.keys(by_id))) }
    elseif test.declared then
      for _, name in ipairs(order.keys(settings.checks.params[id])) do
        if not test.declared.params[name] then
          problems[#problems + 1] = { code = "configuration", path = path,
            message = ("checks.params: %s has no parameter %q%s"):format(id, name,
              suggest.hint(name, order.keys(test.declared.params))) }
        end
      end
    end
  end
end

--- A test that is not found may be in a script that can't be loaded.
local function check_loaded(tests)
  local problems = {}
  for _, test in ipairs(tests) do
    local why = test.failed
    if why then
      problems[#problems + 1] = { code = "script", path = why.path or test.script.name,
        line = why.line, message = why.message, tests = canon.array { test.id } }
    end
  end
  if #problems > 0 then
    failure.raise(failure.USAGE, "scripts that can't be loaded", nil, problems)
  end
end

--- The tests that --only names, with an error for a name that none has.
local function select(tests, only)
  if not only or #only == 0 then return tests end
  local by_id, chosen = {}, {}
  for _, test in ipairs(tests) do
    by_id[test.id] = by_id[test.id] or {}
    table.insert(by_id[test.id], test)
    if test.base then
      by_id[test.base] = by_id[test.base] or {}
      table.insert(by_id[test.base], test)
    end
  end
  for _, id in ipairs(only) do
    if not by_id[id] then
      check_loaded(tests)
      local known = order.keys(by_id)
      failure.raise(failure.USAGE, ("--only %s: no such test%s"):format(id,
        suggest.hint(id, known)), "tests are: " .. table.concat(known, ", "))
    end
    for _, test in ipairs(by_id[id]) do chosen[test] = true end
  end
  local list = {}
  for _, test in ipairs(tests) do
    if chosen[test] then list[#list + 1] = test end
  end
  return list
end

local ORIGINS = { shipped = 1, organisation = 2 }

--- Whose a script is, as a number: 1 is ours. Those of one origin share workers.
---@param script table
---@return integer
function plan.origin(script) return ORIGINS[script.origin] end

--- Make the plan from what the scripts declare.
---@param settings table
---@param scripts table[]   in order
---@param answers table[]   of the worker's `describe`, in the same order
---@param only string[]?
---@param soa table<string, tickmark.SoaRow>?
function plan.make(settings, scripts, answers, only, soa)
  local self = { sources = sources.new(), tests = {}, soa = soa }
  local problems = {}
  for i, script in ipairs(scripts) do
    take(self, settings, script, answers[i], problems)
  end
  order.sort(self.tests, function(a, b) return a.id < b.id end)
  local by_id = check_ids(self.tests, problems)
  check_keys(self.tests, by_id, problems)
  check_params(settings, by_id, problems)
  if #problems > 0 then
    failure.raise(failure.USAGE, "the tests can't be used as they are", nil, problems)
  end
  if #self.tests == 0 then
    failure.raise(failure.USAGE, "no test is selected: nothing would be audited",
      "name scripts under checks.paths in tickmark.yml, or declare evidence:")
  end
  self.tests = select(self.tests, only)
  return plan.renumber(self)
end

--- How an input sees the documents of its source. Inputs that see them in the
--- same way share a stream; a script's own `collect` has one to itself.
local function stream_of(test, name, at)
  local declared = test.declared
  local own = declared.collects and test.first or nil
  local stream = { source = at.number, keep = declared.keep, versions = at.input.versions,
    heads = at.input.all, test = own, input = own and name,
    origin = own and plan.origin(test.script) or 1 }
  return stream, table.concat({ at.number, declared.keep or "",
    tostring(at.input.versions), tostring(at.input.all), own or "",
    own and name or "" }, "\0")
end

--- Keep the sources that the chosen tests use, and number the streams.
function plan.renumber(self)
  local numbers, list, streams, by_key, firsts = {}, {}, {}, {}, {}
  for t, test in ipairs(self.tests) do
    -- those of one script collect alike
    firsts[test.script] = firsts[test.script] or t
    test.number, test.first = t, firsts[test.script]
    for _, name in ipairs(order.keys(test.inputs or {})) do
      local at = test.inputs[name]
      if not numbers[at.source] then
        list[#list + 1] = at.source
        numbers[at.source] = #list
      end
      at.number = numbers[at.source]
      local stream, key = stream_of(test, name, at)
      if not by_key[key] then
        streams[#streams + 1] = stream
        by_key[key] = #streams
      end
      at.stream = by_key[key]
    end
  end
  self.sources, self.streams = list, streams
  return self
end

--- The tests that read a stream.
function plan.readers(self, stream)
  local readers = {}
  for _, test in ipairs(self.tests) do
    for _, name in ipairs(order.keys(test.inputs or {})) do
      if test.inputs[name].stream == stream then readers[#readers + 1] = test end
    end
  end
  return readers
end

--- Streams that may be made by the same worker, for one source or for all.
---@param source integer?
---@return {origin: integer, streams: integer[]}[]
function plan.groups(self, source)
  local by_origin, groups = {}, {}
  for number, stream in ipairs(self.streams) do
    if not source or stream.source == source then
      local group = by_origin[stream.origin]
      if not group then
        group = { origin = stream.origin, streams = canon.array {} }
        by_origin[stream.origin] = group
        groups[#groups + 1] = group
      end
      table.insert(group.streams, number)
    end
  end
  return groups
end

--- Scripts as a worker takes them: what several have in common stands there once.
---@param scripts table[]
---@return {scripts: table[], libraries: table[]} told
---@return table<table, integer> numbers  of each script
function plan.told(scripts)
  local told = { scripts = canon.array {}, libraries = canon.array {} }
  local numbers, libraries = {}, {}
  for _, script in ipairs(scripts) do
    local own = script.libraries
    if own and not libraries[own] then
      table.insert(told.libraries, own)
      libraries[own] = #told.libraries
    end
    if not numbers[script] then
      table.insert(told.scripts, { text = script.text, name = script.name,
        libraries = own and libraries[own] })
      numbers[script] = #told.scripts
    end
  end
  return told, numbers
end

--- The plan as a worker takes it.
function plan.message(self)
  local scripts, tests = {}, canon.array {}
  for i, test in ipairs(self.tests) do scripts[i] = test.script end
  local told, numbers = plan.told(scripts)
  for i, script in ipairs(scripts) do tests[i] = numbers[script] end
  return { op = "plan", tests = tests, scripts = told.scripts,
    libraries = told.libraries, sources = canon.array(self.sources),
    streams = canon.array(self.streams) }
end

return plan
