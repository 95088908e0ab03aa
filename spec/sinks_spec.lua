-- What strangers write, as it comes out: every text that a document, a script, a
-- path, a commit or an argument brings is hostile here, and every sink is read
-- as its reader would.

local audited = require("spec.audited")
local canon = require("tickmark.base.canon")
local command = require("spec.command")
local json = require("tickmark.base.json")
local support = require("spec.support")
local text = require("tickmark.base.text")
local unicode = require("tickmark.base.unicode")

-- Each in a name of its own, so that it can be told which got out.
local ACTS = {
  "\27[2J\27]0;t\a", "\194\155\51\49m", "\226\128\174sessap", "\226\129\166x\226\129\169", "zero\226\128\139width",
  "\239\187\191bom", "tag\243\160\129\129", "\226\128\168line", "soft\194\173hyphen", "\127del", "\8\8\8",
}
local LINES = {
  "\n::error::forged",
  "\n::stop-commands::t", "\n  ::warning file=x::forged", "\n##[error]forged",
  "\n##vso[task.setvariable variable=p]forged", "\r::notice::forged", "\226\128\131::error::forged", " ::error::forged",
  "\n---\nSigned-off-by: Forged <f@x>", "\n\nSigned-off-by: Forged <f@x>\nFinding: FORGED", "\n# Forged", "\n## Forged",
  "\n| forged | forged |\n|---|---|\n", "\nForged\n======", "\n- forged", "\n1. forged", "\n> forged",
}
local MARKUP = {
  "<script>forged</script>", "<img src=x onerror=forged>", "![forged](http://forged.invalid)",
  "[forged](javascript:forged)", "[forged]: http://forged.invalid", "<http://forged.invalid>",
  "http://forged.invalid/a", "www.forged.invalid",
  "forged@forged.invalid", "`forged`", "**forged**", "~~forged~~", "|forged|", "&lt;forged&#62;",
  "$forged$", "\\", "<!-- forged", "</td></table>",
}
local BROKEN <const> = "\255\192\128\237\160\128"

