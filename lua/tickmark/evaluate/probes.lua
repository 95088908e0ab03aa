--- What a locked worker must not be able to do, tried in one worker each.

local ending = require("tickmark.evaluate.ending")
local worker = require("tickmark.evaluate.worker")

local probes = {}

--- Names are those of src/worker/probe.c.
probes.LIST = {
  { what = "read", words = "open a file outside" },
  { what = "write", words = "open a file outside for writing" },
  { what = "truncate", words = "empty a file outside" },
  { what = "chmod", words = "change a file's mode" },
  { what = "socket", words = "open a socket" },
  { what = "exec", words = "run a program" },
  { what = "fork", words = "start a process" },
  { what = "code", words = "make memory executable" },
  { what = "mprotect", words = "make own memory executable" },
  { what = "signal", words = "send a signal" },
  { what = "ptrace", words = "be traced, or trace" },
  { what = "ioctl", words = "control a device" },
}

-- What Landlock and the system say; any other refusal came from further in.
local DENIED = { ["Permission denied"] = true, ["Operation not permitted"] = true }

---@class tickmark.Probed
---@field what string
---@field words string
---@field contained boolean
---@field how string        what became of it

--- Try one. Failures to start or lock a worker are raised.
---@param probe {what: string, words: string}
---@return tickmark.Probed
function probes.try(probe)
  local w = worker.start("evaluate", true)
  assert(w:ask { op = "open", objects = {} })
  local reply, answer = w:ask { op = "probe", what = probe.what }
  w:close()
  local contained, how
  if reply then
    contained = not reply.worked and DENIED[reply.refused] or false
    how = reply.worked and "it worked" or "refused: " .. reply.refused
  else
    contained, how = answer.dead == ending.FORBIDDEN, answer.dead
  end
  return { what = probe.what, words = probe.words, contained = contained, how = how }
end

return probes
