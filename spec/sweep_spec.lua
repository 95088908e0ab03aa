-- Memory that ends: each binding of the worker, one request for memory after the
-- other refused, until it succeeds. TICKMARK_SWEEP=full leaves none out.

local cases = require("spec.sweep.cases")
local support = require("spec.support")
local sweep = require("tick_sweep")

local BUILD <const> = os.getenv("TICKMARK_BUILD") or "build"
local LUA <const> = arg and arg[-1] or "lua5.4"
local FULL <const> = os.getenv("TICKMARK_SWEEP") == "full"
local MOST <const> = FULL and math.maxinteger or 150 -- steps of one sweep, evenly spread
local BYTES <const> = 16 -- from one limit to the next

--- Is this how an end of memory is told?
local function is_clean(text)
  return (text:find("^raised: ") or text:find("^{integer 2=string") or text:find("^{integer 1=boolean false"))
    and text:find("memory", 1, true) ~= nil
end

--- What is wrong with one step, or nil.
local function wrong(case, ran, right)
  if ran.leaked ~= 0 then return ran.leaked .. " not freed" end
  if ran.first == right.first then return nil end
  if not is_clean(ran.first) then return "gave " .. ran.first end
  local again = case.moves and right.first or right.again
  -- Lua's memory may end when all is done and only the answer is missing
  if case.moves and ran.first == "raised: not enough memory" and ran.again == right.again then return nil end
  if ran.again ~= again then return "later gives " .. ran.again end
end

describe("memory that ends", function()
  local given
  local free = {} -- what needs no memory

  setup(function() given = cases.repository() end)
  teardown(function() support.remove(given.dir) end)

  --- One case, one kind of refusal, step by step. Returns how many failed.
  local function swept(case, code, right, which, once)
    local n, failed, bad, count, scale = 1, 0, {}, math.huge, which == "bytes" and BYTES or 1
    if which ~= "bytes" then
      cases.reset(case, given)
      count = sweep.run(code, which, 1 << 40, once).count
    end
    local stride = count < math.huge and math.max(1, count // MOST) or 1
    while n <= count do
      cases.reset(case, given)
      local ran = sweep.run(code, which, n * scale, once)
      local why = wrong(case, ran, right)
      if why then bad[#bad + 1] = ("%s %d%s: %s"):format(which, n * scale, once and " alone" or "", why) end
      if ran.first ~= right.first then
        failed = failed + 1
      elseif which == "bytes" then
        break
      end
      n = n + stride
      if which == "bytes" and not FULL then n = n + n // 50 end
    end
    assert.same({}, bad)
    return failed
  end

  for _, case in ipairs(cases.list()) do
    it("is a clean failure of " .. case.name .. ", and does no harm to what comes after", function()
      local code = cases.chunk(case.code, given)
      cases.reset(case, given)
      local right = sweep.run(code)
      assert.not_match("^raised", right.first)
      assert.equal(0, right.leaked)
      local failed = 0
      for _, which in ipairs { "lua", "c" } do
        failed = failed + swept(case, code, right, which, false) + swept(case, code, right, which, true)
      end
      failed = failed + swept(case, code, right, "bytes", false)
      if failed == 0 then free[#free + 1] = case.name end
      cases.reset(case, given)
      assert.equal(right.first, sweep.run(code).first)
    end)
  end

  it("is met by all but these", function()
    assert.same({ "csv d:len()", "markdown d:body_line()", "repo:size", "lock:allow" }, free)
  end)

  it("lets a message go out whole or not at all", function()
    local code = cases.chunk("return function() worker.channel.send('J', ('x'):rep(100000)) return 'sent' end", given)
    local failed = 0
    for n = 1, 20 do
      local text = sweep.apart(function()
        local line = sweep.line("")
        local ran = sweep.run(code, "c", n)
        local sent = #sweep.drained(line)
        return ran.leaked .. " " .. (ran.first:find("^raised: .*memory") and "raised" or ran.first) .. " " .. sent
      end)
      -- two frames of a head of 5 bytes; the second sending has memory
      if text:find("raised", 1, true) then failed = failed + 1 end
      assert.equal(text:find("raised", 1, true) and "0 raised 100010"
        or "0 {integer 1=string sent, string n=integer 1} 200020", text)
    end
    assert.is_true(failed > 1)
  end)

  it("ends a worker that can't take in a message, as the end of the line does", function()
    local code = cases.chunk("return function() return worker.channel.receive() end", given)
    local message = string.pack("<I4c1", 3, "J") .. "ok"
    local left = 0
    for n = 1, 3 do
      local text, signal = sweep.apart(function()
        sweep.line(message .. message)
        return sweep.run(code, "c", n).first
      end)
      assert.equal(0, signal)
      if text == "" then left = left + 1 else assert.equal("{integer 1=string J, integer 2=string ok, "
        .. "string n=integer 2}", text) end
    end
    assert.equal(1, left)
  end)
end)

describe("memory that ends for our libraries", function()
  it("is an error or the worker's end, by their hand and not by ours", function()
    if BUILD:find("san$") then return pending("sanitizers have a malloc of their own") end
    local out = support.sh("LD_PRELOAD=%s %s spec/sweep/apart.lua %s 2>/dev/null; echo $?",
      BUILD .. "/spec/failing_malloc.so", LUA, FULL and 1000000 or 12)
    assert.match("\n0$", out)
    assert.match("repo:append: %d+ requests", out)
    assert.match("%D0 wrong\n0$", out)
  end)
end)
