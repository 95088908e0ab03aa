-- The lock on workers by the operating system: what is closed, who checks it, and
-- what happens where it isn't to be had.

local command = require("spec.command")
local ending = require("tickmark.evaluate.ending")
local support = require("spec.support")
local variant = require("spec.variant")
local worker = require("tickmark.evaluate.worker")

local SANITIZED <const> = (os.getenv("TICKMARK_BUILD") or ""):find("san$") ~= nil

local dir, others

setup(function()
  dir, others = support.repo(command.isms()), support.repo(command.isms())
end)

teardown(function()
  support.remove(dir)
  support.remove(others)
end)

--- A locked worker that has opened something.
local function opened(role, opening)
  local w = worker.start(role, true)
  opening.op = "open"
  assert(w:ask(opening))
  return w
end

local OPENINGS = {
  evaluate = function() return { objects = { dir .. "/.git/objects" } } end,
  read = function() return { path = dir } end,
  write = function() return { path = dir } end,
}

--- What becomes of an attempt: "it worked", why it was refused, or what it died of.
local function attempt(role, what, path)
  local w = opened(role, OPENINGS[role]())
  local reply, answer = w:ask { op = "probe", what = what, path = path }
  w:close()
  if not reply then return answer.dead end
  return reply.worked and "it worked" or reply.refused
end

local function file(path)
  support.write(path, "kept\n")
  return path
end

describe("a locked worker", function()
  it("is killed for what no role needs", function()
    if SANITIZED then return pending("a sanitizer needs some of these calls") end
    for _, role in ipairs { "read", "evaluate", "write" } do
      for _, what in ipairs { "socket", "exec", "fork", "code", "mprotect", "signal", "ptrace", "ioctl", "chmod",
        "truncate" } do
        assert.equal(ending.FORBIDDEN, attempt(role, what), role .. " " .. what)
      end
    end
  end)

  it("reads what its role is about and nothing else", function()
    local blob = support.git(dir, "rev-parse HEAD")
    local object = ("%s/.git/objects/%s/%s"):format(dir, blob:sub(1, 2), blob:sub(3))
    local cases = {
      { "evaluate", object, "it worked" },
      { "evaluate", dir .. "/.git/config", "Permission denied" },
      { "evaluate", dir .. "/.git/HEAD", "Permission denied" },
      { "evaluate", dir .. "/policies/access.md", "Permission denied" },
      { "read", object, "it worked" },
      { "read", dir .. "/.git/HEAD", "it worked" },
      { "read", dir .. "/policies/access.md", "Permission denied" },
      { "write", dir .. "/.git/HEAD", "it worked" },
      { "write", dir .. "/policies/access.md", "Permission denied" },
    }
    for _, case in ipairs(cases) do
      assert.equal(case[3], attempt(case[1], "read", case[2]), case[1] .. " " .. case[2])
    end
    for _, role in ipairs { "read", "evaluate", "write" } do
      for _, path in ipairs { "/etc/passwd", "/proc/self/status", "/", others .. "/.git/HEAD",
        file(os.tmpname()) } do
        assert.equal("Permission denied", attempt(role, "read", path), role .. " " .. path)
      end
    end
  end)

  it("writes nothing, unless that is its role, and then only what a commit needs", function()
    local hook = file(dir .. "/.git/hooks/pre-commit")
    for _, role in ipairs { "read", "evaluate" } do
      for _, path in ipairs { hook, "/dev/null", dir .. "/.git/HEAD" } do
        assert.equal(ending.FORBIDDEN, attempt(role, "write", path), role .. " " .. path)
      end
    end
    local cases = {
      { hook, "Permission denied" },
      { dir .. "/.git/config", "Permission denied" },
      { dir .. "/.git/HEAD", "Permission denied" },
      { dir .. "/.git/index", "Permission denied" },
      { dir .. "/policies/access.md", "Permission denied" },
      { others .. "/.git/refs/heads/main", "Permission denied" },
      { "/dev/null", "Permission denied" },
      { dir .. "/.git/refs/heads/main", "it worked" },
      { dir .. "/.git/logs/HEAD", "it worked" },
      { dir .. "/.git/tickmark.lock", "it worked" },
    }
    for _, case in ipairs(cases) do assert.equal(case[2], attempt("write", "write", case[1]), case[1]) end
    assert.equal(ending.FORBIDDEN, attempt("write", "truncate", hook))
    assert.equal("kept\n", command.read(hook))
  end)

  it("takes no job before it has opened, and opens once", function()
    local w = worker.start("evaluate", true)
    local ok, why = pcall(w.ask, w, { op = "describe", scripts = {} })
    assert.same({ false, true }, { ok, why.message:find("not opened yet", 1, true) ~= nil })
    w:close()
    w = opened("evaluate", OPENINGS.evaluate())
    ok, why = pcall(w.ask, w, { op = "open", objects = {} })
    assert.same({ false, true }, { ok, why.message:find("opened already", 1, true) ~= nil })
    w:close()
  end)

  it("has an empty environment, no descriptor but its line, and limits", function()
    local w = opened("evaluate", OPENINGS.evaluate())
    local at = "/proc/" .. w.process:pid() .. "/"
    assert.equal("", command.read(at .. "environ"))
    local status, limits = command.read(at .. "status"), command.read(at .. "limits")
    assert.matches("\nNoNewPrivs:\t1\n", status)
    assert.matches("\nSeccomp:\t2\n", status)
    local bounds = { ["Max core file size"] = "0", ["Max processes"] = "0" }
    if not SANITIZED then bounds["Max data size"], bounds["Max file size"] = tostring(256 << 20), "0" end
    for name, most in pairs(bounds) do
      assert.equal(most, limits:match(name .. " +(%d+)"), name)
    end
    assert.truthy(tonumber(limits:match("Max cpu time +(%d+)")) <= 120)
    local places = support.sh("for f in %sfd/*; do readlink $f; done | sort -u", at)
    assert.matches("^/dev/null\nsocket:%[%d+%]$", places:gsub("\npipe:%[%d+%]", ""))
    w:close()
  end)

  it("can't be looked into by its user", function()
    -- what a process that isn't dumpable has under /proc belongs to root
    local own <const> = support.repo(command.isms { ["checks/slow.lua"] = command.script("slow", "while true do end") })
    local user = ""
    if support.sh("id -u") == "0" then
      support.sh("chown -R 65534:65534 %s", own)
      user = "setpriv --reuid 65534 --regid 65534 --clear-groups "
    end
    local ran = command.shell("cd %s && " .. user .. [["$TICKMARK" audit --jobs 1 >/dev/null 2>&1 &
      for i in 1 2 3 4 5 6 7 8 9 10; do
        sleep 0.2
        for pid in $(cat /proc/$!/task/$!/children); do
          grep -q '^Seccomp:.2' /proc/$pid/status && stat -c %%u /proc/$pid/environ && kill $! && exit
        done
      done]], own)
    support.remove(own)
    assert.same({ "0\n", 0 }, { ran.out, ran.status })
  end)
end)

