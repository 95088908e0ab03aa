--- The locks on scripts, in the state where they run.

local item = require("spec.locks.item")

local SCRIPT <const> = "lua/tickmark/author/script.lua"
local CAPABILITIES <const> = "lua/tickmark/base/capabilities.lua"
local SANDBOX <const> = "src/worker/lua_sandbox.c"
local BUDGET <const> = "src/worker/budget.c"

--- One more name in the list of capabilities.
local function listed(after, name) return item.change(CAPABILITIES, after, ('%s, "%s"'):format(after, name)) end

local WITH_GETMETATABLE = listed('base = { "assert"', "getmetatable")
local PLAIN = item.change("src/worker/lua_prices.c", "} else if (kind > LUA_TSTRING) {", "} else if (0) {")

local UNENFORCED = item.change(BUDGET, "\tif (budget->spent == TICK_UNSPENT)\n\t\treturn;\n\talert",
  "\treturn;\n\talert")

-- A script is text on its way, so bytecode comes as digits.
local LOADS <const> = 'load(OWN_ENV .. text, "@" .. name, "t", env)'
local LOAD_HEX <const> = 'load((text:gsub("^hex:(.*)", function(hex) return (hex:gsub("..", function(c) '
  .. 'return string.char(tonumber(c, 16)) end)) end)), "@" .. name, "%s", env)'