local function joined(...)
  local all = {}
  for _, list in ipairs { ... } do table.move(list, 1, #list, #all + 1, all) end
  return table.concat(all, " ")
end

local WORDS <const> = joined(LINES, ACTS, MARKUP)
local NAME <const> = ACTS[1] .. ACTS[3] .. LINES[1] .. LINES[4] .. MARKUP[2] .. MARKUP[3]
-- What a cell may hold: no control characters.
local CELL <const> = (NAME:gsub("%c", "")) .. "::error::forged ##[error]forged ::error::forged"

--- A text in double quotes for Lua and for YAML.
local function lua(s)
  return '"' .. s:gsub("[^ !#-%[%]-~]", function(c) return ("\\x%02x"):format(c:byte()) end) .. '"'
end

local function yaml(s)
  local out = {}
  for _, code in utf8.codes(s) do
    local c = utf8.char(code)
    out[#out + 1] = c:find("[^ !#-%[%]-~]") and ("\\U%08X"):format(code) or c
  end
  return '"' .. table.concat(out) .. '"'
end

--- What in `out` acts, hides or is no UTF-8; `lines` may break it.
local function raw(out)
  local found = {}
  for line in out:gmatch("[^\n]+") do
    local at = line:find("[\0-\31\127-\255]")
    while at do
      local _, bad = utf8.len(line, at, at)
      local code = bad ~= at and utf8.codepoint(line, at)
      if not code or unicode.within(unicode.hidden, code) then
        found[#found + 1] = text.terminal(line:sub(math.max(at - 40, 1), at + 20))
        break
      end
      at = line:find("[\0-\31\127-\255]", at + #utf8.char(code))
    end
  end
  return found
end

--- What a CI would obey: GitHub trims white space of any kind at the start.
local function commands(out)
  local found = {}
  for line in out:gmatch("[^\n]+") do
    local bare = line:gsub("\226\128[\128-\138\168\169\175]", " "):gsub("\194[\133\160]", " "):match("^%s*(.*)$")
    if bare:find("^::%a") or line:find("##%a*%[") then found[#found + 1] = bare:sub(1, 200) end
  end
  return found
end

local function assert_clean(out)
  assert.same({}, raw(out))
  assert.same({}, commands(out))
end

local CONFIG = ([[
format: "1"
organisation: {id: acme, name: %s}
scope: {id: SCO-MAIN}
people: {file: people.yml}
records:
  policy: {paths: ["policies/*.md"]}
evidence:
  %s:
    paths: ["evidence/users/*.csv"]
    controls: [A.5.18]
    date: {path: "{yyyy}-{mm}"}
    cadence: P1M
    columns: {user: {shape: text, key: "yes"}, mfa: {shape: bool}}
checks: {paths: ["checks/*.lua"], params: {hostile: {word: %s}}}
]])

local SAYS = [[
return test { id = "hostile", title = WORDS, requirement = "A.8.5", evidence = { "evidence/users/*12.csv" },
  params = { word = { type = "text", default = "x" } },
  judge = function(accounts, t)
    for a in accounts:each() do
      t:fail(a, { what = WORDS, subject = WORDS, key = WORDS, basis = "isolated_lapse" })
      t:fail({ item = WORDS, path = NAME }, { what = "of an item: " .. t.param.word })
      t:fail(nil, { what = "made up", requirement = WORDS, subject = "requirement" })
      local long = ("y"):rep(72)
      t:fail(nil, { subject = "trailer", key = "trailer",
        what = ("%s Signed-off-by: Forged <%s> --- %s"):format(long, ("f"):rep(47), long) })
      t:fail({ item = BROKEN, path = BROKEN }, { what = BROKEN, key = BROKEN })
      t:ofi({ item = NAME }, WORDS .. t:person("Ada Example"))
      t:flag(NAME, { item = NAME, path = NAME }, WORDS)
      t:fail(nil, { what = "not there", subject = "missing", key = "missing", missing = { { series = WORDS,
        from = "2026-01-01", to = "2026-01-31", due_on = "2026-01-31" } } })
      break
    end
    t:extent(accounts, { what = WORDS, by = "user", key = "extent", bad = function() return WORDS end })
    t:measure(WORDS, { value = 1.5, unit = WORDS })
    t:positive(WORDS) t:positive(BROKEN) t:flag(BROKEN, nil, BROKEN) t:not_tested(WORDS) t:not_tested(BROKEN)
  end }
]]

local function script(body)
  return ("local WORDS, NAME, BROKEN = %s, %s, %s\n"):format(lua(WORDS), lua(NAME), lua(BROKEN)) .. body
end

local function raising(id, what)
  return script(command.script(id, "error(" .. what .. ")", ""):gsub('evidence = "user%-list"',
    'evidence = { "evidence/users/*12.csv" }'))
end

local function files()
  return {
    ["tickmark.yml"] = CONFIG:format(yaml(WORDS), yaml(NAME), yaml(WORDS)),
    ["people.yml"] = ("- {id: %s, name: %s, mail: %s}\n"):format(yaml(WORDS), yaml("Ada Example"), yaml(WORDS)),
    ["checks/says.lua"] = script(SAYS),
    ["checks/raises.lua"] = raising("raises", "WORDS"),
    ["checks/raises-bytes.lua"] = raising("raises.bytes", "BROKEN"),
    ["checks/raises-at-length.lua"] = raising("raises.length", "WORDS .. ('x'):rep(10000000)"),
    ["checks/collects.lua"] = script([[
return test { id = "collects", title = "t", requirement = "A.8.5", evidence = { "evidence/users/*12.csv" },
  collect = function() error(BROKEN .. WORDS .. ('x'):rep(4000)) end, judge = function() end }]]),
    ["policies/a.md"] = ("---\nid: %s\ntitle: %s\nowner: %s\nstatus: approved\nparameters: {%s: %s}\n---\n"):format(
      yaml(WORDS), yaml(WORDS), yaml(WORDS), yaml(NAME), yaml(WORDS:rep(3))),
    ["policies/b.md"] = ("---\nid: B\nstatus: approved\nparameters: {%s: x}\n---\n"):format(yaml(NAME)),
    ["policies/c.md"] = ("---\n%s: [\n---\n"):format(yaml(NAME)),
    ["policies/\226\128\174x<img src=x>##[error].md"] = "---\nid: D\nid: D\n---\n",
    ["policies/" .. "::error::x.md"] = "---\nid: [\n---\n",
    ["evidence/users/2025-12.csv"] = ('user,mfa\n"%s",no\nbob,no\n'):format(CELL),
    ["evidence/users/2025-11.csv"] = ('user,mfa\n"%s",no\n'):format(NAME),
  }
end

--- A repository of all of it, and of paths that no work tree can hold.
local function hostile_repository()
  local list = { ["policies/\27[2J\n::error::x.md"] = "x", ["policies/" .. BROKEN .. ".md"] = "x" }
  for path, bytes in pairs(files()) do list[path] = bytes end
  local quoted = {}
  for path, bytes in pairs(list) do
    quoted['"' .. path:gsub('[^%w/ .-]', function(c) return ("\\%03o"):format(c:byte()) end) .. '"'] = bytes
  end
  local dir = audited.repo { { "2026-01-05", quoted } }
  support.write(dir .. "/.git/config.more", "")
  support.git(dir, "config user.name %s", "Eve\27[31m\nSigned-off-by: Forged <f@x>\226\128\174")
  support.git(dir, "config user.email %s", "<eve@example.org>\nFinding: FORGED")
  return dir
end

-- Prints the tree that GitHub's own parser makes of a Markdown text.
local RENDER <const> = [[
#include <stdio.h>
#include <cmark-gfm.h>
#include <cmark-gfm-core-extensions.h>
int main(void)
{
	static const char *names[] = {"table", "autolink", "strikethrough", "tagfilter", "tasklist"};
	static char text[1 << 22];
	cmark_parser *parser;
	cmark_gfm_core_extensions_ensure_registered();
	parser = cmark_parser_new(CMARK_OPT_FOOTNOTES);
	for (int i = 0; i < 5; i++)
		cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension(names[i]));
	cmark_parser_feed(parser, text, fread(text, 1, sizeof(text), stdin));
	puts(cmark_render_xml(cmark_parser_finish(parser), CMARK_OPT_DEFAULT));
	return 0;
}
]]

-- What a report is made of. Comments are how the encoder keeps an address from
-- being a link.
local MADE_OF = { document = true, paragraph = true, text = true, softbreak = true, heading = true, list = true,
  item = true, table = true, table_header = true, table_row = true, table_cell = true, strong = true }

--- Nodes by their type, and the text of those that no report has.
local function parse_markdown(program, markdown)
  local dir <const> = support.tmpdir()
  support.write(dir .. "/report.md", markdown)
  local xml = support.sh("%s < %s", program, dir .. "/report.md")
  support.remove(dir)
  local counts, odd = {}, {}
  for line in xml:gmatch("[^\n]+") do
    local kind = line:match("^%s*<([%l_]+)")
    if kind then counts[kind] = (counts[kind] or 0) + 1 end
    local comment = kind == "html_inline" and line:find(">&lt;!----&gt;<", 1, true)
    if kind and not MADE_OF[kind] and not comment then odd[#odd + 1] = line:sub(1, 200) end
  end
  return counts, odd
end

describe("what strangers write", function()
  local dir
  setup(function() dir = hostile_repository() end)
  teardown(function() support.remove(dir) end)

  for _, format in ipairs { "text", "markdown", "json" } do
    it("neither acts, hides nor commands as " .. format, function()
      local ran = command.tickmark(dir, "audit --format %s", format)
      assert.equal(2, ran.status)
      assert.equal("", ran.err)
      assert_clean(ran.out)
      assert.truthy(ran.out:find("hostile", 1, true))
      assert.truthy(ran.out:find("\\xFF", 1, true))
    end)
  end

  it("makes nothing in Markdown but text", function()
    local around <const> = support.tmpdir()
    support.write(around .. "/render.c", RENDER)
    support.sh("cd %s; ${CC:-cc} render.c -o render -lcmark-gfm-extensions -lcmark-gfm", around)
    local report = command.tickmark(dir, "audit --format markdown").out
    local result = command.result(dir)
    local counts, odd = parse_markdown(around .. "/render", report)
    assert.same({}, odd)
    assert.equal(1 + 6 + #result.findings, counts.heading)
    assert.equal(6 * #result.tests + 7 * #result.series, counts.table_cell - 6 - 7)
    assert.equal(1, counts.strong)
    counts, odd = parse_markdown(around .. "/render", WORDS)
    assert.is_true(#odd > 10 and counts.heading > 1) -- what they would have made
    support.remove(around)
  end)

  it("is the same on a terminal, but for our own colours", function()
    local ran = command.shell("cd %s; script -qec \"$TICKMARK audit\" /dev/null | cat", dir)
    local out = ran.out:gsub("\r", ""):gsub("\27%[[%d;]*m", ""):gsub("\27%[K", "")
    assert.match("hostile", out, 1, true)
    assert_clean(out)
  end)

  it("is at most 2 KiB a message in a result", function()
    local result = command.result(dir)
    local function check(value, key)
      if type(value) == "string" then
        assert.is_true(#value <= 2048, ("%s has %d bytes"):format(key, #value))
      elseif type(value) == "table" then
        for name, inner in pairs(value) do check(inner, name) end
      end
    end
    check(result)
    assert.truthy(audited.row(result, "hostile").positives[2]:find("\\xFF", 1, true))
    assert.equal(2, #audited.row(result, "hostile").not_tested)
  end)
end)

--- Lines of standard error that are none of ours.
local function forged(err)
  local found = {}
  for line in err:gmatch("[^\n]+") do
    local ours = line:find("^tickmark: ") or line:find("^  %-> ") or line:find("^recorded ")
    if not ours then found[#found + 1] = line end
  end
  return found
end

describe("what a script says", function()
  -- what it does, then what is told of it
  for _, case in ipairs {
    { "too many flags", 'for _ = 1, 10001 do t:flag("x", nil, "y") end', "more than 10000 flags from one test" },
    { "too much that is good", 'for _ = 1, 10001 do t:positive("y") end', "more than 10000 positives from one test" },
    { "too many figures", 'for _ = 1, 10001 do t:measure("y", {}) end', "more than 10000 measures from one test" },
    { "too much not tested", 'for _ = 1, 10001 do t:not_tested("y") end', "more than 10000 not tested from one test" },
    { "too many findings", 'for i = 1, 10001 do t:fail(nil, { what = "x", subject = tostring(i) }) end',
      "more than 10000 findings from one test" },
    { "an id that is none", 't:fail({ path = "x", blob = "<img src=x>" }, { what = "x" })',
      "an item's path, line, blob and commit are the engine's" },
    { "a place that is none", 't:flag("x", { path = {} }, "y")',
      "an item's path, line, blob and commit are the engine's" },
    { "a day that is none", 't:fail(nil, { what = "x", missing = { { from = "x", to = "x", due_on = "x" } } })',
      "fail: missing: from: " },
    { "what is missing as a word", 't:fail(nil, { what = "x", missing = { "x" } })', "missing: a list of tables" },
  } do
    it("is an error of the test where it says " .. case[1], function()
      local dir <const> = support.repo(command.isms { ["checks/x.lua"] = command.script("x", case[2]) })
      local result = command.result(dir)
      support.remove(dir)
      assert.equal("error", audited.row(result, "x").outcome)
      assert.equal("fail", audited.row(result, "access.mfa").outcome)
      assert.truthy(result.problems[1].message:find(case[3], 1, true), result.problems[1].message)
    end)
  end
end)

describe("what is recorded of what strangers write", function()
  local dir, ran, commits
  setup(function()
    dir = hostile_repository()
    ran = command.tickmark(dir, "audit --record")
    commits = {}
    local ids = support.git(dir, "rev-list --reverse refs/heads/audit/internal")
    for id in ids:gmatch("%x+") do commits[#commits + 1] = id end
    table.remove(commits, 1) -- the ledger's root
  end)
  teardown(function() support.remove(dir) end)

  it("is told in a line each", function()
    assert.equal(2, ran.status)
    assert_clean(ran.err)
    assert.same({}, forged(ran.err))
    assert.equal(#commits, select(2, ran.err:gsub("[^\n]+", "")))
    assert.is_true(#commits > 5)
  end)

  it("is a commit of one person, whatever git's settings say", function()
    for _, id in ipairs(commits) do
      local raw_commit = support.git(dir, "cat-file commit %s", id)
      assert_clean(raw_commit)
      local head = raw_commit:match("^(.-)\n\n")
      assert.equal(4, select(2, (head .. "\n"):gsub("[^\n]+\n", "")), head)
      assert.matches("\nauthor Eve[^<>]* <[^<>]+> %d+ %+0000\n", head)
    end
    support.git(dir, "fsck --strict --no-dangling refs/heads/audit/internal")
  end)

  it("has exactly the engine's trailers", function()
    for _, id in ipairs(commits) do
      local parsed = support.git(dir, "cat-file commit %s | sed '1,/^$/d' | git interpret-trailers --parse", id)
      local keys = {}
      for key in parsed:gmatch("([%w-]+): [^\n]*") do keys[#keys + 1] = key end
      assert.same(keys[1] == "Performed" and { "Performed", "Transition", "Evidence-Commit", "Run", "Result" }
        or { "Finding", "Transition", "Requirement", "Grade", "Evidence-Commit", "Run" }, keys, parsed)
    end
  end)

  it("is a file that reads back as what was said", function()
    local doc, result = require("tickmark_worker").doc, command.result(dir)
    local statements, read = {}, {}
    for i, finding in ipairs(result.findings) do statements[i] = finding.statement end
    for path in support.git(dir, "ls-tree -r -z --name-only refs/heads/audit/internal"):gmatch("findings/[^%z]+") do
      local bytes = support.git(dir, "cat-file blob refs/heads/audit/internal:%s", path) .. "\n"
      assert_clean(bytes)
      local document, fault = doc.parse(bytes, { kind = "markdown" })
      assert(document, fault and fault.message)
      read[#read + 1] = document:data().statement
    end
    table.sort(statements)
    table.sort(read)
    assert.same(statements, read)
  end)

  it("is read by other readers of YAML, too", function()
    if command.shell("python3 -c 'import yaml'").status ~= 0 then pending("python3 has no yaml") return end
    local where <const> = support.tmpdir()
    support.git(dir, "archive refs/heads/audit/internal | tar -x -C %s", where)
    local out = command.shell([[cd %s; python3 - <<'END'
import json, pathlib, yaml
told = [yaml.safe_load(p.read_text().split("\n---\n")[0]) for p in pathlib.Path("findings").rglob("*.md")]
print(json.dumps(sorted(one["statement"] for one in told)))
END]], where)
    support.remove(where)
    local statements = {}
    for i, finding in ipairs(command.result(dir).findings) do statements[i] = finding.statement end
    table.sort(statements)
    local read = json.decode(out.out)
    table.sort(read)
    assert.same(statements, read)
  end)

  it("is known again: nothing new the second time", function()
    local again = command.tickmark(dir, "audit --record")
    assert.equal("nothing new to record\n", again.err)
  end)
end)

describe("the last words of a program whose Lua has failed", function()
  it("are one line without anything that acts", function()
    local worker = command.PATH:gsub("tickmark$", "libexec/tickmark/worker")
    local ran = command.shell("%s %s", worker, WORDS)
    assert.equal(1, ran.status)
    assert.matches("^tickmark worker: .*no role", ran.err)
    assert.equal(1, select(2, ran.err:gsub("\n", "")))
    assert_clean(ran.err)
  end)
end)

describe("what is told on standard error", function()
  local dir
  setup(function() dir = support.repo(command.isms()) end)
  teardown(function() support.remove(dir) end)

  for _, use in ipairs {
    "audit --rev %s", "audit --only %s", "audit --config %s", "audit --repo %s", "audit --ledger %s",
    "audit --ledger %s:refs/heads/x", "audit --as-of %s", "audit --jobs %s", "audit --format %s",
    "audit --output /%s/x", "audit %s", "audit --nothing%s", "%s", "reperform %s", "reperform --result %s",
  } do
    it("is a line of ours, whatever the argument: " .. use:format("TEXT"), function()
      local ran = command.tickmark(dir, use, WORDS)
      assert.is_true(ran.status >= 2)
      assert_clean(ran.out .. ran.err)
      assert.same({}, forged(ran.err))
    end)
  end

  -- a configuration or script that can't be used
  for _, case in ipairs {
    { "a key", { ["tickmark.yml"] = command.CONFIG .. yaml(NAME) .. ": x\n" } },
    { "a value", { ["tickmark.yml"] = command.CONFIG
      .. ("criteria: {thresholds: {extent.systemic: %s}}\n"):format(yaml(WORDS)) } },
    { "a day", { ["tickmark.yml"] = command.CONFIG .. "period: {from: " .. yaml(WORDS) .. "}\n" } },
    { "a pattern", { ["tickmark.yml"] = command.CONFIG:gsub('"policies/%*.md"', function() return yaml(WORDS) end) } },
    { "a requirement", { ["checks/mfa.lua"] = command.MFA:gsub('"A.8.5"', function() return lua(WORDS) end) } },
    { "a test's id", { ["checks/mfa.lua"] = command.MFA:gsub('"access.mfa"', function() return lua(WORDS) end) } },
    { "a test's field", { ["checks/mfa.lua"] = command.MFA:gsub("method = ",
      function() return "[" .. lua(NAME) .. "] = " end) } },
    { "a series", { ["checks/mfa.lua"] = command.MFA:gsub('"user%-list"', function() return lua(WORDS) end) } },
    { "a script's message", { ["checks/mfa.lua"] = ("error(%s, 0)"):format(lua(WORDS)) } },
    { "a script's bytes", { ["checks/mfa.lua"] = ("error(%s, 0)"):format(lua(BROKEN)) } },
    { "a script that is no UTF-8", { ["checks/mfa.lua"] = "return " .. BROKEN } },
    { "a script's path", { ["checks/\226\128\174::error::x ##[error].lua"] = "return 1" } },
  } do
    it("is a line a problem, whatever stands in " .. case[1], function()
      local hostile <const> = support.repo(command.isms(case[2]))
      local ran = command.tickmark(hostile, "audit --format json")
      support.remove(hostile)
      assert.is_true(ran.status >= 2)
      assert_clean(ran.out .. ran.err)
      for _, line in ipairs(forged(ran.err)) do assert.matches("^%g+:.*: ", line) end
      for line in ran.err:gmatch("[^\n]+") do assert.is_true(#line < 12000, #line) end
    end)
  end
end)

describe("the report of a reperformance", function()
  it("is lines of ours, whatever stands in the result", function()
    local dir <const> = hostile_repository()
    local given = command.tickmark(dir, "audit --format json").out
    support.write(dir .. "/.git/same.json", given)
    local same = command.tickmark(dir, "reperform .git/same.json")
    assert.match("^identical: run %x+ performed again gives the same %d+ bytes\n$", same.out)
    for _, change in ipairs {
      { '"stage": "%l+"', function() return '"stage": ' .. canon.encode(WORDS) end },
      { '"schema": 1', function() return ('%s: 1, "schema": 1'):format(canon.encode("a" .. WORDS)) end },
      { '"name": "[^\n]+"', function() return '"name": ' .. canon.encode(NAME) end },
      { '"id": "%x+"', function() return '"id": ' .. canon.encode(NAME) end },
      { '"as_of": "[%d-]+"', function() return '"as_of": ' .. canon.encode(WORDS) end },
      { '"commit": "%x+"', function() return '"commit": ' .. canon.encode(WORDS) end },
    } do
      local forgery, n = given:gsub(change[1], change[2], 1)
      assert.equal(1, n, change[1])
      support.write(dir .. "/.git/forged.json", forgery)
      local ran = command.tickmark(dir, "reperform .git/forged.json")
      assert.is_true(ran.status > 0)
      assert_clean(ran.out .. ran.err)
      assert.is_true(#ran.out < 4096 and select(2, ran.out:gsub("\n", "")) <= 2, ran.out)
    end
    support.remove(dir)
  end)
end)
