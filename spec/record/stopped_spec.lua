-- A commit and its file, all or none, whatever stops the writer.

local command = require("spec.command")
local ledgers = require("spec.ledgers")
local recording = require("spec.record.recording")
local support = require("spec.support")

local REF <const> = ledgers.REF
local isms, record, tip, commits = recording.isms, recording.record, recording.tip, recording.commits
local users, fsck, last_head = recording.users, recording.fsck, recording.last_head

describe("audit --record, whatever stops it,", function()
  local dir
  before_each(function() dir = isms() end)
  after_each(function() support.remove(dir) end)

  local function whole()
    local n = tip(dir) == "" and 0 or commits(dir)
    assert.equal("", fsck(dir))
    return n
  end

  it("leaves the reference old or new after kill -9, and the next run works", function()
    support.commit(dir, { ["checks/names.lua"] = false })
    local killed, done, seed = 0, 0, os.time()
    for i = 1, 30 do
      support.commit(dir, users("ada,yes", "bob,no", ("u%d,no"):format(i), "x,yes"))
      local before = tip(dir)
      local delay = (seed * 31 + i * 7919) % 90 + 5
      -- The command alone, or its workers with it.
      local ran = command.shell("cd %s; setsid \"$TICKMARK\" audit --record --quiet >/dev/null & sleep 0.%s; "
        .. "kill -s KILL %s$! 2>/dev/null && echo killed; wait $! 2>/dev/null; sleep 0.02", dir,
        ("%03d"):format(delay), i % 2 == 0 and "-" or "")
      if ran.out == "killed\n" then killed = killed + 1 end
      local after = tip(dir)
      if after ~= before then
        done = done + 1
        local expected = before == "" and 3 or 2 -- the run, and its finding
        assert.equal(expected, math.tointeger(tonumber(support.git(dir, "rev-list --count %s",
          before == "" and after or before .. ".." .. after))))
      end
      if i % 10 == 0 then whole() end
    end
    assert.truthy(killed > 0, "no run was killed")
    assert.equal(1, record(dir).status)
    local head = last_head(dir)
    assert.same({ "bob", "u30" }, head.items)
    assert.equal("", record(dir).err)
    whole()
  end)

  it("leaves the reference as it was when the disk is full, and the next run works", function()
    support.commit(dir, users("ada,yes", "bob,no"))
    record(dir)
    support.commit(dir, users("ada,yes", "bob,no", "eve,no", ("u"):rep(2000) .. ",no"))
    local before, refused = tip(dir), 0
    for _, blocks in ipairs { 0, 1, 2 } do
      local ran = command.shell("trap '' XFSZ; cd %s; "
        .. "(ulimit -f %s; \"$TICKMARK\" audit --record; echo =$?) 2>&1 | cat", dir, blocks)
      if not ran.out:find("=1\n", 1, true) then
        refused = refused + 1
        assert.match("nothing was recorded on " .. REF, ran.out, 1, true)
        assert.match("=2\n$", ran.out)
        assert.equal(before, tip(dir))
      end
      whole()
    end
    assert.truthy(refused > 0, "the disk was never full")
    assert.equal(1, record(dir).status)
    assert.not_equal(before, tip(dir))
  end)

  local function on_full_file_system(mount)
    support.sh("git init -q --bare --template= %s/l.git", mount)
    local ledger = mount .. "/l.git:" .. REF
    record(dir, "--ledger %s", ledger)
    local before = tip(mount .. "/l.git")
    support.sh("dd if=/dev/zero of=%s/filler bs=1k 2>/dev/null || true", mount)
    support.commit(dir, users("ada,no", "bob,no", "eve,no"))
    local ran = record(dir, "--ledger %s", ledger)
    assert.equal(2, ran.status)
    assert.match("nothing was recorded", ran.err, 1, true)
    assert.equal(before, tip(mount .. "/l.git"))
    support.sh("rm %s/filler", mount)
    assert.equal(1, record(dir, "--ledger %s", ledger).status)
    assert.not_equal(before, tip(mount .. "/l.git"))
    assert.equal("", fsck(mount .. "/l.git"))
  end

  it("leaves the reference as it was on a full file system", function()
    local mount = support.tmpdir()
    if support.sh("mount -t tmpfs -o size=400k none %s 2>/dev/null && echo yes || true", mount) ~= "yes" then
      support.remove(mount)
      return pending("no right to mount a small file system")
    end
    local ok, why = pcall(on_full_file_system, mount)
    support.sh("umount %s", mount)
    support.remove(mount)
    if not ok then error(why, 0) end
  end)

  it("loses nothing of two runs at once", function()
    for i = 1, 5 do
      support.commit(dir, users("ada,no", "bob,no", ("longer%d,yes"):format(i)))
      local ran = command.shell([[cd %s
        "$TICKMARK" audit --record --quiet --only access.mfa >/dev/null & a=$!
        "$TICKMARK" audit --record --quiet --only access.names >/dev/null & b=$!
        wait $a; a=$?; wait $b; b=$?
        if [ $a = 2 ]; then "$TICKMARK" audit --record --quiet --only access.mfa >/dev/null; a=$?; fi
        if [ $b = 2 ]; then "$TICKMARK" audit --record --quiet --only access.names >/dev/null; b=$?; fi
        echo $a $b]], dir)
      assert.equal("1 1\n", ran.out)
      if ran.err ~= "" then assert.match("somebody else recorded meanwhile: run it again", ran.err, 1, true) end
      assert.equal("nothing new to record\n", command.tickmark(dir, "audit --record --only access.mfa").err)
      assert.equal("nothing new to record\n", command.tickmark(dir, "audit --record --only access.names").err)
    end
    whole()
  end)

  it("gets over the lock of a writer of ours that died, and leaves those of others", function()
    for _, ref in ipairs { REF, "refs/heads/main" } do support.write(dir .. "/.git/" .. ref .. ".lock", "held") end
    support.write(dir .. "/.git/tickmark.lock", "refs/heads/main\n" .. REF .. "\n")
    assert.equal(1, record(dir).status)
    assert.equal("refs/heads/main\n", command.read(dir .. "/.git/tickmark.lock"))
    assert.equal("held", command.read(dir .. "/.git/refs/heads/main.lock"))
    os.remove(dir .. "/.git/refs/heads/main.lock")
  end)

  it("waits for a lock that isn't ours", function()
    support.write(dir .. "/.git/" .. REF .. ".lock", "")
    local ran = record(dir)
    if ran.status ~= 1 then assert.match("lock", ran.err, 1, true) end
    os.remove(dir .. "/.git/" .. REF .. ".lock")
    assert.equal(1, record(dir).status)
    assert.equal(4, commits(dir))
  end)
end)
