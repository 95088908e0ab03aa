--- The host's side of one worker: jobs out, answers and facts in, a watch.

local canon = require("tickmark.base.canon")
local core = require("tickmark.core")
local ending = require("tickmark.evaluate.ending")
local failure = require("tickmark.base.failure")
local json = require("tickmark.base.json")

local worker = {}

---@class tickmark.Worker
local methods = {}
methods.__index = methods

-- Milliseconds without a word after which a job hangs: a call has 5 s of wall
-- time, a look at a long history some more.
local SILENCE <const> = { evaluate = 10000, read = 20000, write = 20000 }

-- Milliseconds that a job may take, and bytes that it may say, however alive it
-- looks: some 400 documents, each of a few seconds at most. What takes longer is
-- tried again by test.
local LONGEST <const> = { evaluate = 600000, read = 1800000, write = 1800000 }
local MOST <const> = { evaluate = 256 << 20, read = 1 << 30, write = 16 << 20 }

local function real(path) return path and core.realpath(path) end

--- Where git looks for the settings of whoever runs us: who they are, which
--- folders they hold safe. And what it says to a hook of a push: to which
--- repository, and where it keeps what is pushed until the hooks agree. A worker's
--- own environment is empty.
local SETTINGS <const> = string.pack("zzzz", os.getenv("HOME") or "",
  os.getenv("XDG_CONFIG_HOME") or "", real(os.getenv("GIT_DIR")) or "",
  os.getenv("GIT_QUARANTINE_PATH") or "")

local LOCK_REMEDY <const> = "tickmark doctor tells what is missing; --no-os-sandbox "
  .. "audits without it, which the result then says"

local function hello(self)
  local deadline = core.ticks() + SILENCE[self.role]
  while true do
    local kind, bytes = self.process:receive()
    if kind then
      local said = json.decode(bytes)
      if not said or said.hello ~= core.build() then
        failure.raise(failure.INCOMPLETE, self.path .. ": a worker of another build",
          "run make, or make install, so that both are of one build")
      end
      return
    end
    if bytes or core.ticks() > deadline then
      failure.raise(failure.INCOMPLETE, ("%s: the worker did not start (%s)"):format(
        self.path, bytes and ending.words(self.process) or "no answer"))
    end
    core.wait({ self.process }, 1000)
  end
end

-- Those that were started before anybody asked for them, by role.
local ahead = {}

--- Start one that is asked for later: it gets ready while its host does.
---@param role "read"|"evaluate"|"write"
function worker.ahead(role) ahead[role] = core.start(core.worker(), role) end

--- Start a worker of a role. Its first job is one that opens (`op = "open"`).
---@param role "read"|"evaluate"|"write"
---@param locked boolean  by the operating system, once it has opened
---@return tickmark.Worker
function worker.start(role, locked)
  local path, process, message = core.worker(), ahead[role], nil
  ahead[role] = nil
  if not process then process, message = core.start(path, role) end
  if not process then
    failure.raise(failure.INCOMPLETE, message, "run make, or reinstall tickmark")
  end
  process:send("S", SETTINGS)
  return setmetatable({ process = process, path = path, role = role, locked = locked,
    heard = core.ticks(), queue = {}, first = 1, last = 0 }, methods)
end

--- Send a job; `facts` go before it, by key.
---@param job table  {op=, ...}
---@param facts table<string, string[]>?
function methods:post(job, facts)
  if not self.greeted then
    hello(self)
    self.greeted = true
  end
  if self.first > self.last then self:begin() end
  self.last = self.last + 1
  local message = { job = self.last, locked = self.last == 1 and self.locked or nil }
  for key, value in pairs(job) do message[key] = value end
  self.queue[self.last] = { job = job, parts = {}, facts = {} }
  for key, list in pairs(facts or {}) do
    for _, bytes in ipairs(list) do
      self.process:send("K", key)
      self.process:send("F", bytes)
    end
  end
  self.process:send("J", canon.encode(message))
end

local function read_all(path)
  local f <close>, why = io.open(path)
  return f and f:read("a"), why
end

