local doc = require("tickmark_worker").doc

local function parse(text) return doc.parse(text, { kind = "markdown" }) end

describe("front matter", function()
  it("is a map between two fences", function()
    local d = parse("---  \r\ntitle: x\r\n--- \r\nbody\r\n")
    assert.same({ title = "x" }, d:data())
    assert.same({ 2, 8 }, { d:line(d:data(), "title") })
    assert.equal("body\r\n", d:text())
    assert.equal(4, d:body_line())
  end)

  local absent = {
    { "a document without a fence", "# Title\n" },
    { "an empty document", "" },
    { "a single dash", "-" },
    { "an example inside the body", "text\n\n---\ntitle: x\n---\n" },
    { "a longer line of dashes", "----\na: b\n----\n" },
    { "an indented fence", " ---\na: b\n---\n" },
  }
  for _, case in ipairs(absent) do
    it("is absent from " .. case[1], function()
      local d = assert(parse(case[2]))
      assert.is_nil(d:data())
      assert.equal(case[2], d:text())
      assert.equal(1, d:body_line())
    end)
  end

  it("may be empty", function()
    local d = parse("---\n---\nx")
    assert.is_nil(d:data())
    assert.equal("x", d:text())
    assert.equal(3, d:body_line())
  end)

  it("ends at the first fence, also without a line break", function()
    local d = parse("---\na: b\n---")
    assert.same({ a = "b" }, d:data())
    assert.equal("", d:text())
    assert.equal(3, d:body_line())
    assert.equal("---\n", parse("---\na: b\n---\n---\n"):text())
  end)

  it("skips one mark", function()
    assert.same({ a = "b" }, parse("\u{FEFF}---\na: b\n---\n"):data())
  end)

  it("may lack its first fence, where it can't be anything else", function()
    local d = parse("name: Access\nsatisfies:\n  TSC:\n    - CC6.1\nrevisions:\n- date: Jun 1 2018\n---\n# Body\n")
    assert.same({ name = "Access", satisfies = { TSC = { "CC6.1" } }, revisions = { { date = "Jun 1 2018" } } },
      d:data())
    assert.same({ 1, 7 }, { d:line(d:data(), "name") })
    assert.equal("# Body\n", d:text())
    assert.equal(8, d:body_line())
  end)

  for _, case in ipairs {
    { "an empty line", "a: b\n\nc: d\n---\nx\n", { a = "b", c = "d" } },
    { "a line of white space", "a: b\n \t\r\nc: d\n---\nx\n", { a = "b", c = "d" } },
    { "a comment", "a: b\n# which\nc: d\n---\nx\n", { a = "b", c = "d" } },
    { "keys with umlauts", "Eigentümer: b\nÜber-2: d\n---\nx\n", { ["Eigentümer"] = "b", ["Über-2"] = "d" } },
  } do
    it("may lack its first fence with " .. case[1] .. " in it", function()
      local d = assert(parse(case[2]))
      assert.same(case[3], d:data())
      assert.equal("x\n", d:text())
    end)
  end

  for _, case in ipairs {
    { "a heading over a rule", "To: Ann\nFrom: Ben\n# Hello\n---\n" },
    { "a title first", "# Hello\nTo: Ann\nFrom: Ben\n---\n" },
    { "an empty line first", "\nTo: Ann\nFrom: Ben\n---\n" },
    { "running text after a gap", "To: Ann\nFrom: Ben\n\nHello\n---\n" },
    { "a key of two words", "To: Ann\nSent by: Ben\n---\n" },
    { "a heading of one line", "Note: one\n---\n" },
    { "a heading of two", "Note: one\nand: two\nand three\n---\n" },
    { "lines with a rule under them", "To: Ann\nFrom: Ben\n\n---\n" },
    { "lines without a rule", "To: Ann\nFrom: Ben\n" },
    { "addresses", "http://a\nhttp://b\n---\n" },
    { "an item and keys", "- a\nb: c\nd: e\n---\n" },
  } do
    it("is not " .. case[1], function()
      local d = assert(parse(case[2]))
      assert.is_nil(d:data())
      assert.equal(case[2], d:text())
    end)
  end

  local refused = {
    { "what is no YAML, though none begins it", "a: b\nc: *d\n---\n", "syntax", 2, 4, "alias '*d'", "write" },
    { "what is never closed", "---\ntitle: x\n", "syntax", 1, 1, "front matter is never closed", "---" },
    { "a fence that is only like one", "---\ntitle: x\n---x\n----\n", "syntax", 1, 1, "never closed", "---" },
    { "a list", "---\n- a\n---\n", "syntax", 2, 1, "not a map", "key: value" },
    { "text", "---\n\nhello\n---\n", "syntax", 3, 1, "not a map", "key: value" },
    { "bad YAML at the line of the file", "---\na: b\nc: *d\n---\n", "syntax", 3, 4, "alias '*d'", "write" },
    { "more than 256 KiB", "---\n" .. ("# x\n"):rep(65537) .. "---\n", "limit", 1, 1, "front matter of", "body" },
    { "a control character in the body", "---\na: b\n---\n\n\0", "encoding", 5, 1, "0x00", "remove" },
  }
  for _, case in ipairs(refused) do
    it("refuses " .. case[1], function()
      local d, fault = parse(case[2])
      assert.is_nil(d)
      assert.same({ case[3], case[4], case[5] }, { fault.code, fault.line, fault.column })
      assert.matches(case[6], fault.message, 1, true)
      assert.matches(case[7], fault.remedy, 1, true)
    end)
  end
end)

