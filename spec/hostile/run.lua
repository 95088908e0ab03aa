--- Every item of a directory of hostile input through the real command:
--- lua5.4 spec/hostile/run.lua DIR [AT_ONCE]. A line for each, how many are
--- contained, and exit status 1 if any escaped.

local command = require("spec.command")
local directory = require("spec.hostile.directory")

local dir = arg[1] or error("run.lua DIR [AT_ONCE]: which directory?", 0)

io.stdout:setvbuf("line")
local verdicts = directory.run(dir, { tickmark = command.PATH, at_once = tonumber(arg[2]) or 2, limits = true },
  function(verdict) print(directory.line(verdict)) end)
local contained, escaped = directory.count(verdicts)
print(("%d contained, %d escaped"):format(contained, escaped))
os.exit(escaped == 0 and #verdicts > 0 and 0 or 1)
