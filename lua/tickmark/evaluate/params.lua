--- What a judge is told of the run: days, thresholds, people, parameters.

local catalogue = require("tickmark.criteria.catalogue")
local order = require("tickmark.base.order")

local params = {}

--- A parameter's value: the configuration's, a policy's promise, the default.
local function value_of(self, test, name, decl)
  local given = self.subject.settings.checks.params or {}
  local own = given[test.id] or given[test.base]
  if own and own[name] ~= nil then return own[name] end
  local promise = decl.promise and self.subject.promises[decl.promise]
  if promise and not promise.others then return promise.value, promise end
  return decl.default
end

--- Why a promise has no value.
local function unkept(promise, conflict)
  return conflict and ("policies promise %s differently"):format(promise)
    or ("no approved policy promises %s (parameters: %s)"):format(promise, promise)
end

local function missing(test, name, promise, conflict)
  local why = unkept(promise, conflict)
  return { findings = {}, requests = {}, exceptions = {}, measures = {}, positives = {},
    flags = {},
    not_tested = { ("%s: parameter %s has no value: %s"):format(test.id, name, why) },
    items = 0, passing = 0, documents = 0, unreadable = {} }
end

--- A cadence that a policy promises.
function params.cadence(self, cadence)
  if type(cadence) ~= "table" then return cadence end
  local promise = self.subject.promises[cadence.promise]
  if promise and not promise.others then return promise.value end
  return cadence.default
end

local function settled(self, decl)
  if type(decl.cadence) ~= "table" then return decl end
  local copy = {}
  for key, value in pairs(decl) do copy[key] = value end
  copy.cadence = params.cadence(self, decl.cadence)
  if not copy.cadence then
    local name = decl.cadence.promise
    copy.unpromised = ("its cadence is a promise: %s"):format(
      unkept(name, self.subject.promises[name]))
  end
  return copy
end

--- What the SoA says of a control: at least which one it is.
local function row_of(soa, id)
  if not catalogue.is_control(id) then return nil end
  local row = { control = id }
  for key, value in pairs(soa and soa[id] or {}) do row[key] = value end
  return row
end

--- The context of a test's judge, or the outcome when a promise is missing.
---@return table? context
---@return table? outcome
function params.context(self, test)
  local subject, values, sources = self.subject, {}, {}
  for _, name in ipairs(order.keys(test.declared.params)) do
    local decl = test.declared.params[name]
    local value, promise = value_of(self, test, name, decl)
    if value == nil and decl.promise then
      return nil, missing(test, name, decl.promise, self.subject.promises[decl.promise])
    end
    values[name] = value
    if promise then
      sources[name] = { path = promise.path, line = promise.line, blob = promise.blob }
    end
  end
  local inputs, declaration = {}, nil
  for _, name in ipairs(order.keys(test.inputs)) do
    local at = test.inputs[name]
    inputs[name] = { decl = settled(self, at.source.decl) }
    if test.script.series or test.script.record then
      declaration = inputs[name].decl
    end
  end
  local requirement = {}
  for i, one in ipairs(test.requirement) do requirement[i] = one.id end
  return { id = test.id, requirement = requirement, params = values, sources = sources,
    people = subject.people, thresholds = subject.settings.thresholds,
    as_of = tostring(subject.as_of), from = tostring(subject.span.from),
    to = tostring(subject.span.to),
    operating_since = tostring(subject.span.operating_since), inputs = inputs,
    declaration = declaration, soa = row_of(subject.soa, requirement[1]),
    rules = subject.settings.series_rules }
end

return params
