--- A worker's loop: one message in, its handler, one answer out.
--
-- Messages are JSON ("J") but for facts: the key they are for ("K"), then bytes
-- that only workers understand ("F"). The answer to a job carries its number.
-- Before all of them comes where git's settings are ("S").

local canon = require("tickmark.base.canon")
local channel = require("tickmark_worker").channel
local git = require("tickmark_worker").git
local json = require("tickmark.base.json")
local text = require("tickmark.base.text")

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
  if not text.is_utf8(why.message) then why.message = text.terminal(why.message) end
  return { failed = why }
end

local function serve(handlers, bytes)
  local message = assert(json.decode(bytes))
  local handler = handlers[message.op]
  local ok, reply = pcall(function()
    if not handler then error({ message = "no such job: " .. tostring(message.op) }) end
    return encoded(message.job, handler(message) or {})
  end)
  channel.send("J", ok and reply or encoded(message.job, failure(reply)))
end

---@param role "read"|"evaluate"|"write"
return function(role)
  local handlers = require(ROLES[role] or error("no role " .. tostring(role)))
  channel.send("J", canon.encode { hello = channel.build(), role = role })
  local key
  while true do
    local kind, bytes = channel.receive()
    if kind == "K" then
      key = bytes
    elseif kind == "F" then
      handlers.facts(key, bytes)
    elseif kind == "S" then
      assert(git.settings(string.unpack("zz", bytes)))
    else
      serve(handlers, bytes)
    end
  end
end
