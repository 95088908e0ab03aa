-- What a script is refused, and what it costs: that test, and no other.

local audited = require("spec.audited")

local CONFIG = [[
organisation: {id: example, name: Example Ltd}
scope: {id: SCO-MAIN}
checks: {paths: ["checks/*.lua"]}
evidence:
  users: {paths: ["users/*.csv"], controls: [A.5.18], columns: {user: {shape: text, key: "yes"}}}
]]

local GOOD = [[
return test { id = "good", title = "Users are called ada", requirement = "A.5.18", evidence = "users",
  judge = function(users, t)
    t:extent(users, { what = "users of another name", bad = function(u) return u.user ~= "ada" end })
  end }
]]

--- Audit a bad script beside a good one.
local function beside(text, more)
  local files = { ["tickmark.yml"] = CONFIG, ["users/a.csv"] = "user\nada\n", ["users/b.csv"] = "user\nben\ncy\n",
    ["checks/bad.lua"] = text, ["checks/good.lua"] = GOOD }
  for path, body in pairs(more or {}) do files[path] = body end
  return { { "2026-01-31", files } }
end

--- A script around a body.
local function with(body)
  return 'return test { id = "bad", title = "Bad", requirement = "A.5.18", evidence = "users",\n' .. body .. "\n}\n"
end

local function judging(body) return with("judge = function(s, t)\n" .. body .. "\nend") end
local function collecting(body) return with("collect = function(doc)\n" .. body .. "\nend") end

--- The other tests give their results, whatever the bad one does.
local function only_its_own(given)
  assert.equal("fail", audited.row(given, "good").outcome)
  assert.same({ "ben", "cy" }, audited.findings(given, "good")[1].items)
  assert.equal("pass", audited.row(given, "series.users").outcome)
  assert.equal(2, given.exit)
  for _, problem in ipairs(given.problems) do assert.equal("checks/bad.lua", problem.path) end
end

--- Expect one error of the script: on a line (false: none), with some words.
local function fails(text, line, words, more)
  local given = audited.result(beside(text, more))
  assert.equal(2, given.exit, text)
  only_its_own(given)
  local bad = audited.row(given, "bad") or audited.row(given, "checks/bad.lua")
  assert.equal("error", bad.outcome, text)
  local problem = given.problems[1]
  assert.equal(line or nil, problem.line, text .. "\n" .. problem.message)
  assert.truthy(problem.message:find(words, 1, true), text .. "\n" .. problem.message)
  return problem, given
end

