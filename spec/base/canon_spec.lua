local canon = require("tickmark.base.canon")
local date = require("tickmark.base.date")
local period = require("tickmark.base.period")

local encode = canon.encode

local function refusal(value)
  local ok, message = pcall(encode, value)
  assert.is_false(ok)
  return message
end

describe("the canonical encoding", function()
  it("sorts keys by bytes", function()
    assert.equal('{"":0,"B":1,"a":2,"a b":3,"ab":4,"ä":5}',
      encode { ["ä"] = 5, ab = 4, ["a b"] = 3, a = 2, B = 1, [""] = 0 })
    assert.equal('[{"a":1,"b":2},{"a":1,"b":2},{"a":1,"c":2},{"b":1}]',
      encode { { a = 1, b = 2 }, { b = 2, a = 1 }, { c = 2, a = 1 }, { b = 1 } })
  end)

  it("tells arrays from objects by their items or their mark", function()
    assert.equal("[1,2,3]", encode { 1, 2, 3 })
    assert.equal("{}", encode {})
    assert.equal("[]", encode(canon.array {}))
    assert.equal("[1]", encode(canon.array(canon.array { 1 })))
    assert.equal('{"a":[],"b":{},"c":[[],[1]]}',
      encode { a = canon.array {}, b = {}, c = { canon.array {}, { 1 } } })
    assert.is_true(canon.is_array(canon.array {}) and canon.is_array { 1 })
    assert.is_false(canon.is_array {} or canon.is_array(date.of(0)) or canon.is_array("x"))
  end)

  it("writes scalars", function()
    local cases = {
      { true, "true" }, { false, "false" }, { 0, "0" }, { -5, "-5" },
      { math.maxinteger, "9223372036854775807" }, { math.mininteger, "-9223372036854775808" },
      { "text", '"text"' }, { date.of(20253), '"2025-06-14"' }, { period.of("P1Y6M"), '"P1Y6M"' },
    }
    for _, case in ipairs(cases) do assert.equal(case[2], encode(case[1])) end
    assert.equal("null", encode(nil))
  end)

  it("writes floats with the fewest digits, and always so that they look like floats", function()
    local cases = {
      { 1.0, "1.0" }, { -1.0, "-1.0" }, { 0.1, "0.1" }, { 0.5, "0.5" }, { 100.0, "100.0" }, { 1e15, "1e+15" },
      { 1e14, "100000000000000.0" }, { 1e30, "1e+30" }, { 1e-7, "1e-07" }, { 1.5e300, "1.5e+300" },
      { 0.1 + 0.2, "0.30000000000000004" }, { 1 / 3, "0.3333333333333333" }, { 5e-324, "5e-324" },
      { 2.0 ^ 53, "9007199254740992.0" }, { 0.0, "0.0" }, { -0.0, "0.0" },
    }
    for _, case in ipairs(cases) do assert.equal(case[2], encode(case[1])) end
  end)

  it("writes floats that read back as the same number", function()
    local state = 42
    for _ = 1, 20000 do
      state = state * 6364136223846793005 + 1442695040888963407
      local x = string.unpack("<d", string.pack("<i8", state))
      if x == x and x ~= math.huge and x ~= -math.huge then
        local s = encode(x)
        assert(tonumber(s) == x and math.type(tonumber(s)) == "float", s)
        local digits = #(s:gsub("e.*", ""):gsub("%.0$", ""):gsub("^-?0%.0*", ""):gsub("[^0-9]", ""))
        assert(digits <= 17, s)
      end
    end
    for i = 1, 20000 do assert(encode(i / 100) == (("%.2f"):format(i / 100):gsub("(%.%d)0$", "%1"))) end
  end)

  it("is the same under a locale with a decimal comma", function()
    local before = os.setlocale()
    local name
    for _, candidate in ipairs { "de_DE.UTF-8", "de_DE.utf8", "de_DE", "fr_FR.UTF-8", "fr_FR.utf8", "nl_NL.UTF-8" } do
      name = name or os.setlocale(candidate)
    end
    if not name then return pending("no such locale is installed") end
    local ok, message = pcall(function()
      assert.equal("0,5", ("%.1f"):format(0.5))
      assert.equal('{"B":0.1,"_":1e-07,"a":1.5,"a b":1.0,"ab":2}',
        encode { B = 0.1, a = 1.5, ab = 2, ["a b"] = 1.0, _ = 1e-7 })
    end)
    os.setlocale(before)
    assert(ok, message)
  end)

  it("escapes what JSON and its readers stumble over", function()
    assert.equal([["\"\\\b\f\n\r\t\u0000\u001f\u007f/"]], encode('"\\\b\f\n\r\t\0\31\127/'))
    assert.equal([["\u2028\u2029"]], encode("\u{2028}\u{2029}"))
    assert.equal('"äöü€\u{1F600}\u{200B}"', encode("äöü€\u{1F600}\u{200B}"))
    assert.equal([[{"a\nb":1}]], encode { ["a\nb"] = 1 })
  end)

  it("indents when asked", function()
    assert.equal('{\n  "a": [\n    1,\n    2\n  ],\n  "b": {},\n  "c": []\n}',
      encode({ a = { 1, 2 }, b = {}, c = canon.array {} }, { indent = 2 }))
  end)

  it("doesn't depend on the order in which a table was filled", function()
    local a, b = {}, {}
    for i = 1, 500 do a["k" .. i] = i end
    for i = 500, 1, -1 do b["k" .. i] = i end
    assert.equal(encode(a), encode(b))
  end)

  it("refuses what it can't write and names the path", function()
    local cycle = { a = {} }
    cycle.a.b = cycle
    local cases = {
      { { findings = { {}, { rate = 0 / 0 } } }, "findings[2].rate: not a number (NaN)" },
      { { 1, 2, math.huge }, "[3]: infinite" },
      { { a = "\xFF" }, "a: not UTF-8" },
      { { a = "\xED\xA0\x80" }, "a: not UTF-8" },
      { { ["odd key"] = { print } }, '["odd key"][1]: a function can\'t be written' },
      { { f = io.stdout }, "f: a userdata can't be written" },
      { { 1, a = 2 }, "value: items and named fields in one table" },
      { { x = { 1, nil, 3, [7] = 1 } }, "x: an array with gaps" },
      { { x = { [5] = 1 } }, "x: an array with gaps" },
      { { x = canon.array { [2] = 1 } }, "x: an array with gaps" },
      { { x = { [true] = 1 } }, "x: a boolean as a key" },
      { { x = { [1.5] = 1 } }, "x: a number as a key" },
      { { ["\xFF"] = 1 }, '["\xFF"]: the key is not UTF-8' },
      { cycle, "a.b: refers to itself" },
      { { p = setmetatable({}, { __index = { a = 1 } }) }, "p: an empty table with a metatable" },
      { print, "value: a function can't be written" },
    }
    for _, case in ipairs(cases) do assert.equal(case[2], refusal(case[1])) end
  end)

  it("goes down 100 levels and no further", function()
    local deep = {}
    for _ = 1, 99 do deep = { deep } end
    assert.equal(("["):rep(99) .. "{}" .. ("]"):rep(99), encode(deep))
    assert.matches(": deeper than 100 levels$", refusal { deep })
  end)

  it("writes one table twice where it stands twice", function()
    local shared = { 1 }
    assert.equal('{"a":[1],"b":[1]}', encode { a = shared, b = shared })
  end)
end)
