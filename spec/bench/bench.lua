--- Times a cold audit against yardsticks, in one run on the same bytes.
--
-- usage: lua5.4 spec/bench/bench.lua BUILD [FILES [RUNS]]
-- Prints medians and the ratios that spec/bench/README.md records. The input is
-- a repository of ../shared/isms; without it there is nothing to time.

local timing = require("spec.bench.timing")

local sh, race = timing.sh, timing.race

local build, files, runs = arg[1] or "build", tonumber(arg[2]) or 100000, tonumber(arg[3]) or 5
local generator = "../shared/isms/gen_isms.py"

if not io.open(generator) then
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

local times = race({
  git = ("git -C %s/isms cat-file --batch --buffer < %s/ids > /dev/null"):format(work, work),
  cjson = ("lua5.4 spec/bench/cjson.lua %s/paths > /dev/null"):format(work),
  two = audit(2), one = audit(1), open = audit(2, "--no-os-sandbox"),
}, runs)
-- What is looked for is a hundredth of what is timed.
local starts = race({ locked = little(), open = little("--no-os-sandbox") }, 3 * runs)
local most = timing.memory(audit(2))

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