--- An audit of the little ISMS while a system call fails in its workers.
local function without(call, options)
  return command.shell("cd %s && strace -f -qq -e trace=%s -e inject=%s:error=ENOSYS -o /dev/null "
    .. "\"$TICKMARK\" audit --format json " .. (options or ""), dir, call, call)
end

describe("a system without the lock", function()
  local unable = SANITIZED and "a sanitizer and strace don't go together"
    or command.shell("strace -V").status ~= 0 and "no strace here"

  if unable then
    pending("is refused: " .. unable)
    return
  end

  it("is not asked for the certificates of authorities, which libgit2 would read", function()
    local ran = command.shell("cd %s && strace -f -qq -e trace=open,openat -o opened \"$TICKMARK\" check >/dev/null; "
      .. "cat opened; rm opened", dir)
    assert.matches("libgit2", ran.out)
    assert.not_matches("certs/", ran.out)
  end)

  it("is refused with status 3 and a way out", function()
    for call, words in pairs { landlock_create_ruleset = "no Landlock", landlock_restrict_self = "Landlock",
      seccomp = "seccomp", prctl = "hardened" } do
      local ran = without(call)
      assert.same({ 3, "" }, { ran.status, ran.out }, call)
      assert.matches("workers can't be locked: .*" .. words, ran.err)
      assert.matches("%-%-no%-os%-sandbox", ran.err)
    end
  end)

  it("audits with --no-os-sandbox, and the result says so", function()
    local ran = without("landlock_create_ruleset", "--no-os-sandbox")
    assert.equal(1, ran.status)
    assert.matches('"os_sandbox": "off"', ran.out)
  end)
end)

describe("a result", function()
  it("names the lock, and is the same but for that", function()
    local locked, loose = command.tickmark(dir, "audit --format json"),
      command.tickmark(dir, "audit --format json --no-os-sandbox")
    assert.matches('"os_sandbox": "on"', locked.out)
    local function same(out)
      return (out:gsub('"os_sandbox": "%l+"', ""):gsub('"id": "%x+",\n', ""))
    end
    assert.equal(same(locked.out), same(loose.out))
  end)

  it("of a system without the lock is performed again under the lock", function()
    local result = os.tmpname()
    support.write(result, command.tickmark(dir, "audit --format json --no-os-sandbox").out)
    local ran = command.tickmark(dir, "reperform %s", result)
    assert.same({ 0, "" }, { ran.status, ran.err })
    os.remove(result)
  end)
end)

describe("tickmark doctor", function()
  it("tries whether a locked worker can get out", function()
    local ran = command.tickmark(dir, "doctor")
    if SANITIZED then return assert.matches("contained  open a socket", ran.out) end
    assert.same({ 0, "" }, { ran.status, ran.err })
    assert.matches("Landlock +version %d", ran.out)
    assert.matches("contained  open a socket +it made a forbidden system call\n", ran.out)
    assert.matches("contained  open a file outside +refused: Permission denied\n", ran.out)
    assert.matches("\n12 contained, 0 escaped\n$", ran.out)
  end)
end)

describe("a kernel whose Landlock is of version", function()
  if not variant.possible() then
    it("1 or 2", function() pending("variants are of the plain build") end)
    return
  end
  local built
  setup(function()
    local function of(abi)
      return { { file = "src/worker/lock.c", from = "lock->handled = rights_of(abi)",
        to = ("lock->handled = rights_of(%d)"):format(abi) } }
    end
    built = variant.build { of(1), of(2) }
  end)
  teardown(function()
    for _, one in ipairs(built or {}) do variant.close(one) end
  end)

  for abi = 1, 2 do
    it(abi .. " keeps a worker in as well, and lets it do its work", function()
      local ran = command.shell("'%s' doctor", built[abi].command)
      assert.match("\n12 contained, 0 escaped\n$", ran.out)
      local own <const> = support.repo(command.isms())
      support.git(own, "config user.name Ada; git -C %s config user.email ada@example.com", own)
      ran = command.shell("cd %s && '%s' audit --record --quiet", own, built[abi].command)
      assert.same({ 1, "" }, { ran.status, ran.err })
      assert.equal("3", support.git(own, "rev-list --count audit/internal")) -- the root, a run, a finding
      support.remove(own)
    end)
  end
end)
