--- What a change does to documents: staged, or since a base, by real git.

local command = require("spec.command")
local support = require("spec.support")

local CONFIG <const> = [[
organisation: {id: acme, name: Acme Ltd}
scope: {id: SCO-MAIN}
records:
  policy: {paths: ["policies/**/*.md"], retention: P3Y}
checks: {paths: []}
]]

local function policy(changes, body)
  local head = { id = "POL-X", title = "X", version = '"1.0"', status = "approved", owner = "role:it", author = "bob",
    approved_by = "ann", approved_on = "2026-01-02", next_review = "2999-01-01" }
  for key, value in pairs(changes or {}) do head[key] = value end
  local lines = {}
  for key, value in pairs(head) do lines[#lines + 1] = ("%s: %s"):format(key, value) end
  table.sort(lines)
  return "---\n" .. table.concat(lines, "\n") .. "\n---\n" .. (body or "# X\n\nWords.\n")
end

local P <const> = "policies/x.md"
local BAD <const> = policy { owner = "" }

describe("what is staged", function()
  local dir
  before_each(function() dir = support.repo { ["tickmark.yml"] = CONFIG, [P] = policy() } end)
  after_each(function() support.remove(dir) end)

  local function write(path, text) support.write(dir .. "/" .. path, text) end

  --- Write and stage files, false takes one away; what is said then.
  local function staged(files)
    for path, text in pairs(files) do
      if text then write(path, text) else support.git(dir, "rm -q %s", path) end
    end
    support.git(dir, "add -A")
    return command.tickmark(dir, "check --staged")
  end

  local function says(files, words, status)
    local ran = staged(files)
    assert.equal("", ran.err)
    assert.match(words, ran.out, 1, true)
    assert.equal(status, ran.status, ran.out)
    return ran.out
  end

  it("is judged, and what is not staged isn't", function()
    write("policies/y.md", BAD)
    support.git(dir, "add -A")
    write("policies/y.md", policy { id = "POL-Y" }) -- mended, and not staged
    write("policies/z.md", BAD)
    local ran = command.tickmark(dir, "check --staged")
    assert.match("policies/y.md:1:1: error: it lacks owner", ran.out, 1, true)
    assert.is_nil(ran.out:find("z.md", 1, true))
    assert.equal(1, ran.status)
  end)

  it("is only what the change touches: what stood there before is left alone", function()
    support.commit(dir, { ["policies/old.md"] = "no head" })
    says({ ["policies/y.md"] = policy { id = "POL-Y" } }, "nothing to mend in 1 document", 0)
  end)

  it("voids an approval when the text changes", function()
    says({ [P] = policy({ version = '"1.1"' }, "# X\n\nOther words.\n") },
      "error: its text has changed since it was approved on 2026-01-02", 1)
    says({ [P] = policy({ version = '"1.1"', owner = "role:hr" }) },
      "error: its text has changed since it was approved on 2026-01-02", 1)
    says({ [P] = policy({ version = '"1.1"', approved_on = "2026-02-02" }, "# X\n\nOther words.\n") },
      "nothing to mend in 1 document", 0)
    says({ [P] = policy({ version = '"1.1"', status = "in-review" }, "# X\n\nOther words.\n") },
      "nothing to mend in 1 document", 0)
  end)

  it("has another version when the text changes, and not when it doesn't", function()
    says({ [P] = policy({ approved_on = "2026-02-02" }, "# X\n\nOther words.\n") },
      "warning: its text has changed, and it is still version 1.0", 0)
    says({ [P] = policy { version = '"1.1"' } }, "warning: version 1.1, and its text is that of version 1.0", 0)
  end)

  it("is told of a review that moved the date alone", function()
    says({ [P] = policy { next_review = "2999-12-31" } },
      "warning: a review that changed nothing but its date (next_review)", 0)
  end)

  it("keeps its id", function()
    says({ [P] = policy { id = "POL-Z" } }, "policies/x.md:5:1: error: its id was POL-X", 1)
  end)

  it("may move, with its id, and is the same document", function()
    says({ [P] = false, ["policies/sub/é x.md"] = policy() }, "nothing to mend in 1 document", 0)
    says({ ["policies/sub/é x.md"] = policy({ version = '"2"' }, "# Quite\n\nother\n\nwords.\n") },
      "policies/sub/é x.md:3:1: error: its text has changed since", 1)
  end)

  it("blocks what the commit before says: a change doesn't exempt itself", function()
    says({ ["policies/y.md"] = BAD, ["tickmark.yml"] = CONFIG .. "check: {blocks: [secret]}\n" },
      "error: it lacks owner", 1)
  end)

  it("may end its lines in another way", function()
    says({ [P] = "\u{FEFF}" .. policy():gsub("\n", "\r\n") }, "nothing to mend in 1 document", 0)
  end)

  it("goes on as one document, and not as two", function()
    says({ [P] = false, ["policies/y.md"] = policy { title = "Y" },
      ["policies/z.md"] = policy({}, "# Quite other\n") },
      "policies/z.md:5:5: error: id: POL-X is the id of policies/y.md already", 1)
  end)

  it("brings no id that something else has", function()
    says({ ["policies/y.md"] = policy() },
      "policies/y.md:5:5: error: id: POL-X is the id of policies/x.md already", 1)
  end)

  it("is told when a record under retention goes", function()
    says({ [P] = false },
      "policies/x.md:1:1: warning: a policy is taken away, and is to be kept for P3Y", 0)
  end)

  it("holds no secrets, in whatever file", function()
    for name, secret in pairs { pem = "x\n-----BEGIN OPENSSH PRIVATE KEY-----\n",
      aws = "\nAKIA" .. ("Q"):rep(16) .. "\n",
      github = "\nghp_" .. ("a1"):rep(18) .. "\n" } do
      says({ ["evidence/" .. name .. ".txt"] = secret }, "evidence/" .. name .. ".txt:2:1: error: it holds a", 1)
    end
    says({ ["evidence/pem.txt"] = "x", ["evidence/aws.txt"] = "AKIA is a prefix",
      ["evidence/github.txt"] = "ghp_short" },
      "nothing to mend in 0 documents", 0)
  end)

  it("is no document that can't be read: a symbolic link", function()
    support.sh("ln -s x.md %s/policies/y.md", dir)
    says({}, "policies/y.md:1:1: error: a symbolic link, not a document", 1)
  end)

  it("of nothing is nothing", function()
    says({}, "nothing to mend in 0 documents", 0)
  end)

  it("is judged before there is any commit", function()
    support.sh("rm -rf %s/.git && git -C %s init -q", dir, dir)
    says({ [P] = BAD }, "error: it lacks owner", 1)
  end)

  it("is judged in a linked worktree", function()
    local work = support.tmpdir()
    support.git(dir, "worktree add -q %s/w", work)
    support.write(work .. "/w/" .. P, BAD)
    support.git(work .. "/w", "add -A")
    assert.equal(1, command.tickmark(work .. "/w", "check --staged").status)
    assert.equal(0, command.tickmark(dir, "check --staged").status)
    support.remove(work)
  end)

  it("is what git says that it is: the index of commit FILE and of commit -a", function()
    write(".git/hooks/pre-commit", "#!/bin/sh\nexec " .. command.PATH .. " check --staged >said\n")
    support.sh("chmod +x %s/.git/hooks/pre-commit", dir)
    write("policies/y.md", BAD)
    support.git(dir, "add policies/y.md")
    for _, how in ipairs { "-a", "policies/y.md" } do
      support.sh("cd %s && ! git commit -qm x " .. how .. " 2>/dev/null", dir)
      assert.match("policies/y.md:1:1: error", command.read(dir .. "/said"), 1, true)
    end
    write(P, policy { approved_on = "2026-03-03", title = "Y", version = '"2"' })
    support.git(dir, "commit -qm x policies/x.md") -- y.md is staged, and not in this commit
    assert.match("nothing to mend in 1 document", command.read(dir .. "/said"), 1, true)
  end)

  it("is not judged while a merge is unfinished", function()
    support.git(dir, "checkout -q -b b")
    support.commit(dir, { [P] = policy { title = "B" } })
    support.git(dir, "checkout -q main")
    support.commit(dir, { [P] = policy { title = "M" } })
    support.sh("cd %s && ! git merge -q b >/dev/null 2>&1", dir)
    local ran = command.tickmark(dir, "check --staged")
    assert.match("a merge is not finished", ran.err, 1, true)
    assert.equal(3, ran.status)
  end)

  it("passes over what git add -N has only promised", function()
    write("policies/y.md", BAD)
    support.git(dir, "add -N policies/y.md")
    local ran = command.tickmark(dir, "check --staged")
    assert.same({ 0, "nothing to mend in 0 documents\n" }, { ran.status, ran.out })
  end)
end)

describe("what has changed since a base", function()
  it("is judged as one change", function()
    local dir = support.repo { ["tickmark.yml"] = CONFIG, [P] = policy() }
    support.git(dir, "tag base")
    support.commit(dir, { [P] = policy({ version = '"1.1"' }, "# X\n\nOther words.\n") })
    support.commit(dir, { ["policies/y.md"] = policy { id = "POL-Y" } })
    local ran = command.tickmark(dir, "check --base base")
    assert.match("error: its text has changed since it was approved", ran.out, 1, true)
    assert.match("1 error in 2 documents", ran.out, 1, true)
    assert.equal(1, ran.status)
    assert.equal(0, command.tickmark(dir, "check --base HEAD~1").status)
    assert.equal(0, command.tickmark(dir, "check --base base policies/y.md").status)
    support.remove(dir)
  end)
end)

describe("tickmark check", function()
  local dir
  before_each(function() dir = support.repo { ["tickmark.yml"] = CONFIG, [P] = BAD, ["policies/y.md"] = BAD } end)
  after_each(function() support.remove(dir) end)

  it("tells machines in their forms", function()
    local data = require("tickmark.base.json").decode(command.tickmark(dir, "check --format json").out)
    assert.same({ 3, 0, 2, 1 }, { data.errors, data.warnings, data.documents, data.exit })
    assert.same({ "head", "error", P, 1, 1 }, { data.faults[1].code, data.faults[1].level, data.faults[1].path,
      data.faults[1].line, data.faults[1].column })
    assert.match("^::error file=policies/x.md,line=1,col=1,title=tickmark head::it lacks owner; because ",
      command.tickmark(dir, "check --format github").out)
  end)

  it("looks at the files and folders that it is told", function()
    assert.match("1 error in", command.tickmark(dir, "check policies/x.md").out)
    assert.match("3 errors in", command.tickmark(dir, "check ./policies/").out)
    assert.equal(0, command.tickmark(dir, "check other").status)
  end)

  it("looks at many documents by several workers", function()
    local files = {}
    for n = 1, 300 do files[("policies/%03d.md"):format(n)] = policy { id = "POL-" .. n } end
    files["policies/z.md"] = policy { id = "POL-7" }
    files["policies/y.md"], files[P] = false, false
    support.commit(dir, files)
    local ran = command.tickmark(dir, "check")
    assert.equal("policies/z.md:5:5: error: id: POL-7 is the id of policies/007.md already",
      ran.out:match("^[^\n]*"))
    assert.match("1 error in 301 documents", ran.out, 1, true)
  end)

  it("looks at a long register", function()
    local lines = { "risks:" }
    for n = 1, 2000 do
      lines[n + 1] = ("  - {id: RISK-%d, owner: ann, level: high, assumptions: none, option: accept}"):format(n)
    end
    support.commit(dir, { ["risks.yml"] = table.concat(lines, "\n") .. "\n",
      ["tickmark.yml"] = CONFIG:gsub("records:", '%0\n  risk: {paths: ["risks.yml"], each: risks}') })
    local ran = command.tickmark(dir, "check risks.yml")
    assert.same({ 0, "" }, { ran.status, ran.err })
  end)

  it("looks at a revision", function()
    support.commit(dir, { [P] = policy(), ["policies/y.md"] = false })
    assert.equal(0, command.tickmark(dir, "check").status)
    assert.equal(1, command.tickmark(dir, "check --rev HEAD~1").status)
  end)

  it("blocks what the configuration says", function()
    support.commit(dir, { ["tickmark.yml"] = CONFIG .. "check: {blocks: [secret]}\n" })
    local ran = command.tickmark(dir, "check")
    assert.equal(0, ran.status)
    assert.match("3 warnings in", ran.out, 1, true)
  end)

  it("says what it can't do", function()
    for _, case in ipairs { { "--staged --rev HEAD", "can not be used together" },
      { "--staged --base HEAD", "--staged and --base" },
      { "--rev nope", "nope" }, { "--format xml", 'no format "xml"' } } do
      local ran = command.tickmark(dir, "check " .. case[1])
      assert.equal(3, ran.status, case[1])
      assert.match(case[2], ran.err, 1, true)
    end
  end)
end)
