-- Object directories as a repository of their own, and how one is found.

local git = require("tickmark_worker").git
local support = require("spec.support")

local made = {}
local function keep(dir)
  made[#made + 1] = dir
  return dir
end

local function objects_of(dir) return dir .. "/.git/objects" end

local function alternates(dir, text)
  support.write(objects_of(dir) .. "/info/alternates", text)
end

local function paths_of(dir) return assert(git.open(dir)):paths() end

local function cleared()
  for _, dir in ipairs(made) do support.remove(dir) end
  made = {}
end

describe("git.objects", function()
  teardown(cleared)
  local dir, head

  setup(function()
    dir = keep(support.repo { ["a/b.md"] = "x", ["c.md"] = "y" })
    head = support.git(dir, "rev-parse HEAD")
  end)

  local function reads_all(r)
    local commit = assert(r:commit(head))
    assert.equal(2, #r:tree(commit.tree))
    assert.equal("x", r:blob(assert(r:entry(commit.tree, "a/b.md")).id, 10))
    assert.equal(1, #r:folders(commit.tree, { "a/*.md" }))
    assert.equal(1, assert(r:line(head)):len())
  end

  it("reads what its directories hold", function()
    reads_all(assert(git.objects { objects_of(dir) }))
    local empty = keep(support.repo())
    reads_all(assert(git.objects { objects_of(empty), objects_of(dir) }))
    assert.equal("notfound", select(3, assert(git.objects { objects_of(empty) }):commit(head)))
    assert.equal("notfound", select(3, assert(git.objects {}):commit(head)))
    assert.equal("notfound", select(3, assert(git.objects { "/nonexistent" }):commit(head)))
  end)

  it("reads packs, with one index for many of them, too", function()
    local packed = keep(support.tmpdir())
    support.sh("git clone -q --no-local %s %s/one", dir, packed)
    reads_all(assert(git.objects { packed .. "/one/.git/objects" }))
    support.git(packed .. "/one", "repack -q -a -d --write-midx")
    reads_all(assert(git.objects { packed .. "/one/.git/objects" }))
  end)

  it("sees packs that come while it is open", function()
    local late = keep(support.repo { ["a"] = "1" })
    local r = assert(git.objects { objects_of(late) })
    local id = support.git(late, "rev-parse HEAD")
    assert(r:commit(id))
    support.git(late, "gc -q")
    assert(r:commit(id))
    support.write(late .. "/b", "2")
    support.git(late, "add b")
    support.git(late, "commit -q -m two")
    local second = support.git(late, "rev-parse HEAD")
    support.git(late, "repack -q -a -d")
    assert.same({ id }, assert(r:commit(second)).parents)
  end)

  it("follows no alternates but those it was given", function()
    local borrower = keep(support.repo())
    alternates(borrower, objects_of(dir) .. "\n")
    assert.is_table(assert(git.open(borrower)):commit(head))
    assert.is_nil((assert(git.objects { objects_of(borrower) }):commit(head)))
  end)

  it("has no references, settings or paths", function()
    local r = assert(git.objects { objects_of(dir) })
    for name, call in pairs {
      paths = function() return r:paths() end,
      admit = function() return r:admit(objects_of(dir)) end,
      setting = function() return r:setting("user.name") end,
      resolve = function() return r:resolve("HEAD") end,
      id = function() return r:resolve(head) end,
      ref = function() return r:ref("refs/heads/main") end,
      append = function()
        local who = { name = "A", mail = "a@b", time = 0, offset = 0 }
        return r:append { ref = "refs/heads/x", commits = { { author = who, committer = who,
          message = "m", files = {} } } }
      end,
    } do
      local value, message, code = call()
      assert.is_nil(value, name)
      assert.matches("objects alone", message)
      assert.equal("invalid", code)
    end
  end)

  it("raises for what is no list of paths", function()
    assert.error(function() git.objects("x") end)
    assert.error(function() git.objects { 1 } end)
    assert.error(function() git.objects { "a\0b" } end)
  end)
end)

describe("alternates", function()
  teardown(cleared)

  it("are followed as deep as git does", function()
    local list = {}
    for i = 1, 9 do
      list[i] = keep(support.repo { ["f"] = tostring(i) })
      if i > 1 then alternates(list[i - 1], objects_of(list[i]) .. "\n") end
    end
    local paths, known = paths_of(list[1]), {}
    for _, path in ipairs(paths.objects) do known[path] = true end
    for i = 1, 9 do
      local seen = support.sh("git -C %s cat-file -e %s 2>/dev/null && echo yes || true", list[1],
        git.hash("blob", tostring(i)))
      assert.equal(seen == "yes", known[objects_of(list[i])] or false, i)
    end
    assert.same({ { path = objects_of(list[8]), reason = "an alternate of an alternate, too deep for git" } },
      paths.refused)
  end)

  it("are read, and never written to", function()
    local own, other = keep(support.repo { ["a"] = "1" }), keep(support.repo { ["b"] = "2" })
    alternates(own, objects_of(other) .. "\n")
    support.sh("rm -rf %s/pack", objects_of(own))
    local who = { name = "A", mail = "a@b", time = 1767268800, offset = 0 }
    local before = support.sh("find %s | sort", objects_of(other))
    local tip = assert(assert(git.open(own)):append { ref = "refs/heads/x", commits = { { author = who, committer = who,
      message = "m", files = { { path = "f", content = "x" } } } } })
    assert.equal(before, support.sh("find %s | sort", objects_of(other)))
    assert.equal("2", support.sh("ls %s/pack | wc -l", objects_of(own)))
    support.sh("rm %s/info/alternates", objects_of(own))
    assert.equal("x", support.git(own, "show %s:f", tip))
    assert.equal(1, #assert(git.open(own)):tree(git.open(own):commit(tip).tree))
  end)

  it("may be relative, and lead back", function()
    local one, two = keep(support.repo()), keep(support.repo { ["b"] = "2" })
    alternates(one, "# theirs\n\n../objects\n" .. "../../.." .. objects_of(two):gsub("^/tmp", "") .. "\n")
    alternates(two, objects_of(one))
    local paths = paths_of(one)
    assert.same({ objects_of(one), objects_of(two) }, paths.objects)
    assert.same({}, paths.refused)
  end)

  -- what info/alternates says -> the reason
  for said, reason in pairs {
    ["/nonexistent/objects"] = "No such file or directory",
    ["/proc/self/fd"] = "not a directory of files",
    ["/etc/passwd"] = "not a directory",
    ["/dev/null"] = "not a directory",
    ["/" .. ("x"):rep(5000)] = "an alternate with too long a path",
  } do
    it(("are refused: %.20s"):format(said), function()
      local dir = keep(support.repo { ["a"] = "1" })
      alternates(dir, said .. "\n")
      local paths = paths_of(dir)
      assert.same({ objects_of(dir) }, paths.objects)
      assert.equal(1, #paths.refused)
      assert.equal(reason, paths.refused[1].reason)
    end)
  end

  -- what stands where info/alternates is -> the reason
  for shell, reason in pairs {
    ["mkfifo"] = "not a file",
    ["mkdir"] = "not a file",
    ["ln -s /dev/zero"] = "not a file",
    ["truncate -s 2M"] = "larger than 1 MiB",
  } do
    it(("are refused as a whole: %s"):format(shell), function()
      local dir = keep(support.repo { ["a"] = "1" })
      support.sh("mkdir -p %s/info; " .. shell .. " %s/info/alternates", objects_of(dir), objects_of(dir))
      assert.same({ { path = objects_of(dir) .. "/info/alternates", reason = reason } }, paths_of(dir).refused)
    end)
  end

  it("are told in a few words when there are many, and soon", function()
    local dir = keep(support.repo { ["a"] = "1" })
    local lines = {}
    for i = 1, 20000 do lines[i] = "/nonexistent/" .. i end
    alternates(dir, table.concat(lines, "\n"))
    local refused = paths_of(dir).refused
    assert.equal(11, #refused)
    assert.equal("9991 more of its alternates", refused[11].reason)
  end)

  it("of another user are refused unless git's safe.directory names them", function()
    if support.sh("id -u") ~= "0" then return pending("only root can give a folder away") end
    local dir, other = keep(support.repo()), keep(support.repo { ["b"] = "2" })
    alternates(dir, objects_of(other) .. "\n")
    support.sh("chown -R 12345 %s", other)
    local refused = paths_of(dir).refused
    assert.equal(objects_of(other), refused[1].path)
    assert.matches("owned by another user", refused[1].reason)
    local home = keep(support.tmpdir())
    local script = [[package.cpath = %q local git = require("tickmark_worker").git
      git.settings(%q, "") print(#assert(git.open(%q)):paths().objects)]]
    for value, count in pairs { [other] = "2", [other .. "/.git"] = "2", ["*"] = "2", ["/tmp"] = "1" } do
      support.write(home .. "/.gitconfig", "[safe]\n\tdirectory = " .. value .. "\n")
      assert.equal(count, support.sh("LD_PRELOAD=%s ASAN_OPTIONS=detect_leaks=0 lua5.4 -e %s",
        os.getenv("LD_PRELOAD") or "", script:format(package.cpath, home, dir)), value)
    end
  end)
end)
