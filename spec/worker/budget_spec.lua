-- What a call into a sandbox may take, to the step: nothing is for free.

local boxed = require("spec.boxed")
local support = require("spec.support")

local MIB <const>, STEPS <const> = boxed.MIB, boxed.STEPS

--- Collect with a body that can't end in its budget; how far it went beyond.
local function overrun(body, kind)
  local box <close>, collect = boxed.collecting(body)
  local done, why, message, path = collect()
  assert.same({ false, kind, "checks/x.lua" }, { done, why, path }, body .. "\n" .. tostring(message))
  return -box:left()
end

describe("a budget that is spent", function()
  it("ends the call at once, however much the last instructions took", function()
    local cases = {
      "while true do end",
      "while true do local s = ('x'):rep(9 << 20) end",
      "local t = {} while true do t[1] = ('x'):rep(1 << 20) end",
      "local s = ('x'):rep(4 << 20) while true do local u = s:upper() end",
      "local s = ('x'):rep(4 << 20) while true do local u = s .. 'y' end",
      "local t = {} for i = 1, 99999 do t[i] = i end while true do local u = table.pack(table.unpack(t)) end",
      "while true do pcall(string.rep, 'x', 12 << 20) end",
      "local s = ('%d'):rep(1000) while true do pcall(string.format, s, 1) end",
    }
    for _, body in ipairs(cases) do
      assert.is_true(overrun(body, "steps") < STEPS // 10, body)
    end
  end)

  it("ends the call at the next instruction", function()
    -- A text takes some 3000 steps: those of one, and what is charged for an alert.
    assert.is_true(overrun("while true do local s = ('x'):rep(64 << 10) end", "steps") < 5000)
    assert.is_true(overrun("local t = {} while true do pcall(string.rep, 'x', 64 << 10) end", "steps") < 6000)
  end)

  it("counts what a full state spends on collecting its garbage", function()
    local function cost(texts)
      local box <close>, collect = boxed.collecting("local keep = {} for i = 1, 200000 do keep[i] = { i } end\n"
        .. ("for _ = 1, %d do local s = ('x'):rep(2 << 20) end return {}"):format(texts))
      collect()
      return STEPS - box:left()
    end
    -- All memory but a little is held, so every few texts make a collection.
    local bytes = 8 * 2 * (2 << 20) // 64
    assert.is_true(cost(16) - cost(8) > bytes + 300000, cost(16) - cost(8))
  end)

  it("leaves what wasn't needed", function()
    local box <close>, collect = boxed.collecting("return doc:rows()")
    assert.is_true((collect()))
    assert.is_true(box:left() > STEPS * 9 // 10)
  end)

  it("says what it may have been saved by earlier calls, and never less", function()
    for _, body in ipairs {
      "local function deep(n) if n == 0 then return 0 end return 1 + deep(n - 1) end deep(100000)",
      "local t = {} for i = 1, 20000 do t[i] = 'text number ' .. i end",
      "local t = {} for i = 1, 20000 do t['k' .. i] = { i } end",
      "local s = ('x'):rep(1 << 20) for i = 1, 20 do local u = s .. i end",
    } do
      local box <close>, collect = boxed.collecting(body .. " return {}")
      assert.is_true((collect()))
      local fresh = STEPS - box:left()
      for _ = 1, 5 do
        assert.is_true((collect()))
        local left, saved = box:left()
        assert.is_true(fresh - (STEPS - left) <= saved, body)
      end
    end
  end)

  it("tells where memory ran out, also when no instruction follows", function()
    for _, body in ipairs { "local s = ('x'):rep(1 << 30)", "local t = {} for i = 1, 1 << 40 do t[i] = i end",
      "local t = {} for i = 1, 40 do t[i] = ('x'):rep(1 << 20) .. i end" } do
      local _, collect = boxed.collecting("local a = 1\n" .. body)
      local done, kind, _, path, line = collect(8 * MIB)
      assert.same({ false, "memory", "checks/x.lua", 4 }, { done, kind, path, line }, body)
    end
  end)
end)

describe("a function that loops in C", function()
  local S <const> = "local s = ('ab'):rep(1 << 20) "
  local T <const> = "local t = {} for i = 1, 50000 do t[i] = '' end "

  --- One call each, and the least that it must cost in steps.
  local CASES <const> = {
    { S .. "local x = s:find('.-.-.-c')", math.huge },
    { S .. "local x = s:find('c', 1, true)", 100000 },
    { S .. "local x = s:match('^(.-)%1%1$')", math.huge },
    { S .. "local x = s:gsub('x', '')", 100000 },
    { S .. "for _ in s:gmatch('c') do end", 100000 },
    { S .. "local x = s:match('%b()')", 100000 },
    { S .. "local x = s:match('%f[%d]')", 100000 },
    { "local p = ('[' .. ('b'):rep(65534) .. ']') local x = ('a'):rep(9999):match(p)", math.huge },
    { "local p = ('()'):rep(16) local x = ('a'):rep(9999):match(p .. 'b')", 20000 },
    { "pcall(string.rep, '', 1 << 40)", 0 },
    { "pcall(table.concat, {}, '', 1, 1 << 40)", math.huge },
    { "pcall(table.unpack, {}, 1, 1 << 40)", math.huge },
    { "pcall(table.move, {}, 1, 1 << 40, 2)", math.huge },
    { "pcall(table.move, {}, math.mininteger, -1, 2)", math.huge },
    { T .. "table.insert(t, 1, '')", 160000 },
    { T .. "table.remove(t, 1)", 160000 },
    { T .. "table.sort(t)", 1000000 },
    { T .. "local x = table.concat(t)", 160000 },
    { T .. "local x = #{ table.unpack(t) }", 190000 },
    { T .. "local x = select('#', table.unpack(t))", 250000 },
    { T .. "for i = 1, #t do t[i] = 1 end local x = math.max(table.unpack(t))", 350000 },
    { "local t = {} for i = 1, 50000 do t['k' .. i] = i end for _ in pairs(t) do end", 2000000 },
    { S .. "local x = { s:byte(1, 9999) }", 80000 },
    { S .. "local x = { utf8.codepoint(s, 1, 9999) }", 80000 },
    { S .. "local x = utf8.len(s)", 200000 },
    { S .. "local x = utf8.offset(s, -1)", 0 },
    { S .. "local x = utf8.offset(s, 1 << 20)", 100000 },
    { "local s = 'a' .. ('\\x80'):rep(1 << 20) local x = utf8.offset(s, 2)", 100000 },
    { "local s = 'a' .. ('\\x80'):rep(1 << 20) local f = utf8.codes('a') pcall(f, s, 1)", 100000 },
    { "local s = ('0'):rep(1 << 20) local x = tonumber(s)", 100000 },
    { "local s = ('%%'):rep(1 << 20) local x = s:format()", 200000 },
    { "local s, r = ('x'):rep(9000), ('%1'):rep(9000) local x = s:gsub('(y*)', r)", math.huge },
    { "local s, r = ('x'):rep(900), ('%%'):rep(900) local x = s:gsub('y*', r)", 800000 },
  }

  it("pays for what it does", function()
    for _, case in ipairs(CASES) do
      local box <close>, collect = boxed.collecting(case[1] .. " return {}")
      local done, kind, message = collect()
      local left = box:left()
      if case[2] == math.huge then
        assert.same({ false, "steps" }, { done, kind }, case[1])
      else
        assert.is_true(done, case[1] .. "\n" .. tostring(message))
        assert.is_true(STEPS - left >= case[2], case[1] .. "\n" .. STEPS - left)
      end
      assert.is_true(left > -STEPS // 10, case[1])
    end
  end)

  it("ends soon when it is called for ever", function()
    for _, case in ipairs(CASES) do
      local call = case[1]:match("local x = .*$") or case[1]:match("pcall.*$") or case[1]:match("for _ in.*$")
        or case[1]:match("table%..*$")
      local head = case[1]:sub(1, -#call - 1)
      local box <close>, collect = boxed.collecting(head .. " while true do " .. call .. " end")
      local started = os.clock()
      local done, kind = collect()
      assert.same({ false, "steps" }, { done, kind }, case[1])
      assert.is_true(box:left() > -STEPS // 10, case[1])
      assert.is_true(os.clock() - started < 2, case[1])
    end
  end)

  it("takes what Lua's own takes and gives what it gives", function()
    local body = {}
    local calls = {
      "string.byte('abc', -2, 9)", "string.byte('abc')", "string.byte('')", "string.byte('abc', 2)",
      "utf8.len('äb', 3)", "utf8.len('\\xff')", "utf8.offset('äöü', 3)", "utf8.offset('äöü', -1)",
      "utf8.offset('äöü', 0, 2)", "utf8.offset('äöü', 9)", "utf8.offset('äöü', 1, 2)", "utf8.offset('ab', 1, 9)",
      "utf8.offset({}, 1)", "utf8.codepoint('äb', 1, -1)", "table.concat({ 1, 2, 3 }, '-', 2)",
      "table.concat({ 1, {} })", "table.unpack({ 1, 2, 3 }, 2)", "table.insert({}, 5, 1)",
      "table.insert({}, 1, 2, 3)", "table.insert(1, 2)", "table.remove({}, 7)", "table.remove({ 1, 2 }, 1)",
      "select(-1, 1, 2)", "select(0)", "select('#')", "tonumber('0x10')", "tonumber('zz', 36)", "tonumber()",
      "tonumber('1e1')", "string.format('%5.1f|%d', 1, 2)", "string.format('%d', 1.5)", "string.format('%d', 2^53)",
      "string.format('%y')", "string.format({})", "math.max(1, 2.5)", "math.max()", "math.min(3, 1)",
      "utf8.char(228, 8364)", "string.char(97, 300)", "#table.pack(1, nil, 3)", "table.move({ 1 }, 1, 1, 3)[3]",
    }
    local expected = {}
    for i, call in ipairs(calls) do
      local text = "local function f() return " .. call .. " end local r = { pcall(f) }\n"
        .. "for i = 1, 4 do r[i] = tostring(r[i]) end "
      body[i] = "do " .. text .. "say(table.concat(r, ' ')) end"
      expected[i] = load(text .. "return table.concat(r, ' ')", "@checks/x.lua")():gsub("x.lua:%d+", "x.lua")
    end
    local said = assert(boxed.says(table.concat(body, "\n")))
    for i, line in ipairs(said) do said[i] = line:gsub("x.lua:%d+", "x.lua") end
    assert.same(expected, said)
  end)

  it("iterates over characters as Lua's own does", function()
    assert.same({ "1 228", "3 98", "4 8364" },
      boxed.says("for at, code in utf8.codes('äb€') do say(at .. ' ' .. code) end"))
    assert.same({ "false", "1 255" }, boxed.says("say(pcall(function() for _ in utf8.codes('a\\xff') do end end))\n"
      .. "for at, code in utf8.codes('\\xc3\\xbf', true) do say(at .. ' ' .. code) end"))
  end)
end)

describe("the watch", function()
  --- Run lines of Lua with the worker's C in a process with a watch; how it ended
  --- and after how many seconds.
  local function watched(text)
    local dir = support.tmpdir()
    support.write(dir .. "/run.lua", 'local boxed = require("spec.boxed")\n'
      .. 'local worker = require("tickmark_worker")\nassert(worker.sandbox.watch())\n' .. text)
    local out = support.sh("LUA_PATH=%s LUA_CPATH=%s LD_PRELOAD=%s ASAN_OPTIONS=detect_leaks=0 sh -c "
      .. [['start=$(date +%%s%%N); "$0" "$1"; status=$?; end=$(date +%%s%%N); ]]
      .. [[echo $status $(( (end - start) / 1000000 ))' %s %s]],
      package.path, package.cpath, os.getenv("LD_PRELOAD") or "", arg[-1] or "lua5.4", dir .. "/run.lua")
    support.remove(dir)
    local status, ms = out:match("(%d+) (%d+)$")
    return tonumber(status), tonumber(ms) / 1000, out
  end

  local LIMIT <const> = os.getenv("LD_PRELOAD") and 30 or 5
  local MEMCMP <const> = "local a, b = ('a'):rep(8000000), ('a'):rep(7999999) .. 'a'\n"
    .. "while true do local x = a == b end"

  it("ends a call that no step counts, after five seconds", function()
    local status, seconds, out = watched(("boxed.loaded('judge = function() end')\n"
      .. "local _, collect = boxed.collecting(%q)\ncollect()"):format(MEMCMP))
    assert.equal(5, status, out)
    assert.is_true(seconds >= LIMIT and seconds < LIMIT * 1.1 + 0.5, out)
  end)

  it("leaves alone what isn't a call, and calls that end", function()
    local status, _, out = watched("local _, collect = boxed.collecting('return {}')\n"
      .. ("local started = worker.channel.clock()\nwhile worker.channel.clock() - started < %d do\n"):format(LIMIT + 1)
      .. "for _ = 1, 100 do assert(collect()) end end\n"
      .. ("while worker.channel.clock() - started < %d do end"):format(2 * LIMIT + 2))
    assert.equal(0, status, out)
  end)
end)
