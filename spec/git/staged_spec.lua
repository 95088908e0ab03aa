-- What is staged, as the tree that git would commit: git's own write-tree says which.

local git = require("tickmark_worker").git
local support = require("spec.support")

local SEED <const> = 20261128

local function read(path)
  local f <close> = assert(io.open(path, "rb"))
  return f:read("a")
end

--- The tree of an index as we see it, and as git does.
local function both(dir, name)
  local index = dir .. "/.git/" .. (name or "index")
  local ours, why, code = assert(git.open(dir)):staged(index)
  -- git writes its cache of trees back: of a copy, or it would help us
  local copy = index .. ".copy"
  support.sh("cp %s %s", index, copy)
  local theirs = support.sh("cd %s && GIT_INDEX_FILE=%s git write-tree 2>/dev/null || true", dir, copy)
  return ours, theirs, why, code
end

local function same(dir, name)
  local ours, theirs, why = both(dir, name)
  assert.equal(theirs, ours, why)
end

describe("what is staged", function()
  local dir
  before_each(function() dir = support.repo { ["a/b/c.md"] = "x\n", ["a.md"] = "x\n", ["a-b/d.md"] = "y\n" } end)
  after_each(function() support.remove(dir) end)

  local KINDS = {
    { "nothing new", "true" },
    { "a changed file", "echo z > a/b/c.md && git add -A" },
    { "a new file in a new folder", "mkdir -p n/m && echo z > n/m/o && git add -A" },
    { "a file that is gone, and its folder with it", "git rm -q a/b/c.md" },
    { "everything gone", "git rm -qr ." },
    { "nothing at all, not even an index of old", "rm .git/index && git read-tree --empty" },
    { "a name in UTF-8, one with a space, one that is long",
      "echo z > 'ü ö.md' && echo z > $(printf 'l%.0s' $(seq 250)) && git add -A" },
    { "an executable, a symbolic link, a submodule", "echo z > run && chmod +x run && ln -s run link && git add -A "
      .. "&& git update-index --add --cacheinfo 160000,$(git rev-parse HEAD),sub" },
    { "a file where a folder was", "rm -r a && echo z > a && git add -A" },
    { "a folder where a file was", "rm a.md && mkdir a.md && echo z > a.md/x && git add -A" },
    { "what is only intended", "mkdir -p i/j && echo z > i/j/k && echo z > a/new && git add -N i/j/k a/new" },
    { "what isn't in the work tree", "git update-index --skip-worktree a.md && echo z > a/b/c.md && git add a/b" },
    { "an index of version 4", "echo z > a/b/z.md && git add -A && git update-index --index-version 4" },
    { "an index of version 4 with what is only intended",
      "echo z > a/new && git add -N a/new && git update-index --index-version 4" },
    { "an index that remembers no trees", "rm .git/index && git ls-tree -r HEAD | git update-index --index-info" },
    { "a sparse index", "git sparse-checkout set --cone --sparse-index a && echo z > a/b/z.md && git add a" },
    { "an index of the threads of git", "git config index.threads 2 && git config feature.manyFiles true "
      .. "&& for i in $(seq 300); do echo $i > a/$i; done && git add -A" },
  }
  for _, kind in ipairs(KINDS) do
    it("is what git would commit: " .. kind[1], function()
      support.sh(("cd %%s && { %s; } >/dev/null 2>&1"):format((kind[2]:gsub("%%", "%%%%"))), dir)
      same(dir)
    end)
  end

  it("is what git would commit after each step of a random walk, whatever the version", function()
    math.randomseed(SEED)
    local random = math.random
    local function path()
      local parts = {}
      for i = 1, random(1, 4) do
        parts[i] = ({ "a", "b", "c" })[random(1, 3)] .. ({ "", "-", ".", "0" })[random(1, 4)]
      end
      return table.concat(parts, "/")
    end
    for step = 1, 60 do
      local p = path()
      local what = ({
        "rm -rf %s; mkdir -p $(dirname %s) 2>/dev/null && echo %d > %s; git add -A",
        "git rm -rqf --ignore-unmatch %s; : %s %d %s",
        "mkdir -p $(dirname %s) 2>/dev/null && [ ! -e %s ] && echo %d > %s && git add -N .",
        "git commit -qm x --allow-empty; : %s %s %d %s",
        "git update-index --index-version 4; : %s %s %d %s",
        "git update-index --index-version 2; : %s %s %d %s",
      })[random(1, 6)]
      support.sh("cd %s && { " .. what:gsub("%%d", step) .. "; } >/dev/null 2>&1 || true", dir, p, p, p)
      same(dir)
    end
  end)

  it("is the tree that an unchanged folder has, which is nowhere made anew", function()
    local whole = support.git(dir, "rev-parse HEAD^{tree}")
    assert.equal(whole, (both(dir)))
    -- git forgets the object, and the index still remembers it
    support.sh("rm -f %s/.git/objects/%s/%s", dir, whole:sub(1, 2), whole:sub(3))
    assert.equal(whole, (both(dir)))
  end)

  it("is refused where git would refuse to commit it", function()
    support.sh("cd %s && git checkout -q -b o && echo 1 > a.md && git commit -qam 1 && git checkout -q - "
      .. "&& echo 2 > a.md && git commit -qam 2 && ! git merge -q o >/dev/null 2>&1", dir)
    local ours, theirs, why, code = both(dir)
    assert.same({ nil, "", "invalid" }, { ours, theirs, code }, nil)
    assert.matches("a merge is not finished$", why)
  end)

  it("says what to do about an index in two parts", function()
    support.sh("cd %s && git config core.splitIndex true && git update-index --split-index && echo z > z "
      .. "&& git add z", dir)
    local ours, _, why, code = both(dir)
    assert.is_nil(ours)
    assert.equal("invalid", code)
    assert.matches("a split index; `git config core.splitIndex false && git update%-index %-%-no%-split%-index`", why)
    support.sh("cd %s && git config core.splitIndex false && git update-index --no-split-index", dir)
    same(dir)
  end)
end)

