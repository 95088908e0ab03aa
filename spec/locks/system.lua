--- The locks of the operating system on a worker. What `tickmark doctor` tries,
--- and what the kernel says of a worker at work, tell whether one holds.

local bed = require("spec.hostile.bed")
local item = require("spec.locks.item")
local measured = require("spec.hostile.measured")
local support = require("spec.support")

local change = item.change

local LOCK <const>, CALLS <const>, LIMITS <const> = "src/worker/lock.c", "src/worker/calls.c", "src/worker/limits.c"

--- An item: what `doctor` tries, by its first words.
local function probe(words)
  return function(tickmark)
    local ran = measured.run({ ("'%s' doctor"):format(tickmark) }, 1)[1]
    return ran.out:find("\nESCAPED +" .. words:gsub("%p", "%%%0") .. "  ") ~= nil
  end
end

local NO_LANDLOCK = change(LOCK, "if (syscall(SYS_landlock_restrict_self, lock->ruleset, 0) < 0)", "if (0)")
local NO_PROOF = change(LOCK, "if (fd < 0 && errno == EACCES)", "if (1)")

-- Calls that the list lacks, and what files and memory may be asked for.
local MORE_CALLS = {
  change(CALLS, "\t/* what is written goes to", "\tSCMP_SYS(socket), SCMP_SYS(clone),\n"
    .. "\tSCMP_SYS(kill), SCMP_SYS(ptrace), SCMP_SYS(ioctl), SCMP_SYS(fchmodat),\n\t/* what is written goes to"),
  change(CALLS, "SCMP_SYS(mmap),\n\t\t       SCMP_A2_32(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)",
    "SCMP_SYS(mmap),\n\t\t       SCMP_A2_32(SCMP_CMP_MASKED_EQ, 0, 0)"),
  change(CALLS, "SCMP_SYS(mprotect),\n\t\t\tSCMP_A2_32(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)",
    "SCMP_SYS(mprotect),\n\t\t\tSCMP_A2_32(SCMP_CMP_MASKED_EQ, 0, 0)") }
local FILES = { NO_LANDLOCK, NO_PROOF, change(CALLS, "const unsigned changes = O_ACCMODE | O_CREAT | O_TRUNC;",
  "const unsigned changes = 0;") }
local ALL_CALLS = { NO_LANDLOCK, NO_PROOF, change(CALLS, "SCMP_ACT_KILL_PROCESS", "SCMP_ACT_LOG") }

-- A script that works for a moment, so that its worker can be looked at.
local BUSY <const> = 'return test { id = "h", title = "H", requirement = "A.5.1", evidence = "users",\n'
  .. "judge = function() local n = 0 for i = 1, 15000000 do n = n + i end end }\n"
local LOOK <const> = [[
cd '%s'; exec 9</etc/passwd; export CANARY=here; ulimit -c unlimited 2>/dev/null
'%s' audit --jobs 1 >/dev/null 2>&1 &
host=$!; n=0
while [ $n -lt 400 ]; do
  for at in $(pgrep -P $host); do
    if tr '\0' ' ' <"/proc/$at/cmdline" 2>/dev/null | grep -q ' evaluate ' &&
       [ "$(awk '{ print $14 }' "/proc/$at/stat" 2>/dev/null || echo 0)" -gt 5 ]; then
      cat "/proc/$at/limits" "/proc/$at/status" 2>/dev/null
      tr '\0' '\n' <"/proc/$at/environ" 2>/dev/null; ls -l "/proc/$at/fd" 2>/dev/null
      kill $host; exit
    fi
  done
  n=$((n + 1)); sleep 0.01
done
kill $host
]]

local seen = {} -- what the kernel says of a program's worker

local function look(tickmark)
  if seen[tickmark] then return seen[tickmark] end
  local files = bed.files()
  files["checks/h.lua"] = BUSY
  local dir = bed.repository { { name = "main", files = files } }
  seen[tickmark] = measured.run({ LOOK:format(dir, tickmark) }, 1)[1].out
  support.remove(dir)
  assert(seen[tickmark]:find("Max core file size"), "no worker was seen at work")
  return seen[tickmark]
