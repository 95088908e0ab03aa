local doc = require("tickmark_worker").doc

local function parse(text) return doc.parse(text, { kind = "yaml" }) end

-- name, text, code, line, column, words of the message, words of the remedy
local refused = {
  { "an alias, naming it and its line", "a: x\nb: *x\n", "syntax", 2, 4, "alias '*x' is not allowed",
    "write the value out" },
  { "an anchor", "a: &x y\n", "syntax", 1, 4, "anchor '&x'", "write the value out" },
  { "a tag", "a: !!binary aGk=\n", "syntax", 1, 4, "tag 'tag:yaml.org,2002:binary'", "quotes" },
  { "a verbatim tag", "a: !<x> y\n", "syntax", 1, 4, "tag 'x'", "remove the tag" },
  { "a merge key", "a:\n  <<: x\n", "syntax", 2, 3, "merge key '<<'", "write the keys out" },
  { "a key twice, naming both lines", "a: 1\nb: 2\na: 3\n", "syntax", 3, 1,
    "key 'a' stands in line 1 and again in line 3", "remove one" },
  { "a key twice in one line", "x: {a: 1, a: 2}\n", "syntax", 1, 11, "key 'a' stands twice in line 1", "remove one" },
  { "a quoted key that repeats a plain one", "a: 1\n'a': 2\n", "syntax", 2, 1, "key 'a'", "remove one" },
  { "a list as a key", "[a]: b\n", "syntax", 1, 1, "a key is a list or map", "word" },
  { "a template's braces", "a: {{ x }}\n", "syntax", 1, 5, "a key is a list or map", "quotes" },
  { "an empty key", "a: b\n: c\n", "syntax", 2, 1, "a key is empty", "name" },
  { "a second document", "---\na: b\n---\nc: d\n", "syntax", 3, 1, "more than one YAML document", "its own file" },
  { "a directive", "%YAML 1.1\n---\na: b\n", "syntax", 1, 1, "directives", "'%'" },
  { "a tab as indentation", "a:\n\tb: c\n", "syntax", 2, 1, "a tab is used as indentation", "spaces" },
  { "a colon inside an unquoted value", "title: a: b\n", "syntax", 1, 9, "': ' inside an unquoted value", "quotes" },
  { "a colon after a wide character at its column", "é: x: y\n", "syntax", 1, 5, "': ' inside", "quotes" },
  { "a key under a value", "a: b\n  c: d\n", "syntax", 2, 4, "a key under a key", "indent" },
  { "a colon without a blank, in the line behind", "a:b\nc: d\n", "syntax", 2, 2, "the line above", "blank" },
  { "a line without a colon", "a: 1\njust text\nb: 2\n", "syntax", 2, 1, "a line without 'key: value'", "write" },
  { "an unclosed quote where it was opened", "a: b\nc: \"x\nd: e\n", "syntax", 2, 4,
    "the quote opened here is never closed",
    "close it" },
  { "text behind a quote", "a: \"x\" y\n", "syntax", 1, 8, "text behind the closing quote", "quotes" },
  { "an unclosed bracket where it was opened", "a: [b,\n  c\n", "syntax", 1, 4,
    "the bracket '[' opened here is not closed",
    "]" },
  { "an unclosed brace where it was opened", "a: {b: c\n", "syntax", 1, 4,
    "the brace '{' opened here is not closed", "}" },
  { "text behind a bracket", "a: [Draft] x\n", "syntax", 1, 12, "text behind the closing bracket", "quotes" },
  { "a value that begins with an at sign", "a: @b\n", "syntax", 1, 4, "begins with '@'", "quotes" },
  { "a value that begins with a star", "a: **b**\n", "syntax", 1, 4, "begins with '*'", "quotes" },
  { "an unknown escape", "a: \"\\q\"\n", "syntax", 1, 5, "backslash", "single quotes" },
  { "a list in the line of its key", "a: - b\n", "syntax", 1, 4, "list entry", "its own line" },
  { "a line that fits no indentation", "a:\n    b: 1\n   c: 2\n", "syntax", 3, 4, "does not fit the keys above",
    "indent" },
  { "a control character", "a: x\127y\n", "encoding", 1, 5, "U+007F", "remove" },
  { "a line separator that editors don't show", "a: b\u{2028}c: d\n", "encoding", 1, 5, "line break hides a line",
    "replace" },
  { "nesting", ("["):rep(65), "limit", 1, 65, "nested deeper than 64", "fewer" },
  { "a long value", "a: " .. ("x"):rep(65537), "limit", 1, 4, "65537 bytes", "body" },
  { "a long key", "a: b\n" .. ("x"):rep(2000) .. ": c\n", "limit", 2, 1, "longer than 1024", "shorten" },
  { "many values", ("- a\n"):rep(500000), "limit", 500000, 3, "more than 500000 values", "split" },
  { "a long run of blanks", "a: b" .. (" "):rep(5000) .. "c\n", "limit", 1, 5, "4096 blanks", "remove" },
  { "many directives", ("%TAG ! x\n"):rep(100), "syntax", 18, 1, "directives", "remove" },
}

