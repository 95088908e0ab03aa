--- Files among hooks: what is at a path, and steps that change it and can be undone.

local core = require("tickmark.core")
local failure = require("tickmark.base.failure")
local shell = require("tickmark.base.shell")

local file = {}

local MODE <const> = 0x1ED -- 0755: git passes over a hook that it can't run

-- In this order: a link is one wherever it leads, and if it leads nowhere.
local KINDS <const> = { { "-L", "link" }, { "-d", "folder" }, { "-f", "file" },
  { "-e", "other" } }

--- What is at a path, which nobody follows; nil: nothing.
---@param path string
---@return "link"|"folder"|"file"|"other"|nil
function file.kind(path)
  for _, kind in ipairs(KINDS) do
    if os.execute(("test %s %s"):format(kind[1], shell.quote(path))) then
      return kind[2]
    end
  end
end

--- The bytes of a file; "" when they can't be had, as where a link leads nowhere.
---@param path string
---@return string
function file.read(path)
  local f <close> = io.open(path, "rb")
  return f and f:read("a") or ""
end

---@class tickmark.HookStep
---@field run fun(): any, string?   false or nil, and why, when it can't be done
---@field undo fun()

--- Make a folder.
---@param path string
---@return tickmark.HookStep
function file.make(path)
  return {
    run = function()
      return os.execute("mkdir -- " .. shell.quote(path) .. " 2>/dev/null"),
        path .. ": the folder can't be made"
    end,
    undo = function() os.remove(path) end,
  }
end

--- Give a file another name.
---@return tickmark.HookStep
function file.move(from, to)
  return { run = function() return os.rename(from, to) end,
    undo = function() os.rename(to, from) end }
end

--- Write a script, in place of one of ours or of nothing.
---@param path string
---@param script string
---@param was string?  what is there
---@return tickmark.HookStep
function file.write(path, script, was)
  return {
    run = function() return core.replace(path, script, MODE) end,
    undo = function()
      if was then core.replace(path, was, MODE) else os.remove(path) end
    end,
  }
end

--- Take a script of ours away.
---@return tickmark.HookStep
function file.remove(path, was)
  return { run = function() return os.remove(path) end,
    undo = function() core.replace(path, was, MODE) end }
end

--- Take all of some steps, or none.
---@param steps tickmark.HookStep[]
function file.all(steps)
  for i, step in ipairs(steps) do
    local ok, why = step.run()
    if not ok then
      for j = i - 1, 1, -1 do steps[j].undo() end
      failure.raise(failure.INCOMPLETE, why, "nothing was changed")
    end
  end
end

return file