end

--- An item: something of a worker at work that gets out if this isn't said of it.
local function state(pattern)
  return function(tickmark) return not look(tickmark):find(pattern) end
end

--- An item: something that gets out if this is said of a worker at work.
local function leak(words)
  return function(tickmark) return look(tickmark):find(words, 1, true) ~= nil end
end

local UNCHECKED = change("lua/tickmark/evaluate/worker.lua",
  [[if status:find("\nNoNewPrivs:]], [[if true or status:find("\nNoNewPrivs:]])
local SOFT = { UNCHECKED,
  change(LIMITS, 'err = tick_limit(RLIMIT_CORE, 0, "core files");', "err = TICK_OK;"),
  change(LIMITS, "? limit_data() : err;", "? (limit_data ? TICK_OK : err) : err;"),
  change(LOCK, 'return tick_limit(RLIMIT_FSIZE, writes ? FILE_MAX : 0, "file size");',
    "return writes ? TICK_OK : TICK_OK;"),
  change(LIMITS, "\tsetrlimit(RLIMIT_CPU, &set);", ""),
  change(LIMITS, "closefrom(STDERR_FILENO + 1);", ""),
  change(LOCK, " ||\n\t    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)", ")"),
  change(LOCK, 'err = tick_limit(RLIMIT_NPROC, 0, "processes");', "err = TICK_OK;"),
  change(LOCK, "if (dup2(STDOUT_FILENO, STDERR_FILENO) < 0)", "if (0)"),
  change(CALLS, "\terr = allow(0, filter, reading", "\tseccomp_attr_set(filter, SCMP_FLTATR_CTL_NNP, 0);\n"
    .. "\terr = allow(0, filter, reading"),
  change("src/host/process.c", "char *none[] = {NULL};", "extern char **environ;\n\tchar **none = environ;") }

--- An item: an audit that goes on.
local function goes_on(tickmark)
  local result = item.audited(tickmark, bed.files(), "--only a.passes")
  return result ~= nil
end

return {
  { "on files outside", { NO_LANDLOCK, NO_PROOF }, probe "open a file outside" },
  { "that files outside are tried", { NO_LANDLOCK, NO_PROOF }, goes_on, base = { NO_LANDLOCK } },
  { "on opening to write", FILES, probe "open a file outside for writing" },
  { "on emptying a file", FILES, probe "empty a file outside" },
  { "on programs", ALL_CALLS, probe "run a program" },
  { "on sockets", MORE_CALLS, probe "open a socket" },
  { "on processes", MORE_CALLS, probe "start a process" },
  { "on signals", MORE_CALLS, probe "send a signal" },
  { "on tracing", MORE_CALLS, probe "be traced, or trace" },
  { "on the modes of files", MORE_CALLS, probe "change a file's mode" },
  { "on devices", MORE_CALLS, probe "control a device" },
  { "on memory that is made executable", MORE_CALLS, probe "make memory executable" },
  { "on own memory that is made executable", MORE_CALLS, probe "make own memory executable" },
  { "that the kernel is asked", { UNCHECKED, change(CALLS, "err = seccomp_load(filter);", "err = 0;") }, goes_on,
    base = { change(CALLS, "err = seccomp_load(filter);", "err = 0;") } },
  { "on core files", SOFT, state "Max core file size +0 +0 " },
  { "on data", SOFT, state "Max data size +268435456 +268435456 " },
  { "on the size of files", SOFT, state "Max file size +0 +0 " },
  { "on the number of processes", SOFT, state "Max processes +0 +0 " },
  { "on processor time", SOFT, state "Max cpu time +%d+ " },
  { "on new privileges", SOFT, state "\nNoNewPrivs:\t1\n" },
  { "on the environment", SOFT, leak "CANARY=here" },
  { "on descriptors of the host", SOFT, leak "/etc/passwd" },
}
