local command = require("spec.command")
local json = require("tickmark.base.json")
local support = require("spec.support")

local JANUARY, FEBRUARY = "2026-01-05", "2026-02-05"

--- Two states: bob has no second factor in January, and has one in February.
local function two_states()
  local dir = support.repo(command.isms(), { date = JANUARY .. "T12:00:00Z" })
  local first = support.git(dir, "rev-parse HEAD")
  local second = support.commit(dir, { ["evidence/users/2026-01.csv"] = "user,mfa\nada,yes\nbob,yes\n" },
    { date = FEBRUARY .. "T12:00:00Z" })
  return dir, first, second
end

local function lines(text)
  local list = {}
  for line in text:gmatch("([^\n]*)\n") do list[#list + 1] = line end
  return list
end

describe("tickmark audit", function()
  local dir, first, second
  setup(function() dir, first, second = two_states() end)
  teardown(function() support.remove(dir) end)

  describe("where it finds the repository", function()
    local around
    setup(function()
      around = support.tmpdir()
      support.sh("git clone -q --bare %s %s/bare.git", dir, around)
      support.git(dir, "worktree add -q --detach %s/linked main", around)
      support.sh("git clone -q %s %s/clone; mkdir -p %s/clone/evidence/users/deep", dir, around, around)
    end)
    teardown(function()
      support.git(dir, "worktree remove --force %s/linked", around)
      support.remove(around)
    end)

    for _, case in ipairs {
      { "its own directory", "clone", "" },
      { "a folder below it", "clone/evidence/users", "" },
      { "an untracked folder below it", "clone/evidence/users/deep", "" },
      { "its .git directory", "clone/.git", "" },
      { "a linked work tree", "linked", "" },
      { "a bare repository", "bare.git", "" },
      { "elsewhere, with --repo and a relative path", ".", "--repo clone" },
      { "elsewhere, with --repo and a folder of it", ".", "--repo clone/evidence" },
      { "elsewhere, with --repo and a bare repository", "clone", "--repo ../bare.git" },
    } do
      it("is found from " .. case[1], function()
        local expected = command.tickmark(dir, "audit --format json")
        local ran = command.tickmark(around .. "/" .. case[2], "audit --format json " .. case[3])
        assert.equal("", ran.err)
        assert.equal(0, ran.status)
        assert.equal(expected.out, ran.out)
      end)
    end

    it("reads objects at the commit and nothing of the work tree", function()
      local before = command.tickmark(around .. "/clone", "audit --format json").out
      support.write(around .. "/clone/evidence/users/2026-01.csv", "user,mfa\nbob,no\n")
      support.write(around .. "/clone/tickmark.yml", "nonsense: [")
      support.git(around .. "/clone", "add -A")
      assert.equal(before, command.tickmark(around .. "/clone", "audit --format json").out)
      support.git(around .. "/clone", "reset -q --hard")
    end)
  end)

  describe("what it audits, and as of when", function()
    -- options, then the commit, the day and where the day comes from
    for _, case in ipairs {
      { "", "second", FEBRUARY, "commit" },
      { "--rev main", "second", FEBRUARY, "commit" },
      { "--rev HEAD~1", "first", JANUARY, "commit" },
      { "--rev main --as-of 2026-01-31", "first", "2026-01-31", "given" },
      { "--rev main --as-of 2026-02-05", "second", FEBRUARY, "given" },
      { "--rev main --as-of 2026-02-04", "first", "2026-02-04", "given" },
      { "--as-of 2026-01-31", "first", "2026-01-31", "given" },
      { "--rev HEAD~0 --as-of 2026-01-31", "second", "2026-01-31", "given" },
      { "--rev main --as-of 2027-06-30", "second", "2027-06-30", "given" },
    } do
      it(("is, with %q, the %s commit as of %s"):format(case[1], case[2], case[3]), function()
        local result = command.result(dir, case[1])
        assert.equal(case[2] == "first" and first or second, result.run.evidence.commit)
        assert.equal(case[3], result.run.as_of)
        assert.equal(case[4], result.run.as_of_source)
        assert.equal(case[2] == "first" and 1 or 0, result.exit)
      end)
    end

    it("is that commit, and the day only the clock, when a commit is named", function()
      local result = command.result(dir, "--rev %s --as-of 2026-03-31", first)
      assert.equal(first, result.run.evidence.commit)
      assert.equal("2026-03-31", result.run.as_of)
      assert.equal(first, command.result(dir, "--rev %s", first:sub(1, 10)).run.evidence.commit)
    end)

    it("says that the day is the commit's when nobody gave one", function()
      assert.match("as of 2026-02-05, the date of the commit\n", command.tickmark(dir, "audit").out, 1, true)
      assert.match("as of 2026-02-05\n", command.tickmark(dir, "audit --as-of 2026-02-05").out, 1, true)
    end)

    it("takes today, in UTC, when told so", function()
      local before = os.date("!%Y-%m-%d")
      local result = command.result(dir, "--as-of today")
      assert.truthy(result.run.as_of == before or result.run.as_of == os.date("!%Y-%m-%d"))
      assert.equal("given", result.run.as_of_source)
    end)
  end)

  describe("criteria of one's own", function()
    local own
    setup(function()
      own = support.repo(command.isms {
        ["policies/access.md"] = false, ["evidence/users/2025-12.csv"] = false,
        ["tickmark.yml"] = command.CONFIG:gsub("acme, name: Acme Ltd", "auditor, name: The Auditor"),
        ["second/tickmark.yml"] = command.CONFIG:gsub("Acme Ltd", "Second Ltd"),
        ["second/checks/mfa.lua"] = command.MFA,
        ["third.yml"] = command.CONFIG:gsub("Acme Ltd", "Third Ltd"),
      })
    end)
    teardown(function() support.remove(own) end)

    for _, case in ipairs {
      { "a folder", "", "The Auditor" },
      { "a folder below a repository's root", "/second", "Second Ltd" },
      { "a file", "/third.yml", "Third Ltd" },
      { "a repository at a revision", "@HEAD", "The Auditor" },
      { "a repository at a branch and a path", "@main:second", "Second Ltd" },
    } do
      it("come from " .. case[1], function()
        local result = command.result(dir, "--config %s", own .. case[2])
        assert.equal(case[3], result.run.organisation.name)
        assert.equal("given", result.run.criteria[1].place)
        assert.equal(support.git(own, "rev-parse HEAD"), result.run.criteria[1].commit)
        assert.is_nil(result.run.criteria[1].uncommitted)
        assert.equal("access.mfa", result.tests[1].id)
      end)
    end

    it("come from the audited commit when none are given", function()
      local criteria = command.result(dir).run.criteria[1]
      assert.same({ "audited", second, support.git(dir, "rev-parse main^{tree}") },
        { criteria.place, criteria.commit, criteria.tree })
    end)

    it("are named by the tree that git would make, and labelled, when they aren't committed", function()
      local loose = support.tmpdir()
      support.write(loose .. "/tickmark.yml", command.CONFIG)
      support.write(loose .. "/checks/mfa.lua", command.MFA)
      local criteria = command.result(dir, "--config %s", loose).run.criteria[1]
      support.sh("cd %s && git init -q && git add -A", loose)
      assert.equal(support.git(loose, "write-tree"), criteria.tree)
      assert.is_true(criteria.uncommitted)
      assert.is_nil(criteria.commit)
      assert.match("uncommitted", lines(command.tickmark(dir, "audit --config %s", loose).out)[2], 1, true)
      support.remove(loose)
    end)

    it("are uncommitted once a file in the folder has changed", function()
      support.write(own .. "/second/notes.txt", "draft")
      assert.is_true(command.result(dir, "--config %s", own .. "/second").run.criteria[1].uncommitted)
      os.remove(own .. "/second/notes.txt")
    end)

    it("may inherit the auditee's claims, and only those they name", function()
      support.write(own .. "/inherits/tickmark.yml",
        "inherit: [organisation, scope, evidence]\nchecks: {paths: [\"checks/*.lua\"]}\n")
      support.write(own .. "/inherits/checks/mfa.lua", command.MFA)
      local result = command.result(dir, "--rev HEAD~1 --config %s", own .. "/inherits")
      assert.equal("acme", result.run.organisation.id)
      assert.same({ "organisation", "scope", "evidence" }, result.run.parameters.inherit)
      local ids = {}
      for i, test in ipairs(result.tests) do ids[i] = test.id end
      assert.same({ "access.mfa", "series.user-list" }, ids)
      support.remove(own .. "/inherits")
    end)
  end)

  describe("the selection of tests", function()
    for _, case in ipairs {
      { "", { "access.mfa", "records.policy", "series.user-list" } },
      { "--only access.mfa", { "access.mfa" } },
      { "--only series.user-list access.mfa", { "access.mfa", "series.user-list" } },
      { "--only series.user-list --only access.mfa", { "access.mfa", "series.user-list" } },
    } do
      it(("is, with %q, %s"):format(case[1], table.concat(case[2], ", ")), function()
        local result, ids = command.result(dir, case[1]), {}
        for i, test in ipairs(result.tests) do ids[i] = test.id end
        assert.same(case[2], ids)
      end)
    end

    it("is an input of the run, so that the result names it", function()
      assert.same({ "access.mfa" }, command.result(dir, "--only access.mfa").run.parameters.only)
      assert.not_equal(command.result(dir).run.id, command.result(dir, "--only access.mfa").run.id)
    end)
  end)

  describe("the report", function()
    local out
    before_each(function() out = support.tmpdir() end)
    after_each(function() support.remove(out) end)

    it("goes to standard output, and words to standard error", function()
      for _, format in ipairs { "text", "json", "markdown" } do
        local ran = command.tickmark(dir, "audit --rev HEAD~1 --format %s", format)
        assert.equal("", ran.err)
        assert.match("bob", ran.out, 1, true)
      end
      local ran = command.tickmark(dir, "audit --rev nowhere")
      assert.equal("", ran.out)
      assert.match("nowhere", ran.err, 1, true)
    end)

    it("is text unless another format is named", function()
      assert.equal(command.tickmark(dir, "audit --format text").out, command.tickmark(dir, "audit").out)
      assert.match("^# Audit of Acme Ltd\n", command.tickmark(dir, "audit --format markdown").out)
      assert.equal("0.1.0", json.decode(command.tickmark(dir, "audit --format json").out).tickmark)
    end)

    it("goes to a file with --output, the same bytes, and nothing is printed", function()
      for _, format in ipairs { "text", "json", "markdown" } do
        local path = out .. "/report." .. format
        local ran = command.tickmark(dir, "audit --format %s --output %s", format, path)
        assert.same({ "", "", 0 }, { ran.out, ran.err, ran.status })
        assert.equal(command.tickmark(dir, "audit --format %s", format).out, command.read(path))
      end
    end)

    it("replaces a file as a whole", function()
      support.write(out .. "/report", ("x"):rep(100000))
      command.tickmark(dir, "audit --output %s/report", out)
      assert.equal(command.tickmark(dir, "audit").out, command.read(out .. "/report"))
      assert.equal("report", support.sh("ls -A %s", out))
    end)

    for _, case in ipairs {
      { "a folder that isn't there", "%s/nowhere/report" },
      { "a folder in its place", "%s/folder" },
      { "a folder that takes no file", "/proc/report" },
    } do
      it("is not written at all into " .. case[1], function()
        support.sh("mkdir %s/folder", out)
        local path = case[2]:gsub("%%s", out)
        local ran = command.tickmark(dir, "audit --output %s", path)
        assert.equal(2, ran.status)
        assert.equal("", ran.out)
        assert.match("tickmark: it can't be written: " .. path, ran.err, 1, true)
        assert.equal("folder", support.sh("ls -A %s", out))
      end)
    end

    it("leaves the old file when the new one can't be written in full", function()
      support.write(out .. "/report", "old\n")
      local ran = command.shell("trap '' XFSZ; cd %s; ulimit -f 1; \"$TICKMARK\" audit --format json --output %s",
        dir, out .. "/report")
      assert.equal(2, ran.status)
      assert.match("can't be written", ran.err, 1, true)
      assert.equal("old\n", command.read(out .. "/report"))
      assert.equal("report", support.sh("ls -A %s", out))
    end)

    it("says so when standard output takes no more", function()
      local ran = command.shell("cd %s; \"$TICKMARK\" audit >/dev/full", dir)
      assert.equal(2, ran.status)
      assert.match("can't be written", ran.err, 1, true)
    end)
  end)

  describe("--jobs", function()
    it("changes no byte", function()
      local one = command.tickmark(dir, "audit --format json --jobs 1").out
      for _, n in ipairs { 2, 3, 16 } do
        assert.equal(one, command.tickmark(dir, "audit --format json --jobs %s", n).out)
      end
    end)

    it("changes no byte with 64 workers", function()
      local one = command.tickmark(dir, "audit --format json --jobs 1").out
      local ran = command.tickmark(dir, "audit --format json --jobs 64")
      assert.equal("", ran.err)
      assert.equal(one, ran.out)
    end)

    for _, n in ipairs { "0", "65", "-1", "1.5", "two", "" } do
      it(("can't be %q"):format(n), function()
        local ran = command.tickmark(dir, "audit --jobs=%s", n)
        assert.equal(3, ran.status)
        assert.match("--jobs", ran.err, 1, true)
        assert.equal("", ran.out)
      end)
    end
  end)

  describe("the exit status", function()
    for _, case in ipairs {
      { 0, "nothing is found", "" },
      { 1, "there are findings", "--rev HEAD~1" },
      { 3, "the use is wrong", "--rev HEAD~9" },
    } do
      it(("is %d when %s, whatever the format"):format(case[1], case[2]), function()
        for _, format in ipairs { "text", "json", "markdown" } do
          local ran = command.tickmark(dir, "audit --format %s " .. case[3], format)
          assert.equal(case[1], ran.status)
          if format == "json" and case[1] < 3 then assert.equal(case[1], json.decode(ran.out).exit) end
        end
      end)
    end

    it("is 2 when a test could not be done, though there are findings too", function()
      local bad = support.repo(command.isms {
        ["checks/broken.lua"] = command.script("broken", "error('it broke')") })
      local result, ran = command.result(bad)
      assert.same({ 2, 2 }, { ran.status, result.exit })
      assert.equal(1, result.summary.findings.minor)
      support.remove(bad)
    end)

    it("is not changed by an opportunity for improvement or by what was not tested", function()
      local quiet = support.repo(command.isms {
        ["checks/mfa.lua"] = command.script("advice", "t:ofi(nil, 'automate it')"),
        ["checks/human.lua"] = command.script("human", "t:not_tested('needs a visit')") })
      local result, ran = command.result(quiet)
      assert.equal(0, ran.status)
      assert.equal(1, result.summary.findings.ofi)
      assert.equal(1, result.summary.tests["not-tested"])
      assert.match("1 not-tested", command.tickmark(quiet, "audit").out, 1, true)
      support.remove(quiet)
    end)
  end)

  describe("help", function()
    for _, words in ipairs { "--help", "-h", "help", "audit --help", "audit -h", "reperform --help" } do
      it(("fits 80 x 40: %s"):format(words), function()
        local ran = command.tickmark("/", words)
        assert.same({ "", 0 }, { ran.err, ran.status })
        local list = lines(ran.out)
        assert.truthy(#list > 5 and #list <= 40, #list .. " lines")
        for _, line in ipairs(list) do assert.truthy(#line <= 80, line) end
        assert.match("example:", ran.out, 1, true)
      end)
    end

    it("says each default once", function()
      for _, line in ipairs(lines(command.tickmark("/", "audit --help").out)) do
        local _, n = line:gsub("default", "")
        assert.truthy(n < 2, line)
      end
    end)

    it("tells version and build", function()
      local ran = command.tickmark("/", "--version")
      assert.match("^tickmark %d+%.%d+%.%d+, build %x+\n$", ran.out)
      assert.equal(0, ran.status)
    end)

    it("is what the command prints without arguments, as wrong use", function()
      local ran = command.tickmark("/", "")
      assert.equal(3, ran.status)
      assert.match("tickmark audit", ran.out .. ran.err, 1, true)
    end)
  end)

  describe("wrong use", function()
    for _, case in ipairs {
      { "adit", 'tickmark: no command "adit", did you mean "audit"?' },
      { "reperfrom x", 'did you mean "reperform"?' },
      { "xyzzy", 'tickmark: no command "xyzzy"\n  -> tickmark --help lists the commands' },
      { "audit --fromat json", "did you mean \"--format\"?" },
      { "audit --xyzzy", "tickmark: unknown option '--xyzzy'\n  -> tickmark audit --help tells the options" },
      { "audit --format jsn", "--format: no format \"jsn\", did you mean \"json\"?" },
      { "audit --rev", "option '--rev' requires an argument" },
      { "audit extra", "too many arguments" },
      { "audit --only acces.mfa", '--only acces.mfa: no such test, did you mean "access.mfa"?' },
      { "audit --ledger nonsense", "--ledger nonsense: write REPO:REF" },
      { "reperform", "missing argument 'result'" },
    } do
      it(("is refused with a hint: %s"):format(case[1]), function()
        local ran = command.tickmark(dir, case[1])
        assert.equal(3, ran.status)
        assert.equal("", ran.out)
        assert.match(case[2], ran.err, 1, true)
        local _, hints = ran.err:gsub("[Dd]id you mean", "")
        assert.truthy(hints <= 1, ran.err)
      end)
    end
  end)

  describe("colours and progress", function()
    local function terminal(environment, options)
      return support.sh("cd %s; TERM=xterm script -qec %s /dev/null </dev/null || true", dir,
        ("env %s '%s' audit --rev HEAD~1 %s"):format(environment or "", command.PATH, options or ""))
    end

    it("are on a terminal only", function()
      assert.match("\27[31mminor\27[0m", terminal(), 1, true)
      for _, format in ipairs { "text", "json", "markdown" } do
        local ran = command.tickmark(dir, "audit --rev HEAD~1 --format %s", format)
        assert.is_nil((ran.out .. ran.err):find("[\27\r]"))
      end
    end)

    it("keep away with NO_COLOR, with --no-color and from a file", function()
      local plain = command.tickmark(dir, "audit --rev HEAD~1").out
      local function unix(text) return (text:gsub("\r", "")) .. "\n" end
      assert.equal(plain, unix(terminal("NO_COLOR=1")))
      assert.equal(plain, unix(terminal(nil, "--no-color")))
      local out = support.tmpdir()
      terminal(nil, "--output " .. out .. "/report")
      assert.equal(plain, command.read(out .. "/report"))
      support.remove(out)
    end)

    it("are but paint: without them the text is the same", function()
      local painted = terminal():gsub("\27%[[%d;]*m", ""):gsub("\r", "")
      assert.equal(command.tickmark(dir, "audit --rev HEAD~1").out, painted .. "\n")
    end)
  end)

  describe("--quiet", function()
    it("keeps remarks away and leaves the result", function()
      support.git(dir, "config user.name Ada; git -C %s config user.email ada@example.com", dir)
      local ran = command.tickmark(dir, "audit --rev HEAD~1 --record")
      assert.match("recorded NC-", ran.err, 1, true)
      assert.match("nothing new to record", command.tickmark(dir, "audit --rev HEAD~1 --record").err, 1, true)
      support.git(dir, "update-ref -d refs/heads/audit/internal")
      local quiet = command.tickmark(dir, "audit --rev HEAD~1 --record --quiet")
      assert.equal("", quiet.err)
      assert.equal(1, quiet.status)
      assert.equal(ran.out, quiet.out)
      support.git(dir, "update-ref -d refs/heads/audit/internal")
    end)
  end)

  describe("what came from documents", function()
    local hostile
    setup(function()
      hostile = support.repo(command.isms {
        ["evidence/users/2025-12.csv"] = "user,mfa\n\226\128\174gnp.exe,no\n<script>alert(1)</script>,no\na|b,no\n",
        ["checks/item.lua"] = command.script("item", "t:fail({ item = '\27[31mred' }, { what = 'is red' })"),
        ["checks/title.lua"] = command.script("title", "t:flag('f', nil, 'x\\27]0;title\\7')\n"
          .. "t:positive('<b>')\nt:not_tested('\\27[2J')"):gsub("Test title", "T\\27[1m|<i>\\u{202E}"),
        ["tickmark.yml"] = command.CONFIG:gsub("Acme Ltd", "\"A\\e[7mB|C<img src=x>\\u202E\""),
        ["policies/a|b <i>.md"] = "---\nid: [\n---\n",
        ["policies/\226\128\174dm.md"] = "---\nid: [\n---\n",
      })
    end)
    teardown(function() support.remove(hostile) end)

    for _, format in ipairs { "text", "markdown" } do
      it("can't reach the terminal from " .. format, function()
        local ran = command.tickmark(hostile, "audit --format %s", format)
        assert.is_nil((ran.out .. ran.err):find("[\0-\9\11-\31\127]"))
        assert.is_nil(ran.out:find("\226\128\174", 1, true))
        assert.is_nil(ran.out:find("\194[\128-\159]"))
        assert.match("x1B", ran.out, 1, true)
        assert.match("<U+202E>", (ran.out:gsub("\\", "")), 1, true)
      end)
    end

    it("can't become markup, HTML or another cell in Markdown", function()
      local out = command.tickmark(hostile, "audit --format markdown").out
      for _, tag in ipairs { "script", "i", "img", "b" } do
        assert.is_nil(out:gsub("\\<", ""):find("<" .. tag .. "[ >]"), tag)
      end
      for _, line in ipairs(lines(out)) do
        if line:sub(1, 2) == "| " then
          local _, bars = line:gsub("\\|", ""):gsub("|", "")
          assert.truthy(bars == 7 or bars == 8, line)
        end
      end
    end)

    it("stays as it is in JSON, where nothing has to be hidden", function()
      local result = command.result(hostile)
      assert.equal("A\27[7mB|C<img src=x>\226\128\174", result.run.organisation.name)
      assert.equal("\226\128\174gnp.exe", result.tests[1].exceptions[1].item)
      assert.equal("\27[31mred", result.tests[2].exceptions[1].item)
      assert.is_nil(command.tickmark(hostile, "audit --format json").out:find("[\0-\9\11-\31\127]"))
    end)
  end)
end)
