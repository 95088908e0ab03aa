local date = require("tickmark.base.date")
local period = require("tickmark.base.period")

local function day(s) return assert(date.parse(s)) end

describe("a date", function()
  it("is written as it is read", function()
    for _, s in ipairs { "0001-01-01", "1970-01-01", "2024-02-29", "2025-06-14", "9999-12-31" } do
      assert.equal(s, tostring(day(s)))
    end
  end)

  it("is the number of days since 1970-01-01 in field 1", function()
    assert.equal(0, day("1970-01-01")[1])
    assert.equal(-1, day("1969-12-31")[1])
    assert.equal(20253, day("2025-06-14")[1])
    assert.equal(day("2025-06-14"), date.of(20253))
    assert.equal("integer", math.type(date.of(20253.0)[1]))
  end)

  it("has a year, a month and a day", function()
    local d = day("2024-02-29")
    assert.same({ 2024, 2, 29 }, { d.year, d.month, d.day })
  end)

  it("agrees with itself over every day of 400 years", function()
    local d = day("1999-12-31")
    for _ = 1, 146097 do
      local after = d + 1
      local new_month = after.day == 1 and (after.month == d.month % 12 + 1)
      assert(new_month or after.day == d.day + 1 and after.month == d.month)
      assert(date.new(after.year, after.month, after.day) == after)
      d = after
    end
    assert.equal("2399-12-31", tostring(d))
  end)

  it("refuses what is no day and says how to mend it", function()
    local cases = {
      { "2025-02-30", "2025-02-30: February 2025 has 28 days" },
      { "2024-02-30", "2024-02-30: February 2024 has 29 days" },
      { "1900-02-29", "1900-02-29: February 1900 has 28 days" },
      { "2025-04-31", "2025-04-31: April 2025 has 30 days" },
      { "2025-13-01", "2025-13-01: months go from 01 to 12" },
      { "2025-00-01", "2025-00-01: months go from 01 to 12" },
      { "2025-01-00", "2025-01-00: days start at 01" },
      { "0000-01-01", "0000-01-01: years go from 1 to 9999" },
      { "1.2.2025", "1.2.2025: write dates as YYYY-MM-DD" },
      { "2025-6-1", "2025-6-1: write dates as YYYY-MM-DD" },
      { "2025-06-01 ", "2025-06-01 : write dates as YYYY-MM-DD" },
      { "", ": write dates as YYYY-MM-DD" },
      { "2025-06-01T10:00:00Z",
        "2025-06-01T10:00:00Z: a time follows the day, declare the form YYYY-MM-DD*" },
    }
    for _, case in ipairs(cases) do
      local d, message = date.parse(case[1])
      assert.is_nil(d)
      assert.equal(case[2], message)
    end
    assert.equal("got a number: write dates as YYYY-MM-DD", select(2, date.parse(20250601)))
  end)

  it("is read in the form that a series declares", function()
    local cases = {
      { "14.06.2025", "DD.MM.YYYY" }, { "06/14/2025", "MM/DD/YYYY" }, { "20250614", "YYYYMMDD" },
      { "2025-06-14T23:59:59Z", "YYYY-MM-DD*" }, { "on 14-06-2025", "on DD-MM-YYYY" },
    }
    for _, case in ipairs(cases) do
      assert.equal(day("2025-06-14"), date.parse_as(case[1], case[2]))
    end
    assert.equal("1.2.2025: write dates as DD.MM.YYYY", select(2, date.parse_as("1.2.2025", "DD.MM.YYYY")))
    assert.equal("31.02.2025: February 2025 has 28 days", select(2, date.parse_as("31.02.2025", "DD.MM.YYYY")))
    for _, form in ipairs { "DD.MM", "DD.MM.YYYY.YYYY", "DD.DD.YYYY", "" } do
      assert.matches("a form has YYYY, MM and DD once each", select(2, date.parse_as("x", form)))
    end
    local long = ("x"):rep(1 << 20) .. "DD.MM.YYYY"
    local started = os.clock()
    local _, message = date.parse_as("x", long)
    assert.matches("^x+…: a form has at most 40 bytes$", message)
    assert.is_true(#message < 100 and os.clock() - started < 0.1)
  end)

  it("is made of year, month and day", function()
    assert.equal(day("2025-06-14"), date.new(2025, 6, 14))
    assert.equal("2025-02-29: February 2025 has 28 days", select(2, date.new(2025, 2, 29)))
    assert.equal("year, month and day are whole numbers", select(2, date.new(2025, 1.5, 1)))
  end)

  it("is moved by days, by periods and by their text", function()
    local cases = {
      { "2025-06-14", 7, "2025-06-21" },
      { "2025-06-14", -14, "2025-05-31" },
      { "2025-06-14", 30.0, "2025-07-14" },
      { "2025-06-14", "P7D", "2025-06-21" },
      { "2025-06-14", "P2W", "2025-06-28" },
      { "2025-01-31", "P1M", "2025-02-28" },
      { "2024-01-31", "P1M", "2024-02-29" },
      { "2024-02-29", "P1Y", "2025-02-28" },
      { "2024-02-29", "P4Y", "2028-02-29" },
      { "2025-08-31", "P6M", "2026-02-28" },
      { "2025-12-31", "P1M", "2026-01-31" },
      { "2025-01-31", "P1M1D", "2025-03-01" },
      { "2025-01-31", assert(period.parse("P1Y6M")), "2026-07-31" },
    }
    for _, case in ipairs(cases) do
      assert.equal(case[3], tostring(day(case[1]) + case[2]))
    end
    assert.equal("2025-06-21", tostring("P7D" + day("2025-06-14")))
    assert.equal("2025-06-21", tostring(7 + day("2025-06-14")))
  end)

  it("is moved back in the same way", function()
    local cases = {
      { "2025-03-31", "P1M", "2025-02-28" }, { "2025-01-15", "P1M", "2024-12-15" },
      { "2024-02-29", "P1Y", "2023-02-28" }, { "2025-03-01", 1, "2025-02-28" },
    }
    for _, case in ipairs(cases) do
      assert.equal(case[3], tostring(day(case[1]) - case[2]))
    end
  end)

  it("has a distance in days to another", function()
    assert.equal(365, day("2025-06-14") - day("2024-06-14"))
    assert.equal(-1, day("2025-06-14") - day("2025-06-15"))
    assert.equal("integer", math.type(day("2025-06-14") - day("2025-06-14")))
  end)

  it("goes past the year 9999, since that stands for never", function()
    assert.is_true(day("9999-12-31") + "P1M" > day("9999-12-31"))
    assert.has_error(function() return day("9999-12-31") + 1e9 // 1 end, nil)
  end)

  it("is ordered by time", function()
    local a, b = day("2025-06-14"), day("2025-10-01")
    assert.is_true(a < b and a <= b and b > a and a <= day("2025-06-14") and a ~= b)
    assert.is_true(a == day("2025-06-14"))
    assert.is_false(a == "2025-06-14")
  end)

  it("is compared with dates only", function()
    local d = day("2025-06-14")
    local cases = {
      { function() return d < "2025-06-14" end, 'a date is compared with a date, not with text "2025-06-14"' },
      { function() return d > nil end, "a date is compared with a date, not with nothing (nil)" },
      { function() return d <= 20253 end, "a date is compared with a date, not with a number" },
      { function() return d + true end, "a date is moved by days or a period, not by a boolean" },
      { function() return d + 1.5 end, "a date is moved by days or a period, not by a number" },
      { function() return d + d end, "a date is moved by days or a period, not by a table" },
      { function() return d + "P7X" end, "P7X: write periods as P30D, P2W, P6M, P1Y or P1Y6M" },
      { function() return 5 - d end, "only a date has a date subtracted from it" },
    }
    for _, case in ipairs(cases) do
      local ok, message = pcall(case[1])
      assert.is_false(ok)
      assert.is_truthy(tostring(message):find(case[2], 1, true), message)
    end
  end)

  it("knows its day of the week and its ISO week", function()
    local cases = {
      { "1970-01-01", 4, 1970, 1 }, { "2025-06-14", 6, 2025, 24 }, { "2025-06-15", 7, 2025, 24 },
      { "2020-12-31", 4, 2020, 53 }, { "2021-01-03", 7, 2020, 53 }, { "2021-01-04", 1, 2021, 1 },
      { "2024-12-30", 1, 2025, 1 }, { "2027-01-01", 5, 2026, 53 }, { "2016-01-03", 7, 2015, 53 },
    }
    for _, case in ipairs(cases) do
      local d = day(case[1])
      local year, week = d:iso_week()
      assert.same({ case[2], case[3], case[4] }, { d:weekday(), year, week })
    end
  end)

  it("knows the ends of its month", function()
    assert.equal("2024-02-01", tostring(day("2024-02-15"):month_start()))
    assert.equal("2024-02-29", tostring(day("2024-02-15"):month_end()))
    assert.equal("2025-12-31", tostring(day("2025-12-01"):month_end()))
    assert.equal("2025-02-28", tostring(day("2025-01-31"):add_months(1)))
    assert.equal("2023-12-31", tostring(day("2025-01-31"):add_months(-13)))
  end)

  it("is a span of seconds in UTC", function()
    assert.equal(day("1970-01-02"), date.from_epoch(86400))
    assert.equal(day("1970-01-01"), date.from_epoch(86399))
    assert.equal(day("1969-12-31"), date.from_epoch(-1))
    assert.equal(1749859200, date.to_epoch(day("2025-06-14")))
    assert.equal(1749945599, date.end_epoch(day("2025-06-14")))
  end)

  it("joins text", function()
    assert.equal("due 2025-06-14!", "due " .. day("2025-06-14") .. "!")
    assert.equal("2025-06-14", ("%s"):format(day("2025-06-14")))
  end)

  it("can't be changed, and nobody gets at what it is made of", function()
    local d = day("2025-06-14")
    assert.has_error(function() d.year = 2026 end, "a date can't be changed")
    assert.equal("tickmark.date", getmetatable(d))
    assert.has_error(function() setmetatable(d, {}) end)
    d[1] = 0
    assert.equal("2025-06-14", tostring(day("2025-06-14")), "no other date is touched")
  end)

  it("names a misspelt field", function()
    assert.has_error(function() return day("2025-06-14").yaer end,
      'a date has no field yaer, did you mean "year"?')
  end)

  it("is told from anything else", function()
    assert.is_true(date.is(day("2025-06-14")))
    for _, x in ipairs { "2025-06-14", 20253, {}, { 20253 }, assert(period.parse("P1D")) } do
      assert.is_false(date.is(x))
    end
    assert.is_false(date.is(nil))
  end)
end)
