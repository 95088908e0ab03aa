local git = require("tickmark_worker").git
local support = require("spec.support")

local X = "587be6b4c3f93f93c489c0111bba5596147a26cb" -- the blob "x\n"

-- A raw tree of {mode, name, id}.
local function tree(dir, entries)
  local raw = {}
  for i, e in ipairs(entries) do raw[i] = e[1] .. " " .. e[2] .. "\0" .. support.bytes(e[3]) end
  return support.object(dir, "tree", table.concat(raw))
end

describe("a tree", function()
  local dir, r, root
  setup(function()
    dir = support.repo()
    support.write(dir .. "/run.sh", "x\n")
    support.sh("chmod +x %s/run.sh && ln -s run.sh %s/link", dir, dir)
    support.commit(dir, { ["a/b/c.md"] = "x\n", ["a.md"] = "x\n", ["a/z.md"] = "x\n", ["é/ü.md"] = "x\n" })
    support.git(dir, "update-index --add --cacheinfo 160000,%s,sub", support.git(dir, "rev-parse HEAD"))
    support.git(dir, "commit -qm sub")
    root = support.git(dir, "rev-parse HEAD^{tree}")
    r = assert(git.open(dir))
  end)
  teardown(function() support.remove(dir) end)

  it("is listed as git lists it", function()
    local lines = {}
    local list, problems = r:tree(root)
    for i, e in ipairs(list) do
      local kind = ({ symlink = "blob", submodule = "commit" })[e.kind] or e.kind
      lines[i] = ("%06o %s %s\t%s\0"):format(e.mode, kind, e.id, e.name)
    end
    assert.equal(support.git(dir, "ls-tree -z %s", root), table.concat(lines))
    assert.same({}, problems)
  end)

  it("gives the entry at a path", function()
    assert.same({ mode = 33188, kind = "blob", id = X }, r:entry(root, "a/b/c.md"))
    assert.same({ mode = 33261, kind = "blob", id = X }, r:entry(root, "run.sh"))
    assert.equal("symlink", r:entry(root, "link").kind)
    assert.equal("submodule", r:entry(root, "sub").kind)
    assert.equal("tree", r:entry(root, "a/b").kind)
    assert.equal("blob", r:entry(root, "é/ü.md").kind)
    assert.equal(root, r:entry(root, "").id)
    for _, path in ipairs { "nope", "a/nope", "a.md/x", "sub/x", "link/x", "a/b/c.md/", "/a" } do
      local entry, message, code = r:entry(root, path)
      assert.is_nil(entry, path)
      assert.matches("no such path", message)
      assert.equal("notfound", code)
    end
    assert.equal("invalid", select(3, r:entry(X, "a")))
  end)

  it("passes odd entries over and reports them", function()
    local id = tree(dir, {
      { "100644", "", X }, { "100644", ".", X }, { "100644", "..", X }, { "40000", ".GIT", root },
      { "100644", "a/b", X }, { "100644", "dup", X }, { "100644", "dup", X }, { "100644", "e\27[1m", X },
      { "100644", "f", X }, { "100644", "f.x", X }, { "40000", "f", root }, { "100644", "ok", X }, { "10644", "p", X },
      { "100644", "\xff.md", X }, { "40000", "\xe9", root },
    })
    local list, problems = r:tree(id)
    local names, odd = {}, {}
    for i, e in ipairs(list) do names[i] = e.name end
    for i, p in ipairs(problems) do
      odd[i] = p.name
      assert.matches("passed over", p.message)
    end
    table.sort(odd)
    assert.same({ "f.x", "ok" }, names)
    assert.same({ "", ".", "..", ".GIT", "a/b", "dup", "e\27[1m", "f", "p", "\xe9", "\xff.md" }, odd)
  end)

  it("sorts what isn't sorted and says so", function()
    local id = tree(dir, { { "100644", "b", X }, { "100644", "a", X } })
    local list, problems = r:tree(id)
    assert.equal("a", list[1].name)
    assert.equal(1, #problems)
    assert.is_truthy(r:entry(id, "b"))
  end)

  it("is refused when it is malformed", function()
    for _, raw in ipairs { "100644 a\0short", "x a\0" .. support.bytes(X), "100644", "100644 " } do
      local list, message, code = r:tree(support.object(dir, "tree", raw))
      assert.is_nil(list)
      assert.matches("malformed tree", message)
      assert.equal("invalid", code)
    end
  end)
end)

describe("repo:folders", function()
  local dir, r, root
  setup(function()
    dir = support.repo {
      ["r.md"] = "1", ["a/1.md"] = "1", ["a/2.md"] = "2", ["a/n.txt"] = "3", ["a.b/1.md"] = "1", ["a/c/1.md"] = "4",
      ["d/e/f/g.md"] = "5", ["t/u.txt"] = "6",
    }
    r = assert(git.open(dir))
    root = r:commit(r:resolve("HEAD")).tree
  end)
  teardown(function() support.remove(dir) end)

  local function paths(...)
    local out = {}
    for i, f in ipairs(assert(r:folders(...))) do out[i] = f.path .. ":" .. f.files end
    return out
  end

  it("lists those with matching files of their own, in order of paths", function()
    assert.same({ ":1", "a:2", "a.b:1", "a/c:1", "d/e/f:1" }, paths(root, { "**/*.md" }))
    assert.same({ "a:1", "t:1" }, paths(root, { "*/*.txt" }))
    assert.same({ "a:3", "a/c:1" }, paths(root, { "a/**", "a/*.md" }))
    assert.same({}, paths(root, { "nope/**", "[" }))
    assert.same({}, paths(root, {}))
    local folder = r:folders(root, { "d/**" })[1]
    assert.equal(r:entry(root, "d/e/f").id, folder.id)
  end)

  it("takes the path of its root", function()
    local id = r:entry(root, "d/e").id
    assert.same({ "d/e/f:1" }, paths(id, { "d/e/**" }, "d/e"))
    assert.same({ "f:1" }, paths(id, { "f/*" }))
  end)

  it("is the same whatever was read before it", function()
    local base = {}
    for i = 1, 40 do base[i] = { "100644", ("m%02d.md"):format(i), X } end
    local plain = tree(dir, base)
    local new = { { "100644", "m20.x", X }, { "40000", "m20", root }, { "100644", "a", X }, { "100644", "z", X },
      { "100644", "m20.md", X }, { "40000", "m20.md", root }, { "100644", ".git", X }, { "10", "m20.x", X },
      { "100644", "m", X }, { "100644", "m20\t", X }, { "100644", "m19.md-", root }, { "0100644", "m20.nd", X } }
    for _, entry in ipairs(new) do
      for at, gone in pairs { [1] = 0, [20] = 0, [21] = 0, [22] = 1, [41] = 0, [40] = 1, [11] = 20 } do
        local list = table.move(base, 1, at - 1, 1, {})
        list[at] = entry
        table.move(base, at + gone, 40, at + 1, list)
        local id = tree(dir, list)
        local alone, near = assert(git.open(dir)), assert(git.open(dir))
        local entries, problems = alone:tree(id)
        local told = { near:diff(plain, id) }
        assert.same({ entries, problems }, { near:tree(id) })
        assert.same(told, { alone:diff(plain, id) })
      end
    end
  end)

  it("enters only what a pattern may reach", function()
    local gone = ("1"):rep(40)
    local id = tree(dir, { { "40000", "a", r:entry(root, "a").id }, { "40000", "gone", gone } })
    local list, problems = r:folders(id, { "a/*.md" })
    assert.equal(1, #list)
    assert.same({}, problems)
    list, problems = r:folders(id, { "**" })
    assert.equal(2, #list)
    assert.same({ { path = "gone", message = gone .. ": object is missing" } }, problems)
    assert.equal("notfound", select(3, r:folders(gone, { "**" })))
  end)

  it("bounds the entries of a folder, and a name", function()
    local script = "b''.join(b'100644 %06d\\0' % i + b'x' * 20 for i in range({}))"
    for count, code in pairs { [500000] = false, [500001] = "limit" } do
      local id = support.sh("python3 spec/git/object.py %s tree %s", dir .. "/.git/objects",
        (script:gsub("{}", tostring(count))))
      local list, message, why = r:folders(id, { "x" })
      assert.equal(code or nil, why)
      assert.equal(not code, list ~= nil)
      if code then assert.equal(id .. ": a folder of too many entries", message) end
    end
    local id = tree(dir, { { "100644", ("n"):rep(4096), git.hash("blob", "1") },
      { "100644", ("n"):rep(5000), git.hash("blob", "1") } })
    local list, problems = r:folders(id, { "*" })
    assert.equal(1, list[1].files)
    assert.equal("passed over: a name longer than 4,096 bytes", problems[1].message)
    assert.equal(("n"):rep(4097) .. "...", problems[1].path)
  end)

  it("bounds depth and size", function()
    local id = tree(dir, { { "100644", "x", git.hash("blob", "1") } })
    local bomb = id
    for i = 1, 130 do
      id = tree(dir, { { "40000", "d", id } })
      local list, problems = r:folders(id, { "**" })
      assert.equal(i <= 128 and 1 or 0, #list, i)
      assert.same(i <= 128 and {} or { { path = ("d/"):rep(129):sub(1, -2),
        message = "passed over: deeper than 128 folders" } }, problems)
    end
    for _ = 1, 10 do
      local same = {}
      for i = 1, 10 do same[i] = { "40000", "d" .. i - 1, bomb } end
      bomb = tree(dir, same)
    end
    assert.equal("limit", select(3, r:folders(bomb, { "**/x" })))
  end)
end)
