--- How a worker ended, in words.

local ending = {}

-- src/base/frame.h, TICK_EXIT_*
local STATUS <const> = { [5] = "a call of a script took longer than 5 s" }

ending.FORBIDDEN = "it made a forbidden system call"

local SIGNAL <const> = { [24] = "it used up its processor time",
  [25] = "it wrote more than it may", [31] = ending.FORBIDDEN }

--- End it and say what it ended of; nil if it did not do so by itself.
---@param process userdata
---@return string?
function ending.words(process)
  local how, number, name = process:close()
  if how == "exit" then
    return STATUS[number] or ("it ended with status %d"):format(number)
  end
  if how == "signal" then
    return SIGNAL[number] or ("it was killed by signal %d (%s)"):format(number, name)
  end
end

return ending
