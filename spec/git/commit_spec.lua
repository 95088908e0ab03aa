local git = require("tickmark_worker").git
local support = require("spec.support")

local TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"

describe("repo:commit", function()
  local dir, r
  setup(function()
    dir = support.repo({ ["a.md"] = "x" }, { message = "one\ntwo\n\nbody", date = "2026-01-31T12:00:00+0530" })
    r = assert(git.open(dir))
  end)
  teardown(function() support.remove(dir) end)

  local function read(text)
    return r:commit(support.object(dir, "commit", text))
  end

  it("reads what git wrote", function()
    local id = support.git(dir, "rev-parse HEAD")
    local commit = assert(r:commit(id))
    local person = { name = "Ada Example", mail = "ada@example.com", time = 1769841000, offset_minutes = 330 }
    assert.same({
      id = id, tree = support.git(dir, "rev-parse HEAD^{tree}"), parents = {}, author = person, committer = person,
      subject = "one two", message = "one\ntwo\n\nbody\n", signed = false,
    }, commit)
  end)

  it("lives with what others wrote", function()
    local A = "author A <a@b> 5 +0100\n"
    for name, case in pairs {
      ["order"] = { A .. "parent " .. TREE .. "\ncommitter C <c@d> 7 -0130\ntree " .. TREE .. "\n\nm",
        parents = { TREE }, time = 7, offset = -90, mail = "c@d", name = "C", message = "m" },
      ["no mail"] = { "tree " .. TREE .. "\ncommitter C 7 +0000\n\nm", time = 0, name = "C 7 +0000", mail = "" },
      ["no end of mail"] = { "tree " .. TREE .. "\ncommitter C <c 7 +0000\n\nm", time = 0, name = "C",
        mail = "c 7 +0000" },
      ["two ends"] = { "tree " .. TREE .. "\ncommitter C <c@d>> 7 +0000\n\nm", time = 7, name = "C", mail = "c@d" },
      ["broken date"] = { "tree " .. TREE .. "\ncommitter C <c@d> soon\n\nm", time = 0, offset = 0 },
      ["negative date"] = { "tree " .. TREE .. "\ncommitter C <c@d> -5 +0000\n\nm", time = 0 },
      ["huge date"] = { "tree " .. TREE .. "\ncommitter C <c@d> 99999999999999999999 +0000\n\nm", time = 0 },
      ["nobody"] = { "tree " .. TREE .. "\n\nm", time = 0, name = "", mail = "" },
      ["NUL"] = { "tree " .. TREE .. "\ncommitter \0C <c@d> 7 +0000\n\nm\0n", name = "\0C",
        message = "m\0n", subject = "m\0n" },
      ["not UTF-8"] = { "tree " .. TREE .. "\ncommitter \xe9 <c@d> 7 +0000\nencoding x\n\n\xe9",
        name = "\xe9", message = "\xe9" },
      ["signed"] = { "tree " .. TREE .. "\ncommitter C <c@d> 7 +0000\ngpgsig -----\n tree x\n \n committer X\n\nm",
        signed = true, name = "C" },
      ["no message"] = { "tree " .. TREE .. "\ncommitter C <c@d> 7 +0000\n", message = "", subject = "" },
      ["only a head"] = { "tree " .. TREE, message = "" },
      ["late subject"] = { "tree " .. TREE .. "\n\n\n \nsub\n  ject \n\nb", subject = "sub ject" },
    } do
      local commit = assert(read(case[1]))
      local who = commit.committer
      assert.equal(TREE, commit.tree, name)
      assert.same(case.parents or {}, commit.parents, name)
      assert.equal(case.signed or false, commit.signed, name)
      for key, value in pairs {
        [case.time or false] = who.time, [case.offset or false] = who.offset_minutes, [case.name or false] = who.name,
        [case.mail or false] = who.mail, [case.message or false] = commit.message,
        [case.subject or false] = commit.subject,
      } do
        if key then assert.equal(key, value, name) end
      end
    end
  end)

  it("refuses what has no tree", function()
    for _, text in ipairs { "", "\n", "tree\n\n", "tree 123\n\nm", "author A <a> 1 +0000\n\ntree " .. TREE } do
      local commit, message, code = read(text)
      assert.is_nil(commit)
      assert.matches("malformed commit", message)
      assert.equal("invalid", code)
    end
    assert.equal("invalid", select(3, r:commit(TREE:gsub("4", "z"))))
    assert.equal("invalid", select(3, r:commit(git.hash("blob", "x"))))
  end)
end)
