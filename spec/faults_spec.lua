-- The system refuses, gives less, or ends a process, at one call of an audit after
-- the other: the result is right to the byte, or there is none and a reason, or it
-- says itself that it isn't whole. TICKMARK_FAULTS=full leaves no call out.

local command = require("spec.command")
local faults = require("spec.faults")
local json = require("tickmark.base.json")
local support = require("spec.support")

local BUILD <const> = os.getenv("TICKMARK_BUILD") or "build"
local FULL <const> = os.getenv("TICKMARK_FAULTS") == "full"
local unable = BUILD:find("san$") and "a sanitizer and strace don't go together" or faults.unable()

-- A locked worker takes strace's way of refusing for a call that it may not make.
local UNLOCKED <const> = command.shell("\"$TICKMARK\" audit --help").out:find("--no-os-sandbox", 1, true)
  and " --no-os-sandbox" or ""
local AUDIT <const> = "audit --format json --jobs 1"

--- Every N-th of what is some already, or every one: of few, or if asked for.
local function stride(n, calls) return (FULL or calls and calls <= 8) and 1 or 3 * n end

describe("an audit", function()
  local dir, packed

  setup(function()
    dir = support.repo(command.isms())
    packed = support.repo(command.isms())
    support.git(packed, "gc -q")
  end)
  teardown(function()
    support.remove(dir)
    support.remove(packed)
  end)

  --- Sweep one kind of call; the command works again after it.
  local function swept(call, fault, every, follow, loaded, other)
    if unable then return pending(unable) end
    local what = { dir = other or dir, args = AUDIT .. (follow and UNLOCKED or ""), follow = follow }
    local right = faults.run(what, "")
    assert.equal(1, right.status)
    local most = faults.count(what)[call] or 0
    assert.is_true(most > 0, "no call of " .. call)
    local from = loaded and (faults.count({ dir = dir, args = "--version" })[call] or 0) + 1 or 1
    local bad = faults.sweep(what, call, fault, from, most, stride(every), function(ran)
      return faults.wrong(ran, right)
    end)
    assert.same({}, bad)
    assert.same(right, faults.run(what, ""))
  end

  -- call, fault, every N-th of them; the loader's own calls may fail as they like
  local host = {
    { "socketpair", "error=EMFILE", 1 }, { "clone3", "error=EAGAIN", 1 }, { "poll", "error=EIO", 4 },
    { "sendto", "error=EPIPE", 11 }, { "recvfrom", "error=EIO", 23 }, { "write", "error=ENOSPC", 1 },
    { "fcntl", "error=EIO", 1 }, { "openat", "error=EMFILE", 1 }, { "read", "error=EIO", 2 },
    { "waitid", "error=ECHILD", 1 }, { "mmap", "error=ENOMEM", 1, true },
  }
  for _, case in ipairs(host) do
    it(("is right or has a reason where %s gives the host %s"):format(case[1], case[2]), function()
      swept(case[1], case[2], case[3], false, case[4])
    end)
  end

  local all = {
    { "openat", "error=EIO", 4 }, { "read", "error=EIO", 5 }, { "newfstatat", "error=EIO", 5 },
    { "access", "error=EIO", 4 }, { "getdents64", "error=EIO", 1 }, { "close", "error=EIO", 9 },
    { "mmap", "error=ENOMEM", 12, true }, { "openat", "error=EMFILE", 9 },
    { "execve", "error=EACCES", 1 },
  }
  for _, case in ipairs(all) do
    it(("is right or has a reason where %s gives each process %s"):format(case[1], case[2]), function()
      swept(case[1], case[2], case[3], true, case[4])
    end)
  end

  for _, case in ipairs { { "openat", 11 }, { "read", 13 }, { "pread64", 1 }, { "mmap", 17 }, { "newfstatat", 19 } } do
    it(("of packed objects is right or has a reason where %s gives each process EIO"):format(case[1]), function()
      swept(case[1], "error=EIO", case[2], true, case[1] == "mmap", packed)
    end)
  end

  it("of a shallow clone stays refused", function()
    if unable then return pending(unable) end
    local clone = support.tmpdir()
    support.commit(dir, { ["evidence/users/2026-01.csv"] = "user,mfa\nada,yes\n" })
    support.git(dir, "clone -q --depth 1 file://%s %s/c", dir, clone)
    support.git(dir, "reset -q --hard HEAD~1")
    local what = { dir = clone .. "/c", args = AUDIT .. UNLOCKED, follow = true }
    local most = faults.count(what)
    for _, case in ipairs { { "openat", 3 }, { "read", 3 } } do
      local bad = faults.sweep(what, case[1], "error=EIO", 20, most[case[1]], stride(case[2]), function(ran)
        if ran.status < 2 or ran.out ~= "" then return ran.status .. " " .. ran.err end
      end)
      assert.same({}, bad)
    end
    support.remove(clone)
  end)

  it("is right whatever call on a line or for a worker is interrupted", function()
    if unable then return pending(unable) end
    for _, follow in ipairs { false, true } do
      local what = { dir = dir, args = AUDIT .. (follow and UNLOCKED or ""), follow = follow }
      local right = faults.run(what, "")
      local most = faults.count(what)
      for _, call in ipairs { "poll", "sendto", "recvfrom", "waitid" } do
        local bad = faults.sweep(what, call, "error=EINTR", 1, most[call] or 0, stride(13), function(ran)
          if ran.out ~= right.out or ran.status ~= right.status then return ran.status .. " " .. ran.err end
        end)
        assert.same({}, bad)
      end
    end
  end)

  it("writes its result whole to a file, or leaves what was there", function()
    if unable then return pending(unable) end
    local out = support.tmpdir()
    local what = { dir = dir, args = AUDIT .. " --quiet --output " .. out .. "/r.json" }
    local right = faults.run(what, "")
    local whole = command.read(out .. "/r.json")
    local most = faults.count(what)
    for _, call in ipairs { "openat", "write", "fsync", "rename", "close" } do
      for _, fault in ipairs { "error=EIO", "error=ENOSPC", "signal=KILL" } do
        for n = most[call], 1, -stride(3) do -- the last are about the file
          support.write(out .. "/r.json", "old")
          local ran = faults.run(what, ("-e trace=%s -e inject=%s:%s:when=%d"):format(call, call, fault, n))
          local text = command.read(out .. "/r.json")
          local said = ("%s %s %d: %d %s"):format(call, fault, n, ran.status, ran.err)
          if ran.status == right.status then
            assert.equal(whole, text, said)
          elseif fault ~= "signal=KILL" then
            assert.is_true(ran.status == 2 and ran.err ~= "" or ran.status == 127, said)
          end
          assert.is_true(text == whole or text == "old", said)
          if fault ~= "signal=KILL" then
            assert.equal("r.json", support.sh("ls %s", out), said)
          end
          support.sh("rm -f %s/*", out)
        end
      end
    end
    support.remove(out)
  end)

  it("has a reason where the disk is full", function()
    local words = "mkdir -p %s/full && mount -t tmpfs -o size=4k none %s/full"
    local out = support.tmpdir()
    if support.sh("unshare -m sh -c %s 2>/dev/null && echo yes || true", words:format(out, out)) ~= "yes" then
      support.remove(out)
      return pending("needs root, to mount a small disk")
    end
    local ran = command.shell("unshare -m sh -c %s", words:format(out, out) .. "; echo old > " .. out
      .. "/full/r.json; cd " .. dir .. "; '" .. command.PATH .. "' audit --quiet --format json --output " .. out
      .. "/full/r.json; s=$?; ls " .. out .. "/full; cat " .. out .. "/full/r.json; exit $s")
    assert.match("No space left on device", ran.err, 1, true)
    assert.same({ 2, "r.json\nold\n" }, { ran.status, ran.out })
    support.remove(out)
  end)
end)

