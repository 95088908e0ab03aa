--- Commands run and measured: what they print, how they end, how long they take
--- and how much memory their largest process had.

local support = require("spec.support")

local measured = {}

--- Seconds after which a command is killed: far above every limit of ours.
measured.LIMIT = 90

---@class spec.Measured
---@field out string
---@field err string
---@field status integer   minus the signal, when one ended it
---@field seconds number
---@field kib integer      peak memory

local function read(path)
  local file <close> = assert(io.open(path, "rb"))
  return file:read("a")
end

--- Run shell commands, `at_once` at a time.
---@param commands string[]
---@param at_once integer
---@return spec.Measured[]
function measured.run(commands, at_once)
  local dir <const> = support.tmpdir()
  for i, text in ipairs(commands) do
    local file <close> = assert(io.open(("%s/%d.sh"):format(dir, i), "wb"))
    file:write(text, "\n")
  end
  local list = {}
  for line in support.sh("python3 spec/hostile/measured.py %s %s %s", dir, at_once,
    measured.LIMIT):gmatch("[^\n]+") do
    local i, status, ms, kib = line:match("^(%d+) (%-?%d+) (%d+) (%d+)$")
    local stem = dir .. "/" .. i
    list[math.tointeger(i)] = { out = read(stem .. ".out"), err = read(stem .. ".err"),
      status = math.tointeger(status), seconds = tonumber(ms) / 1000, kib = math.tointeger(kib) }
  end
  support.remove(dir)
  return list
end

return measured
