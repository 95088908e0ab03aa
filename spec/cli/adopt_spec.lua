--- tickmark init: a repository that is there already gets a tickmark.yml, which the
--- other commands then take, and by which they read what is there.

local adopting = require("spec.adopting")
local command = require("spec.command")
local support = require("spec.support")

local adopt, data_of, filled, head = adopting.adopt, adopting.data_of, adopting.filled, adopting.head
local messages, repo, tests_of = adopting.messages, adopting.repo, adopting.tests_of

local CORPORA <const> = "../shared/corpora"

local FOREIGN <const> = "doc_id: POL-%d\nname: A\nrev: \"1.0\"\ndocStatus: %s\npolicy_owner: role:it\n"
  .. "prepared_by: bob\napprover: ann\napproval-date: 2025-01-02\nreview_cycle: 1 year\n"
  .. "review_due: 2099-01-02\nlast_updated: 2025-01-02\n"

local POLICY <const> = { id = "doc_id", title = "name", version = "rev", status = "docStatus", owner = "policy_owner",
  author = "prepared_by", approved_by = "approver", approved_on = "approval-date", review_interval = "review_cycle",
  next_review = "review_due", last_review = "last_updated" }

describe("tickmark init", function()
  after_each(adopting.forget)

  it("maps heads as they are: nothing is left for check to complain of", function()
    local dir = repo { ["policies/a.md"] = head(FOREIGN:format(1, "published")),
      ["policies/it/b.md"] = head(FOREIGN:format(2, "In Force")),
      ["policies/it/c.md"] = head(FOREIGN:format(3, "approved")),
      ["README.md"] = "# R\n", ["policies/README.md"] = "# R\n", ["templates/policy.md"] = "# {{x}}\n" }
    local config, told, checked = adopt(dir)
    assert.same({ paths = { "policies/**/*.md" }, head = "front-matter", fields = POLICY,
      values = { status = { published = "approved", ["In Force"] = "approved" } } }, config.records.policy)
    assert.same({ "**/README.md", "**/templates/**" }, config.records.ignore)
    assert.same({ 3, "" }, { checked.documents, messages(checked) })
    assert.match("next_review <- review_due", told, 1, true)
    assert.match("3 files about the repository, or templates", told, 1, true)
    assert.equal(3, tests_of(dir)["records.policy"].documents)
  end)

  it("reads heads that no fence begins, and documents that have none", function()
    local bare = "name: %s\nacronym: %s\nsatisfies:\n  TSC:\n    - CC6.1\nrevisions:\n- date: Jun 1 2018\n---\n# X\n"
    local dir = repo { ["narratives/a.md"] = bare:format("Onboarding", "ONB"),
      ["narratives/b.md"] = bare:format("Off", "OFF"),
      ["policies/1-access.md"] = "# Access\n", ["policies/2-keys.md"] = "# Keys\n" }
    local config, told, checked = adopt(dir)
    assert.same({ id = "acronym", title = "name" }, config.records.procedure.fields)
    assert.same({ paths = { "policies/*.md" }, head = "none", id = "path" }, config.records.policy)
    assert.match("2 closing --- alone", told, 1, true)
    assert.equal(4, checked.documents)
    assert.is_nil(messages(checked):find("policies/", 1, true))
    assert.is_nil(messages(checked):find("no head", 1, true), messages(checked))
  end)

  it("takes lists in data for registers, and says which it can't take", function()
    local risk = "{risk_id: RISK-%d, risk_owner: bob, risk_level: high, assumptions: none, impact: 4, probability: 2}"
    local dir = repo { ["risk/register.yml"] = "risks:\n- " .. risk:format(1) .. "\n- " .. risk:format(2) .. "\n",
      ["suppliers.yml"] = "- {name: A}\n- {name: B}\n", ["things.yml"] = "- {a: b}\n",
      ["soa.yml"] = "id: SOA-1\nrows:\n- {control: A.5.1}\n",
      ["people/people.yml"] = "people:\n- {id: bob, name: Bob, mail: bob@x}\n" }
    local config, told, checked = adopt(dir)
    assert.same({ paths = { "risk/*.yml" }, each = "risks", fields = { id = "risk_id", owner = "risk_owner",
      level = "risk_level", consequence = "impact", likelihood = "probability" } }, config.records.risk)
    assert.same({ "soa.yml" }, config.records.soa.paths)
    assert.is_nil(config.records.soa.each)
    assert.equal("people/people.yml", config.people.file)
    assert.match("things.yml (1 file): a list at its top, and neither", told, 1, true)
    assert.same({ paths = { "suppliers.yml" }, id = "path", fields = { title = "name" } }, config.records.supplier)
    assert.match("1 list at the top", told, 1, true)
    assert.is_nil(messages(checked):find("risk/", 1, true), messages(checked))
  end)

  for _, case in ipairs {
    { "a month", { "2025-01", "2025-02", "2025-03", "2025-04" }, "{yyyy}-{mm}", "P1M" },
    { "a quarter", { "2024-Q3", "2024-Q4", "2025-Q1" }, "{yyyy}-Q{q}", "P3M" },
    { "a day", { "2025-03-03", "2025-03-10", "2025-03-17" }, "{yyyy}-{mm}-{dd}", "P1W" },
    { "a year", { "2022", "2023", "2024" }, "{yyyy}", "P1Y" },
    { "no steady pace", { "2022-01", "2022-02", "2025-03" }, "{yyyy}-{mm}", nil },
    { "two alone", { "2025-01", "2025-02" }, "{yyyy}-{mm}", nil },
  } do
    it("sees a series in names that say " .. case[1], function()
      local files = {}
      for _, name in ipairs(case[2]) do
        files[("evidence/A.8.13/restore %s.csv"):format(name)] = "host,ok\na,yes\nb,no\n"
      end
      local dir = repo(files)
      local config = adopt(dir)
      assert.same({ restore = { paths = { "evidence/A.8.13/*.csv" }, controls = { "A.8.13" }, cadence = case[4],
        date = { path = case[3] }, columns = { host = { shape = "text", key = "yes" }, ok = { shape = "bool" } } } },
        config.evidence)
      local test = tests_of(dir)["series.restore"]
      assert.equal(#case[2], test.documents)
    end)
  end

  it("leaves what is ambiguous, or has other values, as it is, and says so", function()
    local dir = repo { ["policies/a.md"] = head("id: POL-1\nlast_updated: 2025-01-01\nlast_reviewed: 2025-01-02\n"
      .. "review_cycle: when needed\nowned_by: [a, b]\nstatus: dormant\nreviewed_by: x\n") }
    local config, told = adopt(dir)
    assert.is_nil(config.records.policy.fields)
    for _, words in ipairs { "last_reviewed and last_updated: which of them is last_review?",
      'review_cycle: called like review_interval, but its values, as "when needed", are no period',
      "owned_by: called like owner", 'status: "dormant" is none of draft' } do
      assert.match(words, told, 1, true)
    end
  end)

  it("knows German words, with umlauts as they come, and tells the dates that it does not know", function()
    local dir = repo { ["Richtlinien/a.md"] = head("id: POL-1\nEigentümer: role:it\nNächste Prüfung: 2099-01-01\n"
      .. "GÜLTIG AB: 2025-01-01\nstatus: GÜLTIG\nVorgelegt: 2025-01-02\n"), ["Vorfälle/b.md"] = "# X\n",
      ["U\u{308}bungen/c.md"] = "# X\n", ["Anwendbarkeitserklärung.yml"] = "rows:\n- {control: A.5.1}\n" }
    local config, told = adopt(dir)
    assert.same({ owner = "Eigentümer", next_review = "Nächste Prüfung", effective_on = "GÜLTIG AB" },
      config.records.policy.fields)
    assert.same({ status = { ["GÜLTIG"] = "approved" } }, config.records.policy.values)
    for _, name in ipairs { "incident", "exercise", "soa" } do assert.is_truthy(config.records[name], name) end
    assert.match('policy: Vorgelegt: dates, as "2025-01-02"; of which field?', told, 1, true)
  end)

  it("translates what documents call their type", function()
    local dir = repo { ["docs/x.md"] = head "type: Policies\nid: POL-1\n",
      ["docs/y.md"] = head "type: Policy\nid: POL-2\n", ["docs/z.md"] = head "type: policy\nid: POL-3\n" }
    local config, _, checked = adopt(dir)
    assert.same({ type = { Policies = "policy", Policy = "policy" } }, config.records.policy.values)
    assert.is_nil(messages(checked):find("type", 1, true), messages(checked))
  end)

  for _, case in ipairs {
    { "its head", "docs/x.md", head "type: Policy\nid: POL-1\n", "policy", "docs/x.md" },
    { "a key of its name", "docs/x.md", head "policy: true\n", "policy", "docs/x.md" },
    { "an id in its name", "log/INC-2025-001.md", "# X\n", "incident", "log/INC-2025-001.md" },
    { "its folder", "isms/02_Policies/x.md", "# X\n", "policy", "isms/02_Policies/*.md" },
    { "the end of its name", "docs/access-control-policy.md", "# X\n", "policy", "docs/access-control-policy.md" },
    { "its name", "docs/statement-of-applicability.yml", "rows:\n- {control: A.5.1}\n", "soa",
      "docs/statement-of-applicability.yml" },
    { "its fields", "docs/x.yml", "detected_on: 2025-01-01\nseverity: high\ncontained_on: 2025-01-02\n", "incident",
      "docs/x.yml" },
    { "its place among audits", "audits/2025-plan.md", "# X\n", "audit-plan", "audits/2025-plan.md" },
    { "nothing", "docs/x.md", "# X\n" },
    { "a folder alone, for data", "assets/site.yml", "colour: red\n" },
    { "a key that denies it", "policies/x.md", head "policy: false\n" },
  } do
    it("decides the type of a document by " .. case[1], function()
      local dir = repo { [case[2]] = case[3], ["docs/other.txt"] = "x" }
      local config, told = adopt(dir)
      if case[4] then
        assert.same({ case[5] }, config.records[case[4]].paths)
      else
        assert.is_nil(config.records)
        assert.match(case[2] .. " (1 file): neither folder, name nor keys say", told, 1, true)
      end
    end)
  end

  it("has patterns as tight as the folders allow", function()
    local pol, inc = head "type: policy\nid: POL-1\n", head "type: incident\nid: INC-1\n"
    local dir = repo { ["a/index.md"] = pol, ["b/index.md"] = pol, ["c/index.md"] = pol, ["d/index.md"] = "# X\n",
      ["m/INC-1.md"] = inc, ["m/INC-2.md"] = inc, ["m/INC-3.md"] = inc, ["m/notes.md"] = "# X\n",
      ["n/x.md"] = "# X\n", ["n/z.md"] = pol }
    local config, _, checked = adopt(dir)
    assert.same({ "a/index.md", "b/index.md", "c/index.md", "n/z.md" }, config.records.policy.paths)
    assert.same({ "m/INC-*.md" }, config.records.incident.paths)
    assert.equal(7, checked.documents)
    support.commit(dir, { ["tickmark.yml"] = false, ["d/index.md"] = pol })
    assert.same({ "*/index.md", "n/z.md" }, adopt(dir).records.policy.paths)
  end)

  for _, name in ipairs { "a: b # c", "ü *[x]?", "it's \"so\"", "- x", "back\\slash", "\u{2028}line", "\u{202E}sessap",
    "{yyyy}", "%s %d", "yes" } do
    it("names a folder called " .. name:gsub("[^ -~]", "."), function()
      local dir = repo { [name .. "/policies/x.md"] = head(FOREIGN:format(1, "final")),
        ["evidence/A.8.13 " .. name .. "/2025-01.csv"] = "a,b\n1,2\n", ["q/policies/x.txt"] = "no" }
      local config, _, checked = adopt(dir)
      assert.same({ 1, "" }, { checked.documents, messages(checked) })
      local id = next(config.evidence)
      assert.equal(1, tests_of(dir)["series." .. id].documents)
    end)
  end

  it("passes over a name that is not UTF-8, and hides nothing on a terminal", function()
    local dir = repo { ["policies/\255.md"] = "# X\n", ["x/\27[31m.md"] = "# X\n", ["x/\u{202E}y.md"] = "# X\n" }
    local _, told = adopt(dir)
    assert.match("policies/\\xFF.md: passed over: a name that is not UTF-8", told, 1, true)
    assert.is_nil(told:find("[\27\255]"))
    assert.is_nil(told:find("\u{202E}", 1, true))
  end)

  it("samples a large folder, and says so", function()
    local files = {}
    for i = 1, 120 do
      files[("policies/%03d.md"):format(i)] = head(("id: POL-%d\nreview_due: 2099-01-01\n"):format(i))
    end
    local dir = repo(files)
    local config, told = adopt(dir)
    assert.match("of a folder's documents at most 50 are read", told, 1, true)
    assert.match("policy  120    50 ---", told, 1, true)
    assert.equal("review_due", config.records.policy.fields.next_review)
  end)

  it("says what it did not look at", function()
    local dir = repo { ["src/a.go"] = "x", ["src/Makefile"] = "x", [".github/x.yml"] = "a: b\n", ["logo.png"] = "x",
      ["z/bad.md"] = "---\na: *b\n---\n" }
    local _, told = adopt(dir)
    for _, words in ipairs { "3 files with endings that say nothing: none .go .png", "1 file with a dot before",
      "z/bad.md (1 file): can't be read: alias", "Nothing was found that tickmark has a name for" } do
      assert.match(words, told, 1, true)
    end
  end)
end)

describe("what tickmark init writes", function()
  local dir
  before_each(function() dir = support.repo { ["policies/x.md"] = head(FOREIGN:format(1, "final")) } end)
  after_each(function() support.remove(dir) end)

  local function state()
    return support.sh("cd %s && find . -path ./.git -prune -o -print | sort && { cat tickmark.yml 2>&1 || true; }", dir)
  end

  local function untouched(fmt, words, ...)
    local before = state()
    local ran = command.tickmark(dir, fmt, ...)
    assert.equal(3, ran.status, ran.out)
    assert.match(words, ran.err, 1, true)
    assert.equal(before, state())
  end

  it("is nothing over a configuration that is there", function()
    support.write(dir .. "/tickmark.yml", "mine: yes\n")
    untouched("init", "it is there already")
    untouched("init", "tickmark init --output -")
    untouched("init --output ./tickmark.yml", "it is there already")
    untouched("init --output %s", "it is there already", dir .. "/tickmark.yml")
  end)

  it("fills an empty one", function()
    support.write(dir .. "/tickmark.yml", "")
    assert.equal(0, command.tickmark(dir, "init").status)
    assert.match("policy:", command.read(dir .. "/tickmark.yml"), 1, true)
  end)

  it("is nothing where a link leads", function()
    local outside = support.tmpdir()
    for _, target in ipairs { outside .. "/x", "/dev/null" } do
      support.sh("ln -sfn %s %s/tickmark.yml", target, dir)
      untouched("init", "a symbolic link, which is not followed")
    end
    assert.equal("", support.sh("ls %s", outside))
    support.remove(outside)
  end)

  it("goes to the root, from wherever it is run, and nowhere else", function()
    local ran = command.tickmark(dir .. "/policies", "init")
    assert.equal(0, ran.status, ran.err)
    assert.equal("?? tickmark.yml", support.git(dir, "status --porcelain"))
  end)

  it("goes to a file that is named, or is printed alone", function()
    assert.equal(0, command.tickmark(dir, "init --output proposal.yml").status)
    local ran = command.tickmark(dir, "init --output -")
    assert.equal(command.read(dir .. "/proposal.yml"), ran.out)
    assert.match("Not placed\n", ran.err .. "Not placed\n", 1, true)
    assert.match("policy  1 ", ran.err, 1, true)
    assert.equal("", command.tickmark(dir, "init --output - --quiet").err)
    assert.equal("?? proposal.yml", support.git(dir, "status --porcelain"))
  end)

  it("is of the revision that is named, in a bare repository, too", function()
    local first = support.git(dir, "rev-parse HEAD")
    support.commit(dir, { ["incidents/INC-1.md"] = "# X\n" })
    local bare = support.tmpdir()
    support.sh("git clone -q --bare %s %s/r.git", dir, bare)
    local function types(options)
      local ran = command.tickmark(bare .. "/r.git", "init --output - " .. options)
      assert.equal(0, ran.status, ran.err)
      return data_of(ran.out).records
    end
    assert.is_nil(types("--rev " .. first).incident)
    assert.is_truthy(types("").incident)
    local ran = command.tickmark(bare .. "/r.git", "init")
    assert.equal(3, ran.status)
    assert.match("a bare repository has no work tree", ran.err, 1, true)
    support.remove(bare)
  end)

  it("needs a commit", function()
    local empty = support.repo()
    local ran = command.tickmark(empty, "init")
    assert.equal(3, ran.status)
    assert.match("no commit yet", ran.err, 1, true)
    assert.equal("", support.sh("ls %s", empty))
    support.remove(empty)
  end)
end)

describe("a real repository that is adopted", function()
  -- Which type, how many documents, and what its keys stand for.
  local cases = {
    ["open-tailscale-policies"] = { policy = { 14, { last_review = "last_updated" }, { "*/index.md" } } },
    ["open-gds-way"] = {
      policy = { 42, { last_review = "last_reviewed_on", review_interval = "review_in" },
        { "source/standards/**/*.md.erb" } },
      procedure = { 21, { last_review = "last_reviewed_on", review_interval = "review_in" },
        { "source/manuals/**/*.md.erb" } } },
    ["open-dotgov-csv"] = {},
  }
  for name, types in pairs(cases) do
    it("is " .. name, function()
      local bundle = io.open(CORPORA .. "/README.md") and ("%s/%s.bundle"):format(CORPORA, name)
      if not bundle then return pending("needs ../shared/corpora") end
      local dir = support.tmpdir()
      support.sh("git clone -q %s %s/r", bundle, dir)
      local config, told, checked, yaml = adopt(dir .. "/r")
      local n = 0
      for kind, case in pairs(types) do
        assert.same(case[2], config.records[kind].fields)
        assert.same(case[3], config.records[kind].paths)
        assert.match(("%s +%d +%d %%-%%-%%- "):format(kind, case[1], case[1]), told)
        n = n + case[1]
      end
      assert.equal(n, checked.documents)
      assert.is_nil(messages(checked):find("no head", 1, true))
      support.commit(dir .. "/r", { ["tickmark.yml"] = filled(yaml, "[A.5.9]") })
      local tests = tests_of(dir .. "/r")
      for kind in pairs(types) do assert.is_truthy(tests["records." .. kind]) end
      if n == 0 then assert.equal(1, tests["series.current-federal"].documents) end
      support.remove(dir)
    end)
  end
end)
