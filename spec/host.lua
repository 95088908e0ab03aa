--- A host in Lua for spec/host_spec.lua: what the system says of its process
--- before and after an audit. Prints differences, then the status.
local tickmark = require("tickmark")

local function read(path)
  local file <close> = assert(io.open(path))
  return file:read("a")
end

--- What is just being closed, as our end of the pipe to `ls`, leads nowhere.
local function state()
  local pid = read("/proc/self/stat"):match("^%d+")
  local list <close> = io.popen(("ls -l /proc/%s/fd | grep -e ' -> ' | grep -v pipe: "
    .. "| sed 's/.* \\([0-9]* -> \\)/\\1/'"):format(pid))
  return { files = list:read("a"), signals = read("/proc/self/status"):match("SigBlk.*SigCgt[^\n]*"),
    umask = read("/proc/self/status"):match("Umask:[^\n]*"), limits = read("/proc/self/limits"),
    locale = os.setlocale(), folder = os.getenv("PWD"), group = read("/proc/self/stat"):match("%) %a %d+ (%d+)") }
end

os.setlocale("C.UTF-8")
local child = io.popen("sleep 0.5; echo mine; exit 3")
local before = state()
local ok, result = pcall(tickmark.audit, { repo = arg[1], jobs = 2 })
local after = state()
for key, value in pairs(before) do
  if after[key] ~= value then print(key, value, after[key]) end
end
local said = child:read("a")
local _, how, code = child:close()
if said ~= "mine\n" or how ~= "exit" or code ~= 3 then print("the child", said, how, code) end
print(ok and "status " .. result.exit or "failed: " .. tostring(result))
