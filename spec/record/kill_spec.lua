-- Whatever writes on a ledger is killed, or refused by the system, at one call after
-- the other that changes something: the ledger is as it was or as it was to be,
-- what was said to be recorded is there, and nothing is in the next one's way.
-- TICKMARK_KILLS=full (make kills) leaves no call out.

local command = require("spec.command")
local date = require("tickmark.base.date")
local faults = require("spec.faults")
local support = require("spec.support")

local BUILD <const> = os.getenv("TICKMARK_BUILD") or "build"
local FULL <const> = os.getenv("TICKMARK_KILLS") == "full"
local unable = BUILD:find("san$") and "a sanitizer and strace don't go together" or faults.unable()

local REF <const> = "refs/heads/audit/internal"
local TODAY <const> = date.from_epoch(os.time())
local STRIDE <const> = 53 -- one of so many calls, unless all are asked for
local SOON <const> = 8 -- seconds: less than anybody waits for a lock of ours

-- A locked worker takes strace's way of refusing for a call that it may not make.
local UNLOCKED <const> = command.shell("\"$TICKMARK\" audit --help").out:find("--no-os-sandbox", 1, true)
  and " --no-os-sandbox" or ""

---@class spec.Writing  a command that writes
---@field name string
---@field args string
---@field adds integer     commits
---@field status integer
---@field ledger string    the repository that it writes to
---@field stage string     a copy of everything as it is before
---@field before integer   commits
---@field tip string       "" for none
---@field calls table<string, spec.Call[]>  of its writing worker, by more options

local function as(dir, name)
  support.git(dir, "config user.name %s", name)
  support.git(dir, "config user.email %s", name .. "@example.com")
end

local function does(dir, fmt, ...)
  local ran = command.tickmark(dir, fmt, ...)
  assert.is_true(ran.status < 2, ran.err)
  return ran.out
end

--- How many commits the ledger has; all of them are whole.
local function recorded(git)
  local said = support.git(git, "fsck --strict --no-dangling --no-progress 2>&1 | grep -v ^notice; git -C %s "
    .. "rev-list --count %s 2>/dev/null || echo 0", git, REF)
  return tonumber(said) or error(said)
end