-- The lock, the changes that take it away with what overlaps it, the item; where
-- the program as it is can't take the item, the changes with which it can (base).
return {
  { "on memory", { item.change(BUDGET, "if (budget->used > budget->limit ||\n\t\t    "
      .. "nsize - old > budget->limit - budget->used)", "if (0)") },
    item.judge 'local s = ("x"):rep(100 << 20) return "ESCAPED " .. #s' },
  { "on steps", { item.change(BUDGET, "budget->steps -= STRIDE;", "") },
    item.judge 'local n = 0 for i = 1, 80000000 do n = n + i end return "ESCAPED"' },
  { "that charges bytes as steps", { item.change(BUDGET, "budget->steps -= steps;\n\tif", "if"),
      item.change(BUDGET, "if (budget->steps - steps < -budget->reserve) {", "if (0) {") },
    item.judge 'for i = 1, 2000 do local s = ("x"):rep(2 << 20) .. i end return "ESCAPED"' },
  { "that a limit, once met, stays met", { item.change(BUDGET, "\talert(budget);\n\tlua_pushstring(S, budget->spent",
      "\tbudget->spent = TICK_UNSPENT;\n\tbudget->steps = 1000000;\n\tlua_pushstring(S, budget->spent") },
    item.judge 'pcall(function() while true do end end) return "ESCAPED"' },
  { "that a spent call is no success", { UNENFORCED, item.change(SANDBOX,
      "if (status != LUA_OK || box->budget.spent != TICK_UNSPENT)", "if (status != LUA_OK)") },
    item.judge 'pcall(string.rep, "x", 1 << 30) return "ESCAPED"', base = { UNENFORCED } },
  { "on patterns", { item.change("src/worker/lua_string.c", "search->m.steps = search->paid;",
      "search->m.steps = search->paid = STEPS_MOST;"), item.change("src/worker/lua_string.c",
      "int64_t used = search->paid - search->m.steps;", "int64_t used = 0;") },
    item.judge 'return ("ab"):rep(4500):find("^(.-)(.-)%1%2x$") and "ESCAPED" or "ESCAPED: finished"' },
  { "on loops in C", { item.change("src/worker/lua_prices.c",
      "return span(place(S, 2, 1), place(S, 3, -1)) / BYTES_A_STEP;", "return 0;") },
    item.judge 'local s = ("x"):rep(16 << 20) for i = 1, 40 do utf8.len(s) end return "ESCAPED"' },
  { "on changing `string`", { item.change(SCRIPT, 'frozen("string", STRINGS)', "STRINGS") },
    item.judge(item.trying "string.find = nil") },
  { "on changing `table`", { item.change(SCRIPT, 'frozen("table", TABLES)', "TABLES") },
    item.judge(item.trying "table.concat = nil") },
  { "on changing `math`", { item.change(SCRIPT, 'frozen("math", listed("math", math))', "math") },
    item.judge(item.trying "math.max = nil") },
  { "on changing `utf8`", { item.change(SCRIPT, 'frozen("utf8", listed("utf8", utf8))', "utf8") },
    item.judge(item.trying "utf8.char = nil") },
  { "on the metatable of texts", { WITH_GETMETATABLE, item.change(SCRIPT,
      'getmetatable("").__index, getmetatable("").__metatable = STRINGS, false',
      'getmetatable("").__index = STRINGS') },
    item.judge(item.trying 'getmetatable("").__index = {}') },
  { "on the metatable of the globals", { WITH_GETMETATABLE, item.change(SCRIPT,
      "scripts have no globals\"):format(tostring(name)), 2)\n    end,\n    __metatable = false,",
      "scripts have no globals\"):format(tostring(name)), 2)\n    end,") },
    item.judge(item.trying "getmetatable(_ENV).__index = nil") },
  { "on globals that aren't there", { item.change(SCRIPT, "if value == nil then\n        error((\"no global",
      "if false then\n        error((\"no global") }, item.judge(item.trying "return nothing") },
  { "on globals of its own", { item.change(SCRIPT,
      "error((\"write 'local %s': scripts have no globals\"):format(tostring(name)), 2)", "words[name] = true") },
    item.judge(item.trying "leak = 1") },
  { "on names that aren't listed", { item.change(SCRIPT, "local value = words[name]\n",
      "local value = words[name] or _G[name]\n") }, item.judge(item.trying 'assert(load("return 1"))()') },
  { "on randomness", { listed('"tointeger", "type"', "random") }, item.judge(item.trying "math.random()") },
  { "on bytecode that is written", { listed('"find", "format"', "dump") },
    item.judge(item.trying '("").dump(function() end)') },
  { "on bytecode that is read", { item.change(SCRIPT, LOADS, LOAD_HEX:format("bt")) },
    item.script("hex:" .. string.dump(assert(load('return test { id = "h", title = "H", requirement = "A.5.1", '
      .. 'evidence = "users", judge = function(_, t) t:positive("ESCAPED") end }'))):gsub(".", function(c)
        return ("%02x"):format(c:byte())
      end)), base = { item.change(SCRIPT, LOADS, LOAD_HEX:format("t")) } },
  { "on the order of pairs", { item.change(SCRIPT, "= sorted_pairs, plain", "= pairs, plain") },
    item.judge [[local t, last = {}, "" for i = 1, 60 do t["k" .. i] = i end
      for k in pairs(t) do if k < last then return "ESCAPED" end last = k end return "SAFE"]] },
  { "on the order of equals", { item.change(SCRIPT, "function TABLES.sort(list, less) order.sort(list, less) end",
      "") },
    item.judge [[local t = {} for i = 1, 500 do t[i] = { i // 50, i } end
      table.sort(t, function(a, b) return a[1] > b[1] end)
      for i = 2, 500 do if t[i][1] == t[i - 1][1] and t[i][2] < t[i - 1][2] then return "ESCAPED" end end
      return "SAFE"]] },
  { "on addresses in tostring", { PLAIN, item.change(SCRIPT, "= sorted_pairs, plain", "= sorted_pairs, tostring") },
    item.judge 'return tostring({}):find("0x", 1, true) and "ESCAPED" or "SAFE"' },
  { "on addresses in format", { PLAIN },
    item.judge 'return ("%s"):format({}):find("0x", 1, true) and "ESCAPED" or "SAFE"' },
  { "on %p in format", { item.change("src/worker/lua_prices.c",
      "if (lua_type(S, 1) == LUA_TSTRING && has_address(S, 1))", "if (0 && has_address(S, 1))") },
    item.judge(item.trying '("%p"):format({})') },
  { "on state from one document to the next", { item.change(SCRIPT,
      "return function() return run(declare) end, function() return run(as_written) end",
      "local kept return function() return run(declare) end, "
        .. "function() kept = kept or run(as_written) return kept end") },
    item.script [[local seen = 0
return test { id = "h", title = "H", requirement = "A.5.1", evidence = "users",
  collect = function(doc) seen = seen + 1 return { { item = doc.path, seen = seen } } end,
  judge = function(items, t)
    for item in items:each() do if item.seen > 1 then t:positive("ESCAPED") end end
    t:positive("SAFE")
  end }
]] },
}
