local git = require("tickmark_worker").git
local support = require("spec.support")

describe("git.folder", function()
  local dir
  setup(function()
    dir = support.repo()
    for path, text in pairs {
      ["a.md"] = "1", ["a/b.md"] = "22", ["a/c/d.md"] = "", ["a-b"] = "3", ["é.md"] = "4", ["run"] = "x",
    } do
      support.write(dir .. "/" .. path, text)
    end
    support.sh("cd %s && chmod +x run && ln -s nowhere link && ln -s /etc out", dir)
    support.sh("cd %s && mkdir -p empty/er && mkfifo a/pipe", dir)
  end)
  teardown(function() support.remove(dir) end)

  it("hashes what git would write", function()
    support.git(dir, "add -A")
    local folder = assert(git.folder(dir))
    assert.equal(support.git(dir, "write-tree"), folder.tree)
    local lines = {}
    for i, f in ipairs(folder.files) do lines[i] = f.id .. " " .. f.path end
    assert.equal(support.git(dir, "-c core.quotePath=false ls-files -s | sed 's/^[0-9]* //; s/ 0\\t/ /'"),
      table.concat(lines, "\n"))
    assert.equal(2, folder.files[3].size)
  end)

  it("keeps to its limits", function()
    assert.equal("limit", select(3, git.folder(dir, { files = 7 })))
    assert.equal("limit", select(3, git.folder(dir, { bytes = 10 })))
    assert.is_truthy(git.folder(dir, { files = 8 }))
  end)

  it("says what is not there, and takes an empty folder", function()
    assert.equal("notfound", select(3, git.folder(dir .. "/nope")))
    assert.is_nil((git.folder(dir .. "/a.md")))
    assert.same({ tree = git.hash("tree", ""), files = {} }, git.folder(dir .. "/empty"))
  end)
end)
