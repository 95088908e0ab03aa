--- A worker's loop: one message in, its handler, one answer out.
--
-- Messages are JSON ("J") but for facts: the key they are for ("K"), then bytes
-- that only workers understand ("F"). The answer to a job carries its number.
-- Before all of them comes where git's settings are, and what git says to a hook
-- ("S"). The first job opens what the role is about; then the worker is locked,
-- and only then come scripts and objects.

local bounded = require("tickmark.base.bounded")
local canon = require("tickmark.base.canon")
local channel = require("tickmark_worker").channel
local git = require("tickmark_worker").git
local json = require("tickmark.base.json")
local lock = require("tickmark.worker.lock")

local ROLES = { read = "tickmark.worker.read", evaluate = "tickmark.worker.evaluate",
  write = "tickmark.worker.write" }

local function encoded(job, reply)
  reply.job = job
  return canon.encode(reply)
end

--- What went wrong, as a message for the host. Handlers raise tables for the
--- world's failures and texts for mistakes of ours. Either may quote bytes of
--- the repository.
local function failure(why)
  if type(why) ~= "table" then why = { message = tostring(why), code = "error" } end
  return { failed = bounded.data(why) }
end

---@class tickmark.Pushed  what git says to a hook of a push; "" is not said
---@field git string         the repository that is pushed to
---@field quarantine string  where what is pushed is kept until the hooks agree

--- The handlers of a role, in the one order in which they can be had.
local function handlers_of(role, pushed)
  local own = require(ROLES[role] or error("no role " .. tostring(role)))
  local opened = false
  local function open(message)
    if opened then error("opened already") end
    local reply, places = own.open(message, pushed)
    if message.locked then lock.close(places) end
    opened = true
    return reply
  end
  return function(op)
    if op == "open" then return open end
    if op == "system" then return lock.system end
    if not opened then error("not opened yet: " .. tostring(op)) end
    if op == "probe" then return lock.probe end
    return own[op] or error("no such job: " .. tostring(op))
  end, own.facts
end

local function serve(handler_of, bytes)
  local message = assert(json.decode(bytes))
  local ok, reply = pcall(function()
    return encoded(message.job, handler_of(message.op)(message) or {})
  end)
  channel.send("J", ok and reply or encoded(message.job, failure(reply)))
end

---@param role "read"|"evaluate"|"write"
return function(role)
  local pushed = {}
  local handler_of, take_facts = handlers_of(role, pushed)
  -- scripts and documents leave little that lives on; a ledger does
  if role ~= "evaluate" then collectgarbage("incremental", 300) end
  channel.send("J", canon.encode { hello = channel.build(), role = role })
  local key
  while true do
    local kind, bytes = channel.receive()
    if kind == "K" then
      key = bytes
    elseif kind == "F" then
      take_facts(key, bytes)
    elseif kind == "S" then
      local home, xdg
      home, xdg, pushed.git, pushed.quarantine = string.unpack("zzzz", bytes)
      assert(git.settings(home, xdg))
    else
      serve(handler_of, bytes)
    end
  end
end
