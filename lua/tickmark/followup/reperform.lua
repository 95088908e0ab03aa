--- Reperformance: the audit of a result again, from the ids that it names.

local failure = require("tickmark.base.failure")
local json = require("tickmark.base.json")
local order = require("tickmark.base.order")
local text = require("tickmark.base.text")

local reperform = {}

--- What a result must say of its run, so that it can be performed again.
local function is_run(run)
  if type(run) ~= "table" or type(run.id) ~= "string" then return false end
  for _, name in ipairs { "evidence", "criteria", "ledger", "parameters" } do
    if type(run[name]) ~= "table" then return false end
  end
  return type(run.evidence.commit) == "string" and type(run.as_of) == "string"
    and type(run.criteria[1]) == "table" and type(run.criteria[1].tree) == "string"
end

local function decode(bytes)
  local given, message = json.decode(bytes)
  if type(given) == "table" and given.tickmark and is_run(given.run) then return given end
  failure.raise(failure.USAGE,
    "not a result of tickmark: " .. (given == nil and message or "no complete run in it"),
    "give the file that audit --format json wrote")
end

local function criteria_of(given, options)
  local criteria = given.run.criteria[1]
  if options.config then return options.config end
  if criteria.place == "audited" then return nil end
  failure.raise(failure.USAGE,
    ("the criteria were given with --config (%s of tree %s)"):format(
      tostring(criteria.path), criteria.tree), "give the same folder again: --config DIR")
end

--- The options that lead to the same inputs.
local function options_of(given, options)
  local run = given.run
  return { repo = options.repo, rev = run.evidence.commit, rev_name = run.evidence.rev,
    as_of = run.as_of, as_of_source = run.as_of_source,
    config = criteria_of(given, options), only = run.parameters.only,
    budgets = run.parameters.budgets, jobs = options.jobs,
    progress = options.progress, remark = options.remark, ledger = options.ledger,
    ledger_state = run.ledger, no_os_sandbox = options.no_os_sandbox,
    os_sandbox = run.engine and run.engine.os_sandbox }
end

local function below(path, key)
  if type(key) == "number" then return ("%s[%d]"):format(path, key) end
  return path == "" and key or path .. "." .. key
end

--- A value in a sentence.
local function shown(value)
  if value == nil then return "not there" end
  if type(value) == "table" then return "there" end
  return text.terminal(text.clip(tostring(value), 200))
end

--- Where two values first differ, in the order of keys.
local function difference(a, b, path)
  if type(a) ~= "table" or type(b) ~= "table" then
    if a == b then return nil end
    return text.terminal(text.clip(path, 200)), shown(a), shown(b)
  end
  local keys = {}
  for key in pairs(a) do keys[key] = true end
  for key in pairs(b) do keys[key] = true end
  for _, key in ipairs(order.keys(keys)) do
    local at, was, is = difference(a[key], b[key], below(path, key))
    if at then return at, was, is end
  end
end

local INPUTS = { { "engine", "the engine's build" }, { "criteria", "the criteria" },
  { "evidence", "the evidence" }, { "ledger", "the ledger" },
  { "thresholds", "the thresholds" }, { "as_of", "the as-of date" },
  { "period", "the audit period" }, { "parameters", "the parameters" } }

--- Was a worker lost to the clock, or to the machine? Nobody's word on a change.
local function lost_a_worker(result)
  for _, problem in ipairs(result.problems or {}) do
    if type(problem) == "table" and problem.code == "worker" then return true end
  end
  return false
end

local function changed_input(was, is)
  for _, input in ipairs(INPUTS) do
    local at, before, after = difference(was.run[input[1]], is.run[input[1]], input[1])
    if at then
      return ("%s changed: %s was %s, is %s"):format(input[2], at, before, after)
    end
  end
  if lost_a_worker(was) or lost_a_worker(is) then
    return "the inputs are the same, but a call ran out of time or a worker was lost in "
      .. "one of the two, which depends on the machine: perform it again"
  end
  return "the inputs are the same: the result was changed after the audit"
end

--- Compare a result with its reperformance.
---@param bytes string
---@param options table
---@param audit fun(options: table): table
---@param encode fun(value: table): string
---@return boolean identical
---@return string report
function reperform.compare(bytes, options, audit, encode)
  local given = decode(bytes)
  local again = encode((audit(options_of(given, options))))
  if again == bytes then
    return true, ("identical: run %s performed again gives the same %d bytes"):format(
      given.run.id:sub(1, 16), #bytes)
  end
  local is = decode(again)
  local at, was, now = difference(given, is, "")
  if not at then
    return false, "different: the same content in other bytes; the file was reformatted"
  end
  return false, ("different: first at %s: it was %s, it is %s\n%s"):format(at, was, now,
    changed_input(given, is))
end

return reperform