--- The same for many scripts in one audit: { text, line, words }.
local function each_fails(cases)
  local files = {}
  for i, case in ipairs(cases) do
    files[("checks/bad%02d.lua"):format(i)] = case[1]:gsub('id = "bad"', ('id = "bad%02d"'):format(i))
  end
  local commits = beside(GOOD:gsub('"good"', '"bad"'), files)
  local given = audited.result(commits)
  assert.same({ "fail", 2, #cases }, { audited.row(given, "good").outcome, given.exit, #given.problems })
  local by_path = {}
  for _, problem in ipairs(given.problems) do by_path[problem.path] = problem end
  for i, case in ipairs(cases) do
    local problem = assert(by_path[("checks/bad%02d.lua"):format(i)], case[1])
    assert.equal(case[2] or nil, problem.line, case[1] .. "\n" .. problem.message)
    assert.truthy(problem.message:find(case[3], 1, true), case[1] .. "\n" .. problem.message)
  end
end

describe("a declaration", function()
  it("is refused by field, with a hint", function()
    local cases = {
      { 'id = "x", titel = "X", requirement = "A.5.18", evidence = "users"',
        'no field "titel", did you mean "title"?' },
      { 'title = "X", requirement = "A.5.18", evidence = "users"', 'test lacks "id"' },
      { 'id = "x", requirement = "A.5.18", evidence = "users"', 'test lacks "title"' },
      { 'id = "x", title = "X", evidence = "users"', 'test lacks "requirement"' },
      { 'id = "x y", title = "X", requirement = "A.5.18", evidence = "users"', 'id "x y": letters, digits' },
      { 'id = 5, title = "X", requirement = "A.5.18", evidence = "users"', "id must be a string, got a number" },
      { 'id = "x", title = "X", requirement = 5.1, evidence = "users"',
        "requirement must be a string or a table, got a number" },
      { 'id = "x", title = "X", requirement = {}, evidence = "users"', "requirement: name at least one" },
      { 'id = "x", title = "X", requirement = "A.5.18", evidence = "users", method = "evidenz"',
        'method "evidenz", did you mean "evidence"?' },
      { 'id = "x", title = "X", requirement = "A.5.18", evidence = "users", judge = true',
        "judge must be a function, got a boolean" },
      { 'id = "x", title = "X", requirement = "A.5.18", evidence = "users", keep = "all"',
        'keep can only be "exceptions"' },
      { 'id = "x", title = "X", requirement = "A.5.18", evidence = "users", inputs = { u = "users" }',
        "give evidence (one input) or inputs (several), not both" },
      { 'id = "x", title = "X", requirement = "A.5.18"', "nothing to judge: name evidence or inputs" },
      { 'id = "x", title = "X", requirement = "A.5.18", evidence = { seris = "users" }',
        'input evidence has no field "seris", did you mean "series"?' },
      { 'id = "x", title = "X", requirement = "A.5.18", evidence = { optional = true }',
        "input evidence: name a series, paths or a record type" },
      { 'id = "x", title = "X", requirement = "A.5.18", evidence = { series = "users", take = "newest" }',
        'input evidence: take can only be "latest"' },
      { 'id = "x", title = "X", requirement = "A.5.18", evidence = { series = "users", window = "a year" }',
        "input evidence: window is a period like P1Y" },
      { 'id = "x", title = "X", requirement = "A.5.18", inputs = { "users" }', "inputs are named: inputs = {" },
      { 'id = "x", title = "X", requirement = "A.5.18", inputs = { u = 5 }',
        "input u: a series' id, a list of patterns or a table, got a number" },
      { 'id = "x", title = "X", requirement = "A.5.18", evidence = "users", params = { p = { type = "day" } }',
        "param p: type is number, period, date, text or list" },
      { 'id = "x", title = "X", requirement = "A.5.18", evidence = "users", params = { p = { defualt = 1 } }',
        'param p has no field "defualt", did you mean "default"?' },
      { 'id = "x", title = "X", requirement = "A.5.18", evidence = "users", params = { p = "P1D" }',
        "param p: a table such as" },
    }
    for i, case in ipairs(cases) do cases[i] = { "return test { " .. case[1] .. " }", false, case[2] } end
    each_fails(cases)
  end)

  it("names what the catalogue and the configuration have: else nothing is audited", function()
    local cases = {
      { 'requirement = "A.8.55", evidence = "users"', 'requirement: A.8.55: not in ISO/IEC 27001:2022' },
      { 'requirement = { "A.5.18", 5 }, evidence = "users"', "requirement: got a number, expected an id in quotes" },
      { 'requirement = "A.5.18", evidence = "user"', 'no series "user" in tickmark.yml, did you mean "users"?' },
      { 'requirement = "A.5.18", evidence = { record = "policy" }', 'no record type "policy" in tickmark.yml' },
    }
    for _, case in ipairs(cases) do
      local why = audited.refused(beside('return test { id = "bad", title = "Bad", ' .. case[1] .. " }"))
      assert.same({ 3, "checks/bad.lua" }, { why.exit, why.problems[1].path })
      assert.truthy(why.problems[1].message:find(case[2], 1, true), why.problems[1].message)
    end
  end)

  it("has an id of its own", function()
    local why = audited.refused(beside(GOOD))
    assert.equal(3, why.exit)
    assert.equal('test id "good" stands twice: in checks/bad.lua and checks/good.lua', why.problems[1].message)
  end)

  it("has the parameters that the configuration sets", function()
    local cases = { { "{bad: {grace: P1D}}", 'bad has no parameter "grace", did you mean "grade"?' },
      { "{goood: {grace: P1D}}", 'no test "goood", did you mean "good"?' } }
    for _, case in ipairs(cases) do
      local commits = beside(with('params = { grade = { type = "text" } }, judge = function() end'))
      commits[1][2]["tickmark.yml"] = CONFIG:gsub("checks: {", "checks: {params: " .. case[1] .. ", ")
      local why = audited.refused(commits)
      assert.truthy(why.problems[1].message:find(case[2], 1, true), why.problems[1].message)
    end
  end)
end)

describe("a script", function()
  it("ends with the declaration that it made", function()
    local cases = {}
    for i, text in ipairs { "", "local x = 1", "return 5", 'return { kind = "test" }', "return test" } do
      cases[i] = { text, false, "a script ends with return test{...} or rule{...}" }
    end
    each_fails(cases)
  end)

  it("is Lua, as text", function()
    fails("return test {\n  id = 'x' title = 'y' }", 2, "'}' expected")
    fails("\27Lua\x54\0", 1, "unexpected symbol")
  end)

  it("has no globals of its own", function()
    each_fails { { "\ncount = 0\n" .. with("judge = function() end"), 2,
        "write 'local count': scripts have no globals" },
      { judging("local x = 1\ncount = x"), 4, "write 'local count'" },
      { "\nlocal x = accounts\nreturn x", 2, 'no global "accounts" here' },
      { judging("return tonumbr(1)"), 3, 'no global "tonumbr" here, did you mean "tonumber"?' } }
  end)

  it("has the libraries of its pack and no others", function()
    local LIB = "local lib = {} function lib.bad(u)\n  if u.user == 'cy' then error('at cy') end\n  "
      .. "return u.user == 'ben' end return lib"
    local text = 'local names = require "names"\n' .. judging("t:extent(s, { what = 'x', bad = names.bad })")
    fails(text, 1, "no lib/names.lua in this pack")
    local problem = audited.result(beside(text, { ["lib/names.lua"] = LIB })).problems[1]
    assert.same({ "lib/names.lua", 2, "at cy" }, { problem.path, problem.line, problem.message })
    local given = audited.result(beside(text, { ["lib/names.lua"] = LIB:gsub("'cy'", "'dee'") }))
    assert.same({ "ben" }, audited.findings(given, "bad")[1].items)
    local cases = {}
    for _, name in ipairs { "tickmark.core", "tickmark.author.set", "cjson", "os", "../checks/good" } do
      cases[#cases + 1] = { ('local x = require(%q)'):format(name), 1,
        ("no lib/%s.lua in this pack"):format(name) }
    end
    each_fails(cases)
  end)

  it("is told what `t` and a set don't have", function()
    local cases = {
      { "t:extend(s, { what = 'x' })", 't has no "extend", did you mean "extent"?' },
      { "t:extent(s, { wat = 'x' })", 'extent has no option "wat", did you mean "what"?' },
      { "t:extent(s, {})", "extent: say what is wrong" },
      { "t:extent({}, { what = 'x' })", "extent: the first argument is a set" },
      { "t:extent(s, { what = 'x', bad = true })", "extent: bad: a function expected, got a boolean" },
      { "t:fail(nil, { waht = 'x' })", 'fail has no option "waht", did you mean "what"?' },
      { "t:fail()", "fail takes a table of options" },
      { "t:fail(s:one(), { what = 'x' })", "one item expected, there are 3" },
      { "t:absent('x', { every = 'soon' })", "absent: every: soon: write periods as" },
      { "t:calendar('users')", 'calendar: "users" is no series with a cadence' },
      { "t:history('users/a.csv')", "history: declare it" },
      { "t:trend({}, 'sideways')", 'a trend goes "up" or "down"' },
      { "return s:frist('user')", 'a set has no "frist"' },
      { "s.x = 1", "a set can't be changed" },
      { "s:where(5)", "where takes { field = value } or a function" },
      { "local x = date('2026-02-30')", "2026-02-30" },
      { "local x = period('soon')", "soon" },
      { "error('stop')", "stop" },
      { "local x; return x.y", "attempt to index a nil value" },
    }
    for i, case in ipairs(cases) do cases[i] = { judging(case[1]), 3, case[2] } end
    each_fails(cases)
  end)

  it("reports in words that the engine can keep", function()
    local cases = {
      { "subject = {}", "fail: subject: a string or a number expected, got a table" },
      { "key = {}", "fail: key: a string expected, got a table" },
      { "requirement = {}", "fail: requirement: a string expected, got a table" },
      { "grade = 'huge'", 'grade "huge": it is minor or major' },
      { "basis = 'isolated'", 'basis "isolated"' },
      { "items = { 5 }", "an item is a table, got a number" },
      { "items = { { path = {} } }", "an item's path, line, blob and commit are the engine's" },
    }
    for i, case in ipairs(cases) do
      cases[i] = { judging("t:fail(nil, { what = 'x', " .. case[1] .. " })"), 3, case[2] }
    end
    for _, case in ipairs {
      { "t:measure('x', { value = 0/0 })", "measure: value: a number expected, got a number that is none" },
      { "t:measure('x', { value = math.huge })", "measure: value: a number expected, got a number that is none" },
      { "t:measure('x', { value = '1' })", "measure: value: a number expected, got a string" },
      { "t:measure({}, { value = 1 })", "measure: say what, as a text" },
      { "t:positive(5)", "positive: say what, as a text" },
      { "t:flag({}, nil, 'x')", "flag: say what, as a text" },
      { "t:ofi(nil)", "ofi: say what, as a text" },
    } do cases[#cases + 1] = { judging(case[1]), 3, case[2] } end
    each_fails(cases)
    fails(judging("t:fail(nil, { what = 'x' })\nt:fail(nil, { what = 'y' })\n"
      .. "t:extent(s, { what = 'x', bad = function() return true end })"), 5,
      "can't be told apart: give one of them a key")
  end)
end)

describe("a finding of several calls", function()
  local function says(body)
    return audited.findings(audited.result(beside(judging(body))), "bad")[1].statement
  end

  it("names its item once", function()
    assert.equal("ben: has no second factor; has left", says [[
      for u in s:each() do
        if u.user == "ben" then
          t:fail(u, { what = "has no second factor" })
          t:fail(u, { what = "has left" })
          t:fail(u, { what = "has left" })
        end
      end]])
  end)

  it("names each item where they share a subject", function()
    assert.equal("ada: is old; ben: is new; is here", says [[
      local by = s:index("user")
      t:fail(by.ada, { what = "is old", subject = "users" })
      t:fail(by.ben, { what = "is new", subject = "users" })
      t:fail(by.ben, { what = "is here", subject = "users" })]])
  end)
end)

describe("an error of collect", function()
  it("costs its test, names the document, and leaves the rest's findings", function()
    local text = with("collect = function(doc)\nif doc.path == 'users/a.csv' then\nerror('no ada') end\n"
      .. "return doc:rows() end,\njudge = function(s, t)\n"
      .. "t:extent(s, { what = 'x', bad = function() return true end }) end")
    local problem, given = fails(text, 4, "no ada (at users/a.csv)")
    assert.same({ "script", { "bad" } }, { problem.code, problem.tests })
    assert.same({ "ben", "cy" }, audited.findings(given, "bad")[1].items)
    assert.equal(1, #given.problems)
  end)

  it("is what it gives, where that is no list of items", function()
    local cases = {
      { "return 'x'", "collect gave a string, not a list of items" },
      { "return { 1, 2 }", "item 1 of collect is a number, not a table" },
      { "return { {}, 'x' }", "item 2 of collect is a string, not a table" },
      { "return { { f = error } }", "facts can't hold a function" },
      { "return { { d = doc.line } }", "facts can't hold a function" },
      { "local x = {} x.x = x return { x }", "nested deeper than 32" },
      { "local x = 'x' for _ = 1, 26 do x = { x, x, x, x } end return { { x = x } }", "MiB of facts" },
      { "local x = {} for i = 0, 61 do x[1 << i] = 1 end return { { x = x } }", "facts" },
      { "return { { x = ('x'):rep(5 << 20) } }", "more than 4 MiB of facts" },
      { "return { { [doc] = 1 } }", "a key that is no text" },
    }
    for _, case in ipairs(cases) do
      local _, given = fails(collecting(case[1]), false, case[2])
      assert.equal(2, #given.problems)
    end
  end)

  it("is none where it gives nothing, or a row that the columns refuse", function()
    local given = audited.result(beside(collecting("if doc.path == 'users/b.csv' then return doc:rows() end")))
    assert.same({}, given.problems)
    assert.equal(2, audited.row(given, "bad").items)
  end)
end)

describe("a limit", function()
  it("ends a loop, at the line where it ran", function()
    local problem = fails("local n = 0\nwhile true do n = n + 1 end", 2, "the budget of steps is spent")
    assert.same({ "budget", "it ran out of steps: look for a loop that does not end" },
      { problem.code, problem.remedy })
    fails(collecting("while true do end"), 3, "the budget of steps is spent (at users/a.csv)")
  end)

  it("is not swallowed by pcall", function()
    local loop = "while true do pcall(function() while true do end end) end"
    local problem = fails(collecting(loop), 3, "the budget of steps is spent")
    assert.equal("budget", problem.code)
    fails(collecting("pcall(function() while true do end end)\nreturn doc:rows()"), 3, "the budget of steps is spent")
    fails(collecting("pcall(error)\npcall(string.rep, 'x', 1 << 26)\nreturn doc:rows()"), 4, "memory")
  end)

  it("ends what eats memory, in one piece or in many", function()
    for _, body in ipairs { "local s = ('x'):rep(1 << 30) return s", "local s = 'x' for _ = 1, 99 do s = s .. s end",
      "local t = {} for i = 1, 1 << 40 do t[i] = {} end" } do
      local problem = fails(collecting(body), 3, "")
      assert.equal("budget", problem.code)
    end
  end)

  it("is a call's own: what one document costs, the next one has again", function()
    local text = collecting("local n = 0 for i = 1, 1500000 do n = i end\nlocal s = ('x'):rep(12 << 20)\n"
      .. "return doc:rows()")
    local given = audited.result(beside(text))
    assert.same({}, given.problems)
    assert.equal(3, audited.row(given, "bad").items)
  end)

  it("ends a judge as well", function()
    fails(judging("while true do end"), 3, "the budget of steps is spent")
    fails(judging("local l = {} while true do l[#l + 1] = ('x'):rep(100000) .. #l end"), 3, "memory")
  end)
end)

describe("what a script is shut off from", function()
  it("is not to be had by name", function()
    local cases = {}
    for i, name in ipairs { "os", "io", "debug", "coroutine", "load", "loadstring", "dofile", "loadfile",
      "collectgarbage", "print", "getmetatable", "setmetatable", "rawget", "rawset", "rawequal", "next", "package",
      "xpcall", "_G", "_ENV_", "warn" } do
      cases[i] = { "local x = " .. name, 1, ("no global %q here"):format(name) }
    end
    for _, call in ipairs { "math.random(1)", "math.randomseed(1)", "string.dump(error)", "('').dump(error)" } do
      cases[#cases + 1] = { judging("local x = " .. call), 3, "attempt to call a nil value" }
    end
    each_fails(cases)
  end)

  it("is not to be changed for others", function()
    each_fails { { "string.rep = nil", 1, "string can't be changed by a script" },
      { "math.pi = 3", 1, "math can't be changed by a script" },
      { "table.sort = nil", 1, "table can't be changed by a script" },
      { "utf8.char = nil", 1, "utf8 can't be changed by a script" },
      { "local s = 'x' s.y = 1", 1, "attempt to index a string value" } }
  end)

  it("is an address, which differs from run to run", function()
    local given = audited.result(beside(judging([[
      t:positive(tostring({}) .. tostring(error) .. tostring(s))
      t:positive(("%s %s %10s %s"):format({}, error, 5, t.as_of))
      t:positive(string.format("%s", s))]])))
    assert.same({ "tablefunctiontable", "table function          5 2026-01-31", "table" },
      audited.row(given, "bad").positives)
    fails(judging("local x = ('%p'):format(s)"), 3, "%p prints an address")
  end)

  it("is what it kept from an earlier document", function()
    local given = audited.result(beside(with([[collect = function(doc)
      local seen = require "seen"
      seen.n = seen.n + 1
      local items = doc:rows()
      for _, item in ipairs(items) do item.n = seen.n end
      return items
    end,
    judge = function(s, t) t:extent(s, { what = "x", bad = function(u) return u.n ~= 1 end }) end]]),
      { ["lib/seen.lua"] = "return { n = 0 }" }))
    assert.same({ {}, "pass" }, { given.problems, audited.row(given, "bad").outcome })
    given = audited.result(beside("local n = 0\n" .. with([[collect = function(doc)
      n = n + 1
      return { { n = n } }
    end,
    judge = function(s, t) t:extent(s, { what = "x", bad = function(u) return u.n ~= 1 end }) end]])))
    local row = audited.row(given, "bad")
    assert.same({ {}, "pass", 2 }, { given.problems, row.outcome, row.items })
  end)
end)
