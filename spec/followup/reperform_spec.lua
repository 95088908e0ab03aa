local command = require("spec.command")
local support = require("spec.support")

local function write(path, text)
  local file <close> = assert(io.open(path, "wb"))
  file:write(text)
end

describe("tickmark reperform", function()
  local dir, result
  before_each(function()
    dir = support.repo(command.isms(), { date = "2026-01-05T12:00:00Z" })
    support.git(dir, "config user.name Eva; git -C %s config user.email eva@example.com", dir)
    result = support.tmpdir() .. "/result.json"
  end)
  after_each(function()
    support.remove(dir)
    support.remove(result:match("^(.*)/"))
  end)

  local function audit(options, ...)
    local ran = command.tickmark(dir, "audit --format json --output %s " .. (options or ""), result, ...)
    assert(ran.status < 2, ran.err)
  end

  local function reperform(options, ...)
    return command.tickmark(dir, "reperform %s " .. (options or ""), result, ...)
  end

  --- Change the result as somebody with an editor would.
  local function forge(from, to)
    local text, n = command.read(result):gsub(from, to, 1)
    assert(n == 1, "nothing to forge")
    write(result, text)
  end

  describe("of an honest result", function()
    local function identical(options, ...)
      local ran = reperform(options, ...)
      assert.same({ "", 0 }, { ran.err, ran.status }, ran.out)
      assert.match("^identical: run %x+ performed again gives the same %d+ bytes\n$", ran.out)
    end

    for _, options in ipairs { "", "--rev main --as-of 2026-01-31", "--rev main", "--as-of 2026-03-01",
      "--only access.mfa", "--rev HEAD~0 --as-of 2027-01-01", "--jobs 1", "--record" } do
      it(("says identical, after audit %s"):format(options), function()
        audit(options)
        identical()
      end)
    end

    it("says identical after the branch has moved on", function()
      audit("--rev main --as-of 2026-01-31")
      support.commit(dir, { ["evidence/users/2025-12.csv"] = "user,mfa\nada,no\n" }, { date = "2026-01-20T12:00:00Z" })
      identical()
    end)

    it("says identical after the ledger has grown: it goes back to the ledger of then", function()
      audit()
      assert.equal(1, command.tickmark(dir, "audit --record").status)
      identical()
      audit()
      support.commit(dir, { ["evidence/users/2025-12.csv"] = "user,mfa\nada,no\n" }, { date = "2026-02-20T12:00:00Z" })
      assert.equal(1, command.tickmark(dir, "audit --record").status)
      identical()
      support.git(dir, "update-ref -d refs/heads/audit/internal")
      identical()
    end)

    it("says identical from another clone, bare or not, and from elsewhere", function()
      audit("--rev main --as-of 2026-01-31")
      local clone = support.tmpdir()
      support.sh("git clone -q %s %s/work; git clone -q --bare %s %s/bare.git", dir, clone, dir, clone)
      for _, name in ipairs { "work", "bare.git" } do
        local ran = command.tickmark("/", "reperform %s --repo %s", result, clone .. "/" .. name)
        assert.equal(0, ran.status, ran.out .. ran.err)
      end
      support.remove(clone)
    end)

    it("says identical whatever the environment", function()
      audit()
      local ran = command.shell("cd %s; TZ=Asia/Tokyo LC_ALL=C.UTF-8 HOME=/x \"$TICKMARK\" reperform %s --jobs 3",
        dir, result)
      assert.equal(0, ran.status, ran.out .. ran.err)
    end)

    it("writes its word to a file with --output", function()
      audit()
      local ran = reperform("--output %s.word", result)
      assert.same({ "", "", 0 }, { ran.out, ran.err, ran.status })
      assert.match("^identical", command.read(result .. ".word"))
    end)
  end)

  describe("of a result that was changed by hand", function()
    -- what was changed, from, to, the words
    for _, case in ipairs {
      { "a grade", '"grade": "minor"', '"grade": "ofi"',
        "different: first at findings[1].grade: it was ofi, it is minor\n" },
      { "a statement", "bob", "rob", "first at findings[1].items[1]: it was rob, it is bob\n" },
      { "the exit status", '"exit": 1', '"exit": 0', "first at exit: it was 0, it is 1\n" },
      { "a count", '"passing": 1', '"passing": 2', "first at tests[1].passing: it was 2, it is 1\n" },
      { "an outcome", '"outcome": "fail"', '"outcome": "pass"',
        "first at tests[1].outcome: it was pass, it is fail\n" },
      { "the build", '"build": "%x+"', '"build": "0123456789abcdef"',
        "engine's build changed: engine.build was 0123456789abcdef, is " },
      { "a threshold", '"extent.systemic": 0.5', '"extent.systemic": 0.9',
        "the thresholds changed: thresholds.extent.systemic was 0.9, is 0.5" },
    } do
      it("names the first difference: " .. case[1], function()
        audit()
        forge(case[2], case[3])
        local ran = reperform()
        assert.equal(1, ran.status)
        assert.equal("", ran.err)
        assert.match(case[4], ran.out, 1, true)
      end)
    end

    it("names a finding that was taken out", function()
      audit()
      local text = command.read(result)
      local first, last = text:find('"findings": %b[]')
      write(result, text:sub(1, first - 1) .. '"findings": []' .. text:sub(last + 1))
      local ran = reperform()
      assert.equal(1, ran.status)
      assert.match("different: first at findings[1]: it was not there, it is there\n", ran.out, 1, true)
    end)

    it("says that the result was changed, where no input was", function()
      audit()
      forge("bob", "rob")
      local ran = reperform()
      assert.match("the inputs are the same: the result was changed after the audit", ran.out, 1, true)
    end)

    it("accuses nobody where the clock ended a call in one of the two", function()
      audit()
      forge('"problems": %[%]', '"problems": [{"code": "worker", "message": "a call took longer than 5 s", '
        .. '"path": "checks/mfa.lua", "remedy": "x", "tests": ["access.mfa"]}]')
      local ran = reperform()
      assert.equal(1, ran.status)
      assert.match("which depends on the machine: perform it again", ran.out, 1, true)
      assert.is_nil(ran.out:find("was changed", 1, true))
    end)

    it("tells another form from another content", function()
      audit()
      write(result, (command.read(result):gsub("\n *", "")))
      local ran = reperform()
      assert.equal(1, ran.status)
      assert.match("reformatted", ran.out, 1, true)
    end)

    for _, case in ipairs {
      { "not there", nil, "No such file" },
      { "no JSON", "nonsense", "not a result of tickmark" },
      { "cut off", '{"tickmark": "0.1.0", "run": {', "not a result of tickmark" },
      { "something else", '{"a": 1}', "not a result of tickmark" },
      { "a list", "[1]", "not a result of tickmark" },
      { "without a commit", '{"tickmark": "0.1.0", "run": {}}', "not a result of tickmark" },
      { "of other types", '{"tickmark": "0.1.0", "run": {"evidence": 1, "criteria": [], "parameters": 2}}',
        "not a result of tickmark" },
    } do
      it(("is wrong use when the file is %s"):format(case[1]), function()
        if case[2] then write(result, case[2]) end
        local ran = reperform()
        assert.equal(3, ran.status, ran.err)
        assert.equal("", ran.out)
        assert.match(case[3], ran.err, 1, true)
      end)
    end

    it("asks for the ledger when it was another repository's", function()
      local ledger = support.tmpdir() .. "/ledger.git"
      support.sh("git init -q --bare %s", ledger)
      assert.equal(1, command.tickmark(dir, "audit --record --ledger %s:refs/heads/x", ledger).status)
      audit("--ledger %s:refs/heads/x", ledger)
      local ran = reperform()
      assert.equal(3, ran.status)
      assert.match("--ledger REPO:REF", ran.err, 1, true)
      assert.match(support.git(ledger, "rev-parse refs/heads/x"), ran.err, 1, true)
      assert.equal(0, reperform("--ledger %s:refs/heads/x", ledger).status)
      support.remove(ledger:match("^(.*)/"))
    end)

    it("is wrong use in a repository that doesn't hold the commit", function()
      audit()
      local other = support.repo(command.isms { ["x"] = "other" })
      local ran = reperform("--repo %s", other)
      assert.equal(3, ran.status)
      assert.match(support.git(dir, "rev-parse main"), ran.err, 1, true)
      support.remove(other)
    end)
  end)

  describe("of criteria that were given", function()
    local config
    before_each(function()
      config = support.tmpdir()
      support.write(config .. "/tickmark.yml", command.CONFIG)
      support.write(config .. "/checks/mfa.lua", command.MFA)
    end)
    after_each(function() support.remove(config) end)

    it("asks for them", function()
      audit("--config %s", config)
      local ran = reperform()
      assert.equal(3, ran.status)
      assert.match("the criteria were given with --config", ran.err, 1, true)
      assert.match("--config DIR", ran.err, 1, true)
    end)

    it("says identical with the same folder, also from another place", function()
      audit("--config %s", config)
      assert.equal(0, reperform("--config %s", config).status)
      local copy = support.tmpdir()
      support.sh("cp -r %s/. %s", config, copy)
      assert.equal(0, reperform("--config %s", copy).status)
      support.remove(copy)
    end)

    for _, case in ipairs {
      { "a test", "checks/mfa.lua", command.MFA .. "-- changed\n" },
      { "the configuration", "tickmark.yml", command.CONFIG .. "# changed\n" },
      { "a file beside them", "notes.txt", "changed" },
    } do
      it("says which input changed: " .. case[1], function()
        audit("--config %s", config)
        support.write(config .. "/" .. case[2], case[3])
        local ran = reperform("--config %s", config)
        assert.equal(1, ran.status)
        assert.match("different: first at run.criteria[1].tree: it was ", ran.out, 1, true)
        assert.match("the criteria changed: criteria%[1%]%.tree was %x+, is %x+\n", ran.out)
      end)
    end

    it("says identical when they are a commit of another repository", function()
      support.sh("cd %s && git init -q", config)
      support.commit(config, {})
      audit("--config %s@HEAD", config)
      support.commit(config, { ["notes.md"] = "another tree" })
      assert.equal(1, reperform("--config %s@HEAD", config).status)
      assert.equal(0, reperform("--config %s@HEAD~1", config).status)
    end)
  end)
end)
