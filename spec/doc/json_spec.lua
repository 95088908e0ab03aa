local doc = require("tickmark_worker").doc

local function parse(text) return doc.parse(text, { kind = "json" }) end

local refused = {
  { "a key twice, naming both lines", '{"a": 1,\n"\\u0061": 2}', "syntax", 2, 1,
    "key 'a' stands in line 1 and again in line 2", "remove one" },
  { "a comma behind the last item", "[1,\n2,]", "syntax", 2, 2, "a comma behind the last value", "remove" },
  { "a comma behind the last entry", '{"a":1,}', "syntax", 1, 7, "a comma behind the last value", "remove" },
  { "two commas", "[1,,2]", "syntax", 1, 4, "',' is not JSON here", "value" },
  { "a comment", "// x\n1", "syntax", 1, 1, "no comments", "remove" },
  { "a comment behind the value", "{} // x", "syntax", 1, 4, "no comments", "remove" },
  { "text behind the value", "{}\n{}", "syntax", 2, 1, "text behind the end", "one value" },
  { "NaN", "[NaN]", "syntax", 1, 2, "'NaN'", "double quotes" },
  { "Infinity", "[-Infinity]", "syntax", 1, 2, "'-Infinity'", "number" },
  { "hexadecimal numbers", "[0x10]", "syntax", 1, 2, "hexadecimal", "decimal" },
  { "numbers that begin with 0", "[-01]", "syntax", 1, 2, "begins with 0", "quotes" },
  { "a number without digits", "[-]", "syntax", 1, 2, "'-'", "number" },
  { "a number that ends with a point", "[1.]", "syntax", 1, 2, "'1.'", "number" },
  { "a number beyond doubles", "[1e999]", "syntax", 1, 2, "largest double", "quotes" },
  { "whole numbers beyond 2^53", "[9007199254740993]", "syntax", 1, 2, "2^53", "quotes" },
  { "whole numbers below -2^53", "[-9007199254740993]", "syntax", 1, 2, "2^53", "quotes" },
  { "a lone high surrogate", '["\\ud800"]', "syntax", 1, 3, "surrogate", "character itself" },
  { "a lone low surrogate", '["\\udc00"]', "syntax", 1, 3, "surrogate", "character itself" },
  { "a high surrogate with no low one", '["\\ud800\\u0041"]', "syntax", 1, 3, "surrogate", "character itself" },
  { "an unknown escape", '["\\x"]', "syntax", 1, 3, "escape", "double the backslash" },
  { "an escape without digits", '["\\u12"]', "syntax", 1, 3, "hexadecimal digits", "four" },
  { "a line break in a string", '["a\nb"]', "syntax", 1, 2, "not closed in its line", "close it" },
  { "a tab in a string", '["a\tb"]', "syntax", 1, 4, "a tab", "\\t" },
  { "a string that ends with a backslash", '["a\\', "syntax", 1, 2, "not closed in its line", "close it" },
  { "single quotes", "['a']", "syntax", 1, 2, "single quotes", "double quotes" },
  { "a key without quotes", "{a: 1}", "syntax", 1, 2, "'a' is not JSON here", "double quotes" },
  { "an unclosed bracket where it was opened", '{"a":\n [1', "syntax", 2, 2, "bracket '[' opened here", "]" },
  { "an unclosed brace where it was opened", '[{"a":1', "syntax", 1, 2, "brace '{' opened here", "}" },
  { "the wrong bracket", "[1}", "syntax", 1, 3, "'}'", "comma" },
  { "an empty file", " \n", "syntax", 2, 1, "empty", "value" },
  { "bytes that are not UTF-8", '["é\xff"]', "encoding", 1, 4, "0xFF", "iconv" },
  { "overlong UTF-8", '["\xc0\xaf"]', "encoding", 1, 3, "0xC0", "iconv" },
  { "control characters", '["\1"]', "encoding", 1, 3, "0x01", "remove" },
  { "nesting", ("["):rep(65), "limit", 1, 65, "64", "fewer" },
  { "a long string", '["' .. ("x"):rep(65537) .. '"]', "limit", 1, 2, "65537", "shorten" },
  { "a long number", "[" .. ("1"):rep(300) .. "]", "limit", 1, 2, "300", "quotes" },
  { "a column behind wide characters", '["é", "日本", x]', "syntax", 1, 13, "'x'", "quotes" },
}

describe("JSON", function()
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
    { "whole numbers as integers", "[0, -0, 12, 9007199254740992, -9007199254740992]",
      { 0, 0, 12, 9007199254740992, -9007199254740992 } },
    { "other numbers as floats", "[1.5, 1e2, -2.5E-1]", { 1.5, 100.0, -0.25 } },
    { "words", '{"t": true, "f": false, "n": null}', { t = true, f = false } },
    { "null in a list as false", "[null, 1]", { false, 1 } },
    { "escapes", '["\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00"]', { "\"\\/\b\f\n\r\té😀" } },
    { "empty containers", '{"a": [], "b": {}}', { a = {}, b = {} } },
    { "a mark and CRLF", "\u{FEFF}{\r\n\"a\": 1\r\n}\r\n", { a = 1 } },
    { "keys of Lua's own as data", '{"__index": "x", "__gc": 1, "": "y"}', { __index = "x", __gc = 1, [""] = "y" } },
    { "a single value", '"x"', "x" },
  }
  for _, case in ipairs(accepted) do
    it("reads " .. case[1], function()
      assert.same(case[3], assert(parse(case[2])):data())
    end)
  end

  it("tells integers from floats", function()
    local data = parse("[1, 1.0]"):data()
    assert.equal("integer", math.type(data[1]))
    assert.equal("float", math.type(data[2]))
  end)

  it("knows lines and columns", function()
    local d = parse('{"é": [1,\n  {"k": null}],\n "z": 2}')
    local data = d:data()
    assert.same({ 1, 7 }, { d:line(data, "é") })
    assert.same({ 2, 3 }, { d:line(data["é"][2]) })
    assert.same({ 2, 9 }, { d:line(data["é"][2], "k") })
    assert.same({ 3, 7 }, { d:line(data, "z") })
  end)
end)
