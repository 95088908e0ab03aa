--- The command with one system call failing: strace lets the N-th of a kind
--- fail, in the host or in each process.

local command = require("spec.command")
local json = require("tickmark.base.json")
local support = require("spec.support")

local faults = {}

local build = os.getenv("TICKMARK_BUILD") or "build"
if build:sub(1, 1) ~= "/" then build = support.sh("pwd") .. "/" .. build end

--- Absolute path of what lets a process's own calls fail.
faults.PRELOAD = build .. "/spec/short_io.so:" .. build .. "/spec/failing_malloc.so"

-- Seconds; what takes longer hangs. A worker that is silent for 20 s is ended, and
-- one that reads is tried twice: libseccomp goes round for ever where it lacks a
-- piece of memory.
local LIMIT <const> = 60

--- Can it be done here? Else why not.
function faults.unable()
  local said = support.sh("strace -f -o /dev/null true 2>&1 || echo no")
  return said ~= "" and "no strace that works: " .. said or nil
end

---@class spec.Faulty
---@field dir string       where the command runs
---@field args string      of the command
---@field program string?  the command itself
---@field follow boolean?  also the workers' calls

--- Run it; `inject` is what strace is told besides, "" for nothing.
---@param what spec.Faulty
---@return spec.Ran
function faults.run(what, inject, log)
  return command.shell("cd %s && exec timeout -k 1 %s strace " .. (what.follow and "-f " or "") .. "-qqq -o %s "
    .. inject .. " %s " .. what.args, what.dir, LIMIT, log or "/dev/null", what.program or command.PATH)
end

--- How many calls of each kind one process makes at most.
---@param what spec.Faulty
---@return table<string, integer>
function faults.count(what)
  local log = support.sh("mktemp")
  faults.run(what, "", log)
  local counts, most = {}, {}
  for line in io.lines(log) do
    local pid, call = line:match("^(%d*) *([%w_]+)%(")
    if call then
      local key = pid .. call
      counts[key] = (counts[key] or 0) + 1
      most[call] = math.max(most[call] or 0, counts[key])
    end
  end
  os.remove(log)
  return most
end

--- Does the result itself say that it isn't whole?
local function confesses(text)
  local result = json.decode(text)
  return result and result.exit == 2 and #result.problems > 0
end

--- A copy of the programs where a worker starts with what faults.preloaded says.
--- strace as a grandchild leaves the worker its host's own child.
---@return string dir
function faults.layout()
  local dir = support.tmpdir()
  support.sh("mkdir -p %s/bin %s/libexec/tickmark", dir, dir)
  support.sh("cp %s/bin/tickmark %s/bin/ && cp -r %s/lib %s/ && cp %s/libexec/tickmark/worker "
    .. "%s/libexec/tickmark/real", build, dir, build, dir, build, dir)
  support.write(dir .. "/libexec/tickmark/worker", ([[
#!/bin/sh
# $1 is the role
here=%s
[ -e $here/$1.once ] && mv $here/$1.once $here/$1.used && fault=$(cat $here/$1.used)
[ -e $here/$1.fault ] && fault=$(cat $here/$1.fault)
case $fault in -*) exec strace -D -qqq -o $here/$1.log $fault $here/libexec/tickmark/real "$@" ;; esac
[ -n "$fault" ] && export LD_PRELOAD=%s TICK_FAULT=$fault
exec $here/libexec/tickmark/real "$@"
]]):format(dir, faults.PRELOAD))
  support.sh("chmod +x %s/libexec/tickmark/worker", dir)
  return dir
end

