local git = require("tickmark_worker").git
local support = require("spec.support")

-- What git says of first-parent history: path -> list of "commit blob".
local function theirs(dir)
  local out = {}
  local commit
  local log = support.git(dir,
    "log -z --first-parent -m --reverse --root --no-renames --raw --no-abbrev --format=tformat:%%H")
  for field in (log .. "\0"):gmatch("([^\0]*)\0") do
    field = field:gsub("^\n+", "")
    if out.pending then
      local old, new, was, id = table.unpack(out.pending)
      out.pending = nil
      -- a change of mode alone is no version
      if was ~= id or (old ~= new and old:sub(1, 3) ~= new:sub(1, 3)) then
        out[field] = out[field] or {}
        table.insert(out[field], commit .. " " .. (id:match("^0+$") and "gone" or id))
      end
    elseif field:match("^:") then
      out.pending = { field:match("^:(%d+) (%d+) (%x+) (%x+)") }
    elseif field ~= "" then
      commit = field:match("^%x+")
    end
  end
  return out
end

--- The paths of a history and their numbers.
local function each(history, gone)
  local path, i = nil, 0
  return function()
    path, i = history:next(i, { "**" }, {}, gone)
    return path, i
  end
end

describe("a history", function()
  local dir, r, line
  local function history(globs, last)
    local h, problems = r:history(line, last or line:len(), globs or { "**" })
    assert(h, problems)
    return h, problems
  end

  setup(function()
    dir = support.repo({ ["a/x.md"] = "1", ["a.md"] = "1", ["b/c/d.md"] = "1", ["same.md"] = "s" },
      { date = "2026-01-01T00:00:00Z" })
    support.commit(dir, { ["a/x.md"] = "2", ["b/c/e.md"] = "1" }, { date = "2026-01-02T00:00:00Z" })
    support.commit(dir, { ["a/x.md"] = false, ["a.md"] = "2" }, { date = "2026-01-05T00:00:00Z" })
    support.sh("chmod +x %s/a.md", dir)
    support.commit(dir, {}, { date = "2026-01-04T00:00:00Z" })
    support.sh("rmdir %s/a", dir)
    support.commit(dir, { ["a"] = "a file now", ["b/c/d.md"] = false, ["b/c/e.md"] = false, ["b"] = false })
    support.sh("rm -rf %s/b && ln -s a %s/b", dir, dir)
    support.commit(dir, { ["same.md"] = "t" }, { date = "2026-01-07T00:00:00Z" })
    support.commit(dir, { ["same.md"] = "s", ["a"] = false }, { date = "2026-01-08T00:00:00Z" })
    support.commit(dir, { ["a/x.md"] = "2", ["a-b/x"] = "1" }, { date = "2026-01-09T00:00:00Z" })
    support.git(dir, "checkout -q -b side HEAD~3")
    support.commit(dir, { ["side.md"] = "1", ["same.md"] = "u" }, { date = "2026-01-10T00:00:00Z" })
    support.git(dir, "checkout -q main")
    support.sh("GIT_COMMITTER_DATE=2026-01-11T00:00:00Z git -C %s merge -q -s ort -X theirs --no-ff -m m side", dir)
    r = assert(git.open(dir))
    line = assert(r:line(r:resolve("HEAD")))
  end)
  teardown(function() support.remove(dir) end)

  --- The history of a line of commits whose folder `d` is given, as words.
  local function versions_of(folders)
    local parent
    for i, folder in ipairs(folders) do
      local tree = support.object(dir, "tree", "40000 d\0" .. support.bytes(folder))
      parent = support.object(dir, "commit", ("tree %s\n%sauthor A <a> %d +0000\ncommitter A <a> %d +0000\n\n"):format(
        tree, parent and "parent " .. parent .. "\n" or "", i, i))
    end
    local own = assert(r:line(parent))
    local h, problems = r:history(own, own:len(), { "**" })
    local words = {}
    for path, i in each(h) do
      for _, version in ipairs(h:versions(i)) do
        words[#words + 1] = ("%s %d %s"):format(path, version.time, version.blob and version.blob:sub(1, 4) or "gone")
      end
    end
    return words, problems
  end

  local function folder(...)
    local raw = {}
    for i, entry in ipairs { ... } do
      raw[i] = "100644 " .. entry:sub(1, 1) .. "\0" .. support.bytes(git.hash("blob", entry:sub(2)))
    end
    return support.object(dir, "tree", table.concat(raw))
  end

  it("knows what is there after a folder that can't be read", function()
    local one, two = git.hash("blob", "1"):sub(1, 4), git.hash("blob", "2"):sub(1, 4)
    local words, problems = versions_of { folder("a1"), ("1"):rep(40), folder("a1", "b2"), folder("a2", "b2") }
    assert.same({ "d/a 1 " .. one, "d/a 4 " .. two, "d/b 3 " .. two }, words)
    assert.equal("d", problems[1].path)
    assert.same({ "d/a 2 " .. one }, (versions_of { ("1"):rep(40), folder("a1") }))
  end)

  it("says of nothing that it has gone while it is passed over", function()
    local one, two = git.hash("blob", "1"):sub(1, 4), git.hash("blob", "2"):sub(1, 4)
    local words, problems = versions_of { folder("a1", "b1"), folder("a1", "a2"), folder("a2") }
    assert.same({ "d/a 1 " .. one, "d/a 3 " .. two, "d/b 1 " .. one, "d/b 2 gone" }, words)
    assert.same({ "d/a", "passed over: the same name twice" }, { problems[1].path, problems[1].message })
  end)

  it("has the versions that git has", function()
    local ours, last = {}, ""
    local h = history()
    for path, number in each(h) do
      local versions = h:versions(number)
      assert.is_true(last < path)
      last = path
      ours[path] = {}
      for i, v in ipairs(versions) do
        ours[path][i] = v.commit .. " " .. (v.blob or "gone")
        assert.equal(v.commit, (line:commit(v.index)))
        assert.equal(select(4, line:commit(v.index)), v.time)
      end
    end
    assert.same(theirs(dir), ours)
  end)

  it("tells kinds, modes and deletions", function()
    local all, h = {}, history()
    for path, number in each(h) do all[path] = h:versions(number) end
    for path in each(h, true) do assert.is_nil(all[path][#all[path]].blob) end
    assert.equal("symlink", all["b"][1].kind)
    assert.equal(1, #all["side.md"])
    assert.same({ 33188, "blob" }, { all["a.md"][1].mode, all["a.md"][1].kind })
    assert.equal(2, #all["a.md"])
    local gone = all["b/c/d.md"][2]
    assert.is_nil(gone.blob)
    assert.same({ 0, "blob" }, { gone.mode, gone.kind })
  end)

  it("knows the paths that patterns ask for, of the commits asked for", function()
    assert.equal(1, history({ "a/*.md" }):len())
    assert.equal(0, history({ "nope" }):len())
    assert.equal(0, history(nil, 0):len())
    assert.equal(4, history(nil, 1):len())
    assert.is_true(history():match { "nope", "b/c/*.md" })
    assert.is_false(history():match { "nope/**", "b/*.md" })
  end)

  it("survives collection of what it came from", function()
    local h = history()
    r:close()
    line, r = nil, assert(git.open(dir))
    collectgarbage()
    assert.equal("a", (h:next(0, { "**" }, {})))
    line = assert(r:line(r:resolve("HEAD")))
    assert.error_matches(function() git.open(dir):history(line, 1, {}) end, "another repository")
  end)

  it("reports a folder that can't be read", function()
    local function commit(tree, parent)
      return support.object(dir, "commit", ("tree %s\n%scommitter C <c@d> 7 +0000\n\nm"):format(tree,
        parent and "parent " .. parent .. "\n" or ""))
    end
    local function tree(sub)
      return support.object(dir, "tree", "100644 a\0" .. support.bytes(git.hash("blob", "1")) .. "40000 gone\0"
        .. support.bytes(sub))
    end
    local tip = commit(tree(("2"):rep(40)), commit(tree(("1"):rep(40))))
    local l = assert(r:line(tip))
    local h, problems = r:history(l, 2, { "**" })
    assert.equal(1, h:len())
    assert.equal(2, #problems)
    assert.same({ "gone", tip }, { problems[2].path, problems[2].commit })
  end)
end)

describe("repo:changes", function()
  local dir, r
  setup(function()
    dir = support.repo({ ["a/x.md"] = "1", ["b.md"] = "1" }, { date = "2026-01-01T00:00:00Z" })
    support.git(dir, "checkout -q -b side")
    support.commit(dir, { ["a/y.md"] = "1" }, { date = "2026-01-02T00:00:00Z" })
    support.sh("chmod +x %s/b.md", dir)
    support.commit(dir, { ["a/x.md"] = false }, { date = "2026-01-02T00:00:00Z" })
    support.git(dir, "checkout -q main")
    support.commit(dir, { ["c/d/e.md"] = "1", ["a/x.md"] = "2" }, { date = "2025-12-31T00:00:00Z" })
    support.git(dir, "merge -q -s ours --no-ff -m m side")
    support.commit(dir, { ["b.md"] = "3" }, { date = "2026-01-05T00:00:00Z" })
    support.git(dir, "checkout -q --orphan other")
    support.commit(dir, { ["z.md"] = "1" }, { date = "2026-01-06T00:00:00Z" })
    support.git(dir, "merge -q -s ours --allow-unrelated-histories --no-ff -m m main")
    r = assert(git.open(dir))
  end)
  teardown(function() support.remove(dir) end)

  it("are those of git rev-list and a raw diff", function()
    local expected = {}
    for line in support.git(dir, "rev-list --no-merges --full-history --format=%%ct HEAD"):gmatch("%x+\n%d+") do
      local id, time = line:match("(%x+)\n(%d+)")
      for change in support.git(dir, "diff-tree -r --root --no-commit-id --no-renames --no-abbrev %s", id)
        :gmatch("[^\n]+") do
        local old, new, path = change:match("^:%d+ %d+ (%x+) (%x+) %u\t(.*)$")
        expected[#expected + 1] = ("%012d %s %s %s %s"):format(time, id, path, old, new)
      end
    end
    table.sort(expected)
    local ours = {}
    local none = ("0"):rep(40)
    for i, c in ipairs(assert(r:changes(r:resolve("HEAD"), { "**" }))) do
      ours[i] = ("%012d %s %s %s %s"):format(c.time, c.commit, c.path, c.old or none, c.blob or none)
    end
    assert.is_true(#ours > 8)
    assert.same(expected, ours)
  end)

  it("keep to the patterns", function()
    local list = r:changes(r:resolve("HEAD"), { "c/**" })
    assert.equal(2, #list)
    assert.same({ "c/d/e.md", "blob" }, { list[1].path, list[1].kind })
  end)

  it("pass over malformed commits and say so", function()
    local tree = r:commit(r:resolve("HEAD")).tree
    local bad = support.object(dir, "commit", "nonsense\n")
    local child = support.object(dir, "commit", ("tree %s\nparent %s\n\nm"):format(tree, bad))
    local tip = support.object(dir, "commit", ("tree %s\nparent %s\nparent %s\n\nm"):format(tree, child,
      r:resolve("HEAD")))
    local list, problems = r:changes(tip, { "**" })
    assert.is_true(#list > 8)
    assert.equal(2, #problems)
    assert.equal(bad, problems[1].commit)
    assert.equal(child, problems[2].commit)
    assert.equal("invalid", select(3, r:changes(bad, { "**" })))
  end)
end)
