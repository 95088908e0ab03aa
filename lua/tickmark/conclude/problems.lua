--- What kept a test from its answer: script errors, unreadable documents, odd
--- things in the repository.

local canon = require("tickmark.base.canon")
local order = require("tickmark.base.order")

local problems = {}

local KINDS = {
  error = { "script", nil },
  steps = { "budget", "it ran out of steps: look for a loop that does not end" },
  memory = { "budget", "it ran out of memory: keep less, or keep = \"exceptions\"" },
  killed = { "worker", "it cost its worker twice: the script or a document is at fault" },
}

local TOLD <const> = 20 -- failures of one test

--- For those that aren't told; each job counted no more than some of its own.
local function more(failures)
  return { kind = failures[#failures].kind,
    message = ("the same or the like at %d more documents, or more than that"):format(
      #failures - TOLD) }
end

local function of_script(test, why)
  local kind = KINDS[why.kind] or KINDS.error
  local message = why.message
  if why.document then message = ("%s (at %s)"):format(message, why.document) end
  return { code = kind[1], path = why.path or test.script.name, line = why.line,
    message = message, remedy = kind[2], tests = canon.array { test.id } }
end

--- A test's failures in the order of documents; workers told them in the order
--- in which they were done.
local function sorted(failures)
  local list = table.move(failures, 1, #failures, 1, {})
  return order.sort(list, function(a, b)
    if a.document ~= b.document then
      return order.less(a.document or "", b.document or "")
    end
    return order.less(a.message or "", b.message or "")
  end)
end

--- One problem for a document that several tests needed.
local function note_unreadable(by_path, test)
  for _, one in ipairs(test.outcome_data and test.outcome_data.unreadable or {}) do
    local known = by_path[one.path]
    if not known then
      known = { code = "unreadable", path = one.path, line = one.line,
        column = one.column, message = one.message, remedy = one.remedy,
        tests = canon.array {} }
      by_path[one.path] = known
    end
    if known.tests[#known.tests] ~= test.id then table.insert(known.tests, test.id) end
  end
end

--- What the repository has of odd things, each once: the tree and its past
--- often have the same.
local function note_repository(list, run)
  local told = {}
  for _, one in ipairs(run.problems) do
    local key = ("%s\0%s"):format(one.path, one.message)
    if not told[key] then
      told[key] = true
      list[#list + 1] = { code = "repository", path = one.path, message = one.message,
        tests = canon.array(one.tests or {}) }
    end
  end
end

---@param run table
---@return tickmark.Problem[]
function problems.of(run)
  local list, by_path = canon.array {}, {}
  for _, test in ipairs(run.plan.tests) do
    if test.failed then list[#list + 1] = of_script(test, test.failed) end
    local failures = sorted(test.failures or {})
    for i = 1, math.min(#failures, TOLD) do
      list[#list + 1] = of_script(test, failures[i])
    end
    if #failures > TOLD then list[#list + 1] = of_script(test, more(failures)) end
    note_unreadable(by_path, test)
  end
  for _, path in ipairs(order.keys(by_path)) do list[#list + 1] = by_path[path] end
  note_repository(list, run)
  return list
end

return problems
