local git = require("tickmark_worker").git
local support = require("spec.support")

local function epoch(y, m, d) return os.time { year = y, month = m, day = d, hour = 12 } end
local function line(dir, rev)
  local r = assert(git.open(dir))
  return assert(r:line(assert(r:resolve(rev or "HEAD")))), r
end

describe("a line", function()
  local dir, ids
  setup(function()
    dir = support.repo({ ["a"] = "1" }, { date = "2026-01-01T00:00:00Z" })
    ids = { support.git(dir, "rev-parse HEAD") }
    support.git(dir, "checkout -q -b side")
    support.commit(dir, { ["side"] = "1" }, { date = "2026-01-09T00:00:00Z" })
    support.git(dir, "checkout -q main")
    ids[2] = support.commit(dir, { ["a"] = "2" }, { date = "2026-01-05T00:00:00Z" })
    ids[3] = support.commit(dir, { ["a"] = "3" }, { date = "2026-01-03T00:00:00Z" })
    support.sh("GIT_COMMITTER_DATE=2026-01-10T00:00:00Z git -C %s merge -q --no-ff -m m side", dir)
    ids[4] = support.git(dir, "rev-parse HEAD")
  end)
  teardown(function() support.remove(dir) end)

  it("follows first parents, oldest first", function()
    local l, r = line(dir)
    assert.equal(4, l:len())
    for i, id in ipairs(ids) do
      local commit, tree = l:commit(i)
      assert.equal(id, commit)
      assert.equal(r:commit(id).tree, tree)
    end
    assert.is_false(l:shallow())
    assert.error_matches(function() l:commit(5) end, "no commit of that number")
    assert.error_matches(function() l:commit(0) end, "no commit of that number")
  end)

  it("keeps the running maximum of times and flags what fell behind", function()
    local l = line(dir)
    local _, _, time, arrival = l:commit(3)
    assert.equal(2 * 86400, arrival - time)
    assert.same({ { commit = ids[3], index = 3, kind = "time-before-parent", seconds = 2 * 86400 } }, l:flags())
  end)

  it("flags commits that are malformed, and reads them all the same", function()
    local tree = support.git(dir, "rev-parse HEAD^{tree}")
    local good = "A <a@b> 1767268800 +0000"
    -- what follows the tree -> the fault
    for body, fault in pairs {
      [("author %s\ncommitter %s\n\nx"):format(good, good)] = false,
      [("author %s\ncommitter A <a@b> 1 -1400\n\nx"):format(good)] = false,
      [("committer %s\n\nx"):format(good)] = "no author",
      [("author %s\n\nx"):format(good)] = "no committer",
      [("tree %s\nauthor %s\ncommitter %s\n\nx"):format(tree, good, good)] = "more than one tree",
      [("author %s\ncommitter %s\n\nx\0y"):format(good, good)] = "a NUL byte in it",
      [("author %s\ncommitter A <a@b>\n\nx"):format(good)] = "an impossible time",
      [("author %s\ncommitter A <a@b> yesterday\n\nx"):format(good)] = "an impossible time",
      [("author %s\ncommitter A <a@b> -86400 +0000\n\nx"):format(good)] = "an impossible time",
      [("author %s\ncommitter A <a@b> 99999999999999999999 +0000\n\nx"):format(good)] = "an impossible time",
      [("author %s\ncommitter A <a@b> 1 +9999\n\nx"):format(good)] = "an impossible time",
      [("author %s\ncommitter A <a@b> 1 -0075\n\nx"):format(good)] = "an impossible time",
      [("author A <a@b> 1\ncommitter %s\n\nx"):format(good)] = "an impossible time",
    } do
      local id = support.object(dir, "commit", ("tree %s\n%s"):format(tree, body))
      local flags = assert(git.open(dir):line(id)):flags()
      assert.same(fault and { { commit = id, index = 1, kind = "malformed-commit", fault = fault } } or {}, flags, body)
    end
  end)

  it("knows the state of a day", function()
    local l = line(dir)
    local start = select(3, l:commit(1))
    for day, i in pairs { [0] = 1, [1] = 1, [3] = 1, [4] = 3, [5] = 3, [9] = 4, [99] = 4 } do
      assert.equal(i, l:state(start + day * 86400), "day " .. day)
    end
    local i, message, code = l:state(start - 1)
    assert.is_nil(i)
    assert.is_string(message)
    assert.equal("notfound", code)
  end)

  it("ends at a shallow boundary", function()
    local clone = support.tmpdir()
    finally(function() support.remove(clone) end)
    support.sh("git clone -q --depth 2 file://%s %s/c", dir, clone)
    local l, r = line(clone .. "/c")
    assert.is_true(r:paths().shallow)
    assert.is_true(l:shallow())
    assert.equal(2, l:len())
    local i, message, code = l:state(epoch(2025, 1, 1))
    assert.is_nil(i)
    assert.matches("shallow", message)
    assert.equal("invalid", code)
    assert.equal(2, l:state(epoch(2027, 1, 1)))
  end)

  it("names the commit whose parent is missing", function()
    local id = support.object(dir, "commit", ("tree %s\nparent %s\n\nm"):format(
      support.git(dir, "rev-parse HEAD^{tree}"), ("1"):rep(40)))
    local l, message, code = git.open(dir):line(id)
    assert.is_nil(l)
    assert.equal(id .. ": its parent is missing", message)
    assert.equal("notfound", code)
  end)

  it("outlives its repository's handle", function()
    local l, r = line(dir)
    r:close()
    collectgarbage()
    assert.equal(4, l:len())
  end)
end)
