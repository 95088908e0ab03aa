-- A tree made again from its parent's and a file that was added.

local git = require("tickmark_worker").git
local support = require("spec.support")

describe("a tree made again", function()
  local dir, repo, before, after, blob

  setup(function()
    dir = support.repo { ["a/x.md"] = "x\n", ["a/y.md"] = "y\n", ["b.md"] = "b\n" }
    support.commit(dir, { ["a/deep/z.md"] = "z\n" })
    before, after = support.git(dir, "rev-parse HEAD~1^{tree}"), support.git(dir, "rev-parse HEAD^{tree}")
    blob = support.git(dir, "rev-parse HEAD:a/deep/z.md")
    repo = assert(git.open(dir))
  end)
  teardown(function()
    repo:close()
    support.remove(dir)
  end)

  it("is the one that git made, and knows its folders", function()
    local replay = assert(repo:replay(before))
    assert.is_nil((replay:folder("a/deep")))
    assert.is_true(replay:add("a/deep/z.md", blob, after))
    assert.equal(support.git(dir, "rev-parse HEAD:a/deep"), replay:folder("a/deep"))
    assert.equal(support.git(dir, "rev-parse HEAD:a"), replay:folder("a"))
    replay:close()
  end)

  -- a path, a file, a tree: what is not what the commit holds
  for _, case in ipairs {
    { "with another path", "a/deep/q.md" }, { "with another file", nil, true },
    { "with a file that is there", "a/x.md" },
    { "with a folder's name for a file", "a" }, { "with a file's name for a folder", "b.md/z.md" },
    { "with a path that is none", "a//z.md" }, { "with git's own folder", ".git/z.md" }, { "with no path", "" },
  } do
    it("is not " .. case[1], function()
      local replay <close> = assert(repo:replay(before))
      local other = case[3] and support.git(dir, "rev-parse HEAD:b.md") or blob
      assert.is_false(replay:add(case[2] or "a/deep/z.md", other, after))
    end)
  end

  it("can't begin with what is no tree", function()
    local replay, message, code = repo:replay(blob)
    assert.same({ "invalid" }, { replay or code }, message)
  end)

  it("outlives the handle of its repository", function()
    local other = assert(git.open(dir))
    local replay <close> = assert(other:replay(before))
    other:close()
    assert.is_true(replay:add("a/deep/z.md", blob, after))
  end)
end)
