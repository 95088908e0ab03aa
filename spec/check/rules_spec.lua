--- The rules of `tickmark check`, each with the smallest document that breaks it and
--- one that doesn't, and the message as people read it.

local command = require("spec.command")
local support = require("spec.support")

local CONFIG <const> = [[
organisation: {id: acme, name: Acme Ltd}
scope: {id: SCO-MAIN}
people: {file: people.yml}
records:
  policy: {paths: ["policies/**/*.md"], retention: P3Y}
  risk: {paths: ["risks.yml", "risks.csv"], each: risks}
  soa: {paths: ["soa.yml", "soa.csv"], fields: {control: Control}}
  incident: {paths: ["incidents/*.md"]}
  waiver: {paths: ["waivers/*.yml"]}
  role: {paths: ["roles.csv"], fields: {title: Role, duties: May}}
  procedure: {paths: ["handbook/*.md"], head: none, id: path}
  asset: {paths: ["assets.json"]}
  objective: {paths: ["objectives/*.yml"], id: path}
  supplier: {paths: ["suppliers/*.yml"], fields: {result: outcome}, values: {status: {aktiv: approved}}}
checks: {paths: []}
]]
local PEOPLE <const> = "people:\n  - {id: ann, name: Ann Example, mail: ann@example.com, "
  .. "aliases: [a.example@old.example.com], roles: [{role: role:ciso}]}\n"

local policy = require("spec.policies").policy

local function without(key) return (policy():gsub("\n" .. key .. ":[^\n]*", "")) end

