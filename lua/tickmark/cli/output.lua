--- Where the command writes: results to standard output or a file, words to
--- standard error, progress to a terminal only.

local core = require("tickmark.core")
local failure = require("tickmark.base.failure")
local shell = require("tickmark.base.shell")
local text = require("tickmark.base.text")

local output = {}

--- A line on standard error; a line feed in it is shown, not made.
---@param words string
function output.err(words)
  io.stderr:write(text.terminal(words), "\n")
end

--- A problem as path:line:column: message, and the way out.
---@param problem tickmark.Problem
function output.problem(problem)
  local place = problem.path or "?"
  if problem.line then place = ("%s:%d"):format(place, problem.line) end
  if problem.line and problem.column then
    place = ("%s:%d"):format(place, problem.column)
  end
  output.err(("%s: %s"):format(place, problem.message))
  if problem.remedy then output.err("  -> " .. problem.remedy) end
end

--- Tells remarks, unless nobody wants them.
---@param quiet boolean?
---@return fun(words: string)
function output.remark(quiet)
  return quiet and function() end or output.err
end

--- What makes the folder that a file is to go to, if it isn't there.
local function folder_for(path)
  local folder = path and path:match("^(.+)/[^/]*$")
  return folder and not core.realpath(folder) and "mkdir -p " .. shell.quote(folder)
    or nil
end

--- Write a result, whole or not at all when it goes to a file.
---@param bytes string
---@param path string?
function output.result(bytes, path)
  local ok, message
  if path then
    ok, message = core.replace(path, bytes)
  else
    ok, message = io.stdout:write(bytes)
    if ok then ok, message = io.stdout:flush() end
  end
  if not ok then
    failure.raise(failure.INCOMPLETE, ("it can't be written: %s"):format(message),
      folder_for(path))
  end
end

--- May the report to standard output have colours?
function output.colour(args)
  return not args.output and not args.no_color and core.isatty(1)
    and not os.getenv("NO_COLOR")
end

--- A progress line on a terminal, at most ten times a second; else nothing.
---@param quiet boolean?
---@return fun(done: integer, expected: integer)
---@return fun() clear
function output.progress(quiet)
  if quiet or not core.isatty(2) then return function() end, function() end end
  local shown, last, start = false, 0, core.ticks()
  return function(done, expected)
    local now = core.ticks()
    if now - start < 500 or now - last < 100 then return end
    last, shown = now, true
    io.stderr:write(("\r\27[K%d of about %d documents"):format(done, expected))
  end, function()
    if shown then io.stderr:write("\r\27[K") end
  end
end

return output
