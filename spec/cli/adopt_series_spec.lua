--- Evidence that tickmark init finds: which files are a series, how often they come, what
--- they are evidence of.

local adopting = require("spec.adopting")
local command = require("spec.command")
local support = require("spec.support")
local worker = require("tickmark_worker")

local adopt, data_of, filled, head = adopting.adopt, adopting.data_of, adopting.filled, adopting.head
local repo, tests_of = adopting.repo, adopting.tests_of

local glob <const> = worker.git.glob

describe("tickmark init", function()
  after_each(adopting.forget)

  it("sees series in folders by date, and several in one folder", function()
    local files = {}
    for month = 1, 4 do
      files[("evidence/a-8-15_logs/2025/%02d/export.log"):format(month)] = month .. "\n"
      files[("evidence/A.8.8/2025-%02d-scan.json"):format(month)] = ('{"n": %d}\n'):format(month)
      files[("evidence/A.8.8/2025-%02d-plan.json"):format(month)] = ('{"m": %d}\n'):format(month)
      files[("evidence/A.8.8/2025-%02d-shot.pdf"):format(month)] = "%PDF" .. month
    end
    local dir = repo(files)
    local config = adopt(dir)
    assert.same({ "evidence/a-8-15_logs/[0-9][0-9][0-9][0-9]/[0-9][0-9]/*.log" }, config.evidence.export.paths)
    assert.same({ "A.8.15" }, config.evidence.export.controls)
    assert.equal("opaque", config.evidence.shot.format)
    local tests = tests_of(dir)
    for _, id in ipairs { "export", "a-8-8-scan", "a-8-8-plan", "shot" } do
      assert.equal("P1M", config.evidence[id].cadence)
      assert.equal(4, tests["series." .. id].documents, id)
    end
  end)

  for _, case in ipairs {
    { "a name that begins another", { "evidence/users-2025-01.csv", "evidence/users-2025-02.csv",
      "evidence/users-admin-2025-01.csv", "evidence/users-admin-2025-02.csv" }, 2 },
    { "a date in folders beside one in a name", { "nested/2025/Q1/x.pdf", "nested/2025-01-01.pdf",
      "nested/2025/Q2/x.pdf" }, 1 },
    { "files without endings", { "evidence/x/LOG-2025-01", "evidence/x/LOG-2025-02", "evidence/x/a-2025-01.csv",
      "evidence/x/a-2025-02.csv" }, 2 },
    { "a record among them", { "evidence/2025/01/x.md", "evidence/2025/01/y.md", "evidence/2025/02/x.md",
      "evidence/2025/02/y.md", "evidence/2025/02/INC-2025-001.md", "evidence/2025/03/INC-2025-002.md" }, 2 },
  } do
    it("has no file in two series, or in a series and a record, for " .. case[1], function()
      local files = {}
      for i, path in ipairs(case[2]) do files[path] = path:find("csv") and "a\n1\n" or path .. i end
      local _, _, _, yaml = adopt(repo(files))
      local config = data_of(filled(yaml, "[A.8.5]"))
      local n, patterns = 0, {}
      for _, one in pairs(config.evidence) do
        n = n + 1
        patterns[n] = one.paths
      end
      assert.equal(case[3], n)
      if config.records then patterns[n + 1] = config.records.incident.paths end
      for _, path in ipairs(case[2]) do
        local owners = 0
        for _, list in ipairs(patterns) do
          local is_in = false
          for _, one in ipairs(list) do is_in = is_in or glob(one, path) end
          if is_in then owners = owners + 1 end
        end
        assert.is_true(owners <= 1, path)
      end
    end)
  end

  it("tells series in folders by date apart by the names of their files, each with its columns", function()
    local files = {}
    for month = 1, 3 do
      files[("evidence/2025-%02d/mfa.csv"):format(month)] = "user,ok\nann,yes\nben,no\n"
      files[("evidence/2025-%02d/backup.csv"):format(month)] = ("host;n\na;%d\n"):format(month)
    end
    local dir = repo(files)
    local config = adopt(dir)
    local folder = "evidence/[0-9][0-9][0-9][0-9]-[0-9][0-9]/"
    assert.same({ paths = { folder .. "mfa.csv" }, controls = { "A.8.5" }, cadence = "P1M",
      date = { path = "{yyyy}-{mm}" }, columns = { user = { shape = "text", key = "yes" }, ok = { shape = "bool" } } },
      config.evidence.mfa)
    assert.same({ paths = { folder .. "backup.csv" }, controls = { "A.8.13" }, cadence = "P1M",
      date = { path = "{yyyy}-{mm}" }, table = { separator = ";" }, columns = { host = { shape = "text", key = "yes" },
      n = { shape = "integer" } } }, config.evidence.backup)
    assert.equal(3, tests_of(dir)["series.mfa"].documents)
  end)

  it("guesses a control of the beginning of a name, and a date as Germans write it, but no cadence of two", function()
    local dir = repo { ["evidence/backup report 31.01.2025.csv"] = "a\n1\n",
      ["evidence/backup report 28.02.2025.csv"] = "a\n1\n" }
    local config = adopt(dir)
    local one = config.evidence["backup-report"]
    assert.same({ { "A.8.13" }, { path = "{dd}.{mm}.{yyyy}" } }, { one.controls, one.date })
    assert.is_nil(one.cadence)
    assert.equal(2, tests_of(dir)["series.backup-report"].documents)
  end)

  for _, case in ipairs {
    { "an object", "team.json", '{"name": "x"}' }, { "a list without ids", "team.json", '[{"name": "x"}]' },
    { "ids alone", "team.json", '{"people": [{"id": "a"}]}' },
    { "a list in a program", "src/team.json", '[{"id": "a", "name": "A"}]' },
    { "a list of persons", "team.json", '[{"id": "a", "name": "A"}, {"id": "b", "name": "B"}]', true },
  } do
    it((case[4] and "takes " or "does not take ") .. case[1] .. " for the people", function()
      local config, told = adopt(repo { [case[2]] = case[3] })
      assert.same(case[4] and { file = case[2] } or nil, config.people)
      assert.equal(case[4] == true, told:find("people  1 ", 1, true) ~= nil)
    end)
  end

  it("invents no control: what waits for one is a comment, and valid once it is filled in", function()
    local files = {}
    for month = 1, 4 do
      files[("exports/gadgets/2025-%02d.csv"):format(month)] =
        ("User;MFA: state;since;n\nann;yes;01.02.2024;%d\nben;no;13.02.2024;4,5\n"):format(month)
    end
    local dir = repo(files)
    local config, told, _, yaml = adopt(dir)
    assert.is_nil(config.evidence)
    assert.match("1 series wait in it, as a comment", told, 1, true)
    local whole = filled(yaml, "[A.8.5]")
    config = data_of(whole)
    assert.same({ gadgets = { paths = { "exports/gadgets/*.csv" }, controls = { "A.8.5" }, cadence = "P1M",
      date = { path = "{yyyy}-{mm}" }, table = { separator = ";" }, columns = { User = { shape = "text", key = "yes" },
        ["MFA: state"] = { shape = "bool" }, since = { shape = "date", dates = "DD.MM.YYYY" },
        n = { shape = "text" } } } }, config.evidence)
    support.commit(dir, { ["tickmark.yml"] = whole })
    assert.equal(4, tests_of(dir)["series.gadgets"].documents)
  end)

  it("uncomments what waits beside what doesn't, as it says, by sed", function()
    local files = {}
    for month = 1, 4 do
      files[("exports/gadgets/2025-%02d.csv"):format(month)] = "a\n1\n"
      files[("exports/gizmos/2025-%02d.csv"):format(month)] = "a\n1\n"
      files[("exports/A.8.13/2025-%02d.csv"):format(month)] = "a\n1\n"
    end
    local dir = repo(files)
    local _, _, _, yaml = adopt(dir)
    local told = yaml:match("\n## (sed [^\n]*)")
    support.sh("cd %s && sed -i 's/controls: \\[\\]/controls: [A.8.5]/' tickmark.yml && sh -c %s", dir, told)
    local config = data_of(command.read(dir .. "/tickmark.yml"))
    for _, id in ipairs { "gadgets", "gizmos", "a-8-13" } do assert.is_truthy(config.evidence[id], id) end
    support.commit(dir, {})
    assert.equal(4, tests_of(dir)["series.gizmos"].documents)
  end)

  for _, case in ipairs {
    { "a folder in one that says nothing", { "isms/policies/a.md", "isms/policies/b.md" }, { "isms/policies/*.md" } },
    { "a folder with one file", { "policies/a.md" }, { "policies/*.md" } },
    { "one file in a folder of its own", { "policies/2025/POL-1/text.md" }, { "policies/**/*.md" } },
    { "siblings below a folder that says it", { "x/policies/it/a.md", "x/policies/hr/b.md" },
      { "x/policies/**/*.md" } },
    { "two folders that say it below one that doesn't", { "a/policies/x.md", "a/standards/y.md" },
      { "a/policies/*.md", "a/standards/*.md" } },
  } do
    it("has a pattern that is neither too wide nor too narrow for " .. case[1], function()
      local files = {}
      for _, path in ipairs(case[2]) do files[path] = "# X\n" end
      assert.same(case[3], adopt(repo(files)).records.policy.paths)
    end)
  end

  it("takes no data of programs for an ISMS", function()
    local files, risk = {}, "id: R-1\nlikelihood: 3\nconsequence: 4\nlevel: high\ntreatment: x\n"
    for _, folder in ipairs { "web/src/assets", "node_modules/x/policies", "vendor", "test/evidence" } do
      files[folder .. "/risk.yml"], files[folder .. "/2025-01.csv"] = risk, "a\n1\n"
    end
    files["vendor/2025-01.log"], files["src/policies/x.md"] = "x", "# X\n"
    files["src/content/y.md"] = head "type: policy\nid: POL-1\n"
    local config, told = adopt(repo(files))
    assert.same({ "src/content/y.md" }, config.records.policy.paths)
    assert.is_nil(next(config.records, "policy"))
    assert.is_nil(config.evidence)
    assert.match("9 files of data or text in folders of programs (src, vendor, test)", told, 1, true)
  end)

  it("says which control it takes a name for", function()
    local files = {}
    for month = 1, 4 do files[("exports/restore-tests/2025-%02d.csv"):format(month)] = "a\n1\n" end
    local dir = repo(files)
    local config, told, _, yaml = adopt(dir)
    assert.same({ "A.8.13" }, config.evidence["restore-tests"].controls)
    assert.match("A.8.13, by its name, cadence P1M", told, 1, true)
    assert.match("  # by its name; is it evidence of another control?\n  restore-tests:\n", yaml, 1, true)
  end)
end)
