local canon = require("tickmark.base.canon")
local json = require("tickmark.base.json")

describe("a JSON text", function()
  it("comes back from the canonical encoding as it went in", function()
    for _, s in ipairs {
      "{}", "[]", '{"a":[],"b":{},"c":[[],{},[[]]]}', '["[]","\\"[ ]\\\\"]', "[1,0.5,-3,true,false]", '"text"',
      '{"":{"":[]}}', "12", '["[nan]",[]]', "1e+300", '{"id":"12345678901234567890","n":[]}',
      "0.12345678901234568", "9007199254740992",
    } do
      local value, message = json.decode(s)
      assert.is_nil(message)
      assert.equal(s, canon.encode(value))
    end
  end)

  it("has integers where numbers are whole", function()
    local value = json.decode("[1, 1.0, 1e3, -0, 1.5, 9007199254740992]")
    assert.same({ 1, 1, 1000, 0, 1.5, 9007199254740992 }, value)
    for i, kind in ipairs { "integer", "integer", "integer", "integer", "float", "integer" } do
      assert.equal(kind, math.type(value[i]))
    end
  end)

  it("has no nulls in objects and false for them in arrays", function()
    assert.equal('{"b":[false,1,{}]}', canon.encode(json.decode('{"a":null,"b":[null,1,{"c":null}]}')))
    assert.same({}, { json.decode("null") })
  end)

  it("has marked arrays, also when they are empty", function()
    for _, s in ipairs { "[]", "[ \n]", "[1]" } do
      assert.equal("tickmark.array", getmetatable(json.decode(s)))
    end
    assert.is_nil(getmetatable(json.decode("{}")))
  end)

  it("is refused with a reason", function()
    local cases = {
      { "", "expected" }, { "{", "expected" }, { "[1,]", "expected" }, { "[nan]", "." }, { "[0x10]", "." },
      { "[Infinity]", "." }, { "[1e400]", "out of range" }, { '{"a":[],"b":[nan]}', "." },
      { "[12345678901234567]", "^12345678901234567: beyond 2%^53" },
      { "-9007199254740993", "beyond 2%^53" }, { '["\xFF"]', "not UTF%-8" },
      { ("["):rep(101) .. ("]"):rep(101), "." },
    }
    for _, case in ipairs(cases) do
      local value, message = json.decode(case[1])
      assert.is_nil(value)
      assert.matches(case[2], message)
    end
  end)
end)