--- Run the command of a layout; `given` has the fault of a role, as TICK_FAULT
--- takes it, or as strace does. `once`: only of the first worker of that role.
---@param given table<string, string>
---@param program string?  another one that audits
---@return spec.Ran
function faults.preloaded(layout, given, once, dir, args, program)
  for role, fault in pairs(given) do
    support.write(("%s/%s.%s"):format(layout, role, once and "once" or "fault"), fault)
  end
  local ran = command.shell("cd %s && exec timeout -k 1 %s " .. (program or layout .. "/bin/tickmark") .. " " .. args,
    dir, LIMIT)
  support.sh("rm -f %s/*.fault %s/*.once %s/*.used", layout, layout, layout)
  return ran
end

--- What is left of a layout's workers some seconds later, one a line.
---@param seconds integer
---@return string
function faults.left(layout, seconds)
  local pattern = "^(strace -D .*|/bin/sh )?" .. layout .. "/libexec" -- also while it starts
  return support.sh("for i in $(seq %s); do pgrep -f %s >/dev/null || break; sleep 0.02; done; pgrep -af %s || true",
    seconds * 50, pattern, pattern)
end

-- Calls by which a process changes what others see, or tells them.
local CHANGES <const> = {}
for call in ([[write pwrite64 writev pwritev pwritev2 sendto sendmsg rename renameat renameat2 link linkat symlink
  symlinkat unlink unlinkat rmdir mkdir mkdirat fsync fdatasync sync_file_range msync ftruncate truncate fallocate
  chmod fchmod fchmodat chown fchown utimensat flock creat copy_file_range sendfile]]):gmatch("%g+") do
  CHANGES[call] = true
end

---@class spec.Call
---@field call string
---@field n integer       it is the n-th of its kind
---@field text string     as strace tells it
---@field changes boolean

--- The calls that one process makes, in order.
---@param log string  of strace
---@return spec.Call[]
function faults.calls(log)
  local list, counts = {}, {}
  for line in io.lines(log) do
    local call = line:match("^([%w_]+)%(")
    if call then
      counts[call] = (counts[call] or 0) + 1
      list[#list + 1] = { call = call, n = counts[call], text = line,
        changes = CHANGES[call] or line:find("O_CREAT", 1, true) ~= nil }
    end
  end
  return list
end

--- The calls that the worker of a role makes.
---@return spec.Call[], spec.Ran
function faults.worker_calls(layout, role, dir, args)
  local ran = faults.preloaded(layout, { [role] = "-s 4096" }, false, dir, args)
  assert(faults.left(layout, 5) == "", "a worker is left")
  return faults.calls(layout .. "/" .. role .. ".log"), ran
end

--- What is wrong with a run, or nil.
---@param ran spec.Ran
---@param right spec.Ran
function faults.wrong(ran, right)
  local said = ("exit %d, %d bytes, %q"):format(ran.status, #ran.out, ran.err:sub(1, 600))
  if ran.status == 124 or ran.status == 137 then return "hangs: " .. said end
  if ran.status > 128 then return "dies: " .. said end
  if ran.out == right.out and ran.status == right.status then return nil end
  if ran.status == 127 and ran.err:find("error while loading shared libraries", 1, true) then return nil end
  if ran.status ~= 2 then return said end
  if right.out:sub(1, #ran.out) == ran.out then return ran.err == "" and "gives no reason: " .. said or nil end
  return not confesses(ran.out) and said or nil
end

--- Let call after call of a kind fail. `check` looks at what is left behind.
---@param what spec.Faulty
---@param call string
---@param fault string      as strace takes it: "error=EIO"
---@param from integer
---@param to integer
---@param stride integer
---@param check fun(ran: spec.Ran): string?
---@return string[] wrong, integer failed
function faults.sweep(what, call, fault, from, to, stride, check)
  local bad, failed = {}, 0
  for n = from, to, stride do
    local ran = faults.run(what, ("-e trace=%s -e inject=%s:%s:when=%d"):format(call, call, fault, n))
    local why = check(ran)
    if ran.status == 2 then failed = failed + 1 end
    if why then bad[#bad + 1] = ("%s %s %d: %s"):format(call, fault, n, why) end
  end
  return bad, failed
end

return faults
