local boxed = require("spec.boxed")
local facts = require("tickmark_worker").facts
local sandbox = require("tickmark_worker").sandbox

local MIB <const>, MEMORY <const>, STEPS <const> = boxed.MIB, boxed.MEMORY, boxed.STEPS
local script, loaded, record = boxed.script, boxed.loaded, boxed.record
local collecting, judging = boxed.collecting, boxed.judging

describe("a sandbox", function()
  it("loads a script and tells what it declares", function()
    local box = assert(sandbox.new())
    local done, bytes = box:call(MEMORY, STEPS, "load", script('params = { n = { type = "number", default = 2 } }'))
    assert.is_true(done)
    local declared = facts.decode(bytes)
    assert.same({ "x", "X", { "A.5.18" }, 2, "users" }, { declared.id, declared.title, declared.requirement,
      declared.params.n.default, declared.inputs.evidence.series })
  end)

  it("tells kind, message, path and line of an error", function()
    local box = assert(sandbox.new())
    assert.same({ false, "error", 'no global "os" here', "checks/x.lua", 2 },
      { box:call(MEMORY, STEPS, "load", script("judge = os.time")) })
    assert.same({ false, "error", "stop", "checks/x.lua", 3 },
      { select(2, collecting("error('stop')"))() })
    assert.same({ false, "error", "(error object is a table)", "checks/x.lua", 3 },
      { select(2, judging("error({})"))() })
    local done, kind, message, path, line = box:call(MEMORY, STEPS, "no such entry")
    assert.same({ false, "error" }, { done, kind })
    assert.is_string(message)
    assert.same({}, { path, line })
  end)

  it("gives documents' facts and an outcome", function()
    local _, collect = collecting("return doc:rows()")
    local done, bytes = collect()
    assert.is_true(done)
    local _, judge = judging("t:extent(s, { what = 'others', bad = function(u) return u.user ~= 'ada' end })", bytes)
    done, bytes = judge()
    assert.is_true(done)
    local outcome = facts.decode(bytes)
    assert.same({ 1, 2, 1, { "users/a.csv" } }, { outcome.documents, outcome.items, outcome.passing,
      outcome.findings[1].items[1] and { outcome.findings[1].evidence[1].path } })
  end)

  it("reads facts in the order of their paths, in whatever order they come", function()
    local _, judge = judging("for i in s:each() do t:positive(i.path .. ' ' .. i.user) end",
      record("b", "3") .. record("a/z", "2", "1") .. record("a", "0") .. record("c"))
    local _, bytes = judge()
    assert.same({ "a 0", "a/z 2", "a/z 1", "b 3" }, facts.decode(bytes).positives)
  end)

  it("refuses records that don't fill their bytes", function()
    local box, good = loaded("judge = function() end"), record("users/a.csv", "ada")
    for n = 1, #good - 1 do
      local done, message = box:facts("evidence", good:sub(1, n))
      assert.is_nil(done)
      assert.truthy(message:find("malformed facts", 1, true))
    end
    for _, bytes in ipairs { good .. "x", "\255\255\255\255" .. good:sub(5),
      good:sub(1, 4) .. "\255\255" .. good:sub(7) } do
      assert.is_nil((box:facts("evidence", bytes)))
    end
    assert.is_true(box:facts("evidence", ""))
    assert.is_true(box:facts("evidence", good))
  end)

  it("is an error of the call when a record holds nonsense", function()
    local good = record("users/a.csv", "ada")
    local bad = good:sub(1, #good - 3) .. "???"
    local _, judge = judging("for _ in s:each() do end", bad)
    local done, kind, message = judge()
    assert.same({ false, "error" }, { done, kind })
    assert.truthy(message:find("malformed facts", 1, true), message)
  end)

  it("is closed once and for all", function()
    local box = loaded("")
    box:close()
    box:close()
    assert.has_error(function() box:call(MEMORY, STEPS, "load", "") end)
    assert.has_error(function() box:facts("evidence", "") end)
  end)
end)

describe("a budget", function()
  it("of steps is a call's own", function()
    local box, collect = collecting("local n = 0 for i = 1, 100000 do n = n + i end return doc:rows()")
    assert.is_true((collect(MEMORY, 1000000)))
    assert.is_true((collect(MEMORY, 1000000)))
    assert.same({ false, "steps", "the budget of steps is spent", "checks/x.lua", 3 }, { collect(MEMORY, 100000) })
    assert.is_true((collect(MEMORY, 1000000)))
    box:close()
  end)

  it("of memory is a call's own", function()
    local _, collect = collecting("local s = ('x'):rep(4 << 20) return { { n = #s } }")
    assert.is_true((collect(20 * MIB)))
    local done, kind = collect(2 * MIB)
    assert.same({ false, "memory" }, { done, kind })
    for _ = 1, 5 do assert.is_true((collect(20 * MIB))) end
  end)

  it("counts bytes as steps", function()
    local _, collect = collecting("for _ = 1, 40 do local s = ('x'):rep(1 << 20) end return {}")
    local done, kind = collect(MEMORY, 500000)
    assert.same({ false, "steps" }, { done, kind })
    assert.is_true((collect(MEMORY, 5000000)))
  end)

  it("once spent can't be caught", function()
    local cases = {
      { "pcall(function() while true do end end) return {}", "steps" },
      { "while true do pcall(function() while true do end end) end", "steps" },
      { "pcall(function() local ok = pcall(function() while true do end end) while true do end end)", "steps" },
      { "pcall(string.rep, 'x', 1 << 30) return {}", "memory" },
      { "pcall(function() local t = {} for i = 1, 1 << 40 do t[i] = { i } end end) return {}", "memory" },
      { "local l = {} pcall(function() while true do l[#l + 1] = ('x'):rep(9999) .. #l end end) l = nil\n"
        .. "local n = 0 for i = 1, 9999 do n = i end return {}", "memory" },
      { "local s = 'x' pcall(function() while true do s = s .. s end end) return {}", "memory" },
      { "pcall(function() local t = {} for i = 1, 9 do t[i] = ('x'):rep(2 << 20) end return table.concat(t) end)\n"
        .. "return {}", "memory" },
    }
    for _, case in ipairs(cases) do
      local _, collect = collecting(case[1])
      local done, kind = collect()
      assert.same({ false, case[2] }, { done, kind }, case[1])
    end
  end)

  it("is as much in a sandbox that has collected a lot before", function()
    local body = "local t = {} for i = 1, 20000 do t[i] = { i } end return {}"
    local _, collect = collecting(body)
    local function least()
      for memory = MIB // 2, 8 * MIB, MIB // 16 do
        if collect(memory) then return memory end
      end
    end
    local first = least()
    for _ = 1, 20 do collect() end
    assert.is_true(math.abs(least() - first) <= MIB, "the least memory changed")
  end)
end)

describe("a sandbox that runs out of memory", function()
  --- A record of users u1, u2, and so on.
  local function users(n)
    local names = {}
    for i = 1, n do names[i] = "u" .. i end
    return record("users/a.csv", table.unpack(names))
  end

  --- Call with more and more memory until it succeeds; every failure is clean.
  local function sweep(call)
    local failed, memory = 0, 0
    while true do
      local done, kind, message = call(memory)
      if done then return failed, kind end
      assert.equal("memory", kind, message)
      assert.is_string(message)
      failed = failed + 1
      assert.is_true(memory < MEMORY, "never enough")
      memory = memory + 64 + memory // 256
    end
  end

  it("fails cleanly at every step of loading", function()
    local box = assert(sandbox.new())
    local text = script("params = { n = { type = 'period', default = 'P1D' } }, judge = function()\n"
      .. ("local x = { a = 'b', c = { 1, 2 } }\n"):rep(199) .. "end")
    local failed, bytes = sweep(function(memory) return box:call(memory, STEPS, "load", text) end)
    assert.is_true(failed > 10)
    assert.equal("x", facts.decode(bytes).id)
    failed = sweep(function(memory) return assert(sandbox.new()):call(memory, STEPS, "load", text) end)
    assert.is_true(failed > 10)
  end)

  it("fails cleanly at every step of collecting", function()
    local _, collect = collecting("local items = doc:rows() items[1].on = date('2026-01-31')\n"
      .. "for i = 1, 500 do items[#items + 1] = { user = ('u%d'):format(i), n = { i, tostring(i) } } end\nreturn items")
    local failed, bytes = sweep(collect)
    assert.is_true(failed > 5)
    assert.equal(select(2, collect()), bytes)
  end)

  it("fails cleanly at every step of judging", function()
    local _, judge = judging("t:extent(s, { what = 'x', bad = function(u) return u.user == 'ben' end })\n"
      .. "for i in s:each() do t:positive(i.user) end t:measure('m', { n = #s, of = #s })\n"
      .. "local by = s:index('user') t:positive(table.concat({ by.u1.user, by.u99.user }, ' '))", users(500))
    local failed, bytes = sweep(judge)
    assert.is_true(failed > 10)
    local _, whole = judge()
    assert.equal(whole, bytes)
  end)
end)