describe("a ledger", function()
  local top, dir, layout
  local cases = {} ---@type spec.Writing[]

  --- What comes next in a finding's life, and the same made for good.
  local function take(name, adds, args, status, more)
    local stage = ("%s/stage-%d"):format(top, #cases + 1)
    support.sh("cp -a %s/now %s", top, stage)
    more = more or {}
    cases[#cases + 1] = { name = name, args = args .. (more.options or ""), adds = adds, status = status or 0,
      ledger = more.ledger or dir, stage = stage, calls = {} }
    return does(dir, args)
  end

  setup(function()
    if unable then return end
    top, layout = support.tmpdir(), faults.layout()
    dir = top .. "/now/isms"
    support.sh("mkdir %s/now && mv %s %s", top,
      support.repo(command.isms(), { date = tostring(TODAY + -9) .. "T12:00:00Z" }), dir)
    as(dir, "eva")
    take("a run that begins it", 4, "audit --record --quiet", 1)
    local nc = support.git(dir, "log -1 --format=%%s %s", REF):match("NC%-%w+")
    as(dir, "otto")
    take("a response", 1, ("finding respond %s --cause 'A script skips the enrolment' --method 5-why "):format(nc)
      .. "--category process --looked-in all --similar none --correction 'Bob is enrolled'")
    take("an action and the plan that it proposes", 2,
      ("action plan %s --owner otto@example.com --due %s --action 'Mend the script'"):format(nc, TODAY + 9))
    as(dir, "eva")
    does(dir, "finding accept-plan %s", nc)
    as(dir, "otto")
    support.commit(dir, { ["evidence/users/2026-01.csv"] = "user,mfa\nada,yes\nbob,yes\n" },
      { date = tostring(TODAY + -1) .. "T12:00:00Z" })
    support.git(dir, "gc -q")
    take("what is done, among what git has packed", 2,
      ("action done %s --evidence evidence/users/2026-01.csv"):format(
        support.git(dir, "log --format=%%s %s", REF):match("CA%-%w+")))
    as(dir, "eva")
    take("a run that tells two again", 3, "audit --record --quiet", 1)
    take("a request", 1, ("request raise --due %s --text 'All leavers'"):format(TODAY + 9))
    local own = top .. "/now/own.git"
    support.git(dir, "clone -q --bare . %s", own)
    take("a regrade in a repository of the auditor's own", 1,
      ("finding regrade %s --grade major --basis systematic_failure --text 'All'"):format(nc), 0,
      { options = (" --ledger %s:%s"):format(own, REF), ledger = own })
  end)
  teardown(function()
    if unable then return end
    support.remove(top)
    support.remove(layout)
  end)

  local function restore(case) support.sh("rm -rf %s/now && cp -a %s %s/now", top, case.stage, top) end

  local function place(case) return case.ledger == dir and "" or (" --ledger %s:%s"):format(case.ledger, REF) end

  local function sound(case, there, said)
    local ran = command.tickmark(dir, "verify" .. place(case))
    assert.equal(0, ran.status, said .. ran.out .. ran.err)
    assert.match(there > 0 and "sound\n$" or "there is no ledger yet", ran.out, nil, nil, said)
  end

  --- The next one isn't hindered.
  local function next_one(case, there, said)
    local again, adds, status = case.args, case.adds, case.status
    if there > case.before then
      again, adds, status = ("request raise --due %s --text 'All users'%s"):format(TODAY + 9, place(case)), 1, 0
    end
    local ran = command.shell("cd %s && exec timeout %s \"$TICKMARK\" " .. again, dir, SOON)
    assert.equal(status, ran.status, said .. ran.err)
    assert.equal(there + adds, recorded(case.ledger), said)
    sound(case, there + adds, said)
    assert.equal("", support.sh("find %s -path '*/refs/*.lock'", case.ledger), said)
  end

  --- All of it is there or nothing, as was said.
  local function check(case, ran, what)
    local there = recorded(case.ledger)
    local said = ("%s, %s: exit %d, %d commits after %d, %s%s"):format(case.name, what, ran.status, there,
      case.before, ran.out, ran.err)
    assert.is_true(there == case.before or there == case.before + case.adds, said)
    if ran.status == case.status or ran.out ~= "" then
      assert.equal(case.before + case.adds, there, said)
    elseif ran.err:find("nothing was recorded", 1, true) then
      assert.equal(case.before, there, said)
    end
    assert.is_true(ran.status == case.status or ran.status == 2 and ran.err ~= "" or ran.status == 137
      or ran.status == 127, said)
    if case.tip ~= "" then support.git(case.ledger, "merge-base --is-ancestor %s %s", case.tip, REF) end
    sound(case, there, said)
    next_one(case, there, said)
  end

  --- What the writing worker does where nothing is in its way; asked once.
  local function calls_of(case, options)
    local known = case.calls[options]
    if known then return known end
    restore(case)
    case.before, case.tip = recorded(case.ledger), support.git(case.ledger, "rev-parse -q --verify %s || true", REF)
    local calls, ran = faults.worker_calls(layout, "write", dir, case.args .. options)
    assert.equal(case.status, ran.status, case.name .. ran.err)
    assert.equal(case.before + case.adds, recorded(case.ledger), case.name .. ran.out .. ran.err)
    case.calls[options] = calls
    return calls
  end

  local kills, skipped = 0, 0

  --- Let one call after the other, or some of them, meet a fault.
  local function sweep(case, calls, fault, wanted, run)
    for _, one in ipairs(calls) do
      skipped = skipped + (wanted(one) and 1 or 0)
      if wanted(one) and (FULL or skipped % STRIDE == 0) then
        restore(case)
        local what = ("%s:%s:when=%d"):format(one.call, fault, one.n)
        check(case, run("-e inject=" .. what), what)
        kills = kills + (fault == "signal=KILL" and 1 or 0)
      end
    end
  end

  local function sweep_worker(case, options, fault, wanted)
    sweep(case, calls_of(case, options), fault, wanted, function(inject)
      return faults.preloaded(layout, { write = inject }, false, dir, case.args .. options)
    end)
  end

  local function changes(one) return one.changes end

  it("is as it was, or as it was to be, wherever what writes on it is killed", function()
    if unable then return pending(unable) end
    for _, case in ipairs(cases) do sweep_worker(case, "", "signal=KILL", changes) end
  end)

  --- Calls that write to files below a folder.
  local function writes_below(calls, folder)
    local path_of, list = {}, {}
    for _, one in ipairs(calls) do
      local path, made = one.text:match('^openat%(AT_FDCWD, "(.-)".* = (%d+)')
      if path then path_of[made] = path end
      local into = path_of[one.text:match("^write%((%d+)")] or ""
      if into:find(folder, 1, true) then list[#list + 1] = one end
    end
    return list
  end

  it("is nothing to git of which a part was written", function()
    if unable then return pending(unable) end
    for _, case in ipairs { cases[1], cases[4] } do
      local list = writes_below(calls_of(case, ""), "/objects/pack/")
      assert.is_true(#list >= 2, #list) -- a pack and its index
      for _, one in ipairs(list) do
        restore(case)
        local what = ("%s:signal=KILL:when=%d"):format(one.call, one.n)
        check(case, faults.preloaded(layout, { write = "-e inject=" .. what }, false, dir, case.args), what)
      end
    end
  end)

  local TALKS <const> = { sendto = true, recvfrom = true, poll = true, clone3 = true, write = true, fsync = true }

  it("is as it was, or as it was to be, wherever the command is killed", function()
    if unable then return pending(unable) end
    for _, case in ipairs(FULL and cases or { cases[1], cases[3] }) do
      local what = { dir = dir, args = case.args, program = layout .. "/bin/tickmark" }
      local log = layout .. "/host.log"
      calls_of(case, "")
      restore(case)
      faults.run(what, "", log)
      sweep(case, faults.calls(log), "signal=KILL", function(one) return TALKS[one.call] end, function(inject)
        local ran = faults.run(what, inject)
        assert.equal("", faults.left(layout, 5), inject) -- what it had begun is done
        return ran
      end)
    end
  end)

  it("was killed at 200 calls or more, where all are asked for", function()
    if unable then return pending(unable) end
    assert.is_true(kills >= (FULL and 200 or 5), kills)
  end)

  for i, fault in ipairs { "ENOSPC", "EIO" } do
    it(("is as it was, or as it was to be, wherever what writes on it meets %s"):format(fault), function()
      if unable then return pending(unable) end
      skipped = i * STRIDE // 2 -- the two take turns at the calls
      for _, case in ipairs(cases) do sweep_worker(case, UNLOCKED, "error=" .. fault, changes) end
    end)
  end

  local READS <const> = { openat = true, read = true, pread64 = true, newfstatat = true, getdents64 = true }

  it("is as it was, or as it was to be, wherever what writes on it can't read", function()
    if unable then return pending(unable) end
    for _, n in ipairs { 1, 4 } do
      sweep_worker(cases[n], UNLOCKED, "error=EIO", function(one) return READS[one.call] and not one.changes end)
    end
  end)

  --- What isn't on the disk yet when others are told, as a trace has it.
  local function unsynced(calls)
    local path_of, dirty, late = {}, {}, {}
    local function tell(text)
      for path in pairs(dirty) do late[#late + 1] = path .. " before " .. text end
    end
    for _, one in ipairs(calls) do
      local fd = one.text:match("^%w+%((%d+)")
      local path, made = one.text:match('^openat%(AT_FDCWD, "(.-)".* = (%d+)')
      local from, to = one.text:match('^rename%("(.-)", "(.-)"%)')
      if path then
        path_of[made] = path
      elseif one.call == "write" or one.call == "pwrite64" then
        dirty[path_of[fd] or fd] = not (path_of[fd] or ""):find("tickmark.lock", 1, true) or nil
      elseif one.call == "fsync" then
        dirty[path_of[fd]] = nil
      elseif from then
        if dirty[from] or to:sub(-#REF) == REF then tell(to) end
        dirty[to:match("^(.*)/")] = true
      elseif one.call == "sendto" then
        tell("the reply")
      end
    end
    return late
  end

  it("is on the disk, files before their names and objects before the reference, when that is said", function()
    if unable then return pending(unable) end
    for _, case in ipairs(cases) do assert.same({}, unsynced(calls_of(case, "")), case.name) end
  end)

  it("is as it was, for a reason that is told, where the disk is full", function()
    if unable then return pending(unable) end
    local at = top .. "/small"
    local small = ("mkdir -p %s && mount -t tmpfs -o size=4096k none %s"):format(at, at)
    if support.sh("unshare -m sh -c %s 2>/dev/null && echo yes || true", small) ~= "yes" then
      return pending("needs root, to mount a small disk")
    end
    restore(cases[1])
    local ran = command.shell("unshare -m sh -c %s %s", small .. " && cp -r " .. dir .. "/.git " .. at
      .. " && cd " .. at .. " && git reset -q --hard && dd if=/dev/zero of=fill bs=4k 2>/dev/null; \"$0\" "
      .. cases[1].args .. " >&2; echo $?; rm fill; git fsck --strict --no-dangling 2>/dev/null; git rev-parse -q "
      .. "--verify " .. REF .. "; \"$0\" " .. cases[1].args .. " >/dev/null; echo $?; git rev-list --count " .. REF
      .. "; \"$0\" verify", command.PATH)
    assert.match("nothing was recorded", ran.err, 1, true)
    assert.match("^2\n1\n4\n.*sound\n$", ran.out)
  end)
end)
