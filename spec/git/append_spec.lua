local git = require("tickmark_worker").git
local support = require("spec.support")

local REF = "refs/heads/audit/internal"
local ADA = { name = "Ada <x>\nExample", mail = "ada@example.com", time = 1767225600, offset = -90 }

local function commit(files, message)
  local list = {}
  for path, content in pairs(files) do list[#list + 1] = { path = path, content = content } end
  return { author = ADA, committer = ADA, message = message or "event", files = list }
end

local function many(pattern, n)
  local files = {}
  for i = 1, n do files[pattern:format(i)] = "text " .. i end
  return files
end

describe("repo:append", function()
  local dir, r
  before_each(function()
    dir = support.repo { ["a.md"] = "x" }
    r = assert(git.open(dir))
  end)
  after_each(function() support.remove(dir) end)

  local function append(expected, ...)
    return r:append { ref = REF, expected = expected, commits = { ... } }
  end
  local function packs()
    return support.sh("ls %s/.git/objects/pack | wc -l", dir)
  end

  it("starts a reference and goes on from it", function()
    local first = assert(append(nil, commit { ["f/aa/1.md"] = "one", ["f.md"] = "1", ["f-x"] = "" }))
    assert.equal(first, support.git(dir, "rev-parse %s", REF))
    local tip = assert(append(first, commit({ ["f/aa/2.md"] = "two" }, "second\n"), commit { ["f/b.md"] = "3" }))
    assert.equal(tip, r:ref(REF))
    assert.equal("f-x\nf.md\nf/aa/1.md\nf/aa/2.md\nf/b.md", support.git(dir, "ls-tree -r --name-only %s", REF))
    assert.equal(first, support.git(dir, "rev-parse %s~2", REF))
    assert.equal("two", support.git(dir, "show %s:f/aa/2.md", REF))
    assert.equal("Ada xExample|ada@example.com|2025-12-31 22:30:00 -0130|second",
      support.git(dir, "log -1 --format=%%an'|'%%ae'|'%%ci'|'%%B %s~1", REF))
    assert.equal("", support.git(dir, "fsck --strict --no-dangling 2>&1"))
    assert.equal(tip, assert(r:commit(tip)).id)
  end)

  it("writes one pack and no loose object", function()
    local loose = support.git(dir, "count-objects")
    assert.equal("0", packs())
    assert(append(nil, commit { ["1"] = "1" }, commit { ["2"] = "2" }, commit { ["3"] = "3" }))
    assert.equal(loose, support.git(dir, "count-objects"))
    assert.equal("2", packs()) -- the pack and its index
  end)

  it("writes a pack that git takes, of deltas that end", function()
    local first = assert(append(nil, commit(many("f/%04d.md", 2500))))
    local commits = {}
    for i = 1, 100 do
      commits[i] = commit { [("f/%04d-%d.md"):format(i * 24, i)] = "m" .. i, [("g/%02d/x"):format(i % 7 + i)] = "n" }
    end
    local tip = assert(append(first, table.unpack(commits)))
    local list = support.sh("cd %s/.git/objects/pack && for p in *.pack; do "
      .. "git -C %s index-pack --strict --verify $PWD/$p && git verify-pack -v $p; done", dir, dir)
    assert.matches("chain length = 50: %d+ object", list)
    assert.not_matches("chain length = 51", list)
    assert.equal("", support.git(dir, "fsck --strict --no-dangling 2>&1"))
    assert.equal(tip, r:ref(REF))
    local size = support.sh("stat -c %%s %s/.git/objects/pack/*.pack | sort -n | tail -1", dir)
    assert.is_true(tonumber(size) < 400000, size) -- 101 trees of 100 KB
  end)

  it("makes the trees that git makes", function()
    support.write(dir .. "/f/run", "x")
    support.sh("chmod +x %s/f/run && ln -s run %s/f/link", dir, dir)
    support.git(dir, "add f && git -C %s commit -qm more && git -C %s update-ref %s HEAD", dir, dir, REF)
    local tip = r:ref(REF)
    for i = 1, 3 do -- in one pack, then in others
      local function at(path) return ("f/%d/%s"):format(i, path) end
      tip = assert(append(tip,
        commit { [at "a/1"] = "1", [at "b/1"] = "1", [at "a.b"] = "", [at "a-b"] = "", ["f/z" .. i] = "z" },
        commit { [at "a0"] = "", [at "a!"] = "", [at "b/2"] = "2", [at "Z/y/x"] = "1", ["f/A" .. i] = "z" },
        commit { [at "a/2"] = "2", [at "a/0"] = "0", [at "Z/y/w"] = "1" }))
    end
    support.git(dir, "read-tree %s", REF)
    assert.equal(r:commit(tip).tree, support.git(dir, "write-tree"))
    assert.equal("", support.git(dir, "fsck --strict --no-dangling 2>&1"))
    local modes = support.git(dir, "ls-tree %s f/run f/link | cut -d' ' -f1 | sort | paste -sd' '", REF)
    assert.equal("100755 120000", modes)
  end)

  it("makes a commit without files", function()
    local tip = assert(append(nil, commit {}))
    assert.equal(git.hash("tree", ""), r:commit(tip).tree)
    assert.equal(git.hash("tree", ""), r:commit(append(tip, commit {})).tree)
  end)

  it("refuses when somebody else was first, and writes nothing", function()
    local first = assert(append(nil, commit { ["1"] = "1" }))
    local before = packs()
    for _, expected in ipairs { false, support.git(dir, "rev-parse main") } do
      local tip, message, code = append(expected or nil, commit { ["2"] = "2" })
      assert.is_nil(tip)
      assert.matches(REF .. ": moved", message, 1, true)
      assert.equal("conflict", code)
    end
    assert.equal("conflict", select(3, r:append { ref = "refs/heads/new", expected = first, commits = { commit {} } }))
    assert.equal(before, packs())
    assert.equal(first, r:ref(REF))
  end)

  it("refuses a path that is there", function()
    local first = assert(append(nil, commit { ["a/b"] = "1" }))
    for _, path in ipairs { "a", "a/b", "a/b/c" } do
      local tip, message, code = append(first, commit { [path] = "2" })
      assert.is_nil(tip)
      assert.equal(path .. ": there already", message)
      assert.equal("conflict", code)
    end
    assert.equal("conflict", select(3, append(first, commit { ["x"] = "2", ["x/y"] = "2" })))
    assert.equal(first, r:ref(REF))
  end)

  it("refuses what isn't clean", function()
    for _, path in ipairs {
      "", "/a", "a/", "a//b", "../a", "a/./b", ".git/x", "a/.GIT", "a\nb", ("x/"):rep(200) .. "x",
    } do
      assert.equal("invalid", select(3, append(nil, commit { [path] = "1" })), path)
    end
    assert.equal("invalid", select(3, append(nil, commit({}, "a\0b"))))
    assert.equal("invalid", select(3, append("xyz", commit {})))
    assert.equal("invalid", select(3, append(nil)))
    for _, ref in ipairs { "HEAD", "main", "refs/heads/..", "refs/heads/x.lock" } do
      assert.equal("invalid", select(3, r:append { ref = ref, commits = { commit {} } }), ref)
    end
    support.git(dir, "symbolic-ref refs/heads/alias refs/heads/main")
    assert.equal("invalid", select(3, r:append {
      ref = "refs/heads/alias", expected = r:resolve("main"), commits = { commit {} } }))
    assert.error_matches(function() r:append { ref = REF, commits = { {} } } end, "expected as 'author'")
    assert.error_matches(function() r:append { commits = {} } end, "expected as 'ref'")
  end)

  it("continues a packed reference", function()
    local first = assert(append(nil, commit { ["1"] = "1" }))
    support.git(dir, "pack-refs --all")
    local second = assert(append(first, commit { ["2"] = "2" }))
    assert.equal(second, support.git(dir, "rev-parse %s", REF))
  end)

  it("mends the lock of one of us that was killed, and no other's", function()
    local first = assert(append(nil, commit { ["1"] = "1" }))
    support.write(dir .. "/.git/" .. REF .. ".lock", "")
    support.write(dir .. "/.git/tickmark.lock", REF .. "\n")
    assert.is_truthy(append(first, commit { ["2"] = "2" }))
    support.write(dir .. "/.git/" .. REF .. ".lock", "")
    local tip, _, code = append(r:ref(REF), commit { ["3"] = "3" })
    assert.is_nil(tip)
    assert.equal("conflict", code)
  end)

  it("loses nothing when many append at once", function()
    local script = dir .. "/writer.lua"
    support.write(script, ([[
      package.path, package.cpath = %q, %q
      local git = require("tickmark_worker").git
      local r = assert(git.open(%q))
      local who = { name = "w", mail = "w@x", time = 1, offset = 0 }
      for i = 1, 10 do
        repeat
          local tip, message, code = r:append { ref = %q, expected = r:ref(%q), commits = { {
            author = who, committer = who, message = "m", files = { { path = arg[1] .. "/" .. i, content = "" } } } } }
          assert(tip or code == "conflict", message)
        until tip
      end]]):format(package.path, package.cpath, dir, REF, REF))
    support.sh("for i in 1 2 3 4; do LD_PRELOAD=%s lua5.4 %s $i & done; wait", os.getenv("LD_PRELOAD") or "", script)
    assert.equal("40", support.git(dir, "rev-list --count %s", REF))
    assert.equal("40", support.git(dir, "ls-tree -r --name-only %s | wc -l", REF))
  end)
end)
