local stats = require("tickmark.base.stats")

describe("the median", function()
  it("is the middle of the sorted numbers", function()
    local cases = { { { 3, 1, 2 }, 2 }, { { 4, 1, 2, 3 }, 2.5 }, { { 7 }, 7 }, { { 1, 1, 100 }, 1 } }
    for _, case in ipairs(cases) do assert.equal(case[2], stats.median(case[1])) end
    assert.is_nil(stats.median({}))
  end)

  it("leaves its list as it was", function()
    local list = { 3, 1, 2 }
    stats.median(list)
    assert.same({ 3, 1, 2 }, list)
  end)
end)

describe("the slope", function()
  it("is that of a straight line", function()
    assert.equal(2.0, stats.slope({ 1, 3, 5, 7 }))
    assert.equal(-0.5, stats.slope({ 3, 2.5, 2, 1.5 }))
    assert.equal(0.0, stats.slope({ 4, 4, 4 }))
    assert.is_nil(stats.slope({ 4 }))
  end)

  it("isn't moved by an outlier", function()
    assert.equal(1.0, stats.slope({ 1, 2, 3, 400, 5, 6, 7 }))
  end)

  it("of thousands of points takes no more than a glance", function()
    local values = {}
    for i = 1, 10000 do values[i] = 3 * i + i % 2 end
    assert.near(3, stats.slope(values), 0.01)
  end)
end)

describe("a trend", function()
  it("holds when slope and thirds agree", function()
    local cases = {
      { { 9, 8, 7, 6, 5, 4 }, "down", true }, { { 9, 8, 7, 6, 5, 4 }, "up", false },
      { { 1, 2, 3, 4, 5, 6 }, "up", true }, { { 5, 5, 5, 5, 5, 5 }, "down", false },
      { { 9, 8, 7, 6, 5 }, "down", false }, { {}, "down", false }, { { 1 }, "up", false },
      { { 9, 9, 30, 8, 7, 7, 6, 6, 5 }, "down", true },
      { { 5, 5, 9, 8, 7, 6, 5, 5 }, "down", false },
    }
    for _, case in ipairs(cases) do
      assert.equal(case[3], stats.trend(case[1], case[2]).holds)
    end
  end)

  it("says what it saw", function()
    local points = {}
    for i, value in ipairs { 12, 10, 8, 6, 4, 2 } do points[i] = { value = value } end
    assert.same({ n = 6, first = 12, last = 2, slope = -2.0, holds = true }, stats.trend(points, "down"))
    assert.same({ n = 0, holds = false }, stats.trend({}, "up"))
  end)

  it("refuses what is no row of points", function()
    assert.has_error(function() stats.trend({ 1 }, "sideways") end, 'a trend goes "up" or "down", not sideways')
    assert.has_error(function() stats.trend({ 1, { value = "2" } }, "up") end, "point 2 of the trend has no number")
    assert.has_error(function() stats.trend({ 0 / 0 }, "up") end, "point 1 of the trend has no number")
  end)
end)
