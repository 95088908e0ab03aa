local canon = require("tickmark.base.canon")
local date = require("tickmark.base.date")
local period = require("tickmark.base.period")
local shape = require("tickmark.base.shape")

local function compile(decl, defaults) return assert(shape.compile(decl, defaults)) end

--- Each case: a value, what it reads as; or a value, nil, the message.
local function reads(decl, cases, defaults)
  local s = compile(decl, defaults)
  for _, case in ipairs(cases) do
    local value, message = s:read(case[1])
    assert.equal(case[2], value)
    assert.equal(math.type(case[2]), math.type(value))
    assert.equal(case[3], message)
  end
end

describe("any shape", function()
  it("takes an empty value as absent", function()
    for _, kind in ipairs { "text", "bool", "date", "number", "integer", "period", "list", "id", "a|b" } do
      for _, value in ipairs { "", "  ", "\t\r\n" } do
        assert.equal(0, select("#", table.unpack({ compile(kind):read(value) })))
      end
      assert.is_nil(compile(kind):read(nil))
    end
  end)

  it("is text when nothing is declared", function()
    assert.equal("text", compile(nil).kind)
    assert.equal("text", compile({ from = "User" }).kind)
    assert.equal("User", compile({ from = "User" }).from)
  end)

  it("begins its message with the column's name", function()
    reads("number", { { "x", nil, 'hours: got "x", expected a number with decimal point and no grouping' } },
      { name = "hours" })
  end)

  it("shows only the start of a long value", function()
    local _, message = compile("bool"):read(("x"):rep(5000))
    assert.is_true(#message < 200)
  end)

  it("knows whether it is the key and may be left out", function()
    local s = compile { key = "yes", optional = "no" }
    assert.is_true(s.key)
    assert.is_false(s.optional)
    assert.is_true(compile({ optional = true }).optional)
    assert.is_false(compile("text").key)
  end)
end)

describe("text", function()
  it("is kept as it stands", function()
    reads("text", { { " a ", " a " }, { "8.10", "8.10" }, { "no", "no" } })
  end)

  it("is made of what JSON has typed", function()
    reads("text", { { 8, "8" }, { 0.5, "0.5" }, { true, "true" }, { date.of(0), "1970-01-01" },
      { { 1 }, nil, "got a list, expected text" }, { { a = 1 }, nil, "got a mapping, expected text" } })
  end)
end)

describe("an id", function()
  it("is one word", function()
    local why = "expected an id: one word without blanks, at most 200 bytes"
    reads("id", { { " INC-1 ", "INC-1" }, { 42, "42" }, { "a b", nil, 'got "a b", ' .. why },
      { ("x"):rep(201), nil, 'got "' .. ("x"):rep(57) .. '…", ' .. why } })
  end)
end)

describe("a bool", function()
  it("is yes or no, true or false, 1 or 0", function()
    reads("bool", { { "yes", true }, { "No", false }, { "TRUE", true }, { "false", false }, { " 1 ", true },
      { "0", false }, { true, true }, { false, false }, { 1, true }, { 0, false },
      { "maybe", nil, 'got "maybe", expected yes, true or 1 for true, no, false or 0 for false' },
      { { 1 }, nil, "got a list, expected yes, true or 1 for true, no, false or 0 for false" } })
  end)

  it("has the words that are declared, and no others on that side", function()
    reads({ shape = "bool", ["true"] = { "Enforced", "Enabled" }, ["false"] = "Disabled" }, {
      { "enforced", true }, { "Enabled", true }, { "disabled", false }, { true, true },
      { "yes", nil, 'got "yes", expected Enforced or Enabled for true, Disabled for false' } })
    reads({ shape = "bool", ["true"] = { "x" } }, { { "X", true }, { "no", false }, })
  end)

  it("can't have one word for both", function()
    local _, message = shape.compile { shape = "bool", ["true"] = { "on" }, ["false"] = { "ON" } }
    assert.equal('"ON" stands for true and for false', message)
  end)
end)

describe("an enumeration", function()
  it("is one of its values, in the declared spelling", function()
    reads("critical|high|medium|low", { { "high", "high" }, { "Critical", "critical" }, { " low ", "low" },
      { "urgent", nil, 'severity: got "urgent", expected critical, high, medium or low' },
      { "hihg", nil, 'severity: got "hihg", expected critical, high, medium or low, did you mean "high"?' },
      { 3, nil, "severity: got 3, expected critical, high, medium or low" } }, { name = "severity" })
    assert.same({ "1", "2" }, compile("1 | 2").values)
    reads("1|2", { { 1, "1" } })
  end)

  it("has values, each once", function()
    for decl, message in pairs { ["a||b"] = '"a||b": a value is empty', ["a|A"] = '"a|A": A stands twice' } do
      assert.equal(message, select(2, shape.compile(decl)))
    end
  end)
end)

describe("a date", function()
  it("is ISO unless another form is declared", function()
    local d = assert(date.parse("2025-06-14"))
    reads("date", { { " 2025-06-14 ", d }, { d, d },
      { "14.06.2025", nil, "14.06.2025: write dates as YYYY-MM-DD" },
      { "2025-02-30", nil, "2025-02-30: February 2025 has 28 days" },
      { 20250614, nil, "got 20250614, expected a date as YYYY-MM-DD" } })
    reads({ shape = "date", dates = "DD.MM.YYYY" }, { { "14.06.2025", d } }, { dates = "YYYYMMDD" })
    reads("date", { { "20250614", d } }, { dates = "YYYYMMDD" })
    assert.matches("once each", select(2, shape.compile { shape = "date", dates = "DD.MM" }))
  end)
end)

describe("a number", function()
  it("is whole or has a fraction", function()
    local why = "expected a number with decimal point and no grouping"
    reads("number", { { "42", 42 }, { "-0.5", -0.5 }, { "+7", 7 }, { "42.0", 42.0 }, { "1e3", 1000.0 }, { 8, 8 },
      { 0.5, 0.5 }, { " 5 ", 5 }, { "1,5", nil, 'got "1,5", ' .. why }, { "1.234.5", nil, 'got "1.234.5", ' .. why },
      { "0x10", nil, 'got "0x10", ' .. why }, { "nan", nil, 'got "nan", ' .. why },
      { "5 %", nil, 'got "5 %", ' .. why },
      { ".5", nil, 'got ".5", ' .. why }, { true, nil, "got true, " .. why },
      { "1e400", nil, 'got "1e400", expected a number up to 2^53' },
      { "12345678901234567890", nil, 'got "12345678901234567890", expected a number up to 2^53' } })
  end)

  it("has a decimal comma where that is declared", function()
    local why = "expected a number with decimal comma and no grouping"
    reads({ shape = "number", decimal = "," }, { { "1,5", 1.5 }, { "3", 3 }, { "1.5", nil, 'got "1.5", ' .. why } })
    reads("number", { { "0,25", 0.25 } }, { decimal = "," })
    assert.equal('decimal: got ";", expected "." or ","', select(2, shape.compile { shape = "number", decimal = ";" }))
  end)

  it("is whole when it is an integer", function()
    reads("integer", { { "42", 42 }, { "42.0", 42 }, { 42.0, 42 },
      { "4.5", nil, 'got "4.5", expected a whole number' },
      { 4.5, nil, "got 4.5, expected a whole number" }, { "x", nil, 'got "x", expected a whole number' } })
  end)
end)

describe("a period", function()
  it("is written as in ISO 8601", function()
    local p = period.of("P30D")
    reads("period", { { "P30D", p }, { p, p }, { "30 days", nil, "30 days: write it as P30D" },
      { 30, nil, "got 30, expected a period such as P30D" } })
  end)
end)

describe("a list", function()
  it("is a list, or the parts of a cell", function()
    local s = compile("list")
    for value, expected in pairs {
      ["alice, bob"] = { "alice", "bob" }, ["a;b ; c"] = { "a", "b", "c" }, ["alice"] = { "alice" }, [","] = {},
      [7] = { "7" },
    } do
      local list = s:read(value)
      assert.same(canon.array(expected), list)
      assert.is_true(canon.is_array(list))
    end
    local given = { "a, b", "c" }
    assert.equal(given, s:read(given))
    assert.equal("[]", canon.encode(s:read({})))
    assert.equal("got a mapping, expected a list", select(2, s:read({ a = 1 })))
  end)
end)

describe("a declaration", function()
  it("is refused when it says what nobody understands", function()
    local cases = {
      { "dat", 'shape: got "dat", expected bool, date, id, integer, list, number, period, text, '
        .. 'or values such as low|high, did you mean "date"?' },
      { { shape = "text", optinal = "yes" }, 'unknown field optinal, did you mean "optional"?' },
      { { shape = { "text" } }, "shape: got a list, expected a word such as text" },
      { { key = "maybe" }, 'key: got "maybe", expected yes or no' },
      { 7, "got 7, expected a shape" },
    }
    for _, case in ipairs(cases) do
      local s, message = shape.compile(case[1])
      assert.is_nil(s)
      assert.equal(case[2], message)
    end
  end)
end)
