--- What the host holds against a worker: the watch, the answer's form, the build.

local bed = require("spec.hostile.bed")
local item = require("spec.locks.item")
local measured = require("spec.hostile.measured")
local support = require("spec.support")

local change = item.change

local WATCH <const>, WORKER <const> = "src/worker/watch.c", "lua/tickmark/evaluate/worker.lua"

-- A comparison of two long texts is one instruction, and pays for nothing.
local LONG = item.judge('local a, b = ("a"):rep(8000000), ("a"):rep(7999999) .. "a"\n'
  .. 'local n = 0 for i = 1, 10000 do if a == b then n = n + 1 end end return "ESCAPED " .. n')

local UNWATCHED = { change(WATCH, "_exit(TICK_EXIT_SLOW);", "ticks = 0;"),
  change(WORKER, "evaluate = 10000", "evaluate = 100000") }

--- An item: an audit of nothing hostile that gives a result.
local function answered(id)
  return function(tickmark)
    local result = item.audited(tickmark, bed.files())
    local row = result and bed.row(result, id)
    return row ~= nil and row.outcome ~= "error"
  end
end

local LIAR = change("lua/tickmark/worker/main.lua", "  reply.job = job\n", "  reply.job = job + 1\n")
local JUDGE = change("lua/tickmark/worker/evaluate.lua", "return { outcome = bounded.data(facts.decode(bytes)) }",
  'local outcome = facts.decode(bytes)\n    outcome.passing = "all of them"\n    return { outcome = outcome }')

--- A program whose worker is of another build.
local function mixed(tickmark)
  local dir = support.tmpdir()
  local build = tickmark:match("^(.*)/")
  support.sh("mkdir -p %s/bin %s/libexec/tickmark && cp -L %s %s/bin/tickmark && cp %s %s/libexec/tickmark/worker",
    dir, dir, tickmark, dir, build .. "/libexec/tickmark/worker", dir)
  support.sh("sed -i s/$(%s doctor | sed -n 's/^build *//p')/ffffffffffff/ %s/libexec/tickmark/worker", tickmark, dir)
  local result = item.audited(dir .. "/bin/tickmark", bed.files())
  support.remove(dir)
  return result ~= nil
end

-- A worker at work is killed once from outside.
local KILL <const> = [[
cd '%s'; '%s' audit --jobs 1 --format json &
host=$!; n=0
while [ $n -lt 400 ]; do
  for at in $(pgrep -P $host); do
    if tr '\0' ' ' <"/proc/$at/cmdline" 2>/dev/null | grep -q ' evaluate ' &&
       [ "$(awk '{ print $14 }' "/proc/$at/stat" 2>/dev/null || echo 0)" -gt 5 ]; then
      kill -9 "$at"; wait $host; exit
    fi
  done
  n=$((n + 1)); sleep 0.01
done
wait $host
]]

local LONG_TESTS <const> = 6 -- each of some tenths of a second, so that the kill comes while one runs

--- An item: the results of tests whose worker was killed while it worked; it gets out
--- of the audit if one of them is an error.
local function killed(tickmark)
  local files = bed.files()
  for i = 1, LONG_TESTS do
    files[("checks/h%d.lua"):format(i)] = ('return test { id = "h%d", title = "H", requirement = "A.5.1", '
      .. 'evidence = "users",\njudge = function() local n = 0 for i = 1, 15000000 do n = n + i end end }\n'):format(i)
  end
  local dir = bed.repository { { name = "main", files = files } }
  local ran = measured.run({ KILL:format(dir, tickmark) }, 1)[1]
  support.remove(dir)
  local result = assert(bed.result(ran))
  for i = 1, LONG_TESTS do
    if bed.row(result, "h" .. i).outcome == "error" then return true end
  end
  return false
end

--- A worker that speaks without end when it is to collect.
local function babbling(what)
  return change("lua/tickmark/worker/main.lua", "  local message = assert(json.decode(bytes))\n",
    "  local message = assert(json.decode(bytes))\n"
    .. ('  if message.op == "collect" then while true do %s end end\n'):format(what))
end

--- An item: an audit that doesn't end. It is ended, and escapes.
local function endless(tickmark)
  local dir = bed.repository { { name = "main", files = bed.files() } }
  local status = support.sh("cd %s; (ulimit -v 4000000; timeout -s KILL 20 %s audit --jobs 1 >/dev/null 2>&1) "
    .. "2>/dev/null; echo $?", dir, tickmark)
  support.remove(dir)
  return status == "137"
end

local BEATS <const> = { babbling 'channel.send("B", "")', change(WORKER, "evaluate = 600000", "evaluate = 2000") }
local FACTS <const> = { babbling 'channel.send("K", "1") channel.send("F", ("x"):rep(60000))',
  change(WORKER, "evaluate = 256 << 20", "evaluate = 8 << 20") }

return {
  { "on how long a job may speak",
    { BEATS[1], change(WORKER, "self.heard - self.begun > LONGEST[self.role]", "false") }, endless, base = BEATS },
  { "on how much a job may say", { FACTS[1], change(WORKER, "self.said > MOST[self.role]", "false") }, endless,
    base = FACTS },
  { "on the time of a call", UNWATCHED, LONG, base = { change(WATCH, "#define SECONDS 5", "#define SECONDS 1") } },
  { "on silence", UNWATCHED, LONG, base = { UNWATCHED[1], change(WORKER, "evaluate = 10000", "evaluate = 1000") } },
  { "on the number of an answer", { LIAR, change(WORKER, "at.reply.job ~= self.first", "false") }, answered "a.fails",
    base = { LIAR } },
  { "on the form of an answer", { JUDGE, change("lua/tickmark/evaluate/judge.lua",
      "return answer.is_judgement(given.reply, test.number)", "return answer ~= nil and given ~= nil") },
    function(tickmark)
      local result, ran = item.audited(tickmark, bed.files())
      return result == nil or not ran.out:find("not asked", 1, true)
    end, base = { JUDGE } },
  { "on the build of a worker", { change(WORKER, "said.hello ~= core.build()", "not said.hello") }, mixed },
  { "that a job is done once more", { change("lua/tickmark/evaluate/pool.lua", "if job.alone then", "if true then") },
    killed },
}
