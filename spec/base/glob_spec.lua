local git = require("tickmark_worker").git
local support = require("spec.support")

describe("glob", function()
  local PATTERNS = {
    "*", "*.md", "**", "**/*.md", "a/**", "a/**/b.md", "a/*/b.md", "a/*", "**/a/**", "a*/**/c.md", "a?b.md",
    "[ab].md", "[!a].md", "[^a].md", "[a-c]/*", "[[:upper:]].md", "[]x].md", "a\\*.md", "\\[x].md", "a/b/c.md",
    "**/b.md", "***/b.md", "a/**b.md", "**/**/b.md", "x/**/**", "*/*/*", "?", "[a/b]x", "a[/]b.md",
    "**a", "*a*b*", "é*.md", "[z-a]", "a/**/", "[-x].md", "[x-].md", "[\\]].md", "**/x/**/b.md",
  }
  local PATHS = {
    "a.md", "b.md", "c.md", "A.md", "].md", "x.md", "-.md", "a*.md", "[x].md", "axb.md", "a/b.md", "a/x/b.md",
    "a/x/y/b.md", "a/b/c.md", "ab/x/c.md", "ab/c.md", "b/a/x.md", "x/a.md", "x/y/z", "x/y/b.md", "a/b", "a/xb.md",
    "z", "bx", "a/a/a", "é1.md", "q/x/b.md", "aab", "bab.txt",
  }

  it("matches what git matches", function()
    local files = {}
    for _, path in ipairs(PATHS) do
      if path ~= "a/b" then files[path] = "" end
    end
    local dir = support.repo(files)
    finally(function() support.remove(dir) end)
    for _, pattern in ipairs(PATTERNS) do
      local theirs = {}
      for path in support.git(dir, "ls-files -z -- %s", ":(glob)" .. pattern):gmatch("[^\0]+") do
        theirs[path] = true
      end
      for path in pairs(files) do
        assert.equal(theirs[path] or false, git.glob(pattern, path), pattern .. " on " .. path)
      end
    end
  end)

  it("takes ** beside other bytes as *", function()
    -- git before 2.41 compared unrelated pointers here, and mostly crossed folders
    assert.is_true(git.glob("a**/b.md", "ab/b.md"))
    assert.is_false(git.glob("a**/b.md", "a/x/y/b.md"))
    assert.is_false(git.glob("a**", "a/b.md"))
  end)

  it("enters each folder above a match", function()
    for _, pattern in ipairs(PATTERNS) do
      for _, path in ipairs(PATHS) do
        local folder = path
        while git.glob(pattern, path) do
          folder = folder:match("^(.*)/[^/]*$") or ""
          assert.is_true(git.glob_enters(pattern, folder), pattern .. " in " .. folder)
          if folder == "" then break end
        end
      end
    end
  end)

  it("enters no other folder that it can tell", function()
    for _, case in ipairs {
      { "a/*.md", "b" }, { "a/*.md", "a/b" }, { "*.md", "a" }, { "a/*/c/**", "a/x/d" }, { "[x", "" }, { "", "" },
    } do
      assert.is_false(git.glob_enters(case[1], case[2]), case[1] .. " in " .. case[2])
    end
    assert.is_true(git.glob_enters("a/*/c/**", "a/x/c/d"))
    assert.is_true(git.glob_enters("*.md", ""))
  end)

  it("refuses a malformed pattern and matches nothing with it", function()
    for _, pattern in ipairs { "[a", "a/[", "a\\", "[a/b", "[[:nope:]]", "**/[", "" } do
      local ok, message, code = git.glob_check(pattern)
      assert.is_nil(ok, pattern)
      assert.is_string(message)
      assert.equal("invalid", code)
      assert.is_false(git.glob(pattern, pattern))
      assert.is_false(git.glob(pattern, "a"))
    end
    assert.is_true(git.glob_check("a/**/[x]*.md"))
  end)

  it("takes no time on patterns made to take it", function()
    local start = os.clock()
    for _, text in ipairs { ("a"):rep(4096), ("a/"):rep(2048) .. "a" } do
      assert.is_false(git.glob(("a*"):rep(500) .. "b", text))
      assert.is_false(git.glob(("**/a*/"):rep(150) .. "b", text))
      assert.is_false(git.glob(("*[a]"):rep(250) .. "b", text))
    end
    assert.is_true(os.clock() - start < 1)
  end)
end)
