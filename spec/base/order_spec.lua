local order = require("tickmark.base.order")

describe("ordered iteration", function()
  it("goes over numbers, then strings by bytes, then booleans", function()
    local t = { b = 1, a = 1, B = 1, ["a b"] = 1, ["ä"] = 1, [10] = 1, [2] = 1, [-1.5] = 1, [true] = 1, [false] = 1 }
    assert.same({ -1.5, 2, 10, "B", "a", "a b", "b", "ä", false, true }, order.keys(t))
    local seen = {}
    for key, value in order.pairs(t) do
      seen[#seen + 1] = key
      assert.equal(1, value)
    end
    assert.same(order.keys(t), seen)
  end)

  it("passes over what the loop removes", function()
    local t, seen = { a = 1, b = 2, c = 3 }, {}
    for key in order.pairs(t) do
      seen[#seen + 1], t.b = key, nil
    end
    assert.same({ "a", "c" }, seen)
  end)

  it("keeps a false value", function()
    for key, value in order.pairs { a = false } do assert.same({ "a", false }, { key, value }) end
  end)

  it("refuses keys that have no order", function()
    assert.has_error(function() order.keys { [{}] = 1 } end, "a table as a key has no order")
  end)

  it("compares strings by bytes", function()
    for _, pair in ipairs { { "B", "a" }, { "a", "aa" }, { "", "a" }, { "z", "ä" }, { "a\0", "a\0b" } } do
      assert.is_true(order.less(pair[1], pair[2]))
      assert.is_false(order.less(pair[2], pair[1]))
    end
    assert.is_false(order.less("a", "a"))
  end)
end)

describe("the stable sort", function()
  it("agrees with table.sort on distinct items", function()
    for n = 0, 70 do
      local list, copy = {}, {}
      for i = 1, n do list[i] = i * 7919 % 104729 end
      table.move(list, 1, n, 1, copy)
      table.sort(copy)
      assert.same(copy, order.sort(list))
    end
  end)

  it("leaves equal items in their places", function()
    local list = {}
    for i = 1, 1000 do list[i] = { key = i * 31 % 7, at = i } end
    order.sort(list, function(a, b) return a.key < b.key end)
    for i = 2, #list do
      local a, b = list[i - 1], list[i]
      assert.is_true(a.key < b.key or a.key == b.key and a.at < b.at)
    end
  end)

  it("sorts strings by bytes", function()
    assert.same({ "B", "a", "b", "ä" }, order.sort { "ä", "b", "a", "B" })
  end)

  it("lets an error of the comparison pass and keeps all items", function()
    for _, last in ipairs { 1, 99, 300, 450 } do
      local list, calls = {}, 0
      for i = 1, 100 do list[i] = i * 37 % 101 end
      local ok, message = pcall(order.sort, list, function(a, b)
        calls = calls + 1
        if calls == last then error("no order", 0) end
        return a < b
      end)
      assert.is_false(ok)
      assert.equal("no order", message)
      table.sort(list)
      for i = 1, 100 do assert.equal(i, list[i]) end
    end
  end)

  it("ends also when the comparison contradicts itself", function()
    local list = {}
    for i = 1, 100 do list[i] = i end
    assert.equal(100, #order.sort(list, function() return true end))
  end)

  it("needs no more comparisons than n log n", function()
    local list, calls = {}, 0
    for i = 1, 4096 do list[i] = i * 7919 % 104729 end
    order.sort(list, function(a, b) calls = calls + 1; return a < b end)
    assert.is_true(calls < 4096 * 14)
  end)
end)
