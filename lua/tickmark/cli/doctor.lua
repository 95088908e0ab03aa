--- tickmark doctor: what this machine offers, and whether the locks hold.

local core = require("tickmark.core")
local failure = require("tickmark.base.failure")
local options = require("tickmark.cli.options")
local output = require("tickmark.cli.output")
local probes = require("tickmark.evaluate.probes")
local text = require("tickmark.base.text")
local worker = require("tickmark.evaluate.worker")

local function parser()
  return options.parser("doctor",
    "Say what this machine offers, and try whether a locked worker can get out.",
    "tickmark doctor")
end

--- How a worker would be locked here, and by which build.
local function system_rows()
  local w = worker.start("evaluate", false)
  local reply, answer = w:ask { op = "system" }
  w:close()
  if not reply then
    failure.raise(failure.INCOMPLETE, "the worker does not work: " .. answer.dead)
  end
  local landlock = reply.landlock > 0 and "version " .. reply.landlock
    or "this system has none"
  return { { "worker", core.worker() }, { "build", core.build():sub(1, 12) },
    { "processors", core.processors() }, { "Landlock", landlock } }
end

local function probe_rows()
  local rows, escaped = {}, 0
  for i, probe in ipairs(probes.LIST) do
    local tried = probes.try(probe)
    if not tried.contained then escaped = escaped + 1 end
    rows[i] = { tried.contained and "contained" or "ESCAPED", tried.words, tried.how }
  end
  return rows, escaped
end

local function tell(rows)
  local lines = text.columns(rows)
  for i, line in ipairs(lines) do lines[i] = text.terminal(line) end
  output.result(table.concat(lines, "\n") .. "\n")
end

---@param arguments string[]
---@return integer status
return function(arguments)
  if not options.parse(parser(), arguments) then return 0 end
  tell(system_rows())
  local rows, escaped = probe_rows()
  tell(rows)
  output.result(("%d contained, %d escaped\n"):format(#rows - escaped, escaped))
  return escaped == 0 and 0 or failure.USAGE
end
