--- What a change does to documents: staged, or since a base, by real git.

local command = require("spec.command")
local policies = require("spec.policies")
local support = require("spec.support")

local policy, CONFIG <const>, P <const> = policies.policy, policies.CONFIG, policies.PATH
local BAD <const> = policy { owner = "" }

describe("what is staged", function()
  local dir
  before_each(function() dir = support.repo { ["tickmark.yml"] = CONFIG, [P] = policy() } end)
  after_each(function() support.remove(dir) end)

  local function says(files, words, status) policies.says(dir, files, words, status) end

  local function write(path, text) support.write(dir .. "/" .. path, text) end

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

  it("can't break the configuration to be rid of it", function()
    support.commit(dir, { ["tickmark.yml"] = CONFIG .. "foo: bar\n" })
    says({ ["policies/y.md"] = BAD, ["tickmark.yml"] = CONFIG:gsub("policies/", "nope/") },
      "policies/y.md:1:1: error: it lacks owner", 1)
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

  it("is told when a record leaves the places where records are", function()
    says({ [P] = false, ["attic/x.md"] = policy() }, "warning: a policy (POL-X) is taken away", 0)
  end)

  it("may leave no link to what it takes away", function()
    support.commit(dir, { ["policies/y.md"] = policy({ id = "POL-Y" }, "# Y\n\n[x](x.md)\n") })
    says({ [P] = false, ["policies/z.md"] = policy() },
      "policies/y.md:14:1: error: link to x.md, which is taken away", 1)
  end)

  it("doesn't choose where it is looked for, nor what its words mean", function()
    local narrow = CONFIG:gsub('"policies/%*%*/%*.md"', '"policies/a*.md"')
    says({ ["policies/y.md"] = BAD, ["tickmark.yml"] = narrow }, "policies/y.md:1:1: error: it lacks owner", 1)
    local ignored = CONFIG:gsub("records:\n", 'records:\n  ignore: ["policies/y.md"]\n')
    says({ ["policies/y.md"] = BAD, ["tickmark.yml"] = ignored },
      "tickmark.yml:1:1: warning: its rules for documents change; this change is judged by those before it", 1)
    local values = CONFIG:gsub("retention: P3Y", "retention: P3Y, values: {status: {fine: approved}}", 1)
    says({ ["policies/y.md"] = policy { status = "fine" }, ["tickmark.yml"] = values }, 'error: status: got "fine"', 1)
  end)

  it("is looked for where it begins to look", function()
    local more = CONFIG:gsub("records:\n", 'records:\n  incident: {paths: ["incidents/*.md"]}\n')
    says({ ["incidents/i.md"] = "no head", ["tickmark.yml"] = more }, "incidents/i.md:1:1: error: it has no head", 1)
  end)

  it("is judged by the people who were known before it", function()
    support.commit(dir, { ["tickmark.yml"] = CONFIG .. "people: {file: people.yml}\n",
      ["people.yml"] = "people:\n  - {id: bob, name: Bob, aliases: [robert]}\n" })
    says({ [P] = policy { approved_by = "robert", approved_on = "2026-03-03" }, ["people.yml"] = "people: []\n" },
      "error: approved_by and author are both robert", 1)
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
      "policies/z.md:5:1: error: id: POL-X is the id of policies/y.md already", 1)
  end)

  it("warns, and no more, where a draft has another's id or leads nowhere", function()
    support.commit(dir, { ["z.md"] = "x",
      ["policies/d.md"] = policy({ id = "POL-D", status = "draft" }, "[z](../z.md)\n") })
    says({ ["policies/e.md"] = policy { id = "POL-X", status = "draft" } }, "warning: id: POL-X is the id of", 0)
    support.git(dir, "reset -q --hard")
    says({ ["z.md"] = false }, "warning: link to ../z.md, which is taken away", 0)
  end)

  it("brings no id of an entry that is gone, of whatever register", function()
    support.commit(dir, { ["tickmark.yml"] = CONFIG:gsub("each: risks, ", ""):gsub("risks/%*.yml", "risks/*") })
    local rest = ", owner: ann, level: low, assumptions: x}\n"
    local forms = { { "yml", "RISK-10", "- {id: RISK-1" .. rest, "- {id: RISK-10" .. rest },
      { "csv", "RISK-20", "id,owner,level,assumptions\nRISK-2,a,low,x\n", "RISK-20,a,low,x\n" } }
    for _, form in ipairs(forms) do
      local path, id = "risks/a." .. form[1], form[2]
      support.commit(dir, { [path] = form[3] .. form[4] })
      support.commit(dir, { [path] = form[3] })
      says({ ["risks/b.yml"] = "- {id: " .. id .. rest }, ("error: id: %s was the id of %s"):format(id, path), 1)
      says({ ["risks/b.yml"] = "- {id: " .. id .. "0" .. rest }, "nothing to mend", 0)
      support.git(dir, "rm -q --cached risks/b.yml")
      support.commit(dir, { [path] = false, ["risks/b.yml"] = false })
    end
  end)

  it("renames no heading that another document links to", function()
    local function draft(id, body) return policy({ id = id, status = "in-review", version = false }, body) end
    support.commit(dir, { ["policies/t.md"] = draft("POL-T", "# Old words\n\n# Other\n"),
      ["policies/l.md"] = draft("POL-L", "# L\n\n[t](t.md#old-words) [o](t.md#other)\n") })
    says({ ["policies/t.md"] = draft("POL-T", "# New words\n\n# Other\n") },
      "policies/l.md:13:1: error: link to t.md#old-words, which is taken away", 1)
    says({ ["policies/t.md"] = draft("POL-T", "# Old words\n\n# Other\n\n# More\n") }, "error: it lacks version", 1)
    local ran = command.tickmark(dir, "check --staged")
    assert.not_match("taken away", ran.out, 1, true)
  end)

  it("brings no id that was gone by giving it to what had none", function()
    support.commit(dir, { ["policies/old.md"] = policy { id = "POL-OLD" },
      ["policies/new.md"] = policy { id = false, status = "in-review" } })
    support.commit(dir, { ["policies/old.md"] = false })
    says({ ["policies/new.md"] = policy { id = "POL-OLD", status = "in-review" } },
      "error: id: POL-OLD was the id of policies/old.md, which is gone", 1)
  end)

  it("brings no id that something had which is gone", function()
    support.commit(dir, { [P] = false })
    says({ ["policies/y.md"] = policy { title = "Y" } },
      "policies/y.md:5:1: error: id: POL-X was the id of policies/x.md, which is gone", 1)
    support.sh("git -C %s reset -q --hard", dir)
    says({ [P] = policy() }, "nothing to mend in 1 document", 0)
  end)

  it("brings no id that something else has", function()
    says({ ["policies/y.md"] = policy() },
      "policies/y.md:5:1: error: id: POL-X is the id of policies/x.md already", 1)
  end)

  it("is told when a record under retention goes", function()
    says({ [P] = false },
      "policies/x.md:1:1: warning: a policy (POL-X) is taken away, and is to be kept for P3Y", 0)
  end)

  it("names records that there are", function()
    local function plan(risk)
      return ("id: RTP-1\ntitle: P\nversion: \"1\"\nstatus: in-review\nowner: ann\nitems:\n"
        .. "  - {risk: %s, action: x, owner: ann, due: 2027-01-01}\n"):format(risk)
    end
    support.commit(dir, { ["risks/a.yml"] = "risks:\n  - {id: RISK-1, owner: ann, level: low, assumptions: x}\n" })
    says({ ["plan.yml"] = plan "RISK-7" }, "plan.yml:7:6: error: RISK-7: no risk has this id", 1)
    says({ ["plan.yml"] = plan "RISK-1" }, "nothing to mend in 1 document", 0)
    support.git(dir, "commit -qm plan")
    says({ ["risks/a.yml"] = false }, "plan.yml:7:6: error: RISK-1: no risk has this id", 1)
    support.git(dir, "reset -q --hard")
  end)

  it("can't say that a control doesn't apply which a document answers", function()
    local function soa(applies)
      return ("id: SOA-1\ntitle: S\nversion: \"1\"\nstatus: draft\nowner: ann\nrows:\n  - {control: A.5.15, "
        .. "applicable: \"%s\", justification: x, implemented: \"no\"}\n"):format(applies)
    end
    support.commit(dir, { ["soa.yml"] = soa "yes",
      ["tickmark.yml"] = CONFIG:gsub("records:", "%0\n  soa: {paths: [soa.yml]}"),
      ["policies/y.md"] = policy { id = "POL-Y", satisfies = "[A.5.15]" } })
    says({ ["soa.yml"] = soa "no" },
      "soa.yml:7:23: warning: A.5.15: it doesn't apply by soa.yml, and policies/y.md answers it", 0)
    says({ ["soa.yml"] = soa "yes" }, "nothing to mend in 0 documents", 0)
  end)

  it("is judged with all that stands there, where the organisation wants that", function()
    support.commit(dir, { ["policies/old.md"] = "no head",
      ["tickmark.yml"] = CONFIG .. "check: {touched_only: \"no\"}\n" })
    says({ ["policies/y.md"] = policy { id = "POL-Y" } }, "policies/old.md:1:1: error: it has no head", 1)
  end)

  it("holds no secrets, in whatever file", function()
    for name, secret in pairs { pem = "x\n-----BEGIN OPENSSH PRIVATE KEY-----\n",
      aws = "\nAKIA" .. ("Q"):rep(16) .. "\n",
      github = "\nghp_" .. ("a1"):rep(18) .. "\n" } do
      says({ ["evidence/" .. name .. ".txt"] = secret }, "evidence/" .. name .. ".txt:2:1: error: it holds a", 1)
    end
    says({ ["evidence/pem.txt"] = "x", ["evidence/aws.txt"] = "AKIA is a prefix",
      ["evidence/github.txt"] = "ghp_short", ["manual.md"] = "AKIAIOSFODNN7EXAMPLE" },
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
    says({ [P] = policy(), ["key.pem"] = "-----BEGIN PRIVATE KEY-----\n" }, "key.pem:1:1: error: it holds a", 1)
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

describe("what has changed on a branch", function()
  it("is judged since it left the other", function()
    local dir = support.repo { ["tickmark.yml"] = CONFIG, [P] = policy() }
    support.git(dir, "checkout -q -b feature")
    support.commit(dir, { ["policies/y.md"] = policy { id = "POL-Y" } })
    support.git(dir, "checkout -q main")
    support.commit(dir, { [P] = policy({ version = '"1.1"', approved_on = "2026-05-05" }, "# X\n\nOther words.\n") })
    local ran = command.tickmark(dir, "check --rev feature --base main")
    assert.same({ 0, "nothing to mend in 1 document\n" }, { ran.status, ran.out })
    support.git(dir, "checkout -q --orphan other")
    support.git(dir, "commit -qm x")
    ran = command.tickmark(dir, "check --base main")
    assert.equal(3, ran.status)
    assert.match("main: it has no commit in common with what is looked at", ran.err, 1, true)
    support.remove(dir)
  end)

  it("needs no history that a clone doesn't have", function()
    local dir, clones = support.repo { ["tickmark.yml"] = CONFIG, [P] = BAD }, support.tmpdir()
    support.commit(dir, { ["policies/y.md"] = policy { id = "POL-Y" } })
    support.sh("git clone -q --depth 1 file://%s %s/c", dir, clones)
    local said = command.tickmark(clones .. "/c", "check").out
    assert.match("1 error, 1 warning in 2 documents", said, 1, true)
    assert.match("warning: a shallow clone: approvals were not compared with the past", said, 1, true)
    support.remove(dir)
    support.remove(clones)
  end)
end)
