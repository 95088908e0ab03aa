-- Hostile scripts, documents and repositories through the command: none gets
-- out. And the runner that says so: it sees what does, and heads that lie.

local command = require("spec.command")
local directory = require("spec.hostile.directory")
local head = require("spec.hostile.head")
local output = require("spec.hostile.output")
local support = require("spec.support")
local variant = require("spec.variant")

local SHARED <const> = "../shared/hostile"

local function exists(path)
  return os.rename(path, path) ~= nil or io.open(path) ~= nil
end

--- Time and memory mean nothing under a sanitizer.
local function options(tickmark)
  return { tickmark = tickmark or command.PATH, at_once = 2, limits = variant.possible() }
end

--- The lines of a directory's items, and how many are contained and escaped.
local function run(dir, tickmark)
  local lines = {}
  local verdicts = directory.run(dir, options(tickmark))
  for i, verdict in ipairs(verdicts) do lines[i] = directory.line(verdict) end
  return verdicts, table.concat(lines, "\n"), directory.count(verdicts)
end

--- A directory with these files below it.
local function made(files)
  local dir = support.tmpdir()
  for path, text in pairs(files) do support.write(dir .. "/" .. path, text) end
  return dir
end

local function rule(expect, body)
  return ("-- attack: one of ours\n-- category: escape\n-- expect: %s\n%s\n"):format(expect, body)
end

--- Why an item's forms escaped, by form; "" for one that is contained.
local function whys(verdicts, name)
  local list = {}
  for _, verdict in ipairs(verdicts) do
    if verdict.name == name then list[verdict.form] = verdict.why or "" end
  end
  return list
end

