local doc = require("tickmark_worker").doc

local HOSTILE = "../shared/hostile/documents/"

local function read(path)
  local file <close> = assert(io.open(path, "rb"))
  return file:read("a")
end

describe("doc", function()
  it("tells where a key stands, and where its value does", function()
    local d = doc.parse("a: 1\nb:\n  c: [x]\n", { kind = "yaml" })
    local data = d:data()
    assert.same({ 1, 4 }, { d:line(data, "a") })
    assert.same({ 1, 1 }, { d:key_line(data, "a") })
    assert.same({ 3, 3 }, { d:line(data, "b") })
    assert.same({ 2, 1 }, { d:key_line(data, "b") })
    assert.same({ 3, 3 }, { d:key_line(data.b, "c") })
    assert.is_nil(d:key_line(data, "c"))
    assert.is_nil(d:key_line(data.b.c, 1))
    assert.is_nil(d:key_line({}, "a"))
    d = doc.parse('{"k": 1}', { kind = "json" })
    assert.same({ 1, 2 }, { d:key_line(d:data(), "k") })
    d = doc.parse("k,l\n1,2\n", { kind = "csv" })
    assert.is_nil(d:key_line(d:record(1), "k"))
  end)

  it("knows a kind by a path's ending", function()
    local kinds = {
      ["a.md"] = "markdown", ["a/B.MARKDOWN"] = "markdown", ["x.yml"] = "yaml", ["x.Yaml"] = "yaml",
      ["x.json"] = "json", ["x.csv"] = "csv", ["x.md.erb"] = "text", ["README"] = "text", ["a.md/x"] = "text",
      [""] = "text",
    }
    for path, kind in pairs(kinds) do assert.equal(kind, doc.kind_of(path), path) end
  end)

  it("keeps text as it is, without its mark", function()
    local d = doc.parse("\u{FEFF}a\r\n\tb\n", { kind = "text" })
    assert.equal("text", d:kind())
    assert.equal("a\r\n\tb\n", d:text())
    assert.is_nil(d:data())
  end)

  local refused = {
    { "UTF-16 by its mark", "\xff\xfea\0\n\0", 1, 1, "UTF-16LE", "run: iconv -f UTF-16LE -t UTF-8 FILE" },
    { "UTF-16, the other way round", "\xfe\xff\0a", 1, 1, "UTF-16BE", "run: iconv -f UTF-16BE -t UTF-8 FILE" },
    { "UTF-16 without a mark", "a\0b\0", 1, 1, "UTF-16LE", "run: iconv -f UTF-16LE -t UTF-8 FILE" },
    { "UTF-32", "\xff\xfe\0\0a\0\0\0", 1, 1, "UTF-32LE", "run: iconv -f UTF-32LE -t UTF-8 FILE" },
    { "another encoding", "ab\ncaf\xe9\n", 2, 4, "byte 0xE9", "run: iconv -f WINDOWS-1252 -t UTF-8 FILE" },
    { "a surrogate in UTF-8", "\xed\xa0\x80", 1, 1, "byte 0xED", "iconv" },
    { "what is beyond Unicode", "\xf4\x90\x80\x80", 1, 1, "byte 0xF4", "iconv" },
    { "a character that is cut", "abcdefgh\xe2\x82", 1, 9, "byte 0xE2", "iconv" },
    { "a CR alone", "é\rb", 1, 2, "CR without LF", "tr" },
    { "NUL", "abcdefgh\0", 1, 9, "0x00", "remove" },
    { "a form feed", "a\f", 1, 2, "0x0C", "remove" },
  }
  for _, case in ipairs(refused) do
    it("refuses " .. case[1] .. " in every kind", function()
      for _, kind in ipairs { "text", "markdown", "yaml", "json", "csv" } do
        local d, fault = doc.parse(case[2], { kind = kind })
        assert.is_nil(d)
        assert.same({ "encoding", case[3], case[4] }, { fault.code, fault.line, fault.column })
        assert.matches(case[5], fault.message, 1, true)
        assert.matches(case[6], fault.remedy, 1, true)
      end
    end)
  end

  it("accepts every character that text is made of", function()
    local text = "\t\n\r\n\u{7ff}\u{800}\u{d7ff}\u{e000}\u{ffff}\u{10000}\u{10ffff}"
    assert.equal(text, doc.parse(text, { kind = "text" }):text())
  end)

  it("refuses more than 8 MiB", function()
    local _, fault = doc.parse(("x"):rep(8 * 1024 * 1024 + 1), { kind = "text" })
    assert.equal("limit", fault.code)
    assert.matches("8388609 bytes", fault.message, 1, true)
  end)

  it("raises on misuse", function()
    assert.error_matches(function() doc.parse("x", { kind = "toml" }) end, "names no kind")
    assert.error_matches(function() doc.parse("x", {}) end, "names no kind")
    assert.error_matches(function() doc.parse("x") end, "table expected")
    assert.error_matches(function() doc.parse("x", { kind = "csv", separator = ";;" }) end, "one character")
    assert.error_matches(function() doc.parse("x", { kind = "csv", separator = '"' }) end, "one character")
    assert.error_matches(function() doc.parse("x", { kind = "text" }).text(io.stdout) end, "tickmark.doc expected")
  end)

  it("hides its metatable", function()
    assert.is_false(getmetatable(doc.parse("", { kind = "text" })))
  end)

  it("is gone once closed", function()
    local d = doc.parse("a: b", { kind = "yaml" })
    do local _ <close> = d end
    assert.error_matches(function() d:data() end, "closed")
  end)
end)

