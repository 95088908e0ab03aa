--- A place that is read: a worker of the role `read`. One that dies is started
--- again, does again what it stood on, and its job once more.

local failure = require("tickmark.base.failure")
local worker = require("tickmark.evaluate.worker")

local reading = {}

---@class tickmark.Reading
---@field process userdata
---@field held table?
local methods = {}
methods.__index = methods

--- Start reading a place; `open` goes on.
---@param locked boolean
---@return tickmark.Reading
function reading.start(locked)
  return setmetatable({ worker = worker.start("read", locked), locked = locked,
    stands_on = {} }, methods)
end

local function died(answer)
  failure.raise(failure.INCOMPLETE,
    "the worker that reads the repository ended twice: " .. answer.dead,
    "git fsck tells whether the repository is damaged")
end

local function once_more(self, job)
  self.worker = worker.start("read", self.locked)
  for _, kept in ipairs(self.stands_on) do
    local reply, answer = self.worker:ask(kept)
    if not reply then died(answer) end
  end
  local reply, answer = self.worker:ask(job)
  if not reply then died(answer) end
  return reply, answer
end

--- Ask and wait. A failure of the world is raised as it came.
---@param job table
---@return table reply
---@return table answer  with parts and facts
function methods:ask(job)
  self:post(job)
  return self:fetch()
end

--- Ask for what later jobs stand on.
function methods:stand_on(job)
  local reply, answer = self:ask(job)
  table.insert(self.stands_on, job)
  return reply, answer
end

--- Send a job, whose answer is fetched later.
function methods:post(job)
  self.job = job
  self.worker:post(job)
end

---@return table reply
---@return table answer
function methods:fetch()
  local reply, answer = self.worker:fetch()
  if reply then return reply, answer end
  return once_more(self, self.job)
end

--- Take in what it says meanwhile; its answer is held for `fetch`.
function methods:pump() self.worker:pump() end

--- What to wait for; nil when it has said all.
function methods:process()
  return not self.worker.held and self.worker.process or nil
end

function methods:close() self.worker:close() end

return reading
