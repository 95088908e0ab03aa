--- Times `tickmark check` and what else the hook runs, in one run on the same bytes.
--
-- usage: lua5.4 spec/bench/check.lua BUILD [ROUNDS]
-- Prints the medians that spec/bench/README.md records.

local timing = require("spec.bench.timing")

local build, rounds = arg[1] or "build", tonumber(arg[2]) or 7
local TIMES <const> = 10 -- runs of a command in one measurement: clocks count milliseconds

local CONFIG <const> = "organisation: {id: acme, name: Acme Ltd}\nscope: {id: SCO-MAIN}\n"
  .. 'records:\n  policy: {paths: ["policies/**/*.md"]}\nchecks: {paths: []}\n'
local HEAD <const> = '---\nid: POL-%d\ntitle: "Policy %d"\nversion: "%s"\nstatus: approved\nowner: role:it\n'
  .. "author: bob\napproved_by: ann\napproved_on: %s\nnext_review: 2999-01-01\n"
  .. 'satisfies: ["5.2", "A.5.15"]\n---\n# Policy %d\n\n'
local WORDS <const> = ("Some words about the policy and what it is for.\n"):rep(20)

local function write(path, text)
  local f <close> = assert(io.open(path, "wb"))
  f:write(text)
end

local function policy(i, version, on)
  return HEAD:format(i, i, version, on, i) .. WORDS .. ("\n[self](p%d.md)\n"):format(i)
end

--- A repository of so many policies, one of them changed and staged, and other files.
local function repository(dir, policies, others)
  timing.sh("mkdir -p %s", dir)
  write(dir .. "/tickmark.yml", CONFIG)
  for i = 0, policies - 1 do
    local folder = ("%s/policies/%03d"):format(dir, i // 100)
    if i % 100 == 0 then timing.sh("mkdir -p %s", folder) end
    write(("%s/p%d.md"):format(folder, i), policy(i, "1.0", "2026-01-02"))
  end
  for i = 0, (others or 0) - 1 do
    local folder = ("%s/other/%03d"):format(dir, i // 100)
    if i % 100 == 0 then timing.sh("mkdir -p %s", folder) end
    write(("%s/%d.txt"):format(folder, i), i .. "\n")
  end
  timing.sh("cd %s && git init -q -b main && git config gc.auto 0 "
    .. "&& git add -A && git -c user.name=a -c user.email=a@b commit -qm x "
    .. "&& git gc -q", dir)
  write(dir .. "/policies/000/p7.md", policy(7, "1.1", "2026-02-02"))
  timing.sh("cd %s && git add -A", dir)
  return dir
end

local function often(words, dir, before)
  return ("for i in %s; do %s %s --repo %s >/dev/null 2>&1; done"):format(("x "):rep(TIMES),
    before or build .. "/tickmark", words, dir)
end

local work = os.tmpname()
os.remove(work)
local thousand, many = repository(work .. "/1000", 1000), repository(work .. "/10000", 10000)
local huge = repository(work .. "/100000", 1000, 99000)

local times = timing.race({
  thousand = often("check", thousand), many = often("check", many),
  staged = often("check --staged", many), huge = often("check --staged", huge),
  blast = often("blast --staged --format line", many),
  git = ("for i in %s; do git -C %s diff --cached --quiet; done"):format(("x "):rep(TIMES), many),
  git_huge = ("for i in %s; do git -C %s diff --cached --quiet; done"):format(("x "):rep(TIMES), huge),
}, rounds)

local function row(what, ms, bar)
  print(("%-58s %8.1f ms %s"):format(what, ms / TIMES, bar and ("bar %s"):format(bar) or ""))
end

row("check of 1,000 policies", times.thousand, "100 ms")
row("check of 10,000 policies", times.many, "800 ms")
row("check --staged, one policy, index of 10,000 files", times.staged, "25 ms")
row("check --staged, one policy, index of 100,000 files", times.huge, "40 ms")
row("blast --staged, index of 10,000 files", times.blast)
row("git diff --cached --quiet, 10,000 files", times.git)
row("git diff --cached --quiet, 100,000 files", times.git_huge)
for _, one in ipairs { { "1,000", thousand, 20 }, { "10,000", many, 40 } } do
  print(("%-58s %8.1f MiB bar %d MiB"):format("most anonymous memory of a process, " .. one[1] .. " policies",
    timing.memory(often("check", one[2])), one[3]))
end
timing.sh("rm -rf %s", work)