local function soa(skip, more)
  local lines = { "id: SOA-1", "title: S", "version: \"1\"", "status: draft", "owner: ann", "rows:" }
  for _, theme in ipairs { { 5, 37 }, { 6, 8 }, { 7, 14 }, { 8, 34 } } do
    for i = 1, theme[2] do
      local id = ("A.%d.%d"):format(theme[1], i)
      if id ~= skip then
        lines[#lines + 1] = ("  - {control: \"%s\", applicable: \"yes\", justification: x, "
          .. "implemented: \"yes\"}"):format(id)
      end
    end
  end
  lines[#lines + 1] = more
  return table.concat(lines, "\n") .. "\n"
end

local P <const> = "policies/x.md"

-- What is committed, and what is said of it: "path:line: level: message"; nil for nothing.
local CASES <const> = {
  { "a good policy", { [P] = policy() } },
  { "a draft, whatever it lacks, only warns", { [P] = policy { status = "draft", author = "ann" } },
    "warning: approved_by and author are both ann" },
  { "a policy without a head", { [P] = "# X\n" }, "x.md:1:1: error: it has no head" },
  { "a head that is never closed", { [P] = "---\nid: POL-X\n" }, "x.md:1:1: error: front matter is never closed" },
  { "a head with a key twice", { [P] = policy():gsub("id: POL%-X", "id: POL-X\nid: POL-Y") },
    "error: key 'id' stands in line" },
  { "a head without an owner", { [P] = without "owner" }, "x.md:1:1: error: it lacks owner" },
  { "an empty owner", { [P] = policy { owner = "" } }, "error: it lacks owner" },
  { "a status that is none", { [P] = policy { status = "aproved" } },
    'error: status: got "aproved", expected draft, in-review, approved or retired, did you mean "approved"?' },
  { "a list where a text is expected", { [P] = policy { owner = "[a, b]" } },
    "error: owner: a text expected, not a map or list" },
  { "another type than its place has", { [P] = policy { type = "procedure" } },
    "error: type: procedure, in a place for the type policy" },
  { "a key that is nearly one", { [P] = policy { next_reveiw = "2999-01-01" } },
    'warning: next_reveiw: no field of the type policy, did you mean "next_review"?' },
  { "a key of one's own", { [P] = policy { colour = "red" } } },
  { "a day that there is not", { [P] = policy { approved_on = "2026-02-30" } }, "error: approved_on: " },
  { "a day in prose", { [P] = policy { approved_on = "Jun 1 2018" } }, "error: approved_on: " },
  { "an approval that has not come yet", { [P] = policy { approved_on = "2998-01-01" } },
    "error: approved_on: 2998-01-01 has not come yet" },
  { "days in the wrong order", { [P] = policy { effective_on = "2025-12-31" } },
    "error: effective_on: 2025-12-31, before approved_on: 2026-01-02" },
  { "a review that is due", { [P] = policy { approved_on = "2020-01-01", next_review = "2021-01-01" } },
    "warning: its review was due on 2021-01-01" },
  { "a review that is due by its interval",
    { [P] = policy { approved_on = "2020-01-01", next_review = false, review_interval = "6 months" } },
    "warning: its review was due on 2020-07-01" },
  { "an approval by nobody", { [P] = policy { approved_by = "" } }, "error: approved, and approved_by is empty" },
  { "an approval by who wrote it", { [P] = policy { author = "Ann Example <a.example@old.example.com>" } },
    "error: approved_by and author are both ann" },
  { "a requirement that there is not", { [P] = policy { satisfies = '["5.2", "A.5.99"]' } },
    "error: satisfies: A.5.99: not in" },
  { "a control's number without its letter", { [P] = policy { satisfies = "[8.10]" } },
    "error: satisfies: 8.10: clause ids go to 10.2, the control is written A.8.10" },
  { "requirements of several frameworks", { [P] = policy { satisfies = '{iso27001: ["5.2"], TSC: [CC6.1]}' } } },
  { "a link to no file", { [P] = policy(nil, "# X\n\n[y](../y.md)\n") }, "error: link to ../y.md: no such file" },
  { "a link, with its line in the file", { [P] = policy(nil, "# X\n\n[y](y.md)\n") },
    "x.md:14:5: error: link to y.md" },
  { "a link, with its place among others, in characters",
    { [P] = policy(nil, "# X\n\nWörter [x](#x), and\nÄ [x](#x) [y](<y.md>)\n") }, "x.md:15:16: error: link to y.md" },
  { "an image that isn't there",
    { [P] = policy(nil, "# X\n\n![y](y.svg)\n") }, "x.md:14:6: error: link to y.svg: no such" },
  { "an image in a link", { [P] = policy(nil, "# X\n\n[![y](y.svg)](#x)\n") }, "error: link to y.svg: no such file" },
  { "a link out of the repository", { [P] = policy(nil, "[y](../../../y.md)\n") },
    "error: link to ../../../y.md: no such file" },
  { "links that lead somewhere", { [P] = policy(nil, "# X y\n\n[a](#x-y) [b](../people.yml) [c](https://x.org/y#z) "
    .. "[d](/policies/a%20b.md#one) [e](mailto:a@b)\n"), ["policies/a b.md"] = policy({ id = "POL-Y" }, "# One\n") } },
  { "a link to no heading", { [P] = policy(nil, "# X\n\n[y](#y)\n") }, "error: link to #y: no such heading in " .. P },
  { "a link to no heading of another file",
    { [P] = policy(nil, "[y](y.md#z)\n"), ["policies/y.md"] = policy { id = "POL-Y" } },
    "error: link to #z: no such heading in policies/y.md" },
  { "what is left of a template", { [P] = policy(nil, "# {{company}}\n") },
    'warning: "{{company}}" is left of the template' },
  { "a value that is left of a template", { [P] = policy { owner = '"{{who answers for it}}"' } },
    'x.md:7:1: warning: owner: "{{who answers for it}}" is left of the template' },
  { "one in a list, or deeper", { [P] = policy { tools = '["{{the tool}}"]' } },
    'x.md:10:9: warning: tools.1: "{{the tool}}" is left of the template' },
  { "one id twice", { [P] = policy(), ["policies/y.md"] = policy() },
    "policies/y.md:5:1: error: id: POL-X is the id of policies/x.md already" },
  { "a risk that somebody else accepted", { ["risks.yml"] = "risks:\n  - {id: RISK-1, owner: ann, level: high, "
    .. "assumptions: x, accepted_by: bob, accepted_on: 2026-01-01}\n" },
    "risks.yml:2:59: error: accepted_by: bob, and owner: ann" },
  { "a risk that its owner accepted, by another name", { ["risks.yml"] = "risks:\n  - {id: RISK-1, owner: ann, "
    .. "level: high, assumptions: x, accepted_by: Ann Example}\n" } },
  { "an entry of a register without an owner", { ["risks.yml"] = "risks:\n  - {id: R-1, level: x, assumptions: x}\n" },
    "error: it lacks owner" },
  { "an option that is none",
    { ["risks.yml"] = "risks:\n  - {id: R-1, owner: a, level: x, assumptions: x, option: wait}\n" },
    "risks.yml:2:59: error: risks.1.option: got \"wait\", expected modify, accept, avoid or share" },
  { "a Statement of Applicability", { ["soa.yml"] = soa() } },
  { "one that lacks a control", { ["soa.yml"] = soa("A.8.10") }, "soa.yml:6:1: warning: it has no row for A.8.10" },
  { "one with a clause", { ["soa.yml"] = soa(nil, "  - {control: \"8.1\", applicable: \"yes\", justification: x, "
    .. "implemented: \"yes\"}") }, "soa.yml:100:6: warning: 8.1: not a control of Annex A" },
  { "one with an empty justification", { ["soa.yml"] = (soa():gsub("justification: x, ", 'justification: " ", ', 1)) },
    'soa.yml:7:5: warning: rows.1 lacks "justification"' },
  { "one without a justification", { ["soa.yml"] = (soa():gsub("justification: x, ", "", 1)) },
    'soa.yml:7:5: warning: rows.1 lacks "justification"' },
  { "one that names no file", { ["soa.yml"] = (soa():gsub("implemented: \"yes\"}",
    "implemented: \"yes\", documents: [policies/no.md, people.yml]}", 1)) },
    "soa.yml:7:93: warning: policies/no.md: no such file" },
  { "a control that doesn't apply, and is answered", { ["soa.yml"] = (soa():gsub('"A.8.10", applicable: "yes"',
    '"A.8.10", applicable: "no"')), [P] = policy { satisfies = '["5.2", "A.8.10"]' } },
    "policies/x.md:8:20: warning: A.8.10: it doesn't apply by soa.yml, and this document answers it" },
  { "one that is answered by framework", { ["soa.yml"] = (soa():gsub('"A.8.10", applicable: "yes"',
    '"A.8.10", applicable: "no"')), [P] = policy { satisfies = '{iso27001: ["A.8.10"]}' } },
    "warning: A.8.10: it doesn't apply by soa.yml, and this document answers it" },
  { "promises", { [P] = policy { parameters = "{mfa: required, access_review: P3M, backup: {test: 6 months}, "
    .. "target: 0.95, length: 12 characters}" } } },
  { "a promise that is empty", { [P] = policy { parameters = "{access_review: , patch: {high: ~}}" } },
    "error: parameters.access_review: it promises nothing" },
  { "a promise that is no period", { [P] = policy { parameters = "{backup: {test: 6 monhts}}" } },
    'error: parameters.backup.test: "6 monhts" is no period' },
  { "a promise of nothing", { [P] = policy { parameters = '{mfa: ""}' } },
    "error: parameters.mfa: it promises nothing" },
  { "a promise in per cent", { [P] = policy { parameters = "{target: 95 %}" } },
    "error: parameters.target: 95 % is a text to tests" },
  { "a promise of several things", { [P] = policy { parameters = "{mfa: [a, b]}" } },
    "error: parameters.mfa: a promise is one value" },
  { "an incident that ended before it began", { ["incidents/INC-1.md"] = "---\nid: INC-1\nseverity: low\n"
    .. "detected_on: 2026-01-02\nclosed_on: 2026-01-01\n---\n" },
    "error: closed_on: 2026-01-01, before detected_on: 2026-01-02" },
  { "an incident with a state of its own", { ["incidents/INC-1.md"] = "---\nid: INC-1\nseverity: low\n"
    .. "detected_on: 2026-01-02\nstatus: contained\n---\n" } },
  { "a document of data that is empty", { ["suppliers/s.yml"] = "# nothing yet\n" },
    "suppliers/s.yml:1:1: error: it holds no fields" },
  { "one that is a word", { ["assets.json"] = '"laptop"' }, "assets.json:1:1: error: it holds no fields" },
  { "a register whose list has another name", { ["risks.yml"] = "riks: []\n" }, 'error: it has no list "risks"' },
  { "an entry that is no map", { ["risks.yml"] = "risks:\n  - RISK-1\n" },
    "risks.yml:2:5: error: entry 1: a map expected" },
  { "a list without a name, which is a register, too", { ["assets.json"] = '[{"id": 7, "owner": "a"}, {"id": 7}]' },
    "assets.json:1:27: error: it lacks owner" },
  { "a number that is the id of two", { ["assets.json"] = '[{"id": 7, "owner": "a"}, {"id": 7, "owner": "b"}]' },
    "assets.json:1:28: error: id: 7 is the id of assets.json already" },
  { "documents whose ids are their paths", { ["objectives/a.yml"] = "target: x\ndue: 2027-01-01\nowner: a\n",
    ["objectives/b.yml"] = "target: y\ndue: 2027-01-01\nowner: a\n" } },
  { "an approval by the one who holds the role", { [P] = policy { author = "role:ciso", approved_by = "ann" } },
    "error: approved_by and author are both ann" },
  { "an approval by nobody who is known", { [P] = policy { approved_by = "TBD" } },
    "warning: approved_by: TBD is nobody in the file of people" },
  { "an approval in a role that nobody has", { [P] = policy { approved_by = "role:nosuch" } },
    "warning: approved_by: role:nosuch is nobody in the file of people" },
  { "links to headings that forges name each in their way", { [P] = policy(nil, "# Überblick\n\n## A – B\n\n"
    .. "## 100 % neu\n\n<a id=\"here\"></a>\n[a](#überblick) [b](#a--b) [c](#100--neu) [d](#here)\n") } },
  { "a link in HTML that leads nowhere", { [P] = policy(nil, "# X\n\nWords, <a class='z'\nhref=\"y.md\">y</a>.\n") },
    "error: link to y.md: no such file" },
  { "an image in HTML that isn't there", { [P] = policy(nil, "<p>\n<img alt='a' src='y.svg'>\n</p>\n") },
    "x.md:13:19: error: link to y.svg: no such file" },
  { "an image in HTML without quotes", { [P] = policy(nil, "<p><img alt=a src=y.svg></p>\n") },
    "error: link to y.svg: no such file" },
  { "what only looks like a link in HTML", { [P] = policy(nil, "<div data-href=\"y.md\">x</div>\n") } },
  { "links in HTML that lead somewhere, or are no links", { [P] = policy(nil, "# X\n\n<a href='#x'>x</a>\n"
    .. "<a href='https://x.org/?a&amp;b'>y</a>\n\n<!-- <a href='gone.md'> -->\n\n```\n<a href='gone.md'>\n```\n\n"
    .. "`<a href='gone.md'>` <a href='mailto:x@x.org'>m</a>\n") } },
  { "images that are there, and one of elsewhere", { ["y.svg"] = "<svg/>",
    [P] = policy(nil, "# X\n\n![y](../y.svg) ![z](https://x.org/z.svg) ![d](data:image/gif;base64,R0lGOD)\n") } },
  { "links that every page has", { [P] = policy(nil, "# X\n\n[a](#top) [b](../people.yml#L3)\n") } },
  { "a table whose row lacks something", { ["roles.csv"] = "id,Role,May\nROL-1,CISO,stop\nROL-2,,\n" },
    "roles.csv:3:1: error: it lacks May" },
  { "a table with one id twice", { ["roles.csv"] = "id,Role,May\nROL-1,CISO,x\nROL-1,CEO,x\n" },
    "roles.csv:3:1: error: id: ROL-1 is the id of roles.csv already" },
  { "a table without a column", { ["roles.csv"] = "id,Role\nROL-1,x\nROL-2,x\n" },
    "roles.csv:1:1: error: it has no column May" },
  { "a table of risks, whose assumptions are a text or a list", { ["risks.csv"] =
    "id,owner,level,assumptions\nRISK-1,ann,low,none\n" } },
  { "a table as it should be", { ["roles.csv"] = "id,Role,May,since\nROL-1,CISO,stop,2020\n" } },
  { "a Statement of Applicability that is a table, and incomplete",
    { ["soa.csv"] = "Control,applicable,implemented,justification,own\nA.5.1,yes,yes,risk,x\n" },
    "soa.csv:1:1: warning: it has no row for A.5.2, A.5.3," },
  { "one that is a table and says no reason",
    { ["soa.csv"] = "Control,applicable,implemented,justification\nA.5.1,yes,yes,\n" },
    'soa.csv:2:1: error: rows.1 lacks "justification"' },
  { "a text without a head, whose links lead nowhere", { ["handbook/x.md"] = "# X\n\n[y](nowhere.md)\n" },
    "handbook/x.md:3:5: error: link to nowhere.md: no such file" },
  { "a text without a head that nobody has finished", { ["handbook/x.md"] = "# {{company}}\n" },
    "handbook/x.md:1:1: warning: \"{{company}}\" is left of the template" },
  { "a text without a head that is fine", { ["handbook/x.md"] = "# X\n\n[x](#x)\n" } },
  { "a waiver of what isn't in the catalogue", { ["waivers/w.yml"] = "id: WV-1\napproved_by: ann\n"
    .. "expires_on: 2999-01-01\nreason: x\nrequirement: A.8.77\n" },
    "waivers/w.yml:5:1: error: requirement: A.8.77: not in ISO/IEC 27001:2022" },
  { "a waiver of a number that lost its letter", { ["waivers/w.yml"] = "id: WV-1\napproved_by: ann\n"
    .. "expires_on: 2999-01-01\nreason: x\nrequirement: 8.10\n" },
    "error: requirement: 8.10: clause ids go to 10.2, the control is written A.8.10" },
  { "a requirement that is one word", { [P] = policy { satisfies = "A.5.15" } } },
  { "a requirement that is a map", { [P] = policy { satisfies = "[{a: b}]" } },
    "error: satisfies.1: a text expected, not a map or list" },
  { "a field under the repository's own name",
    { ["suppliers/s.yml"] = "id: SUP-1\nassessed_on: 2026-13-01\noutcome: [x]\n" },
    "error: outcome: a text expected" },
}

describe("tickmark check", function()
  local dir
  after_each(function() support.remove(dir) end)

  for _, case in ipairs(CASES) do
    it("of " .. case[1] .. (case[3] and " says so" or " says nothing"), function()
      local files = { ["tickmark.yml"] = CONFIG, ["people.yml"] = PEOPLE }
      for path, text in pairs(case[2]) do files[path] = text end
      dir = support.repo(files)
      local ran = command.tickmark(dir, "check")
      assert.equal("", ran.err)
      if case[3] then
        assert.match(case[3], ran.out, 1, true)
        assert.equal(ran.out:find(" error: ") and 1 or 0, ran.status, ran.out)
      else
        assert.match("^nothing to mend in %d+ documents?\n$", ran.out)
        assert.equal(0, ran.status)
      end
    end)
  end
end)
