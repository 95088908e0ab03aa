--- What `tickmark check --fix` mends, and what it leaves alone.

local command = require("spec.command")
local fix = require("tickmark.documents.fix")
local support = require("spec.support")

local CONFIG <const> = [[
organisation: {id: acme, name: Acme Ltd}
scope: {id: SCO-MAIN}
records:
  policy: {paths: ["policies/*.md"], fields: {next_review: review_due}}
checks: {paths: []}
criteria: {thresholds: {late_entry: P20Y}}
]]
local P <const> = "policies/x.md"
local BAD <const> = "---\nid: POL-X\ntitle: X\nversion: 1.10\nstatus: approved\nowner: role:it\n"
  .. "author: bob\napproved_by: ann\napproved_on: 2 January 2026\nreview_due: \"Jan 2, 2999\" # soon\n"
  .. "satisfies: [5.2, 'A.5.15', 7.5.3]\n---\n# X"
local MENDED <const> = "---\nid: POL-X\ntitle: X\nversion: \"1.10\"\nstatus: approved\nowner: role:it\n"
  .. "author: bob\napproved_by: ann\n"
  .. "approved_on: 2 January 2026\nreview_due: \"2999-01-02\" # soon\n"
  .. "satisfies: [\"5.2\", 'A.5.15', \"7.5.3\"]\n---\n# X\n"

describe("a day in words", function()
  for words, day in pairs { ["Jun 1 2018"] = "2018-06-01", ["June 1st, 2018"] = "2018-06-01",
    ["1 Sept 2018"] = "2018-09-01", ["3rd March 2020"] = "2020-03-03", ["2018/6/1"] = "2018-06-01",
    ["2018-6-1"] = "2018-06-01", ["1.6.2018"] = "2018-06-01", ["01/06/2018"] = false,
    ["Feb 30 2020"] = false, ["soon"] = false, ["June 2018"] = false, ["Foo 1 2018"] = false } do
    it(("%s is %s"):format(words, day or "left alone"), function()
      assert.equal(day or nil, (fix.day(words)))
    end)
  end
end)

