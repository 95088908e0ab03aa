-- What strangers write, as it comes out: every text that a document, a script, a
-- path, a commit or an argument brings is hostile here, and every sink is read
-- as its reader would.

local audited = require("spec.audited")
local command = require("spec.command")
local core = require("tickmark.core")
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
  "\n::error::forged", "\n::stop-commands::t", "\n  ::warning file=x::forged", "\n##[error]forged",
  "\n##vso[task.setvariable variable=p]forged", "\r::notice::forged", "\226\128\131::error::forged", " ::error::forged",
  "\n---\nSigned-off-by: Forged <f@x>", "\n\nSigned-off-by: Forged <f@x>\nFinding: FORGED", "\n# Forged", "\n## Forged",
  "\n| forged | forged |\n|---|---|\n", "\nForged\n======", "\n- forged", "\n1. forged", "\n> forged",
}
local MARKUP = {
  "<script>forged</script>", "<img src=x onerror=forged>", "![forged](http://forged.invalid)",
  "[forged](javascript:forged)", "[forged]: http://forged.invalid", "<http://forged.invalid>", "http://forged.invalid/a",
  "www.forged.invalid", "forged@forged.invalid", "`forged`", "**forged**", "~~forged~~", "|forged|", "&lt;forged&#62;",
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
      local code = not (bad == at) and utf8.codepoint(line, at)
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
  collect = function() error(BROKEN .. WORDS) end, judge = function() end }]]),
    ["policies/a.md"] = ("---\nid: %s\ntitle: %s\nowner: %s\nstatus: approved\nparameters: {%s: %s}\n---\n# x\n"):format(
      yaml(WORDS), yaml(WORDS), yaml(WORDS), yaml(NAME), yaml(WORDS)),
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
    local told = {}
    for _, problem in ipairs(result.problems) do told[#told + 1] = problem.path .. ": " .. problem.message:sub(1, 40) end
    assert.equal(3, #audited.row(result, "hostile").not_tested, table.concat(told, "\n"))
  end)
end)