describe("a file that isn't an index as git writes it", function()
  local dir, bytes
  setup(function()
    dir = support.repo { ["a/b/c.md"] = "x\n", ["a.md"] = "x\n", ["b/d.md"] = "y\n" }
    support.sh("cd %s && echo z > a/z && git add -A && git write-tree && echo y > a/y && git add a/y", dir)
    bytes = read(dir .. "/.git/index")
  end)
  teardown(function() support.remove(dir) end)

  local function staged(what)
    support.write(dir .. "/.git/other", what)
    return assert(git.open(dir)):staged(dir .. "/.git/other")
  end

  --- Bytes with a number, or a text, at a place of theirs.
  local function with(at, what)
    what = math.type(what) and string.pack(">I4", what) or what
    return bytes:sub(1, at - 1) .. what .. bytes:sub(at + #what)
  end

  local FAULTS = {
    { "of another kind", function() return ("x"):rep(200) end, "not an index of git" },
    { "of too few bytes", function() return "DIRC" end, "not an index of git" },
    { "of a version to come", function() return with(5, 5) end, "an index of version 5; 2 to 4 are read" },
    { "of more entries than it has", function() return with(9, 100000) end, "a damaged index: " },
    { "that ends within an entry", function() return bytes:sub(1, 100) end, "a damaged index: it ends too early" },
    { "out of order",
      function() return (bytes:gsub("a%.md\0", "z.md\0", 1)) end, "a damaged index: it isn't in order" },
    { "with a name of nothing", function() return (bytes:gsub("a%.md\0", "a//d\0", 1)) end, "a damaged index: " },
    { "that remembers more than there is",
      function() return (bytes:gsub("b%z1 0\n", "b\0002 0\n", 1)) end,
      "what it remembers of a/b/ isn't what is in it; `git read%-tree HEAD` makes it anew" },
    { "with an extension that changes all", function() return (bytes:gsub("TREE", "tree", 1)) end,
      "an index with what isn't known here %(tree%)" },
  }
  for _, fault in ipairs(FAULTS) do
    it("is refused, one " .. fault[1], function()
      local changed = fault[2]()
      assert.not_equal(bytes, changed)
      local tree, why, code = staged(changed)
      assert.is_nil(tree)
      assert.equal("invalid", code)
      assert.matches("/%.git/other: .*" .. fault[3], why)
    end)
  end

  it("isn't there, is a folder, or is empty: and the message says which", function()
    local r = assert(git.open(dir))
    for path, words in pairs { none = "No such file or directory$", refs = "Invalid argument$" } do
      local tree, why = r:staged(dir .. "/.git/" .. path)
      assert.is_nil(tree)
      assert.matches(words, why)
    end
  end)

  it("never ends a worker: cut at each byte, and each byte another", function()
    local refused = 0
    for at = 1, #bytes do
      for _, changed in ipairs { bytes:sub(1, at), with(at, string.char(bytes:byte(at) ~ 0xff)) } do
        local tree, why, code = staged(changed)
        assert.is_true(tree ~= nil or (code == "invalid" and why ~= ""))
        if not tree then refused = refused + 1 end
      end
    end
    assert.is_true(refused > #bytes / 2)
  end)

  it("is a tree all the same where only what it remembers is nonsense", function()
    local tree = staged((bytes:gsub("TREE(....)\0", "TREE%1x", 1)))
    assert.equal(support.git(dir, "write-tree"), tree)
  end)
end)
