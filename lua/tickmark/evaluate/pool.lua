--- Evaluating workers: jobs go to whoever is free, answers come back by job.
--
-- A job whose worker dies runs once more alone; if that one dies too the job is
-- handed to `split`, which makes smaller jobs of it or gives it up.

local core = require("tickmark.core")
local failure = require("tickmark.base.failure")
local worker = require("tickmark.evaluate.worker")

local pool = {}

---@class tickmark.Pool
local methods = {}
methods.__index = methods

---@param n integer  workers
---@param plan table  the job that each gets first
---@return tickmark.Pool
function pool.new(n, plan)
  local self = setmetatable({ workers = {}, plan = plan }, methods)
  for i = 1, n do self.workers[i] = worker.start("evaluate") end
  return self
end

local function fresh(self, i)
  local w = self.workers[i]
  if w and not w.dead then return w end
  w = worker.start("evaluate")
  self.workers[i] = w
  return w
end

--- Give the plan to a worker that doesn't have it yet.
local function planned(self, w)
  if self.plan and w.plan ~= self.plan then
    w.plan = self.plan
    w:post(self.plan)
  end
end

--- What a dead worker leaves: its job to try again, the others back in line.
local function recover(todo, w, dead, split)
  local again = {}
  for n = w.first, w.last do
    local entry = w.queue[n]
    local job = entry and entry.job.owner
    if job then
      if entry.job == dead.job then
        if job.alone then
          local parts = split(job, dead.dead)
          table.move(parts, 1, #parts, #again + 1, again)
        else
          job.alone = true
          again[#again + 1] = job
        end
      else
        again[#again + 1] = job
      end
    end
  end
  for i = #again, 1, -1 do table.insert(todo, again[i]) end
end

local function next_job(todo, w, depth)
  local job = todo[#todo]
  if not job then return nil end
  if w:busy() >= (job.alone and 1 or depth) then return nil end
  local running = w:busy() > 0 and w.queue[w.last]
  local owner = running and running.job.owner
  if owner and owner.alone then return nil end
  return table.remove(todo)
end

local function feed(self, todo, depth)
  for i = 1, #self.workers do
    local w = fresh(self, i)
    planned(self, w)
    local job = next_job(todo, w, depth)
    while job do
      local message = job.make()
      w:post(message, job.facts and job.facts())
      w.queue[w.last].job.owner = job
      job = next_job(todo, w, depth)
    end
  end
end

local function busy(self)
  for _, w in ipairs(self.workers) do
    if not w.dead and w:busy() > 0 then return true end
  end
  return false
end

--- A plan that kills its worker twice would do so for ever.
function methods:mourn(answer)
  if answer.job.owner then return end
  self.deaths = (self.deaths or 0) + 1
  if self.deaths > 1 then
    failure.raise(failure.INCOMPLETE, "workers die as they start: " .. answer.dead)
  end
end

--- Run jobs to the end.
---@param jobs {make: fun(): table, facts: (fun(): table)?, done: fun(answer: table)}[]
---@param depth integer  jobs under way in one worker
---@param split fun(job: table, why: string): table[]
---@param beside tickmark.Worker?  not of the pool, listened to meanwhile
function methods:run(jobs, depth, split, beside)
  local todo = {}
  for i = #jobs, 1, -1 do todo[#todo + 1] = jobs[i] end
  while #todo > 0 or busy(self) do
    feed(self, todo, depth)
    local moved, processes = false, {}
    if beside then
      beside:pump()
      if not beside.held then processes[1] = beside.process end
    end
    for _, w in ipairs(self.workers) do
      local answer = w:answer()
      while answer do
        moved = true
        if answer.dead then
          self:mourn(answer)
          recover(todo, w, answer, split)
          break
        end
        if answer.job.owner then
          answer.job.owner.done(answer)
        elseif answer.reply.failed then
          failure.raise(failure.INCOMPLETE, answer.reply.failed.message)
        end
        answer = w:answer()
      end
      if not w.dead then processes[#processes + 1] = w.process end
    end
    if not moved then core.wait(processes, 500) end
  end
end

function methods:close()
  for _, w in ipairs(self.workers) do w:close() end
end

return pool
