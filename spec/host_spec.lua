-- A program that audits is not ours: its signals, children, files, folder and
-- whatever else is one process's stay as they were, also when workers die, and
-- nothing of it gets into a worker.

local command = require("spec.command")
local faults = require("spec.faults")
local support = require("spec.support")

local BUILD <const> = os.getenv("TICKMARK_BUILD") or "build"
local LUA <const> = arg and arg[-1] or "lua5.4"
local SAN <const> = BUILD:find("san$") ~= nil

describe("a host", function()
  local dir, layout, program

  setup(function()
    dir = support.repo(command.isms())
    layout = faults.layout()
    program = layout .. "/host"
    local san = SAN and "-fsanitize=address,undefined" or ""
    support.sh("${CC:-cc} -std=c11 -D_GNU_SOURCE -Wall -Wextra -Werror " .. san .. " spec/host.c -Iinclude "
      .. "-L%s -ltickmark -o %s", layout .. "/lib", program)
  end)
  teardown(function()
    support.remove(dir)
    support.remove(layout)
  end)

  local function options(jobs) return ('{"repo": "%s", "jobs": %d}'):format(dir, jobs or 2) end

  --- What the C program says of an audit; `given`: faults of its workers.
  local function hosted(how, given, once)
    return faults.preloaded(layout, given or {}, once, dir, ("%s '%s'"):format(how, options()),
      ("env LD_LIBRARY_PATH='%s/lib' '%s'"):format(layout, program))
  end

  for _, how in ipairs { "plain", "ignore", "reap" } do
    local words = { plain = "waits for its child", ignore = "ignores what becomes of children",
      reap = "reaps whatever child ends" }
    it("that " .. words[how] .. " finds all as it was", function()
      local ran = hosted(how)
      assert.match("^%d+ bytes, status 1\n$", ran.out)
      assert.same({ "", 0 }, { ran.err, ran.status })
    end)

    it("that " .. words[how] .. " finds all as it was when workers die", function()
      if SAN then return pending("a sanitizer wants to be loaded first") end
      -- the first two don't listen when their first job is sent
      for _, case in ipairs { { "evaluate", "line:deaf:1" }, { "read", "line:deaf:1" },
        { "evaluate", "line:kill:2", true }, { "evaluate", "send:kill:2" }, { "evaluate", "line:kill:4" },
        { "read", "line:kill:3" }, { "read", "send:kill:1" } } do
        local ran = hosted(how, { [case[1]] = case[2] }, case[3])
        -- a result, or a sentence why not, and no word of a difference or of locks
        assert.match("%d+ bytes, status %d\n$", ran.out)
        for _, word in ipairs { "differs", "lock" } do
          assert.is_nil(ran.out:find(word, 1, true), ("%s %s: %s"):format(case[1], case[2], ran.out))
        end
        assert.equal(0, ran.status)
      end
    end)
  end

  it("in Lua finds all as it was, with a child of its own", function()
    local out = support.sh([[
      cd /usr; umask 027; trap '' USR1; exec 7</etc/passwd
      LD_PRELOAD=%s LUA_PATH=%s LUA_CPATH=%s exec %s %s %s]], os.getenv("LD_PRELOAD") or "",
      support.sh("pwd") .. "/lua/?.lua;" .. support.sh("pwd") .. "/lua/?/init.lua;;",
      layout .. "/lib/lua/5.4/?.so;;", LUA, support.sh("pwd") .. "/spec/host.lua", dir)
    assert.equal("status 1", out)
  end)

  --- What the system says of each worker while the host waits.
  local function workers(prepare)
    local said = command.shell([[
      cd %s; ]] .. prepare .. [[

      export LD_LIBRARY_PATH=%s/lib
      strace -qqq -o /dev/null -e trace=recvfrom -e inject=recvfrom:delay_enter=2000000:when=25 %s plain %s >&2 &
      sleep 1
      for p in $(pgrep -f ^%s/libexec); do
        echo worker $p
        for fd in /proc/$p/fd/*; do echo "fd ${fd##*/} $(readlink $fd)"; done
        echo "environment $(tr '\0' ' ' </proc/$p/environ)"
        grep -E '^Sig(Blk|Ign|Cgt)' /proc/$p/status
        grep '^Max cpu time' /proc/$p/limits
        echo "group $(cut -d' ' -f5 /proc/$p/stat)"
      done
      wait]], dir, layout, program, options(), layout)
    assert.match("status 1", said.err)
    assert.match("worker %d+", said.out)
    return said.out
  end

  it("gives its workers nothing of its own", function()
    if SAN then return pending("a sanitizer and strace don't go together") end
    local unable = faults.unable()
    if unable then return pending(unable) end
    local said = workers("exec 5</etc/hosts; export SECRET=1; trap '' USR1 HUP")
    for worker in (("\n" .. said):gsub("\nworker ", "\0")):gmatch("\0([^\0]+)") do
      local sockets = 0
      for fd, what in worker:gmatch("fd (%d+) ([^\n]*)") do
        fd = tonumber(fd)
        if what:find("^socket:") then sockets = sockets + 1 end
        -- what it opened itself: objects of the repository
        assert.is_true(fd <= 2 or what:find(dir, 1, true) ~= nil, ("descriptor %d: %s"):format(fd, what))
      end
      assert.equal(1, sockets, "lines that end in it")
      assert.not_match("SECRET", worker)
      assert.match("SigBlk:%s+0+\n", worker)
      -- but the two that libc keeps for threads
      assert.match("SigIgn:%s+0+\n", (worker:gsub("0000000180000000", ("0"):rep(16))))
      -- what ends one that never comes to read that its host is gone
      assert.match("Max cpu time%s+%d+", worker)
      assert.equal(worker:match("^%d+"), worker:match("group (%d+)"))
    end
  end)
end)
