--- Times a cold audit against yardsticks, in one run on the same bytes.
--
-- usage: lua5.4 spec/bench/bench.lua BUILD [FILES [RUNS]]
-- Prints medians and the ratios that spec/bench/README.md records. The input is
-- a repository of ../shared/isms; without it there is nothing to time.

local core = require("tickmark.core")

local build, files, runs = arg[1] or "build", tonumber(arg[2]) or 100000, tonumber(arg[3]) or 5
local generator = "../shared/isms/gen_isms.py"

local function sh(command, ...)
  local args = { ... }
  for i, value in ipairs(args) do args[i] = "'" .. tostring(value):gsub("'", [['\'']]) .. "'" end
  local line = command:format(table.unpack(args))
  local ok, _, code = os.execute(line)
  return ok, code
end

local function read(command)
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
  local ok, code = sh(command)
  assert(ok or code <= 2, command)
  return core.ticks() - start
end

--- Medians of several commands, run in turn so that a drift hits all alike.
local function race(commands, rounds)
  local times = {}
  for i = 1, (rounds or runs) + 1 do -- the first round warms up and does not count
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
local function memory(command)
  local done = os.tmpname()
  os.remove(done)
  sh("(" .. command .. "; touch " .. done .. ") &")
  local most = 0
  while not exists(done) do
    local out = read("grep -h RssAnon $(grep -lsE '^Name:.(worker|tickmark)$' "
      .. "/proc/[0-9]*/status) /dev/null 2>/dev/null")
    for kib in out:gmatch("RssAnon:%s+(%d+)") do most = math.max(most, tonumber(kib)) end
  end
  os.remove(done)
  return most / 1024
end

if not exists(generator) then
  print("bench: skipped: ../shared/isms is absent")
  os.exit(0)
end

local work = os.tmpname()
os.remove(work)
sh("mkdir -p %s", work)
sh("python3 " .. generator .. " --out %s --files %s >/dev/null", work .. "/isms", files)
sh("mkdir -p %s && git -C %s archive main | tar -x -C %s", work .. "/tree", work .. "/isms",
  work .. "/tree")
sh("git -C %s ls-tree -r main | awk '{print $3}' > %s", work .. "/isms", work .. "/ids")
sh("find %s -type f | sort > %s", work .. "/tree", work .. "/paths")

local function audit(jobs, more)
  return ("%s/tickmark audit --repo %s/isms --rev main --as-of 2026-06-30 --quiet "
    .. "--config examples/isms --format json --output %s/result.json --jobs %d %s 2>/dev/null")
    :format(build, work, work, jobs, more or "")
end

--- Milliseconds of an audit of next to nothing, of many in a row.
local function little(more)
  return ("for i in 1 2 3 4 5 6 7 8 9 10; do %s/tickmark audit --repo %s/little --quiet "
    .. "--rev main --as-of 2026-06-30 --jobs 1 %s >/dev/null 2>&1; done"):format(build, work, more or "")
end

assert(sh("lua5.4 examples/demo/make.lua %s/little >/dev/null", work))

local times = race {
  git = ("git -C %s/isms cat-file --batch --buffer < %s/ids > /dev/null"):format(work, work),
  cjson = ("lua5.4 spec/bench/cjson.lua %s/paths > /dev/null"):format(work),
  two = audit(2), one = audit(1), open = audit(2, "--no-os-sandbox"),
}
-- What is looked for is a hundredth of what is timed.
local starts = race({ locked = little(), open = little("--no-os-sandbox") }, 3 * runs)
local most = memory(audit(2))

print(("%d files, medians of %d runs"):format(files, runs))
local rows = {
  { "git cat-file --batch --buffer, the same blobs", times.git },
  { "lua5.4 with cjson, the same files on disk", times.cjson },
  { "cold audit, 2 workers", times.two, times.two / times.git, times.two / times.cjson },
  { "cold audit, 1 worker", times.one, times.one / times.git, times.one / times.cjson },
}
print(("%-46s %8s %10s %10s"):format("", "ms", "x git", "x cjson"))
for _, row in ipairs(rows) do
  print(("%-46s %8d %10s %10s"):format(row[1], row[2],
    row[3] and ("%.2f"):format(row[3]) or "", row[4] and ("%.2f"):format(row[4]) or ""))
end
print(("%-46s %8.0f MiB"):format("most anonymous memory of a process", most))
print(("%-46s %8.2f %%"):format("the system's locks, cold audit, 2 workers",
  100 * (times.two / times.open - 1)))
print(("%-46s %8.2f ms, of %.1f"):format("the system's locks, a little audit, 1 worker",
  (starts.locked - starts.open) / 10, starts.locked / 10))
sh("rm -rf %s", work)
