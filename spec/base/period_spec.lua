local date = require("tickmark.base.date")
local period = require("tickmark.base.period")

describe("a period", function()
  it("has months and days and stays as written", function()
    local cases = {
      { "P1Y", 12, 0 }, { "P6M", 6, 0 }, { "P30D", 0, 30 }, { "P2W", 0, 14 }, { "P1Y6M", 18, 0 },
      { "P1Y2M3W4D", 14, 25 }, { "P0D", 0, 0 }, { "P12M", 12, 0 }, { "P99999D", 0, 99999 },
    }
    for _, case in ipairs(cases) do
      local p = assert(period.parse(case[1]))
      assert.same({ case[2], case[3] }, { p.months, p.days })
      assert.equal(case[1], tostring(p))
    end
  end)

  it("is refused in any other form, with the right one where it can be guessed", function()
    local form = ": write periods as P30D, P2W, P6M, P1Y or P1Y6M"
    local cases = {
      { "", form }, { "P", form }, { "30", form }, { "P1M1Y", form }, { "P-1D", form }, { "P1.5M", form },
      { "P100000D", form }, { "P1D ", form }, { "1 P1D", form },
      { "p30d", ": write it as P30D" }, { "30 days", ": write it as P30D" },
      { "PT1H", ": a period has whole days and no time" },
      { "P1DT12H", ": a period has whole days and no time" },
    }
    for _, case in ipairs(cases) do
      local p, message = period.parse(case[1])
      assert.is_nil(p)
      assert.equal(case[1] .. case[2], message)
    end
    assert.matches("^got a number: ", select(2, period.parse(30)))
  end)

  it("is read in words where words are asked for", function()
    local cases = {
      { "1 month", "P1M" }, { "12 months", "P12M" }, { "1 year", "P1Y" }, { "191 days", "P191D" },
      { "6 weeks", "P6W" }, { " 2  Years ", "P2Y" }, { "P1Y", "P1Y" },
    }
    for _, case in ipairs(cases) do
      assert.equal(case[2], tostring(assert(period.parse_words(case[1]))))
    end
    for _, s in ipairs { "a month", "1 fortnight", "months", "1.5 years", "annual" } do
      assert.is_nil(period.parse_words(s))
    end
  end)

  it("is refused at once, however long the text is", function()
    for _, long in ipairs { " ", "\t", "1", "1 ", "P1Y", "s" } do
      local clock = os.clock()
      for _, s in ipairs { "1" .. long:rep(100000) .. "!", "P1" .. long:rep(100000) } do
        assert.is_nil(period.parse_words(s))
      end
      assert.is_true(os.clock() - clock < 1, ("%q"):format(long))
    end
  end)

  it("comes from a period or its text", function()
    local p = assert(period.parse("P1M"))
    assert.equal(p, period.of(p))
    assert.equal(p, period.of("P1M"))
    assert.is_nil(period.of("monthly"))
    assert.is_nil(period.of(nil))
  end)

  it("equals another of the same months and days, however written", function()
    assert.equal(period.of("P1Y"), period.of("P12M"))
    assert.equal(period.of("P1W"), period.of("P7D"))
    assert.are_not.equal(period.of("P1M"), period.of("P30D"))
  end)

  it("has a length in days, more or less", function()
    local cases = { P1D = 1, P2W = 14, P1M = 30, P3M = 91, P6M = 183, P1Y = 365, P4Y = 1461, P1M10D = 40 }
    for s, days in pairs(cases) do assert.equal(days, period.of(s):approx_days()) end
  end)

  it("moves a day, months first", function()
    local d = assert(date.parse("2025-01-31"))
    assert.equal("2025-02-28", tostring(period.add(d, "P1M")))
    assert.equal("2025-03-01", tostring(period.add(d, period.of("P1M1D"))))
    assert.equal("2024-12-30", tostring(period.add(d, "P1M1D", -1)))
    assert.is_nil(period.add(d, "soon"))
  end)

  it("is counted right when many different ones are used in a loop", function()
    local d = assert(date.parse("2025-01-01"))
    for round = 1, 2 do
      for n = 0, 200 do assert.equal(n, (d + ("P%dD"):format(n)) - d, round) end
    end
  end)

  it("can't be changed", function()
    assert.has_error(function() period.of("P1M").months = 2 end, "a period can't be changed")
    assert.equal("tickmark.period", getmetatable(period.of("P1M")))
  end)

  it("is told from anything else", function()
    assert.is_true(period.is(period.of("P1M")))
    assert.is_false(period.is("P1M"))
    assert.is_false(period.is({ 1, 0, "P1M" }))
    assert.is_false(period.is(date.of(0)))
  end)
end)
