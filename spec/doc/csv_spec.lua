local doc = require("tickmark_worker").doc

local function parse(text, separator) return doc.parse(text, { kind = "csv", separator = separator }) end

local refused = {
  { "an unclosed quote where it was opened", 'a,b\n1,"x\ny\n', "syntax", 2, 3, "the quote opened here is never closed",
    "close it" },
  { "text behind a closing quote", 'a,b\n"x"y,1\n', "syntax", 2, 4, "text behind the closing quote", "double" },
  { "a quote inside an unquoted cell", 'a,b\nx"y",1\n', "syntax", 2, 2, "a quote inside an unquoted cell", "double" },
  { "a row with too few cells", "a,b,c\n1,2\n", "syntax", 2, 4, "ends before its 3 cells", "each column" },
  { "a row with too many cells", "a,b\n1,é,3\n", "syntax", 2, 5, "more than 2 cells", "each column" },
  { "an empty line", "a,b\n1,2\n\n3,4\n", "syntax", 3, 1, "an empty line", "remove" },
  { "two columns of a name", "a,b,a\n", "syntax", 1, 5, "columns 1 and 3 are both named 'a'", "rename" },
  { "a column without a name between others", "a,,b\n", "syntax", 1, 3, "column 2 has no name", "name it" },
  { "a value in a column without a name", "a,b,\n1,2,\n3,4,x\n", "syntax", 3, 5, "column 3 has a value but no name",
    "header" },
  { "an empty file", "", "syntax", 1, 1, "no header line", "first line" },
  { "a header of nothing", ",,\n1,2,3\n", "syntax", 1, 1, "no header line", "first line" },
  { "many columns in the header", ("a,"):rep(5000) .. "\n", "limit", 1, 8193, "4096 columns", "used" },
  { "many cells in a row", "a,b\n" .. ("1,"):rep(5000) .. "\n", "limit", 2, 5, "4096 columns", "used" },
  { "many cells in all", "a,b\n" .. ("1,\n"):rep(400000), "limit", 333335, 1, "more than 1000000 values", "split" },
  { "control characters", "a\n\27[1m\n", "encoding", 2, 1, "0x1B", "remove" },
  { "a CR as a line break", "a,b\r1,2\r", "encoding", 1, 4, "CR without LF", "tr" },
}

describe("CSV", function()
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

  it("reads rows as records and as cells, with their lines", function()
    local d = parse('user,role,note\r\nalice,,"a ""quoted""\r\nword"\r\nbob,dev,\r\n')
    assert.same({ "user", "role", "note" }, d:header())
    assert.equal(2, d:len())
    local record, line = d:record(1)
    assert.same({ user = "alice", note = 'a "quoted"\r\nword' }, record)
    assert.equal(2, line)
    local cells
    cells, line = d:cells(2)
    assert.same({ "bob", "dev", "" }, cells)
    assert.equal(4, line)
    assert.is_nil(d:data())
  end)

  it("drops unnamed columns at the end when they are empty", function()
    local d = parse('a,b,,""\n1,2,,\n,,"",\n')
    assert.same({ "a", "b", "", "" }, d:header())
    assert.same({ "1", "2" }, (d:cells(1)))
    assert.same({}, (d:record(2)))
  end)

  it("takes another separator", function()
    local d = parse("a;b\n1,5;2\n", ";")
    assert.same({ a = "1,5", b = "2" }, (d:record(1)))
    assert.same({ a = "1" }, (parse("a\tb\n1\t\n", "\t"):record(1)))
  end)

  it("takes no separator that would part a character, a line or a cell", function()
    for _, separator in ipairs { "\xC3", "\n", "\r", '"', "\0", "", "ab" } do
      assert.has_error(function() parse("a\n", separator) end, nil)
    end
  end)

  it("reads one column, with its empty lines as rows", function()
    local d = parse("a\n1\n\n2")
    assert.equal(3, d:len())
    assert.same({}, (d:record(2)))
    assert.same({ "2" }, (d:cells(3)))
  end)

  it("skips a mark", function()
    assert.same({ "a" }, parse("\u{FEFF}a\n"):header())
    assert.same({ "a" }, parse("\u{FEFF}\"a\"\n"):header())
  end)

  it("keeps formulas as they are", function()
    assert.same({ "=1+1", "@SUM(A1)" }, (parse("a,b\n=1+1,@SUM(A1)\n"):cells(1)))
  end)

  it("knows where cells are, by name and by number", function()
    local d = parse('a,b\n1,2\n"x\ny",é\n')
    local record, cells = (d:record(2)), (d:cells(2))
    assert.same({ 3, 1 }, { d:line(record) })
    assert.same({ 4, 4 }, { d:line(record, "b") })
    assert.same({ 4, 4 }, { d:line(cells, 2) })
    assert.is_nil(d:line(record, "c"))
    assert.is_nil(d:line(cells, 3))
  end)

  it("raises for a row that isn't there", function()
    local d = parse("a\n1\n")
    assert.error_matches(function() d:record(0) end, "no such row")
    assert.error_matches(function() d:cells(2) end, "no such row")
    assert.error_matches(function() doc.parse("a", { kind = "text" }):record(1) end, "not a CSV document")
  end)
end)