describe("YAML", function()
  for _, case in ipairs(refused) do
    local name, text, code, line, column, message, remedy = table.unpack(case)

    it("refuses " .. name, function()
      local d, fault = parse(text)
      assert.is_nil(d)
      assert.same({ code, line, column }, { fault.code, fault.line, fault.column })
      assert.matches(message, fault.message, 1, true)
      assert.matches(remedy, fault.remedy, 1, true)
    end)
  end

  local accepted = {
    { "scalars as strings", "a: no\nb: 8.10\nc: 2024-02-30\nd: 'null'\ne: \"~\"\nf: 0x10\n",
      { a = "no", b = "8.10", c = "2024-02-30", d = "null", e = "~", f = "0x10" } },
    { "nulls in a map as absent", "a:\nb: ~\nc: null\nd: ''\n", { d = "" } },
    { "nulls in a list as false", "- a\n-\n- ~\n- b\n", { "a", false, false, "b" } },
    { "lists and maps in each other", "a:\n- b: [c, {d: e}]\n", { a = { { b = { "c", { d = "e" } } } } } },
    { "a value that folds over lines as one string", "s: draft\nn: >\n  text\n  s: approved\n",
      { s = "draft", n = "text s: approved\n" } },
    { "a quoted merge key as a key", "'<<': x\n", { ["<<"] = "x" } },
    { "keys of Lua's own as data", "__index: x\n__gc: y\n__metatable: z\n",
      { __index = "x", __gc = "y", __metatable = "z" } },
    { "a mark and CRLF", "\u{FEFF}a: b\r\nc: d\r\n", { a = "b", c = "d" } },
    { "a document between fences", "---\na: b\n...\n", { a = "b" } },
    { "64 levels", ("["):rep(63) .. "x" .. ("]"):rep(63), nil },
    { "comments alone as nothing", "# a\n", nil },
    { "a single value", "x\n", "x" },
  }
  for _, case in ipairs(accepted) do
    it("reads " .. case[1], function()
      local d, fault = parse(case[2])
      assert.is_nil(fault)
      if case[3] then assert.same(case[3], d:data()) end
    end)
  end

  it("knows the lines of tables, keys and items", function()
    local d = parse("a: b\nlist:\n  - x\n  - y: z\nmap: {k: v,\n  n: ~}\n")
    local data = d:data()
    assert.same({ 1, 1 }, { d:line(data) })
    assert.same({ 1, 4 }, { d:line(data, "a") })
    assert.same({ 3, 5 }, { d:line(data.list, 1) })
    assert.same({ 4, 5 }, { d:line(data.list[2]) })
    assert.same({ 4, 8 }, { d:line(data.list[2], "y") })
    assert.same({ 5, 6 }, { d:line(data.map) })
    assert.same({ 6, 6 }, { d:line(data.map, "n") })
  end)

  it("has no place behind the text's end", function()
    local d = parse("a:\n? x")
    assert.same({ 2, 1 }, { d:line(d:data(), "x") })
    for text, place in pairs { ["["] = { 1, 2 }, ["a: {"] = { 1, 5 }, ["[\na"] = { 1, 1 }, ["[\n"] = { 2, 1 } } do
      local _, fault = parse(text)
      assert.same(place, { fault.line, fault.column }, text)
    end
  end)

  it("knows no line of what it didn't give", function()
    local d = parse("a: b\n")
    assert.is_nil(d:line({}))
    assert.is_nil(d:line("a"))
    assert.is_nil(d:line(d:data(), "c"))
    assert.is_nil(d:line(d:data(), 1))
    assert.is_nil(d:line(d:data(), {}))
  end)

  it("finds keys and repeated keys in a big map", function()
    local lines = {}
    for i = 1, 5000 do lines[i] = ("key%d: value%d"):format(i, i) end
    local d = assert(parse(table.concat(lines, "\n")))
    assert.equal("value4321", d:data().key4321)
    assert.equal(4321, (d:line(d:data(), "key4321")))
    assert.is_nil(d:line(d:data(), "key0"))
    lines[5001], lines[5002] = "key17: x", "key16: y"
    local _, fault = parse(table.concat(lines, "\n"))
    assert.equal("key 'key17' stands in line 17 and again in line 5001", fault.message)
  end)

  it("gives the same tables again", function()
    local d = parse("a: [b]\n")
    local data = d:data()
    data.a[1] = "changed"
    collectgarbage()
    assert.equal(data, d:data())
    assert.equal("changed", d:data().a[1])
    assert.equal(1, (d:line(data.a)))
  end)

  it("keeps messages on one line, without control characters", function()
    local _, fault = parse("\"a\\n\\e[1m\": 1\n\"a\\n\\e[1m\": 2\n")
    assert.equal("key 'a??[1m' stands in line 1 and again in line 2", fault.message)
  end)
end)
