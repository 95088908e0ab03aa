--- Asking each script what it declares, in a state of its own.

local canon = require("tickmark.base.canon")

--- A job for some of the scripts.
local function job_of(scripts, numbers, answers)
  local job = { numbers = numbers }
  function job.make()
    local part = canon.array {}
    for i, n in ipairs(numbers) do
      part[i] = { text = scripts[n].text, name = scripts[n].name,
        libraries = scripts[n].libraries }
    end
    return { op = "describe", scripts = part }
  end
  function job.done(answer)
    for i, n in ipairs(numbers) do answers[n] = answer.reply.scripts[i] end
  end
  return job
end

---@param workers tickmark.Pool
---@param scripts table[]
---@return table[] answers  {declared=} or {failed=}, in the order of the scripts
return function(workers, scripts)
  local answers, all = {}, {}
  for i = 1, #scripts do all[i] = i end
  workers:run({ job_of(scripts, all, answers) }, 1, function(job, why)
    local smaller = {}
    if #job.numbers == 1 then
      answers[job.numbers[1]] = { failed = { kind = "killed", message = why } }
      return smaller
    end
    for i, n in ipairs(job.numbers) do smaller[i] = job_of(scripts, { n }, answers) end
    return smaller
  end)
  return answers
end