local body = [[
---
a: b
---
# One *two* `x`

text [a
b](http://x) and [c](d "t")

Set
===
under set
## Inner!
- item
  # In a list

| h | i |
|---|---|
| [l](m) | `c\|d` |
| only |

## Inner!
last <http://e.f>
# One
end
]]

describe("a Markdown body", function()
  local d
  before_each(function() d = parse(body) end)

  it("has headings with lines and GitHub's anchors", function()
    local found = {}
    for i, h in ipairs(d:headings()) do found[i] = { h.level, h.line, h.text, h.anchor } end
    assert.same({
      { 1, 4, "One two x", "one-two-x" },
      { 1, 9, "Set", "set" },
      { 2, 12, "Inner!", "inner" },
      { 1, 14, "In a list", "in-a-list" },
      { 2, 21, "Inner!", "inner-1" },
      { 1, 23, "One", "one" },
    }, found)
  end)

  it("has sections up to the next heading of that level or above", function()
    local text, line = d:section("set")
    assert.equal(9, line)
    assert.matches("^under set\n## Inner!\n.*last <http://e.f>\n$", text)
    text, line = d:section("INNER!")
    assert.equal(12, line)
    assert.matches("^%- item\n.*| only |\n\n$", text)
    assert.equal("end\n", (d:section("One")))
    assert.is_nil(d:section("In a list"))
    assert.is_nil(d:section("nope"))
  end)

  it("has images, which are no links", function()
    local own = parse("# X\n\n![a](a.svg)\n\n[![b](b.svg)](b.md)\n")
    assert.same({ { text = "a", target = "a.svg", line = 3 }, { text = "b", target = "b.svg", line = 5 } },
      own:images())
    assert.same({ { text = "b", target = "b.md", line = 5 } }, own:links())
  end)

  it("has links with their targets and lines", function()
    assert.same({
      { text = "a b", target = "http://x", line = 6 },
      { text = "c", target = "d", line = 7 },
      { text = "l", target = "m", line = 18 },
      { text = "http://e.f", target = "http://e.f", line = 22 },
    }, d:links())
  end)

  it("has tables with a row for each line", function()
    assert.equal(1, d:tables())
    assert.same({
      line = 16,
      header = { "h", "i", line = 16 },
      rows = { { "l", "c|d", line = 18 }, { "only", "", line = 19 } },
    }, d:table(1))
    assert.is_nil(d:table(2))
    assert.is_nil(d:table(0))
  end)

  it("has nothing of that in other kinds", function()
    local t = doc.parse("# x\n", { kind = "text" })
    assert.same({}, t:headings())
    assert.same({}, t:links())
    assert.equal(0, t:tables())
  end)

  local bombs = {
    { "quotes", (">"):rep(50000) .. "a\n", "nested deeper than 64" },
    { "lists in a line", ("- "):rep(50000) .. "a\n", "nested deeper than 64" },
    { "lists by indentation", "x\n" .. (" "):rep(200) .. "- a\n", "nested deeper than 64" },
    { "rows of dashes in a paragraph", ("a\n|-|-|-\n"):rep(20000), "too large for Markdown" },
    { "wide rows", "|" .. ("a|"):rep(20000) .. "\n|" .. ("-|"):rep(20000) .. "\n", "too large for Markdown" },
    { "references that expand", "[x]: " .. ("u"):rep(200000) .. "\n\n" .. ("[x]"):rep(50000), "too intricate" },
  }
  for _, case in ipairs(bombs) do
    it("is refused within a second for " .. case[1], function()
      local clock = os.clock()
      local found, fault = assert(parse("---\na: b\n---\n" .. case[2])):headings()
      assert.is_nil(found)
      assert.equal("limit", fault.code)
      assert.matches(case[3], fault.message, 1, true)
      assert.is_true(os.clock() - clock < (os.getenv("LD_PRELOAD") and 10 or 1))
    end)
  end

  it("is read within a second for a wide table's short rows", function()
    local clock = os.clock()
    assert(parse("|" .. ("a|"):rep(3000) .. "\n|" .. ("-|"):rep(3000) .. "\n" .. ("|\n"):rep(90000)):headings())
    assert.is_true(os.clock() - clock < (os.getenv("LD_PRELOAD") and 10 or 1))
  end)

  it("is read within a second for brackets, emphasis and code", function()
    for _, part in ipairs { "[", "[a](", "*a_b", "`", "![a", "<a", "&", "**x [a*b**c*](d) " } do
      local clock = os.clock()
      assert(parse(part:rep(200000 // #part)):headings())
      assert.is_true(os.clock() - clock < (os.getenv("LD_PRELOAD") and 10 or 1), part)
    end
  end)
end)
