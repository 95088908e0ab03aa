--- Evaluating workers: jobs go to whoever is free, answers come back by job.
--
-- Scripts of one origin (ours, the organisation's) share workers, and no others
-- do: who broke out of a script's state would find nothing of another origin.
--
-- A job whose worker dies runs once more alone; if that one dies too the job is
-- handed to its `split`, which makes smaller jobs of it or gives it up.

local failure = require("tickmark.base.failure")
local core = require("tickmark.core")
local order = require("tickmark.base.order")
local worker = require("tickmark.evaluate.worker")

local pool = {}

---@class tickmark.PoolJob
---@field origin integer  whose scripts it runs
---@field make fun(): table  the message
---@field facts (fun(): table)?  what goes before it
---@field valid fun(answer: table): boolean  does it answer this job, and only it?
---@field done fun(answer: table)

---@class tickmark.Pool
local methods = {}
methods.__index = methods

--- Workers that start now, for scripts of our own; others start when needed.
---@param n integer  workers of an origin
---@param locked boolean
---@return tickmark.Pool
function pool.new(n, locked)
  local self = setmetatable({ n = n, locked = locked, origins = {} }, methods)
  local first = {}
  for i = 1, n do first[i] = worker.start("evaluate", locked) end
  self.origins[1] = first
  return self
end

--- What every worker gets first: the objects, and later the plan.
---@param objects string[]
---@param budgets table<string, integer>?
function methods:open(objects, budgets)
  self.opening = { op = "open", objects = objects, budgets = budgets }
end

local function fresh(self, workers, i)
  local w = workers[i]
  if w and not w.dead then return w end
  w = worker.start("evaluate", self.locked)
  workers[i] = w
  return w
end

--- The worker for a job. One that is to be alone gets a new one: neither what
--- it was given before counts, nor an end that nobody has heard of yet.
local function at_hand(self, workers, i, job)
  local w = fresh(self, workers, i)
  if not (job.alone and w.used and w:busy() == 0) then return w end
  w:close()
  workers[i] = nil
  return fresh(self, workers, i)
end

--- Give a worker what it doesn't have yet.
local function prepared(self, w)
  if w.last == 0 then w:post(self.opening) end
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

local function feed(self, workers, todo, depth)
  for i = 1, self.n do
    if #todo == 0 then return end
    local w = at_hand(self, workers, i, todo[#todo])
    prepared(self, w)
    local job = next_job(todo, w, depth)
    while job do
      w:post(job.make(), job.facts and job.facts())
      w.queue[w.last].job.owner = job
      w.used = true
      job = next_job(todo, w, depth)
    end
  end
end

local function busy(workers)
  for _, w in pairs(workers) do
    if not w.dead and w:busy() > 0 then return true end
  end
  return false
end

--- A plan that kills its worker twice would do so for ever.
local function mourn(self, answer)
  if answer.job.owner then return end
  self.deaths = (self.deaths or 0) + 1
  if self.deaths > 1 then
    failure.raise(failure.INCOMPLETE, "workers die as they start: " .. answer.dead)
  end
end

--- Why an answer is as good as none; nil: it answers its job.
local function fault_of(owner, answer)
  if answer.reply.failed then return answer.reply.failed.message end
  return not owner.valid(answer) and "it spoke of what it was not asked" or nil
end

--- One answer of a worker: to its job, or of its end. False: it is over.
local function take(self, w, answer, todo, split)
  local owner = answer.job.owner
  local why = owner and answer.reply and fault_of(owner, answer)
  if why then answer = w:disown(answer, why) end
  if answer.dead then
    mourn(self, answer)
    recover(todo, w, answer, split)
    return false
  end
  if owner then
    owner.done(answer)
  elseif answer.reply.failed then
    failure.raise(failure.INCOMPLETE, answer.reply.failed.message)
  end
  return true
end

--- Listen to all of them once; wait if nobody said anything.
local function listen(self, workers, todo, split, beside)
  local moved, processes = false, {}
  if beside then
    beside:pump()
    processes[1] = beside:process()
  end
  for i = 1, self.n do
    local w = workers[i]
    local answer = w and not w.dead and w:answer()
    while answer do
      moved = true
      answer = take(self, w, answer, todo, split) and w:answer()
    end
    if w and not w.dead then processes[#processes + 1] = w.process end
  end
  if not moved then core.wait(processes, 500) end
end

local function run_origin(self, origin, jobs, depth, split, beside)
  local workers, todo = self.origins[origin] or {}, {}
  self.origins[origin] = workers
  for i = #jobs, 1, -1 do todo[#todo + 1] = jobs[i] end
  while #todo > 0 or busy(workers) do
    feed(self, workers, todo, depth)
    listen(self, workers, todo, split, beside)
  end
end

--- Run jobs to the end, one origin after the other.
---@param jobs tickmark.PoolJob[]
---@param depth integer  jobs under way in one worker
---@param split fun(job: table, why: string): table[]
---@param beside tickmark.Reading?  not of the pool, listened to meanwhile
function methods:run(jobs, depth, split, beside)
  local by_origin = {}
  for _, job in ipairs(jobs) do
    by_origin[job.origin] = by_origin[job.origin] or {}
    table.insert(by_origin[job.origin], job)
  end
  for _, origin in ipairs(order.keys(by_origin)) do
    run_origin(self, origin, by_origin[origin], depth, split, beside)
  end
end

function methods:close()
  for _, workers in pairs(self.origins) do
    for _, w in pairs(workers) do w:close() end
  end
end

return pool