describe("tickmark check --fix", function()
  local dir
  before_each(function() dir = support.repo { ["tickmark.yml"] = CONFIG, [P] = BAD } end)
  after_each(function() support.remove(dir) end)

  local function at(path) return command.read(dir .. "/" .. path) end

  it("mends days, names that look like numbers and the last line, and says so; never an approval", function()
    local ran = command.tickmark(dir, "check --fix")
    assert.equal(MENDED, at(P))
    assert.equal("policies/x.md:4: 1.10 is \"1.10\" now\npolicies/x.md:10: Jan 2, 2999 is 2999-01-02 now\n"
      .. "policies/x.md:11: 5.2 is \"5.2\" now\npolicies/x.md:11: 7.5.3 is \"7.5.3\" now\n"
      .. "policies/x.md:13: the last line ends now\n", ran.err)
    assert.match("error: approved_on: ", ran.out, 1, true)
    assert.not_match("--fix", ran.out, 1, true) -- which never touches an approval
    assert.equal(BAD, support.sh("git -C %s show HEAD:%s", dir, P)) -- no commit is made, nothing staged
    assert.equal("M " .. P, (support.git(dir, "status --porcelain"):gsub("^ ", "")))
  end)

  it("is named where it would mend something, and nowhere else", function()
    assert.match("a day is written as year-month-day, such as 2026-01-31; tickmark check --fix does so",
      command.tickmark(dir, "check").out, 1, true)
    support.write(dir .. "/" .. P, (BAD:gsub("2 January 2026", "2026-01-02"):gsub("Jan 2, 2999", "2999-02-30")))
    support.git(dir, "add -A")
    local said = command.tickmark(dir, "check --staged").out
    assert.match("review_due: 2999-02-30: February 2999 has 28 days", said, 1, true)
    assert.not_match("--fix", said, 1, true)
  end)

  it("stages what it mends of what is staged, and judges that", function()
    support.write(dir .. "/policies/y.md", (BAD:gsub("POL%-X", "POL-Y"):gsub("2 January 2026", "2026-01-02")))
    support.git(dir, "add -A")
    local ran = command.tickmark(dir, "check --staged --fix")
    assert.match("nothing to mend in 1 document\n", ran.out)
    assert.equal(0, ran.status)
    assert.equal("A  policies/y.md", support.git(dir, "status --porcelain"))
    assert.equal(BAD, at(P)) -- which is not staged
  end)

  it("leaves a file alone that has other changes than what is judged", function()
    support.write(dir .. "/" .. P, BAD .. "\nMore.\n")
    local ran = command.tickmark(dir, "check --fix")
    assert.equal("policies/x.md: not mended: the file has other changes than what is judged\n", ran.err)
    assert.equal(BAD .. "\nMore.\n", at(P))
  end)

  it("leaves the rest of a file as it is, with its line ends", function()
    local crlf = BAD:gsub("\n", "\r\n"):gsub("2 January 2026", "2026-01-02")
    support.commit(dir, { [P] = crlf })
    command.tickmark(dir, "check --fix")
    assert.equal((MENDED:gsub("\n", "\r\n"):gsub("2 January 2026", "2026-01-02"):gsub("\r\n$", "\n")), at(P))
  end)

  it("doesn't tell again what is mended now", function()
    support.commit(dir, { [P] = BAD:gsub("2 January 2026", "2026-01-02") })
    local ran = command.tickmark(dir, "check --fix")
    assert.same({ "nothing to mend in 1 document\n", 0 }, { ran.out, ran.status })
  end)

  it("finds its place behind letters that are not of ASCII, and in an entry of a register", function()
    support.commit(dir, { ["tickmark.yml"] = CONFIG:gsub("checks:", '  risk: {paths: ["risks.yml"], each: risks}\n%0'),
      ["risks.yml"] = "risks:\n  - {id: R-1, level: low, assumptions: [x], owner: ann, title: ЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖЖ, "
        .. "accepted_on: 1 May 2026, assessed_on: 1 May 2026}\n" })
    command.tickmark(dir, "check --fix risks.yml")
    assert.match("accepted_on: 1 May 2026, assessed_on: 2026-05-01}", at("risks.yml"), 1, true)
  end)

  it("keeps a file's permissions, and stages no other whose name it would match", function()
    for _, name in ipairs { "[x]", "x" } do
      support.write(dir .. "/policies/" .. name .. ".md", (BAD:gsub("POL%-X", "POL-" .. #name)))
    end
    support.sh("chmod 755 '%s/policies/[x].md'", dir)
    support.sh("git -C %s --literal-pathspecs add 'policies/[x].md'", dir)
    command.tickmark(dir, "check --staged --fix")
    assert.equal("-rwxr-xr-x", support.sh("stat -c %%A '%s/policies/[x].md'", dir))
    assert.equal(" M policies/x.md", support.sh("git -C %s status --porcelain policies/x.md", dir))
  end)

  it("mends a file that git has written for Windows", function()
    support.git(dir, "config core.autocrlf true")
    support.write(dir .. "/" .. P, (BAD:gsub("\n", "\r\n")))
    command.tickmark(dir, "check --fix")
    assert.equal((MENDED:gsub("\n", "\r\n")), at(P))
  end)

  it("mends nothing twice", function()
    command.tickmark(dir, "check --fix")
    support.commit(dir, {})
    assert.equal("", command.tickmark(dir, "check --fix").err)
  end)

  it("says what it can't do", function()
    assert.match("--fix and --rev", command.tickmark(dir, "check --fix --rev HEAD").err, 1, true)
    local bare = support.tmpdir()
    support.sh("git clone -q --bare %s %s/b", dir, bare)
    assert.match("a bare repository has no files", command.tickmark(bare .. "/b", "check --fix").err, 1, true)
    support.remove(bare)
  end)
end)