describe("a worker", function()
  local dir, layout, right

  --- Run the command whose workers of a role have a fault; `once`: only the first.
  local function audit(role, fault, once, args)
    return faults.preloaded(layout, { [role] = fault }, once, dir, args or AUDIT)
  end

  setup(function()
    if unable then return end
    dir = support.repo(command.isms())
    layout = faults.layout()
    right = audit("none", "none", false)
  end)
  teardown(function()
    if unable then return end
    support.remove(dir)
    support.remove(layout)
  end)

  it("reads and writes a byte at a time as well", function()
    if unable then return pending(unable) end
    assert.equal(1, right.status)
    for _, role in ipairs { "read", "evaluate" } do
      for _, call in ipairs { "line", "send", "read", "pread" } do
        assert.same(right, audit(role, call .. ":short:1+"), role .. " " .. call)
      end
    end
  end)

  it("has a host that does", function()
    if unable then return pending(unable) end
    for _, call in ipairs { "recv", "send" } do
      local ran = command.shell("cd %s; LD_PRELOAD=%s TICK_FAULT=%s:short:1+ exec \"$TICKMARK\" " .. AUDIT, dir,
        faults.PRELOAD, call)
      assert.same(right, ran)
    end
  end)

  it("whose host gets no memory is told so, and nothing else", function()
    if unable then return pending(unable) end
    local ran
    local n, failed = 1, 0
    repeat
      ran = command.shell("cd %s; LD_PRELOAD=%s TICK_FAULT=malloc:ENOMEM:%s+ exec \"$TICKMARK\" " .. AUDIT, dir,
        faults.PRELOAD, n)
      assert.is_nil(faults.wrong(ran, right), "request " .. n)
      failed = failed + (ran.status == 2 and 1 or 0)
      n = n + (FULL and 1 + n // 100 or 1 + n // 2)
    until ran.status == 1
    assert.is_true(failed > 5)
  end)

  it("that gets no memory is an error of its job", function()
    if unable then return pending(unable) end
    for _, role in ipairs { "read", "evaluate" } do
      for _, more in ipairs { "+", "" } do
        local n = 1
        repeat
          local ran = audit(role, ("malloc:ENOMEM:%d%s"):format(n, more))
          assert.is_nil(faults.wrong(ran, right), ("%s: request %d%s"):format(role, n, more))
          n = n + (FULL and 1 + n // 100 or 1 + n * 4)
        until n > 20000
      end
    end
  end)

  it("goes on after an interruption", function()
    if unable then return pending(unable) end
    for _, role in ipairs { "read", "evaluate" } do
      for _, call in ipairs { "line", "send" } do
        for n = 1, 9, stride(4) do assert.same(right, audit(role, ("%s:EINTR:%d"):format(call, n))) end
      end
    end
  end)

  it("that fails is an error of its job, at every call", function()
    if unable then return pending(unable) end
    for _, role in ipairs { "read", "evaluate" } do
      for _, case in ipairs { { "open", 25 }, { "read", 40 }, { "line", 12 }, { "send", 12 } } do
        for n = 1, case[2], stride(6) do
          local ran = audit(role, ("%s:EIO:%d"):format(case[1], n))
          assert.is_nil(faults.wrong(ran, right), ("%s %s %d"):format(role, case[1], n))
        end
      end
    end
  end)

  it("that is killed once, at work, costs nothing but time where scripts run", function()
    if unable then return pending(unable) end
    -- its first word is that it is there, its first look at the disk comes after that
    for _, case in ipairs { { "line", 1, 9, 2 }, { "open", 1, 20, 5 }, { "send", 2, 9, 2 } } do
      for n = case[2], case[3], stride(case[4]) do
        local ran = audit("evaluate", ("%s:kill:%d"):format(case[1], n), true)
        assert.same(right, ran, ("%s %d"):format(case[1], n))
      end
    end
  end)

  it("that is killed again and again, or reads, ends the audit with a reason", function()
    if unable then return pending(unable) end
    for _, role in ipairs { "evaluate", "read" } do
      for _, case in ipairs { { "line", 9, 3 }, { "open", 20, 7 }, { "send", 9, 3 } } do
        for n = 1, case[2], stride(case[3]) do
          local ran = audit(role, ("%s:kill:%d"):format(case[1], n))
          assert.is_nil(faults.wrong(ran, right), ("%s %s %d"):format(role, case[1], n))
        end
      end
    end
  end)

  it("ends with its host, whenever that is killed", function()
    if unable then return pending(unable) end
    local what = { dir = dir, args = AUDIT, program = layout .. "/bin/tickmark" }
    for _, call in ipairs { "clone3", "sendto", "recvfrom", "poll" } do
      for n = 1, faults.count(what)[call], stride(6) do
        local ran = faults.run(what, ("-e trace=%s -e inject=%s:signal=KILL:when=%d"):format(call, call, n))
        -- how often it listens is never the same
        assert.is_true(ran.status == 137 or ran.status == 1, ran.status .. ran.err)
      end
    end
    assert.equal("", faults.left(layout, 2))
  end)

  it("that never comes back ends, with its host and without", function()
    if unable then return pending(unable) end
    for _, role in ipairs(FULL and { "read", "evaluate" } or {}) do
      assert.is_nil(faults.wrong(audit(role, "line:stall:4", true), right), role)
      assert.equal("", faults.left(layout, 2))
    end
    for _, role in ipairs { "evaluate", FULL and "read" or nil } do
      support.write(layout .. "/" .. role .. ".once", "line:stall:4")
      local ran = command.shell("cd %s; exec timeout -s KILL 2 %s " .. AUDIT, dir, layout .. "/bin/tickmark")
      assert.equal(137, ran.status)
      assert.equal("", faults.left(layout, 20))
    end
  end)
end)

-- A result, in case that it is asked for above, is one.
describe("a result that isn't whole", function()
  it("is told from one that is", function()
    local function ran(status, out, err) return { status = status, out = out or "", err = err or "" } end
    local right = ran(1, '{"exit": 1, "problems": []}')
    assert.is_nil(faults.wrong(ran(1, right.out), right))
    assert.is_nil(faults.wrong(ran(2, "", "a reason"), right))
    assert.is_nil(faults.wrong(ran(2, '{"exit": 2, "problems": [{}]}'), right))
    for _, bad in ipairs { ran(0, right.out), ran(1, "{}"), ran(1), ran(2), ran(3, "", "a reason"), ran(139),
      ran(124, right.out), ran(2, '{"exit": 1, "problems": []}'), ran(2, '{"exit": 2, "problems": []}') } do
      assert.is_string(faults.wrong(bad, right))
    end
    assert.is_table(json.decode(right.out))
  end)
end)
