--- What a change does to documents: staged, or since a base, by real git.

local command = require("spec.command")
local support = require("spec.support")

local CONFIG <const> = [[
organisation: {id: acme, name: Acme Ltd}
scope: {id: SCO-MAIN}
records:
  policy: {paths: ["policies/**/*.md"], retention: P3Y}
  risk: {paths: ["risks/*.yml"], each: risks, retention: P1Y}
  waiver: {paths: ["waivers/*.yml"]}
  treatment-plan: {paths: ["plan.yml"]}
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

  it("does not get its approval back by going through another status", function()
    support.commit(dir, { [P] = policy({ version = '"1.1"', status = "in-review" }, "# X\n\nOther words.\n") })
    says({ [P] = policy({ version = '"1.1"' }, "# X\n\nOther words.\n") },
      "error: its text has changed since it was approved on 2026-01-02", 1)
    says({ [P] = policy({ version = '"1.1"', approved_on = "2026-02-02" }, "# X\n\nOther words.\n") },
      "nothing to mend in 1 document", 0)
    says({ [P] = policy() }, "nothing to mend in 1 document", 0) -- the text that was approved
  end)

  it("does not get it back by moving meanwhile, either", function()
    support.commit(dir, { [P] = false, ["policies/y.md"] = policy { status = "in-review" } })
    support.commit(dir, { ["policies/y.md"] = policy({ status = "in-review", version = '"2"' }, "# Quite other\n") })
    says({ ["policies/y.md"] = policy({ version = '"2"' }, "# Quite other\n") },
      "error: its text has changed since it was approved on 2026-01-02", 1)
  end)

  it("isn't approved again by another spelling of who did it, or by an earlier day", function()
    for _, change in ipairs { { approved_by = "Ann" }, { approved_by = "eve" }, { approved_on = "2026-01-01" } } do
      change.version = '"1.1"'
      says({ [P] = policy(change, "# X\n\nOther words.\n") },
        "error: its text has changed since it was approved on 2026-01-02", 1)
    end
  end)

  it("may be approved for the first time on a day that it had before", function()
    support.commit(dir, { ["policies/y.md"] = policy { id = "POL-Y", status = "in-review" } })
    says({ ["policies/y.md"] = policy { id = "POL-Y" } }, "nothing to mend in 1 document", 0)
  end)

  it("does not get it back by being away for a while", function()
    support.commit(dir, { [P] = false })
    local evil = policy({ version = '"2"' }, "# X\n\nOther words.\n")
    says({ [P] = evil }, "error: its text has changed since it was approved on 2026-01-02", 1)
    support.sh("git -C %s reset -q --hard", dir)
    support.commit(dir, { ["attic/x.md"] = policy() })
    says({ ["attic/x.md"] = false, ["policies/y.md"] = evil },
      "error: its text has changed since it was approved on 2026-01-02", 1)
  end)

  it("may go back to what was approved, and is not blamed for what stood between", function()
    support.commit(dir, { [P] = policy({ version = '"1.1"' }, "# X\n\nOther words.\n") })
    says({ [P] = policy() }, "nothing to mend in 1 document", 0)
    says({ [P] = policy({ version = '"1.2"' }, "# X\n\nThird words.\n") },
      "error: its text has changed since it was approved on 2026-01-02", 1)
  end)

  it("is approved again on the same day only as another version", function()
    local today = os.date("!%Y-%m-%d")
    support.commit(dir, { [P] = policy { approved_on = today } })
    says({ [P] = policy({ approved_on = today }, "# X\n\nOther words.\n") },
      "error: its text has changed since it was approved on " .. today, 1)
    says({ [P] = policy({ approved_on = today, version = '"1.1"' }, "# X\n\nOther words.\n") },
      "nothing to mend in 1 document", 0)
  end)

  it("has not been approved by another on the same day", function()
    says({ [P] = policy { approved_by = "eve" } }, "x.md:2:1: error: ann approved it on 2026-01-02, not eve", 1)
  end)

  it("is not approved by its author whom the change doesn't name any more", function()
    local words = policy({ version = '"1.1"', approved_by = "bob", approved_on = "2026-05-05" }, "# Y\n")
    says({ [P] = words:gsub("author: bob\n", "") }, "error: approved_by and author are both bob", 1)
    says({ [P] = policy({ version = '"1.1"', approved_by = '"eve, bob"', approved_on = "2026-05-05" }, "# Y\n") },
      "error: approved_by and author are both bob", 1)
  end)

  it("is read whatever the case of its words", function()
    says({ [P] = policy({ version = '"1.1"', status = '"Approved "', approved_by = '""' }, "# Y\n") },
      "error: approved, and approved_by is empty", 1)
    says({ [P] = policy { status = "Draft", author = "ann" } }, "warning: approved_by and author are both ann", 0)
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

  it("keeps the entries of registers, by their ids", function()
    local function risks(...)
      local lines = { "risks:" }
      for _, one in ipairs { ... } do
        lines[#lines + 1] = ("  - {id: %s, owner: ann, level: %s, assumptions: x, accepted_by: ann, "
          .. "accepted_on: 2026-01-01}"):format(one[1], one[2])
      end
      return table.concat(lines, "\n") .. "\n"
    end
    support.commit(dir, { ["risks/a.yml"] = risks({ "RISK-1", "low" }, { "RISK-2", "low" }) })
    says({ ["risks/a.yml"] = risks { "RISK-1", "high" } },
      "risks/a.yml:2:30: error: level has changed since accepted_by: ann", 1)
    support.commit(dir, { ["risks/a.yml"] = risks({ "RISK-1", "high" }, { "RISK-2", "low" }):gsub(
      "accepted_by: ann", 'accepted_by: ""', 1) })
    says({ ["risks/a.yml"] = risks({ "RISK-1", "high" }, { "RISK-2", "low" }) },
      "risks/a.yml:2:30: error: level has changed since accepted_by: ann", 1)
    says({ ["risks/a.yml"] = risks { "RISK-1", "low" } }, "warning: a risk (RISK-2) is taken away", 0)
    says({ ["risks/b.yml"] = risks { "RISK-2", "high" } }, "risks/b.yml:2:30: error: level has changed since", 1)
    says({ ["risks/b.yml"] = risks { "RISK-2", "low" } }, "nothing to mend in 2 documents", 0)
    support.git(dir, "commit -qm moved")
    support.commit(dir, { ["risks/a.yml"] = "risks: []\n" })
    says({ ["risks/b.yml"] = risks({ "RISK-2", "low" }, { "RISK-1", "low" }) },
      "risks/b.yml:3:6: error: id: RISK-1 was the id of risks/a.yml, which is gone", 1)
    says({ ["risks/b.yml"] = risks({ "RISK-2", "low" }, { "RISK-2", "low" }) },
      "risks/b.yml:3:6: error: id: RISK-2 is the id of risks/b.yml already", 1)
  end)

  it("can't put off when a waiver ends without asking again", function()
    local function waiver(ends, on)
      return ("id: WV-1\nrequirement: \"A.8.5\"\nreason: x\napproved_by: ann\napproved_on: %s\n"
        .. "from: 2026-01-01\nexpires_on: %s\n"):format(on or "2026-01-01", ends)
    end
    support.commit(dir, { ["waivers/w.yml"] = waiver "2026-06-30" })
    says({ ["waivers/w.yml"] = waiver "2026-12-31" },
      "waivers/w.yml:7:1: error: expires_on has changed since approved_by: ann", 1)
    says({ ["waivers/w.yml"] = waiver("2026-12-31", "2026-06-01") }, "nothing to mend", 0)
    says({ ["waivers/w.yml"] = waiver("2999-12-31", ""):gsub("from:[^\n]*\n", "") }, ", more than P1Y after", 1)
    says({ ["waivers/w.yml"] = waiver("2027-01-02", "2026-06-01") },
      "error: expires_on: 2027-01-02, more than P1Y after 2026-01-01", 1)
  end)

  it("names records that there are", function()
    local function plan(risk)
      return ("id: RTP-1\ntitle: P\nversion: \"1\"\nstatus: in-review\nowner: ann\nitems:\n"
        .. "  - {risk: %s, action: x, owner: ann, due: 2027-01-01}\n"):format(risk)
    end
    support.commit(dir, { ["risks/a.yml"] = "risks:\n  - {id: RISK-1, owner: ann, level: low, assumptions: x}\n" })
    says({ ["plan.yml"] = plan "RISK-7" }, "plan.yml:7:6: error: RISK-7: no risk has this id", 1)
    says({ ["plan.yml"] = plan "RISK-1" }, "nothing to mend in 1 document", 0)
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
    assert.match("1 error in 2 documents", command.tickmark(clones .. "/c", "check").out, 1, true)
    support.remove(dir)
    support.remove(clones)
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
    local ran = command.tickmark(dir, "check other")
    assert.same({ 3, "" }, { ran.status, ran.out })
    assert.match("other: no such file or folder in what is looked at", ran.err, 1, true)
    assert.match("1 error in 1 document", command.tickmark(dir .. "/policies", "check x.md").out)
    assert.match("3 errors in 2 documents", command.tickmark(dir .. "/policies", "check .").out)
    ran = command.tickmark("/", ("check --repo %s %sx/policies/x.md"):format(dir, dir)) -- not this repository
    assert.equal(3, ran.status)
    for _, path in ipairs { P, dir .. "/" .. P } do
      assert.match("1 error in 1 document", command.tickmark("/", ("check --repo %s %s"):format(dir, path)).out)
    end
  end)

  it("finds a secret in evidence that has been there for long", function()
    support.commit(dir, { [P] = policy(), ["policies/y.md"] = false,
      ["evidence/k.txt"] = "-----BEGIN PRIVATE KEY-----\n",
      ["tickmark.yml"] = CONFIG .. 'evidence: {keys: {paths: ["evidence/*.txt"], controls: [A.8.24]}}\n' })
    local ran = command.tickmark(dir, "check")
    assert.match("^evidence/k.txt:1:1: error: it holds a private key\n", ran.out)
    assert.equal(1, ran.status)
  end)

  it("lets stand what stood there before there was a configuration, until it is touched", function()
    local old = support.repo { [P] = BAD, ["policies/y.md"] = BAD }
    support.commit(old, { ["tickmark.yml"] = CONFIG, ["policies/z.md"] = policy { id = "POL-Z" } })
    local ran = command.tickmark(old, "check")
    assert.match("policies/x.md:1:1: warning: it lacks owner", ran.out, 1, true)
    assert.match("3 warnings (3 stood there before tickmark.yml: until its file is touched it blocks nothing) in 3",
      ran.out, 1, true)
    assert.equal(0, ran.status)
    support.commit(old, { [P] = BAD .. "More.\n" })
    ran = command.tickmark(old, "check")
    assert.match("policies/x.md:1:1: error: it lacks owner", ran.out, 1, true)
    assert.match("policies/y.md:1:1: warning: it lacks owner", ran.out, 1, true)
    assert.equal(1, ran.status)
    support.commit(old, { ["tickmark.yml"] = CONFIG .. "check: {touched_only: \"no\"}\n" })
    assert.match("policies/y.md:1:1: error", command.tickmark(old, "check").out, 1, true)
    support.remove(old)
  end)

  it("looks at many documents by several workers", function()
    local files = {}
    for n = 1, 300 do files[("policies/%03d.md"):format(n)] = policy { id = "POL-" .. n } end
    files["policies/z.md"] = policy { id = "POL-7" }
    files["policies/y.md"], files[P] = false, false
    support.commit(dir, files)
    local ran = command.tickmark(dir, "check")
    assert.equal("policies/z.md:5:1: error: id: POL-7 is the id of policies/007.md already",
      ran.out:match("^[^\n]*"))
    assert.match("1 error in 301 documents", ran.out, 1, true)
  end)

  it("looks at a long register", function()
    local lines = { "risks:" }
    for n = 1, 2000 do
      lines[n + 1] = ("  - {id: RISK-%d, owner: ann, level: high, assumptions: none, option: accept}"):format(n)
    end
    support.commit(dir, { ["risks.yml"] = table.concat(lines, "\n") .. "\n",
      ["tickmark.yml"] = CONFIG:gsub("risks/%*.yml", "risks.yml") })
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

  it("can block each kind of fault, and no other", function()
    for _, code in ipairs(require("tickmark.documents.check").codes()) do
      support.commit(dir, { ["tickmark.yml"] = CONFIG .. ("check: {blocks: [%s]}\n"):format(code) })
      local ran = command.tickmark(dir, "check")
      local is_there = code == "head" or code == "id"
      assert.same({ is_there and 1 or 0, "" }, { ran.status, ran.err }, code)
    end
    support.commit(dir, { ["tickmark.yml"] = CONFIG .. "check: {blocks: [heads]}\n" })
    local ran = command.tickmark(dir, "check")
    assert.equal(3, ran.status)
    assert.match('check.blocks.1: got "heads"', ran.err, 1, true)
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