--- What the kernel says of a worker that says it is locked. One that has died
--- meanwhile says nothing: that shows when its next answer is missing. One that
--- its filter is just killing is of mode 3.
local function check_lock(self)
  local status, why = read_all(("/proc/%d/status"):format(self.process:pid()))
  if not status and read_all("/proc/self/status") then return end
  status = status or ""
  if status:find("\nState:\t[ZX]") then return end
  if status:find("\nNoNewPrivs:\t1\n") and status:find("\nSeccomp:\t[23]\n") then
    return
  end
  failure.raise(failure.USAGE, "workers can't be locked: " .. (why
    and "what the kernel says of one can't be read: " .. why
    or "the kernel says that one isn't"), LOCK_REMEDY)
end

--- The first answer tells whether the lock is closed.
local function check_opened(self, reply)
  if reply.failed and reply.failed.code == "lock" then
    failure.raise(failure.USAGE, "workers can't be locked: " .. reply.failed.message,
      LOCK_REMEDY)
  end
  if self.locked and not reply.failed then check_lock(self) end
end

--- The oldest job is begun now.
function methods:begin()
  self.heard, self.said = core.ticks(), 0
  self.begun = self.heard
end

--- Why what it says is too much, or nil.
local function excess(self, bytes)
  self.said = self.said + #bytes
  if self.said > MOST[self.role] then return "it said too much" end
  if self.heard - self.begun > LONGEST[self.role] then
    return "it took longer than a job may"
  end
end

--- How many jobs are under way.
function methods:busy() return self.last - self.first + 1 end

local function add(map, key, value)
  map[key] = map[key] or {}
  table.insert(map[key], value)
end

--- It asks back for what only the host can make: the signature of some bytes.
local function sign(self, bytes)
  local ok, armour = pcall(self.signer, bytes)
  if not ok then self.refused = armour end
  self.process:send("A", ok and armour or "")
  self.heard = core.ticks()
end

--- The answer to the oldest job, if it is there.
---@return table? answer  {job=, reply=, parts=, facts=} or {job=, dead=why}
function methods:answer()
  while self.first <= self.last do
    local at = self.queue[self.first]
    local kind, bytes = self.process:receive()
    if not kind then
      if bytes then return self:over(ending.words(self.process) or bytes) end
      if core.ticks() - self.heard > SILENCE[self.role] then
        return self:over("it was silent too long")
      end
      return nil
    end
    self.heard = core.ticks()
    local why = kind ~= "J" and excess(self, bytes)
    if why then return self:over(why) end
    if kind == "K" then
      at.key = bytes
    elseif kind == "F" and at.key then
      add(at.facts, at.key, bytes)
    elseif kind == "D" then
      local part = json.decode(bytes)
      if not part then return self:over("it spoke nonsense") end
      add(at.parts, part.key, part.list)
    elseif kind == "J" then
      at.reply = json.decode(bytes)
      if not at.reply or at.reply.job ~= self.first then
        return self:over("it spoke nonsense")
      end
      if self.first == 1 then check_opened(self, at.reply) end
      self.queue[self.first] = nil
      self.first = self.first + 1
      self:begin()
      return at
    elseif kind == "Q" and self.signer then
      sign(self, bytes)
    elseif kind ~= "B" then
      return self:over("it spoke nonsense")
    end
  end
end

--- End it for an answer that is none: that is what it died of.
---@param why string
---@return table answer  {job=, dead=why}
function methods:disown(answer, why)
  self.first = self.first - 1
  self.queue[self.first] = answer
  return self:over(why)
end

--- End it; its oldest job is the one it died of.
function methods:over(why)
  local at = self.queue[self.first]
  self.process:close()
  self.dead = why
  return at and { job = at.job, dead = why } or nil
end

function methods:close() self.process:close() end

--- Wait for the answer to the oldest job. A failure of the world is raised.
---@return table? reply   nil: it died
---@return table answer   with parts and facts, or why it died (`dead`)
function methods:fetch()
  while true do
    local answer = self.held or self:answer()
    self.held = nil
    if answer then
      if answer.dead then return nil, answer end
      if answer.reply.failed then error(self.refused or answer.reply.failed, 0) end
      return answer.reply, answer
    end
    core.wait({ self.process }, 500)
  end
end

--- Ask and wait.
---@param job table
---@param signer (fun(bytes: string): string)?  signs what the worker asks to be signed
---@return table? reply
---@return table answer
function methods:ask(job, signer)
  self.signer, self.refused = signer, nil
  self:post(job)
  return self:fetch()
end

--- Take in what it says meanwhile; its answer is held for `fetch`.
function methods:pump()
  self.held = self.held or self:answer()
end

return worker
