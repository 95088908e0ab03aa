--- Asking each script what it declares, in a state of its own.

local answer = require("tickmark.evaluate.answer")
local order = require("tickmark.base.order")
local plan = require("tickmark.evaluate.plan")

--- A job for some of the scripts.
local function job_of(scripts, numbers, answers, origin)
  local job = { numbers = numbers, origin = origin }
  function job.make()
    local part = {}
    for i, n in ipairs(numbers) do part[i] = scripts[n] end
    local told = plan.told(part)
    return { op = "describe", scripts = told.scripts, libraries = told.libraries }
  end
  function job.valid(given) return answer.is_description(given.reply, #numbers) end
  function job.done(given)
    for i, n in ipairs(numbers) do answers[n] = given.reply.scripts[i] end
  end
  return job
end

---@param workers tickmark.Pool
---@param scripts table[]
---@return table[] answers  {declared=} or {failed=}, in the order of the scripts
return function(workers, scripts)
  local answers, by_origin, jobs = {}, {}, {}
  for i, script in ipairs(scripts) do
    local origin = plan.origin(script)
    if script.failed then
      answers[i] = { failed = { kind = "error", message = script.failed } }
    else
      by_origin[origin] = by_origin[origin] or {}
      table.insert(by_origin[origin], i)
    end
  end
  for _, origin in ipairs(order.keys(by_origin)) do
    jobs[#jobs + 1] = job_of(scripts, by_origin[origin], answers, origin)
  end
  workers:run(jobs, 1, function(job, why)
    local smaller = {}
    if #job.numbers == 1 then
      answers[job.numbers[1]] = { failed = { kind = "killed", message = why } }
      return smaller
    end
    for i, n in ipairs(job.numbers) do
      smaller[i] = job_of(scripts, { n }, answers, job.origin)
    end
    return smaller
  end)
  return answers
end
