-- usage: lua5.4 spec/doc/cost.lua FILE KIND: parses the file and hands all of it
-- to Lua, then prints the seconds of the processor and the MiB that took, beyond
-- the file's own size.

local doc = require("tickmark_worker").doc

local function memory(key)
  for line in io.lines("/proc/self/status") do
    local kib = line:match("^" .. key .. ":%s+(%d+)")
    if kib then return tonumber(kib) / 1024 end
  end
end

local file = assert(io.open(arg[1], "rb"))
local text = file:read("a")
file:close()
local before, clock = memory("VmRSS"), os.clock()
local parsed, fault = doc.parse(text, { kind = arg[2] })
local why = fault
if parsed then
  parsed:data()
  for _, part in ipairs { "headings", "links", "tables" } do
    local _, refused = parsed[part](parsed)
    why = why or refused
  end
  for i = 1, arg[2] == "csv" and parsed:len() or 0 do parsed:record(i) end
end
print(os.clock() - clock, memory("VmHWM") - before - #text / (1 << 20), why and why.code or "ok")
