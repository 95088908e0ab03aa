local calendar = require("tickmark.base.calendar")
local date = require("tickmark.base.date")
local period = require("tickmark.base.period")

local function day(s) return assert(date.parse(s)) end

local function shown(p) return ("%s %s %s"):format(p.label, p.from, p.to) end

local function labels(list)
  local out = {}
  for i, p in ipairs(list) do out[i] = p.label end
  return table.concat(out, " ")
end

describe("a calendar period", function()
  it("contains a day", function()
    local cases = {
      { "2025-06-14", "P1D", "2025-06-14 2025-06-14 2025-06-14" },
      { "2025-06-04", "P7D", "2025-W23 2025-06-02 2025-06-08" },
      { "2025-06-04", "P1W", "2025-W23 2025-06-02 2025-06-08" },
      { "2021-01-03", "P7D", "2020-W53 2020-12-28 2021-01-03" },
      { "2024-12-30", "P7D", "2025-W01 2024-12-30 2025-01-05" },
      { "2024-02-29", "P1M", "2024-02 2024-02-01 2024-02-29" },
      { "2025-06-30", "P3M", "2025-Q2 2025-04-01 2025-06-30" },
      { "2025-12-31", "P3M", "2025-Q4 2025-10-01 2025-12-31" },
      { "2025-07-01", "P6M", "2025-H2 2025-07-01 2025-12-31" },
      { "2025-07-01", "P1Y", "2025 2025-01-01 2025-12-31" },
      { "2025-07-01", "P12M", "2025 2025-01-01 2025-12-31" },
      { "9999-12-31", "P7D", "9999-W52 9999-12-27 10000-01-02" },
    }
    for _, case in ipairs(cases) do
      local p = calendar.containing(day(case[1]), case[2])
      assert.equal(case[3], shown(p))
      assert.same(shown(p), shown(calendar.containing(day(case[1]), period.of(case[2]))))
    end
  end)

  it("is followed by the next one without a gap", function()
    for _, cadence in ipairs { "P1D", "P7D", "P1M", "P3M", "P6M", "P1Y" } do
      local p = calendar.containing(day("2019-11-15"), cadence)
      for _ = 1, 60 do
        local after = calendar.next(p)
        assert.equal(p.to + 1, after.from)
        assert.equal(shown(after), shown(calendar.parse(after.label)))
        p = after
      end
    end
  end)

  it("is found by its label", function()
    for _, label in ipairs { "2025-06-14", "2025-W01", "2020-W53", "2025-06", "2025-Q2", "2025-H1", "2025" } do
      assert.equal(label, calendar.parse(label).label)
    end
    for _, label in ipairs { "2025-W53", "2025-W00", "2025-13", "2025-Q5", "2025-H3", "2025-02-30", "25", "", "0000",
        "2025-q2", "2025-6", "0000-W01" } do
      assert.is_nil(calendar.parse(label), label)
    end
  end)

  it("refuses a cadence that the calendar doesn't know", function()
    for _, cadence in ipairs { "P5D", "P2M", "P1M1D", "monthly" } do
      assert.has_error(function() calendar.containing(day("2025-06-14"), cadence) end,
        cadence .. ": not a calendar period")
    end
  end)
end)

describe("the periods between two days", function()
  it("lie inside as a whole", function()
    local cases = {
      { "2025-01-01", "2025-03-31", "P1M", "2025-01 2025-02 2025-03" },
      { "2025-01-02", "2025-03-30", "P1M", "2025-02" },
      { "2025-01-02", "2025-01-31", "P1M", "" },
      { "2024-06-15", "2025-06-14", "P3M", "2024-Q3 2024-Q4 2025-Q1" },
      { "2020-12-21", "2021-01-10", "P7D", "2020-W52 2020-W53 2021-W01" },
      { "2024-02-28", "2024-03-01", "P1D", "2024-02-28 2024-02-29 2024-03-01" },
      { "2025-03-01", "2025-02-01", "P1D", "" },
    }
    for _, case in ipairs(cases) do
      assert.equal(case[4], labels(calendar.between(day(case[1]), day(case[2]), case[3])))
    end
  end)
end)

describe("a cadence", function()
  it("is due by the calendar up to a quarter", function()
    for _, s in ipairs { "P1D", "P7D", "P1W", "P1M", "P3M" } do
      assert.is_true(calendar.is_calendar(s))
      assert.is_true(calendar.is_calendar(period.of(s)))
    end
    for _, s in ipairs { "P6M", "P1Y", "P2W", "P30D", "P2M", "nonsense" } do
      assert.is_false(calendar.is_calendar(s))
    end
  end)
end)
