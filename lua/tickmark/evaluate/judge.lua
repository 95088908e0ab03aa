--- Judging: each test once, on the facts of its inputs.

local answer = require("tickmark.evaluate.answer")
local canon = require("tickmark.base.canon")
local order = require("tickmark.base.order")
local params = require("tickmark.evaluate.params")
local plan = require("tickmark.evaluate.plan")
local spool = require("tickmark.evaluate.spool")

--- The facts of a test's inputs, by the name under which the judge gets them.
local function facts_of(run, test, past)
  local names, facts, n = canon.array {}, {}, 0
  for _, name in ipairs(order.keys(test.inputs)) do
    local at = test.inputs[name]
    facts[name] = run.spool:get(at.stream)
    names[#names + 1] = name
    local dated = at.source.decl.date
    if at.input.history or at.input.all or dated and dated.commit then
      facts["history:" .. name] = past.history[tostring(at.number)] or {}
      names[#names + 1] = "history:" .. name
    end
  end
  for _, name in ipairs(names) do n = n + spool.count(facts[name]) end
  return names, facts, n
end

local function job_of(run, test, context, past)
  local names, facts, n = facts_of(run, test, past)
  local job = { test = test, size = n, origin = plan.origin(test.script) }
  function job.make()
    return { op = "judge", test = test.number, inputs = names, facts = n,
      context = context }
  end
  function job.facts() return facts end
  function job.valid(given) return answer.is_judgement(given.reply, test.number) end
  function job.done(given)
    local reply = given.reply
    if reply.failure then
      run:note_failures { reply.failure }
    else
      test.outcome_data = reply.outcome
    end
    job.facts, facts = nil, nil
  end
  return job
end

--- Facts that no judge is given: they are more than a test may have.
local function too_many(run, test)
  local size = 0
  for _, at in pairs(test.inputs) do size = size + run.spool:size(at.stream) end
  if size <= spool.MOST then return false end
  run:note_failures { { test = test.number, kind = "memory",
    message = ("its facts take %d MiB, the limit is %d"):format(size >> 20,
      spool.MOST >> 20) } }
  return true
end

--- Judge every test of the plan.
---@param run table
---@param past table  of evaluate/scan.lua
return function(run, past)
  local jobs = {}
  for _, test in ipairs(run.plan.tests) do
    if test.declared and not test.excluded then
      local context, missing = params.context(run, test)
      test.outcome_data = missing
      if context and not too_many(run, test) then
        jobs[#jobs + 1] = job_of(run, test, context, past)
      end
    end
  end
  order.sort(jobs, function(a, b) return a.size > b.size end) -- the longest first
  run.workers:run(jobs, 1, function(job, why)
    run:note_failures { { test = job.test.number, kind = "killed", message = why } }
    return {}
  end)
end
