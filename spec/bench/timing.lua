--- Timing of whole commands for `make bench`.

local core = require("tickmark.core")

local timing = {}

--- Run a line of shell, its arguments quoted.
function timing.sh(command, ...)
  local args = { ... }
  for i, value in ipairs(args) do args[i] = "'" .. tostring(value):gsub("'", [['\'']]) .. "'" end
  local line = command:format(table.unpack(args))
  local ok, _, code = os.execute(line)
  return ok, code
end

--- What a command prints.
function timing.read(command)
  local p <close> = assert(io.popen(command))
  return p:read("a")
end

local function exists(path)
  local f = io.open(path)
  if f then f:close() end
  return f ~= nil
end

local function median(list)
  table.sort(list)
  return list[(#list + 1) // 2]
end

--- Wall milliseconds of a command; statuses up to 2 are answers.
local function time(command)
  local start = core.ticks()
  local ok, code = timing.sh(command)
  assert(ok or code <= 2, command)
  return core.ticks() - start
end

--- Medians of several commands, run in turn so that a drift hits all alike.
function timing.race(commands, rounds)
  local times = {}
  for i = 1, rounds + 1 do -- the first round warms up and does not count
    for name, command in pairs(commands) do
      local ms = time(command)
      times[name] = times[name] or {}
      if i > 1 then table.insert(times[name], ms) end
    end
  end
  for name, list in pairs(times) do times[name] = median(list) end
  return times
end

--- The largest anonymous memory, in MiB, of any process of a running audit.
function timing.memory(command)
  local done = os.tmpname()
  os.remove(done)
  timing.sh("(" .. command .. "; touch " .. done .. ") &")
  local most = 0
  while not exists(done) do
    local out = timing.read("grep -h RssAnon $(grep -lsE '^Name:.(worker|tickmark)$' "
      .. "/proc/[0-9]*/status) /dev/null 2>/dev/null")
    for kib in out:gmatch("RssAnon:%s+(%d+)") do most = math.max(most, tonumber(kib)) end
  end
  os.remove(done)
  return most / 1024
end

return timing