describe("hostile input", function()
  it("is contained, every item of the collection", function()
    if not exists(SHARED) then return pending("there is no " .. SHARED) end
    local verdicts, lines, contained, escaped = run(SHARED)
    assert.equal(0, escaped, lines)
    assert.is_true(contained >= #verdicts and #verdicts > 0)
  end)
end)

describe("the runner", function()
  local dirs
  before_each(function() dirs = {} end)
  after_each(function()
    for _, dir in ipairs(dirs) do support.remove(dir) end
  end)

  local function items(files)
    dirs[#dirs + 1] = made(files)
    return dirs[#dirs]
  end

  it("takes an honest item for contained, in each of its forms", function()
    local verdicts = run(items { ["rules/a.lua"] = rule("harmless", 'return "SAFE"'),
      ["rules/b.lua"] = rule("timeout", "while true do end"),
      ["rules/c.lua"] = rule("contained-error | memory-limit", 'error("no")') })
    for _, name in ipairs { "a.lua", "b.lua", "c.lua" } do
      assert.same({ top = "", collect = "", judge = "" }, whys(verdicts, name))
    end
    assert.equal(3 * 3 + 3, #verdicts) -- and the three runs of all together
  end)

  it("sees rules that get out, and heads that lie", function()
    local NO <const> = 'error("no")'
    -- the text, and what the runner says of it as the body of a judge
    local cases = {
      { "-- attack: x\nreturn 1\n", "no head" },
      { rule("contained-eror", "return 1"), 'not understood: expect: "contained-eror"' },
      { rule("harmless|bogus", 'return "SAFE"'), 'not understood: expect: "bogus"' },
      { rule("timeout", 'return "SAFE"'), "harmless is not what its head allows" },
      { rule("harmless", NO), "contained-error is not what its head allows" },
      { rule("contained-error", "while true do end"), "timeout is not what its head allows" },
      { rule("harmless|contained-error", 'return "ESCAPED: out"'), "ESCAPED: out" },
      { rule("contained-error", 'error("ESCAPED: out")'), "json: ESCAPED: out" },
    }
    local files = {}
    for i, case in ipairs(cases) do files[("rules/%d.lua"):format(i)] = case[1] end
    local verdicts = run(items(files))
    for i, case in ipairs(cases) do
      assert.match(case[2], whys(verdicts, i .. ".lua").judge, 1, true)
    end
  end)

  it("sees documents whose line lies, and words that it doesn't know", function()
    local verdicts = run(items { ["documents/EXPECT.tsv"] = table.concat({ "# file\tattack\texpected",
      "good.md\tx\tparsed", "refused.md\tx\tparsed: in spite of all", "taken.md\tx\tdoc-error (said)",
      "small.md\tx\tlimit-error (size)", "word.md\tx\tdoc-fault", "unit.md\tx\tno crash, < 3 parsecs",
      "gone.md\tx\tno crash", "one.xyz\tx\tno crash" }, "\n") .. "\n",
      ["documents/good.md"] = "---\nid: A\n---\n", ["documents/refused.md"] = "---\na: 1\na: 2\n---\n",
      ["documents/taken.md"] = "---\nid: A\n---\n", ["documents/small.md"] = "---\na: [\n---\n",
      ["documents/word.md"] = "x", ["documents/unit.md"] = "x", ["documents/more.md"] = "x",
      ["documents/one.xyz"] = "x" })
    local said = {}
    for _, verdict in ipairs(verdicts) do said[verdict.name] = verdict.why or "" end
    assert.equal("", said["good.md"])
    for name, words in pairs { ["refused.md"] = "refused is not what", ["taken.md"] = "parsed is not what",
      ["small.md"] = "refused is not what", ["word.md"] = "not understood", ["unit.md"] = "not understood: <",
      ["gone.md"] = "not there", ["more.md"] = "no line in EXPECT.tsv", ["one.xyz"] = "no reader" } do
      assert.match(words, said[name], 1, true)
    end
  end)

  it("sees repositories that change, hide or build nothing", function()
    local BUILD <const> = "git init -q -b main \"$1\"; cd \"$1\"; mkdir policies; printf 'x\\n' >policies/a.md; "
      .. "git add -A; git -c user.name=A -c user.email=a@b commit -qm x\n"
    local verdicts = run(items {
      ["repositories/part.sh"] = "# words for others\n",
      ["repositories/quiet.sh"] = "#!/bin/sh\n# attack: x\n# expect: no hang\n. ./part.sh\n" .. BUILD,
      ["repositories/lies.sh"] = "# attack: x\n# expect: refused with an error\n" .. BUILD
        .. "printf -- '---\\nid: A\\nstatus: approved\\n---\\n' >policies/a.md; git add -A; "
        .. "git -c user.name=A -c user.email=a@b commit -qm y\n",
      ["repositories/nothing.sh"] = "# attack: x\n# expect: refused\nmkdir \"$1\"\n",
      ["repositories/headless.sh"] = "mkdir \"$1\"\n",
      ["repositories/canary.sh"] = "# attack: x\n# expect: no hang\n" .. BUILD .. ": >\"$1.PWNED\"\n" })
    local said = {}
    for _, verdict in ipairs(verdicts) do said[verdict.name] = verdict.why or "" end
    assert.is_nil(said["part.sh"])
    for name, words in pairs { ["lies.sh"] = "nothing is said", ["nothing.sh"] = "it builds no repository",
      ["headless.sh"] = "no head", ["canary.sh"] = "the canary" } do
      assert.match(words, said[name], 1, true)
    end
  end)

  it("prints a line for each item, how many are contained, and is a failure when one escaped", function()
    local dir = items { ["rules/a.lua"] = rule("harmless", 'return "SAFE"'),
      ["rules/b.lua"] = rule("harmless", 'return "ESCAPED"') }
    local ran = command.shell("LUA_PATH=%s LUA_CPATH=%s lua5.4 spec/hostile/run.lua %s; echo \"exit $?\"",
      package.path, package.cpath, dir)
    assert.match("\ncontained  rule       a.lua", "\n" .. ran.out, 1, true)
    assert.match("\nESCAPED    rule       b.lua", ran.out, 1, true)
    assert.match("\n3 contained, 6 escaped\nexit 1\n$", ran.out)
  end)

  it("sees what gets out of a program with a lock less", function()
    if not variant.possible() then return pending("variants are of the plain build") end
    local built = variant.build { { { file = "lua/tickmark/base/capabilities.lua",
      from = 'base = { "assert"', to = 'base = { "load", "assert"' } } }
    local dir = items { ["rules/a.lua"] = rule("harmless",
      'local ok, f = pcall(function() return load("return 7") end)\nreturn ok and f and "ESCAPED" or "SAFE"') }
    local verdicts = run(dir, built[1].command)
    assert.match("ESCAPED", whys(verdicts, "a.lua").judge, 1, true)
    assert.equal("", whys(run(dir), "a.lua").judge)
    variant.close(built[1])
  end)
end)

describe("a head", function()
  it("of a document tells bounds and outcomes", function()
    for words, expected in pairs {
      ["doc-error (aliases refused or node budget), < 100 ms, < 64 MB"] = { "refused", 0.1, 64 << 20 },
      ["limit-error (document size) < 1 s, memory bounded"] = { "limit", 1 },
      ["parsed < 2 s (linear) or limit-error"] = { "limit parsed", 2 },
      ["doc-error (no front matter) or parsed as empty; no crash"] = { "parsed refused" },
      ["no crash"] = { "any" },
    } do
      local given = assert(head.document(words))
      local names = {}
      for name in pairs(given.allowed) do names[#names + 1] = name end
      table.sort(names)
      assert.same(expected, { table.concat(names, " "), given.bounds.seconds, given.bounds.bytes })
    end
  end)
end)

describe("an output", function()
  for _, case in ipairs {
    { "an escape", "a\27[2Jb", "text", "U+001B" },
    { "a C1 control", "a\u{9B}b", "json", "U+009B" },
    { "a tab", "a\tb", "text", "U+0009" }, { "a turn of the reading order", "a\u{202E}b", "markdown", "U+202E" },
    { "a character that nobody sees", "a\u{200B}b", "text", "U+200B" },
    { "broken UTF-8", "a\xFFb", "json", "not UTF-8" },
    { "a command to the CI", "a\n::error::b", "text", "a command to the CI" },
    { "raw HTML", "a <script>b", "markdown", "raw HTML" },
    { "a line of the attacker's", "a\nforged it\n", "text", "forged" },
    { "the word", "it ESCAPED", "json", "ESCAPED" },
  } do
    it("is at fault for " .. case[1], function()
      assert.match(case[4], output.fault(case[2], case[3], { "forged it" }), 1, true)
    end)
  end

  it("is fine otherwise", function()
    assert.is_nil(output.fault("# Findings\n\n2 of 3; forged it\n\\<b> &lt;i> <!---->\n", "markdown", { "forged it" }))
  end)
end)
