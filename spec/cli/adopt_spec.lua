--- tickmark init: a configuration for a repository as it is, which tickmark then takes.

local command = require("spec.command")
local json = require("tickmark.base.json")
local support = require("spec.support")

local HEAD <const> = "---\nid: POL-%s\ntitle: X\nversion: \"1\"\nstatus: approved\nowner: role:it\n"
  .. "approved_by: ann\napproved_on: 2026-01-02\n---\n# X\n"

describe("tickmark init", function()
  local dir
  after_each(function() support.remove(dir) end)

  local function repository(files) dir = support.repo(files) end

  local function proposed(words)
    local ran = command.tickmark(dir, "init --output - " .. (words or ""))
    assert.same({ "", 0 }, { ran.err, ran.status })
    return ran.out
  end

  --- What is said once the proposal is committed.
  local function adopted()
    local ran = command.tickmark(dir, "init")
    assert.same({ "", 0 }, { ran.err, ran.status })
    support.commit(dir, {})
    return ran.out
  end

  local function checked()
    local found = json.decode(command.tickmark(dir, "check --format json").out)
    local said = {}
    for i, fault in ipairs(found.faults) do said[i] = fault.path .. ": " .. fault.message end
    return found.documents, said
  end

  it("writes tickmark.yml and nothing else, and tells what it found and what comes next", function()
    repository { ["policies/a.md"] = HEAD:format("A"), ["notes.txt"] = "x" }
    local ran = command.tickmark(dir, "init")
    assert.equal("?? tickmark.yml", support.git(dir, "status --porcelain"))
    assert.match("policy  1      policies/a.md  head", ran.out, 1, true)
    assert.match("not placed, or not clear:\n  notes.txt: neither a known type nor dated evidence\n", ran.out, 1, true)
    assert.match("tickmark hook install", ran.out, 1, true)
    support.commit(dir, {})
    assert.same({ 1, {} }, { checked() })
  end)

  it("takes heads with and without a first ---, and documents without one", function()
    repository { ["policies/a.md"] = HEAD:format("A"), ["policies/b.md"] = HEAD:format("B"),
      ["narratives/n.md"] = "name: Control Environment\nacronym: CEN\nsatisfies:\n  TSC:\n    - CC2.1\n---\n# Text\n",
      ["handbook/processes/p.md"] = "# How we do it\n" }
    local said = adopted()
    assert.match("policy     2      policies/*.md", said, 1, true)
    assert.match("head without its first ---", said, 1, true)
    local _, faults = checked()
    assert.same({ "handbook/processes/p.md: it has no head", "narratives/n.md: it lacks version, status and owner" },
      faults)
  end)

  it("maps keys and words that others use, and says which", function()
    repository { ["policies/a.md"] = HEAD:format("A"):gsub("owner:", "policy_owner:")
      :gsub("approved\n", "freigegeben\n", 1):gsub("approved_on", "approval_date")
      :gsub("%-%-%-\n# X", "review_due: 2999-01-01\n%0") }
    assert.match("fields: {approved_on: approval_date, next_review: review_due, owner: policy_owner}\n", proposed(), 1,
      true)
    assert.match('values: {status: {freigegeben: approved}}\n', proposed(), 1, true)
    adopted()
    assert.same({ 1, {} }, { checked() })
  end)

  it("leaves open what may mean two things", function()
    repository { ["policies/a.md"] = HEAD:format("A"):gsub("owner: role:it", "responsible: a\naccountable: b") }
    assert.match("policy: accountable and responsible: which of them is owner?", adopted(), 1, true)
    local _, faults = checked()
    assert.same({ "policies/a.md: it lacks owner" }, faults)
  end)

  it("doesn't take a key for a day whose values are none", function()
    repository { ["policies/a.md"] = HEAD:format("A"):gsub("%-%-%-\n# X", "review_date: whenever\n%0") }
    assert.match('review_date: called like next_review, but its values, as "whenever", are no date', adopted(), 1, true)
    assert.is_nil(proposed():find("fields:", 1, true))
  end)

  it("finds registers", function()
    repository { ["risk/register.yaml"] = "risks:\n  - {id: RISK-1, owner: ann, level: high, assumptions: x}\n" }
    assert.match("  risk:\n    paths: [\"risk/register.yaml\"]\n    each: risks\n", proposed(), 1, true)
    adopted()
    assert.same({ 1, {} }, { checked() })
  end)

  it("finds evidence by the days in its names, in which rhythm it comes, and what its columns hold", function()
    local files = {}
    for month = 1, 6 do
      files[("evidence/mfa/2026-%02d.csv"):format(month)] = "User name;Enabled;Count\nann;true;3\nbob;false;4\n"
      files[("evidence/A.8.13/2026-%02d-15-restore.pdf"):format(month)] = "x"
      files[("evidence/meetings/2026/%02d/x.txt"):format(month)] = "x"
    end
    repository(files)
    local said = proposed()
    for _, words in ipairs { "controls: [\"A.8.5\"]\n    cadence: P1M\n    date: {path: \"{yyyy}-{mm}\"}\n    table: "
      .. "{separator: \";\"}\n", 'enabled: {from: Enabled, shape: bool}', 'count: {from: Count, shape: integer}',
      "paths: [\"evidence/A.8.13/*-restore.pdf\"]\n    controls: [\"A.8.13\"]\n    cadence: P1M\n"
      .. "    date: {path: \"{yyyy}-{mm}-{dd}\"}\n    format: opaque\n",
      "  # The controls of the next are a guess, by its name:\n  mfa:",
      "#   meetings:\n#     paths: [\"evidence/meetings/**/*.txt\"]\n#     controls: [\"A.?\"]" } do
      assert.match(words, said, 1, true)
    end
    adopted()
    local ran = command.tickmark(dir, "audit --format json --as-of 2026-06-30 --quiet")
    local series = {}
    for _, one in ipairs(json.decode(ran.out).series) do series[one.id] = one end
    assert.same({ 0, "2026-01-31" }, { series.mfa.missed, series.mfa.first }, ran.err)
  end)

  it("passes over readmes and templates, and says how many", function()
    repository { ["policies/README.md"] = "# Read\n", ["policies/a.md"] = HEAD:format("A"),
      ["templates/policy.md"] = "# {{x}}\n" }
    assert.match('ignore: ["**/README.md", "**/templates/**"]', proposed(), 1, true)
    assert.match("beside: 2 about the repository, or templates", adopted(), 1, true)
    assert.same({ 1, {} }, { checked() })
  end)

  it("finds the people", function()
    repository { ["org/people.yml"] = "people:\n  - {id: ann, name: Ann}\n", ["policies/a.md"] = HEAD:format("A") }
    assert.match('people: {file: "org/people.yml"}', proposed(), 1, true)
    adopted()
    assert.same({ 1, {} }, { checked() })
  end)

  it("quotes whatever files and keys are called", function()
    repository { ["policies/a: #b [1] *.md"] = HEAD:format("A"), ["policies/ü {x}.md"] = HEAD:format("B"),
      ["policies/c.md"] = "---\nid: POL-C\n\"owner \\\" of: it\": x\n---\n", ["évidence/x 2026-01.csv"] = "a\n1\n",
      ["évidence/x 2026-02.csv"] = "a\n1\n" }
    adopted()
    assert.equal(3, (checked()))
  end)

  it("writes over nothing, and needs a place", function()
    repository { ["tickmark.yml"] = "organisation: {id: x, name: X}\n", ["policies/a.md"] = HEAD:format("A") }
    local ran = command.tickmark(dir, "init")
    assert.equal(3, ran.status)
    assert.match("tickmark.yml: it is there already\n  -> to compare: tickmark init --output -", ran.err, 1, true)
    assert.match("records:", proposed(), 1, true)
    support.write(dir .. "/tickmark.yml", "\n")
    assert.equal(0, command.tickmark(dir, "init").status)
    local bare = support.tmpdir()
    support.sh("git clone -q --bare %s %s/b", dir, bare)
    ran = command.tickmark(bare .. "/b", "init")
    assert.match("a bare repository has no place for tickmark.yml", ran.err, 1, true)
    assert.equal(0, command.tickmark(bare .. "/b", "init --output -").status)
    support.remove(bare)
  end)

  it("is told of a repository in which nothing is", function()
    dir = support.repo {}
    assert.match("Nothing here is a document or a record of a known type.", adopted(), 1, true)
    dir = support.repo()
    local ran = command.tickmark(dir, "init")
    assert.equal(3, ran.status)
    assert.match("no commit yet", ran.err, 1, true)
  end)
end)

describe("what is proposed for real repositories", function()
  for name, expected in pairs {
    ["open-tailscale-policies"] = { "fields: {last_review: last_updated}", 14 },
    ["open-gds-way"] = { "fields: {last_review: last_reviewed_on, review_interval: review_in}", 63 },
    ["open-dotgov-csv"] = { "checks: {paths: []}", 0 },
  } do
    it("is taken: " .. name, function()
      local bundle = "../shared/corpora/" .. name .. ".bundle"
      local f = io.open(bundle)
      if not f then return pending("../shared is absent") end
      f:close()
      local dir = support.tmpdir()
      support.sh("git clone -q %s %s/r", bundle, dir)
      local ran = command.tickmark(dir .. "/r", "init")
      assert.same({ "", 0 }, { ran.err, ran.status })
      assert.match(expected[1], command.read(dir .. "/r/tickmark.yml"), 1, true)
      support.commit(dir .. "/r", {})
      local found = json.decode(command.tickmark(dir .. "/r", "check --format json").out)
      assert.equal(expected[2], found.documents)
      support.remove(dir)
    end)
  end
end)
