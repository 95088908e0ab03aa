local catalogue = require("tickmark.criteria.catalogue")

describe("the catalogue", function()
  it("has the 30 sub-clauses and the 93 controls of the standard", function()
    local count, themes = { clause = 0, control = 0 }, {}
    for i, entry in ipairs(catalogue.all()) do
      assert.equal(i, entry.order)
      assert.equal(entry, catalogue.get(entry.id))
      assert.is_true(#entry.title > 0)
      count[entry.kind] = count[entry.kind] + 1
      themes[entry.theme] = (themes[entry.theme] or 0) + 1
    end
    assert.same({ clause = 30, control = 93 }, count)
    assert.same({ 37, 8, 14, 34 },
      { themes.organizational, themes.people, themes.physical, themes.technological })
  end)

  it("keeps like numbers apart", function()
    assert.equal("Operational planning and control", catalogue.get("8.1").title)
    assert.equal("User end point devices", catalogue.get("A.8.1").title)
    assert.equal("Information deletion", catalogue.get("A.8.10").title)
    assert.is_nil(catalogue.get("8.10"))
    assert.is_true(catalogue.is_control("A.5.1"))
    assert.is_false(catalogue.is_control("5.1"))
    assert.is_false(catalogue.is_control("A.9.9"))
  end)

  it("knows what lies under a parent", function()
    assert.same({ "9.2.1", "9.2.2" }, catalogue.children("9.2"))
    assert.same({ "9.1", "9.2.1", "9.2.2", "9.3.1", "9.3.2", "9.3.3" }, catalogue.children("9"))
    assert.equal(37, #catalogue.children("A.5"))
    assert.same({}, catalogue.children("10.2"))
    assert.same({ "10.2" }, catalogue.expand("10.2"))
    assert.same({ "7.5.1", "7.5.2", "7.5.3" }, catalogue.expand("7.5"))
    assert.same({}, catalogue.expand("11.1"))
  end)

  it("gives out lists that are the caller's own", function()
    table.remove(catalogue.all())
    table.remove(catalogue.children("9.2"))
    assert.equal(123, #catalogue.all())
    assert.equal(2, #catalogue.children("9.2"))
  end)

  it("has an order: by number, clauses first, a parent before its children, the unknown last", function()
    local sorted = { "6", "6.1", "6.1.1", "6.2", "9.1", "9.2", "9.2.1", "10.2", "A.5", "A.5.1", "A.5.9", "A.5.10",
      "A.8.9", "A.8.10", "CC6.1", "soc2:CC6.1" }
    for i, a in ipairs(sorted) do
      for j, b in ipairs(sorted) do assert.equal(i < j, catalogue.order(a, b), a .. " " .. b) end
    end
  end)
end)

describe("a requirement as people write it", function()
  it("is an id, with the letter of a point", function()
    local cases = {
      { "A.8.5", "A.8.5" }, { " 9.2 ", "9.2" }, { "iso27001:A.8.5", "A.8.5" }, { "6.1.3 d", "6.1.3", "d" },
      { "6.1.3 d)", "6.1.3", "d" }, { "6.1.3 (d)", "6.1.3", "d" }, { "6.1.3d", "6.1.3", "d" },
      { "6.1.3.d", "6.1.3", "d" }, { "10.2 e", "10.2", "e" }, { "9.2 c", "9.2", "c" },
      { "soc2:CC6.1", "soc2:CC6.1", nil, "soc2" },
    }
    for _, case in ipairs(cases) do
      local id, point, framework = catalogue.parse(case[1])
      assert.same({ case[2], case[3], case[4] }, { id, point, framework })
    end
  end)

  it("is refused with what was probably meant", function()
    local no = ": not in ISO/IEC 27001:2022"
    local cases = {
      { "8.10", "8.10: clause ids go to 10.2, the control is written A.8.10" },
      { "5.37", "5.37: clause ids go to 10.2, the control is written A.5.37" },
      { "A.8.99", "A.8.99" .. no .. ', did you mean "A.8.9"?' },
      { "a.8.5", "a.8.5" .. no .. ', did you mean "A.8.5"?' },
      { "A8.5", "A8.5" .. no .. ', did you mean "A.8.5"?' },
      { "A.8.05", "A.8.05" .. no .. ', did you mean "A.8.5"?' },
      { "A.5.40", "A.5.40" .. no .. ', did you mean "A.5.4"?' },
      { "bogus", "bogus" .. no }, { "", '""' .. no },
      { "9", "9: too wide, name a requirement such as 9.1" },
      { "A.5", "A.5: too wide, name a requirement such as A.5.1" },
      { "A.8.5 a", "A.8.5 a: controls have no lettered points, write A.8.5" },
      { 8.1, 'got a number, expected an id in quotes such as "A.8.10"' },
    }
    for _, case in ipairs(cases) do
      local id, message = catalogue.parse(case[1])
      assert.is_nil(id)
      assert.equal(case[2], message)
      assert.same({ nil, message }, { catalogue.check(case[1]) })
    end
  end)

  it("is refused at once, however long the text is", function()
    for _, long in ipairs { " ", "0", "1", "A.", "1 " } do
      local clock = os.clock()
      for _, start in ipairs { "", "5.", "A.5.", "1" } do
        assert.is_nil((catalogue.parse(start .. long:rep(100000) .. "!")))
      end
      assert.is_true(os.clock() - clock < 1, ("%q"):format(long))
    end
  end)

  it("passes the check as a bare id only", function()
    for _, id in ipairs { "A.8.10", "8.1", "9.2", "soc2:CC6.1" } do assert.is_true(catalogue.check(id)) end
    assert.equal("6.1.3 d: the letter goes to point, the id is 6.1.3", select(2, catalogue.check("6.1.3 d")))
    assert.equal("iso27001:A.8.5: write the bare id, the id is A.8.5", select(2, catalogue.check("iso27001:A.8.5")))
  end)
end)
