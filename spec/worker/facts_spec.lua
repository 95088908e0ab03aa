local date = require("tickmark.base.date")
local facts = require("tickmark_worker").facts
local period = require("tickmark.base.period")

facts.values(date.meta, period.meta)

local function day(text) return assert(date.parse(text)) end

local function again(value) return facts.decode(facts.encode(value)) end

--- Nested tables, `depth` of them.
local function nested(depth)
  local value = {}
  for _ = 2, depth do value = { value } end
  return value
end

describe("encoded facts", function()
  it("are what they were", function()
    local values = { true, false, 0, -1, 1, 127, 128, -128, 1 << 53, math.maxinteger, math.mininteger, 0.5,
      -0.25, 1e300, 2.0, "", "a", ("x"):rep(300), "\0\255\n", {}, { 1, 2, 3 }, { a = 1, b = { c = "d" } },
      { 1, "x", k = true },
      { { {} } }, { ["\0"] = 1, [""] = 2 } }
    for _, value in ipairs(values) do
      assert.same(value, again(value))
      assert.equal(math.type(value), math.type(again(value)))
    end
    assert.is_nil(again(nil))
  end)

  it("are equal bytes where they are equal, whatever the order of making", function()
    local a, b = {}, {}
    local names = { "x", "y", "zz", "z", "", "a\0b", "a", "item", "ok", "line" }
    for i = 1, #names do a[names[i]] = i end
    for i = #names, 1, -1 do b[names[i]] = i end
    for i = 1, 50 do b["gone" .. i] = 1 end
    for i = 1, 50 do b["gone" .. i] = nil end
    assert.equal(facts.encode(a), facts.encode(b))
    local list, grown = { 1, 2, 3 }, {}
    for i = 1, 3 do grown[i] = i end
    assert.equal(facts.encode(list), facts.encode(grown))
    assert.not_equal(facts.encode { a = 1 }, facts.encode { a = 1.0 })
    assert.not_equal(facts.encode { a = 1 }, facts.encode { a = "1" })
  end)

  it("keep dates and periods, with all they can do", function()
    for _, text in ipairs { "1970-01-01", "2026-02-28", "1600-02-29", "9999-12-31", "1969-12-31" } do
      local back = again(day(text))
      assert.is_true(date.is(back))
      assert.equal(text, tostring(back))
      assert.is_true(back == day(text))
      assert.equal(tostring(day(text) + 1), tostring(back + 1))
    end
    for _, text in ipairs { "P1D", "P6M", "P1Y6M", "P2W" } do
      local back = again { span = period.of(text) }.span
      assert.is_true(period.is(back))
      assert.equal(tostring(period.of(text)), tostring(back))
      assert.equal(tostring(day("2026-01-31") + period.of(text)), tostring(day("2026-01-31") + back))
    end
    assert.equal(facts.encode(day "2026-02-28"), facts.encode(day "2026-02-27" + 1))
  end)

  it("hold no more than plain data", function()
    local loop = {}
    loop.loop = loop
    local wide = {}
    for i = 1, 1100 do wide["f" .. i] = i end
    local cases = {
      { print, "facts can't hold a function" }, { io.stdout, "facts can't hold a userdata" },
      { coroutine.create(print), "facts can't hold a thread" }, { { a = { print } }, "facts can't hold a function" },
      { { [1.5] = 1 }, "a key that is no text" }, { { [true] = 1 }, "a key that is no text" },
      { { [2] = 1, [40] = 2 }, "a key that is no text" }, { loop, "nested deeper than 32" },
      { nested(33), "nested deeper than 32" }, { wide, "more than 1024 fields" },
    }
    for _, case in ipairs(cases) do
      local ok, message = pcall(facts.encode, case[1])
      assert.is_false(ok)
      assert.truthy(message:find(case[2], 1, true), message)
    end
    assert.same(nested(32), again(nested(32)))
  end)

  it("are refused when sharing would blow them up", function()
    local many = ("x"):rep(1000)
    for _ = 1, 20 do many = { many, many } end
    local ok, message = pcall(facts.encode, many)
    assert.is_false(ok)
    assert.truthy(message:find("more than 64 MiB of facts", 1, true), message)
  end)
end)

describe("malformed facts", function()
  local GOOD = { list = { 1, -5, 2.5 }, text = "abc", yes = true, no = false, on = day "2026-02-28",
    span = period.of "P1M", deep = { { { "x" } } } }

  local function refused(bytes)
    local ok, message = pcall(facts.decode, bytes)
    assert.is_false(ok, ("%q"):format(bytes))
    assert.truthy(message:find("malformed facts", 1, true), message)
  end

  it("are refused wherever they are cut", function()
    local bytes = facts.encode(GOOD)
    for n = 0, #bytes - 1 do refused(bytes:sub(1, n)) end
    assert.same(GOOD, facts.decode(bytes))
  end)

  it("are refused, or are other facts, whatever byte is changed", function()
    local bytes, n = facts.encode(GOOD), 0
    for at = 1, #bytes do
      for _, byte in ipairs { 0, 1, 0x7f, 0x80, 0xff, ("T"):byte(), ("F"):byte(), ("s"):byte(), ("P"):byte() } do
        local ok, message = pcall(facts.decode, bytes:sub(1, at - 1) .. string.char(byte) .. bytes:sub(at + 1))
        if not ok then
          assert.truthy(message:find("malformed facts", 1, true), message)
          n = n + 1
        end
      end
    end
    assert.is_true(n > 100)
  end)

  it("can't ask for the same memory at each level", function()
    local bytes = ("T\128\128\4"):rep(30) .. ("n"):rep(70000) -- 65,536 items, 30 times
    collectgarbage()
    collectgarbage("stop")
    local before = collectgarbage("count")
    refused(bytes)
    local taken = collectgarbage("count") - before
    collectgarbage("restart")
    assert.is_true(taken < 4096, taken .. " KiB")
  end)

  it("can't ask for memory that they don't fill", function()
    local huge = "\255\255\255\255\255\255\255\255\127"
    for _, bytes in ipairs { "T" .. huge, "s" .. huge, "T\255\255\255\255\7", "TF", "T\0F" .. huge, "T\0F\1nn",
      "T\0Fi\2", "D", "P", "Pn", "d1234567", "i" .. ("\128"):rep(20), "?", ("T\1"):rep(40) } do
      refused(bytes)
    end
  end)
end)

describe("a record", function()
  it("is equal bytes for equal facts, and begins with its length and path", function()
    local function record(items)
      return facts.record("users/a.csv", #items, ("0"):rep(40), day "2026-01-31", "2026-01", nil, items)
    end
    local bytes = record { { user = "ada", line = 2 }, { line = 3, user = "ben" } }
    assert.equal(bytes, record { { line = 2, user = "ada" }, { user = "ben", line = 3 } })
    local len, path = string.unpack("<I4s2", bytes)
    assert.same({ #bytes - 4, "users/a.csv" }, { len, path })
    assert.not_equal(bytes, record { { user = "ada", line = 2 } })
  end)

  it("is at most 4 MiB, its path at most 64 KiB", function()
    local function record(path, text) return facts.record(path, 1, "", nil, nil, nil, { { text = text } }) end
    assert.is_true(#record("a", ("x"):rep(4 << 20 - 1)) > 0)
    local ok, message = pcall(record, "a", ("x"):rep(4 << 20))
    assert.same({ false, true }, { ok, message:find("more than 4 MiB of facts", 1, true) ~= nil })
    ok, message = pcall(record, ("p"):rep(65536), "x")
    assert.same({ false, true }, { ok, message:find("path too long", 1, true) ~= nil })
  end)
end)
