--- tickmark evidence add: a file is taken in, with where it comes from.

local command = require("spec.command")
local support = require("spec.support")

local CONFIG <const> = [[
organisation: {id: acme, name: Acme Ltd}
scope: {id: SCO-MAIN}
records:
  evidence: {paths: ["evidence/**/*.meta.yml"]}
evidence:
  mfa: {paths: ["evidence/mfa/*.csv"], controls: [A.8.5, A.5.17], source: tool, optional: "yes"}
checks: {paths: []}
]]
local HOW <const> = " --system IdP --command 'GET \"/users\"; echo $x'"

describe("tickmark evidence add", function()
  local dir, own
  before_each(function()
    dir, own = support.repo { ["tickmark.yml"] = CONFIG }, support.tmpdir()
    support.git(dir, "config user.email eva@example.com")
    support.git(dir, "config user.name Eva")
    support.write(own .. "/it's ä.csv", "user\nada\n")
  end)
  after_each(function()
    support.remove(dir)
    support.remove(own)
  end)

  local function add(words) return command.tickmark(dir, "evidence add %s " .. words .. HOW, own .. "/it's ä.csv") end
  local function staged() return support.git(dir, "-c core.quotePath=no diff --cached --name-only") end

  it("copies it, writes its sidecar, and stages both, which check finds in order", function()
    local ran = add "--to evidence/mfa/ --from 2026-10-01 --until 2026-10-31 --on 2026-11-01"
    assert.equal(0, ran.status, ran.err)
    assert.match("evidence/mfa/it's ä.csv and its sidecar are staged: SHA-256 ", ran.out, 1, true)
    assert.equal("evidence/mfa/it's ä.csv\nevidence/mfa/it's ä.csv.meta.yml", staged())
    assert.equal("user\nada\n", command.read(dir .. "/evidence/mfa/it's ä.csv"))
    local sidecar = command.read(dir .. "/evidence/mfa/it's ä.csv.meta.yml")
    for _, line in ipairs { 'collected_by: "eva@example.com"', 'collected_on: "2026-11-01"', '  from: "2026-10-01"',
      '  - "A.5.17"', 'provenance: "tool"', "bytes: 9", 'command_or_query: "GET \\"/users\\"; echo $x"',
      support.sh("cat %s/* | sha256sum | cut -c1-64", own) } do
      assert.match(line, sidecar, 1, true)
    end
    ran = command.tickmark(dir, "check --staged")
    assert.same({ 0, "nothing to mend in 1 document\n" }, { ran.status, ran.out })
  end)

  it("writes beside a file that is there already", function()
    support.write(dir .. "/evidence/x.pdf", "x")
    local ran = command.tickmark(dir .. "/evidence", "evidence add x.pdf --id A.8.13" .. HOW)
    assert.equal(0, ran.status, ran.err)
    assert.equal("evidence/x.pdf\nevidence/x.pdf.meta.yml", staged())
  end)

  it("takes in no private key", function()
    support.write(dir .. "/k.txt", "x\n-----BEGIN PRIVATE KEY-----\n")
    local ran = command.tickmark(dir, "evidence add k.txt --id A.8.24 --system X --command Y")
    assert.equal(3, ran.status)
    assert.match("k.txt:2: it holds a private key", ran.err, 1, true)
    assert.equal("?? k.txt", support.git(dir, "status --porcelain k.txt k.txt.meta.yml"))
  end)

  it("writes over nothing, and nothing when it is refused", function()
    assert.equal(0, add("--to evidence/mfa/").status)
    for _, case in ipairs {
      { "--to evidence/mfa/", "it is there already" }, { "", "where is it to go?" },
      { "--to ../x.csv", "a path inside of the repository" }, { "--to /tmp/x.csv", "a path inside of the repository" },
      { "--to other/x.csv", "what is it evidence of?" }, { "--to x.csv --id 8.10", "the control is written A.8.10" },
      { "--to evidence/mfa/y.csv --from 2026-02-01 --until 2026-01-01", "before --from" },
      { "--to x.csv --on 2026-02-30", "2026-02" },
    } do
      local before = support.git(dir, "status --porcelain")
      local ran = add(case[1])
      assert.equal(3, ran.status, case[1])
      assert.match(case[2], ran.err, 1, true)
      assert.equal(before, support.git(dir, "status --porcelain"))
    end
    support.write(dir .. "/evidence/mfa/theirs.csv", "theirs")
    local ran = add "--to evidence/mfa/theirs.csv"
    assert.same({ 3, "theirs" }, { ran.status, command.read(dir .. "/evidence/mfa/theirs.csv") })
    assert.match("theirs.csv: it is there already", ran.err, 1, true)
    ran = command.tickmark(dir, "evidence add nope --to x" .. HOW)
    assert.match("nope: no such file", ran.err, 1, true)
  end)
end)
