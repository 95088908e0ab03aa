local git = require("tickmark_worker").git
local support = require("spec.support")

local NOBODY = ("0"):rep(40)

describe("git.open", function()
  local made = {}
  local function keep(dir)
    made[#made + 1] = dir
    return dir
  end
  teardown(function()
    for _, dir in ipairs(made) do support.remove(dir) end
  end)

  it("finds the repository above", function()
    local dir = keep(support.repo { ["a/b.md"] = "x" })
    local paths = assert(git.open(dir .. "/a")):paths()
    assert.equal(dir .. "/.git", paths.git)
    assert.equal(dir .. "/.git", paths.common)
    assert.equal(dir, paths.work)
    assert.is_false(paths.bare)
    assert.is_false(paths.shallow)
    assert.same({ dir .. "/.git/objects" }, paths.objects)
  end)

  it("names the shared directory of a linked work tree and a bare one's lack of it", function()
    local dir = keep(support.repo { ["a.md"] = "x" })
    local other = keep(support.tmpdir())
    support.git(dir, "worktree add -q %s/linked", other)
    local paths = assert(git.open(other .. "/linked")):paths()
    assert.equal(dir .. "/.git", paths.common)
    assert.equal(dir .. "/.git/worktrees/linked", paths.git)
    support.sh("git clone -q --bare %s %s/bare.git", dir, other)
    paths = assert(git.open(other .. "/bare.git")):paths()
    assert.is_true(paths.bare)
    assert.is_nil(paths.work)
  end)

  it("follows alternates of alternates, and ends", function()
    local one, two = keep(support.repo { ["a"] = "1" }), keep(support.repo { ["b"] = "2" })
    support.write(one .. "/.git/objects/info/alternates", two .. "/.git/objects\n# no\n/nonexistent\n")
    support.write(two .. "/.git/objects/info/alternates", one .. "/.git/objects\n")
    local r = assert(git.open(one))
    assert.same({ one .. "/.git/objects", two .. "/.git/objects" }, r:paths().objects)
    assert.equal("2", r:blob(git.hash("blob", "2"), 10))
  end)

  it("says why it can't", function()
    local dir = keep(support.tmpdir())
    local function fault(path)
      local r, message, code = git.open(path)
      assert.is_nil(r)
      return message, code
    end
    -- libgit2 1.5.1 leaks when it opens a repository of version 1; in a process
    -- of its own that doesn't matter
    local function fault_apart(path)
      local script = ([[package.cpath = %q print(select(2, require("tickmark_worker").git.open(%q)))]])
        :format(package.cpath, path)
      return support.sh("LD_PRELOAD=%s ASAN_OPTIONS=detect_leaks=0 lua5.4 -e %s", os.getenv("LD_PRELOAD") or "", script)
        :match("^(.*)\t(%a+)$")
    end
    local message, code = fault(dir)
    assert.equal(dir .. ": not a git repository", message)
    assert.equal("notfound", code)
    assert.equal("notfound", select(2, fault("/nonexistent")))
    support.sh("git init -q --object-format=sha256 %s/a", dir)
    message, code = fault_apart(dir .. "/a")
    assert.matches("a SHA%-256 repository; tickmark reads SHA%-1 repositories", message)
    assert.equal("invalid", code)
    for key, word in pairs { refStorage = "reftable", nonsense = "1" } do
      support.sh("rm -rf %s/b && git init -q %s/b", dir, dir)
      support.git(dir .. "/b", "config core.repositoryformatversion 1")
      support.git(dir .. "/b", "config extensions." .. key .. " " .. word)
      message, code = fault_apart(dir .. "/b")
      assert.matches(key:lower(), message, 1, true)
      assert.equal("invalid", code)
    end
  end)

  it("raises on misuse", function()
    assert.error_matches(function() git.open({}) end, "string expected")
    local r = assert(git.open(keep(support.repo { a = "x" })))
    assert.error_matches(function() r:folders(NOBODY, { 1 }) end, "patterns expected")
    assert.error_matches(function() r:blob(NOBODY) end, "number expected")
    assert.is_false(getmetatable(r))
    r:close()
    assert.error_matches(function() r:resolve("HEAD") end, "closed")
  end)
end)

describe("a repository", function()
  local dir, r, first, second

  setup(function()
    dir = support.repo({ ["a.md"] = "one" }, { date = "2026-01-01T00:00:00Z" })
    first = support.git(dir, "rev-parse HEAD")
    second = support.commit(dir, { ["a.md"] = "two" }, { date = "2026-01-02T00:00:00Z" })
    support.git(dir, "tag -a v1 -m tag %s", first)
    support.git(dir, "-c advice.nestedTag=false tag -a v2 -m tag v1")
    support.git(dir, "branch topic %s", first)
    support.git(dir, "branch user@host %s", first)
    r = assert(git.open(dir))
  end)
  teardown(function() support.remove(dir) end)

  it("resolves what git resolves", function()
    for _, case in ipairs {
      { "HEAD", second, "refs/heads/main" }, { "@", second, "refs/heads/main" }, { "main", second, "refs/heads/main" },
      { "topic", first, "refs/heads/topic" }, { "refs/heads/topic", first, "refs/heads/topic" },
      { "heads/topic", first, "refs/heads/topic" }, { "v1", first }, { "v2", first }, { "HEAD~1", first },
      { "main^", first }, { first, first }, { first:sub(1, 12), first }, { "v1^{commit}", first },
      { "user@host", first, "refs/heads/user@host" }, { "user@host^{}", first },
    } do
      local id, ref = r:resolve(case[1])
      assert.equal(case[2], id, case[1])
      assert.equal(case[3], ref, case[1])
    end
  end)

  it("says what it doesn't know", function()
    for rev, expected in pairs {
      nope = "notfound", ["HEAD~9"] = "notfound", [NOBODY] = "notfound", ["HEAD:a.md"] = "invalid", [""] = "notfound",
      ["a..b"] = "notfound", ["nope~1"] = "notfound", ["@{9}"] = "notfound", ["abc"] = "notfound",
    } do
      local id, message, code = r:resolve(rev)
      assert.is_nil(id)
      assert.is_string(message)
      assert.equal(expected, code, rev .. ": " .. message)
    end
    assert.equal("nope: no such revision", select(2, r:resolve("nope")))
  end)

  it("says that HEAD has no commit yet", function()
    local empty = support.repo()
    finally(function() support.remove(empty) end)
    local id, message, code = assert(git.open(empty)):resolve("HEAD")
    assert.is_nil(id)
    assert.equal("HEAD: no commit yet", message)
    assert.equal("notfound", code)
  end)

  it("reads direct references only", function()
    assert.equal(first, r:ref("refs/heads/topic"))
    assert.equal("notfound", select(3, r:ref("refs/heads/nope")))
    support.git(dir, "symbolic-ref refs/heads/alias refs/heads/main")
    assert.equal("invalid", select(3, r:ref("refs/heads/alias")))
    assert.equal("invalid", select(3, r:ref("../x")))
  end)

  it("tells a setting of git's, which may be empty, as none", function()
    support.git(dir, "config user.name ''")
    assert.equal("notfound", select(3, r:setting("user.name")))
    support.git(dir, "config user.name 'Eva Beispiel'")
    assert.equal("Eva Beispiel", r:setting("user.name"))
    assert.equal("notfound", select(3, r:setting("core.hooksPath")))
    support.sh("cd %s/.git && cp config kept && printf '[core]\n\thooksPath\n' >> config", dir)
    assert.equal("notfound", select(3, r:setting("core.hooksPath")))
    support.sh("cd %s/.git && mv kept config", dir)
  end)

  it("tells a setting that is the repository's own from one of its user", function()
    local home <const> = support.tmpdir()
    support.write(home .. "/.gitconfig", "[core]\nhooksPath = theirs\n[user]\nname = U\n")
    support.git(dir, "config user.name Own")
    local script = [[package.cpath = %q local git = require("tickmark_worker").git
      git.settings(%q, "") local r = assert(git.open(%q))
      print(r:setting("core.hooksPath")) print(r:setting("user.name"))]]
    local told = support.sh("LD_PRELOAD=%s ASAN_OPTIONS=detect_leaks=0 lua5.4 -e %s", os.getenv("LD_PRELOAD") or "",
      script:format(package.cpath, home, dir))
    support.remove(home)
    assert.equal("theirs\tfalse\nOwn\ttrue", told)
  end)

  it("reads blobs, after their size", function()
    local id = git.hash("blob", "two")
    assert.equal("two", r:blob(id, 3))
    assert.same({ 3, "blob" }, { r:size(id) })
    assert.equal("limit", select(3, r:blob(id, 2)))
    assert.equal("notfound", select(3, r:blob(NOBODY, 10)))
    assert.equal("invalid", select(3, r:blob(second, 1000)))
    assert.equal("invalid", select(3, r:blob("xyz", 10)))
    assert.equal("", r:blob(support.object(dir, "blob", ""), 0))
  end)

  it("refuses bytes that have another hash", function()
    local good, bad = support.object(dir, "blob", "good"), support.object(dir, "blob", "evil")
    local function path(id) return dir .. "/.git/objects/" .. id:sub(1, 2) .. "/" .. id:sub(3) end
    support.sh("cp -f %s %s", path(bad), path(good))
    local bytes, message, code = r:blob(good, 100)
    assert.is_nil(bytes)
    assert.matches(good, message)
    assert.equal("invalid", code)
  end)

  it("sees through replacements", function()
    support.git(dir, "replace %s %s", second, first)
    finally(function() support.git(dir, "replace -d %s", second) end)
    assert.same({ first }, assert(git.open(dir)):commit(second).parents)
  end)

  it("hashes as git does", function()
    assert.equal("4b825dc642cb6eb9a060e54bf8d69288fbee4904", git.hash("tree", ""))
    assert.equal("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391", git.hash("blob", ""))
    assert.error_matches(function() git.hash("nope", "") end, "no such type")
  end)
end)