describe("hostile documents", function()
  -- what each must give; "ok" is read as plain data
  local expected = {
    ["yaml_billion_laughs.md"] = "syntax:2", ["yaml_deep_flow.md"] = "limit:2", ["yaml_dup_keys.md"] = "syntax:4",
    ["yaml_merge_key.md"] = "syntax:2", ["yaml_tags.md"] = "syntax:2", ["yaml_never_closed.md"] = "syntax:1",
    ["yaml_tab_indent.md"] = "syntax:3", ["yaml_long_key.md"] = "limit:2", ["yaml_dates_invalid.md"] = "ok",
    ["yaml_multiline_fold.md"] = "ok", ["encoding_nul.md"] = "encoding:2", ["encoding_bom.md"] = "ok",
    ["encoding_utf16le.md"] = "encoding:1", ["encoding_lone_cr.md"] = "encoding:2",
    ["encoding_homoglyph_key.md"] = "ok", ["encoding_bidi_title.md"] = "ok", ["size_empty.md"] = "ok",
    ["size_one_byte.md"] = "ok", ["size_md_nesting.md"] = "ok", ["json_deep.json"] = "limit:1",
    ["json_numbers.json"] = "syntax:1", ["json_trailing.json"] = "syntax:1", ["json_proto.json"] = "ok",
    ["csv_formula.csv"] = "ok", ["csv_ragged.csv"] = "syntax:1", ["csv_wide.csv"] = "limit:1",
    ["inject_html_title.md"] = "ok", ["inject_ansi_title.md"] = "ok", ["inject_trailer.md"] = "ok",
    ["inject_ci_commands.md"] = "ok",
  }
  local names = {}
  for name in pairs(expected) do names[#names + 1] = name end
  table.sort(names)

  for _, name in ipairs(names) do
    it("gives what is expected of " .. name, function()
      if not io.open(HOSTILE .. name) then return pending("../shared is absent") end
      local text = read(HOSTILE .. name)
      local clock = os.clock()
      local d, fault = doc.parse(text, { kind = doc.kind_of(name) })
      if d then d:headings() end
      assert.is_true(os.clock() - clock < 1)
      assert.equal(expected[name], d and "ok" or fault.code .. ":" .. fault.line)
    end)
  end

  it("keeps a folded value one string", function()
    if not io.open(HOSTILE .. "yaml_multiline_fold.md") then return pending("../shared is absent") end
    local data = doc.parse(read(HOSTILE .. "yaml_multiline_fold.md"), { kind = "markdown" }):data()
    assert.same({ status = "draft", note = "text status: approved owner: ceo\n" }, data)
  end)
end)
