-- What scripts did that they must not, found by people who tried: each stays
-- contained, and the test beside it gives its result.

local bed = require("spec.hostile.bed")
local command = require("spec.command")
local support = require("spec.support")

--- The result of an audit with these scripts beside those of the bed.
local function audited(files, options)
  local all = bed.files()
  for path, text in pairs(files) do all[path] = text end
  local dir = bed.repository { { name = "main", files = all } }
  local ran = command.tickmark(dir, "audit --format json " .. (options or ""))
  support.remove(dir)
  return bed.result(ran), ran
end

local function body(text, id)
  return ('return test { id = "%s", title = "T", requirement = "A.8.6", evidence = "users",\njudge = function(s, t)\n')
    :format(id or "h") .. text .. "\nend }\n"
end

--- The first problem of a script, and the outcome of its neighbour.
local function complaint(text)
  local result, ran = audited { ["checks/h.lua"] = text }
  if not result then return ran.err, nil, ran.status end
  return result.problems[1] and result.problems[1].message or "", bed.row(result, "zz.passes").outcome, ran.status
end

describe("a script", function()
  it("sees tables laid out alike in every run", function()
    local text = body [[
      local lengths = {}
      for k = 1, 40 do
        local x = {}
        for i = 1, 6 do x["key" .. k .. i] = true end
        for i = 1, 6 do x["key" .. k .. i] = nil end
        for i = 1, 5 do x["other" .. k .. i] = true; x["other" .. k .. i] = nil end
        x[1] = 1; x[2] = 2; x[4] = 4; x[8] = 8
        lengths[k] = #x
      end
      t:positive(table.concat(lengths, " "))]]
    local first = bed.row(audited { ["checks/h.lua"] = text }, "h").positives
    for _ = 1, 3 do assert.same(first, bed.row(audited { ["checks/h.lua"] = text }, "h").positives) end
  end)

  it("keeps nothing from one document to the next in an environment of its own", function()
    local text = [[
local ok, seen = pcall(function() return _ENV.seen end)
local real, n = ok and seen.real or _ENV, ok and seen.n + 1 or 1
_ENV = { seen = { n = n, real = real }, pcall = real.pcall }
return real.test { id = "h", title = "T", requirement = "A.8.6", evidence = "users",
  collect = function(doc) return { { item = doc.path, n = n } } end,
  judge = function(s, t) for i in s:each() do t:positive(real.tostring(i.n)) end end }]]
    assert.same({ "1", "1" }, bed.row(audited { ["checks/h.lua"] = text }, "h").positives)
  end)

  it("has the steps of a call whatever the calls before grew", function()
    local files = { ["many/a.txt"] = "a", ["many/b.txt"] = "b", ["checks/h.lua"] = [[
local function deep(n) if n == 0 then return 0 end return 1 + deep(n - 1) end
return test { id = "h", title = "T", requirement = "A.8.6", evidence = { paths = "many/*.txt" },
  collect = function(doc)
    deep(150000)
    if doc.path == "many/b.txt" then for _ = 1, 3900000 do end end
    return { { item = doc.path } }
  end,
  judge = function(s, t) t:positive(#s .. " documents") end }]] }
    local result = audited(files)
    assert.equal("error", bed.row(result, "h").outcome)
    assert.match("steps", result.problems[1].message, 1, true)
    files["many/a.txt"] = nil
    assert.same(bed.row(audited(files), "h").outcome, "error")
  end)

  it("has the memory of a call whatever the calls before left", function()
    local files = { ["checks/h.lua"] = [[
return test { id = "h", title = "T", requirement = "A.8.6", evidence = { paths = "many/*.txt" },
  collect = function(doc)
    local mib = doc.path:find("/a") and 15 or 28
    local list = {}
    for i = 1, mib do list[i] = ("x"):rep(1 << 20) end
    return { { ok = #list == mib } }
  end,
  judge = function(s, t) t:extent(s, { what = "x" }) end }]] }
    for i = 1, 6 do files["many/a" .. i .. ".txt"], files["many/b" .. i .. ".txt"] = "x", "x" end
    assert.equal("pass", bed.row(audited(files), "h").outcome)
    files["many/b3.txt"] = nil
    files["checks/h.lua"] = files["checks/h.lua"]:gsub("or 28", "or 40")
    assert.equal("error", bed.row(audited(files), "h").outcome)
  end)

  for name, text in pairs {
    ["its documents"] = "for _, doc in ipairs(s:docs()) do doc.unreadable = nil end",
    ["what it scans"] = "s:scan(function(doc) doc.unreadable = nil end)",
    ["what it visits"] = "s:visit(function() end, function(doc) doc.unreadable = nil end)",
  } do
    it("hides no unreadable document by changing " .. name, function()
      local broken = { ["evidence/users/2025-10.csv"] = "user,mfa\nx,yes,no,no\n", ["checks/h.lua"] = body(text
        .. '\nt:extent(s, { what = "x", bad = function() return false end })') }
      local result = audited(broken)
      assert.equal("error", bed.row(result, "h").outcome)
      assert.same({ "a row of more than 2 cells, as the header", 2 },
        { result.problems[1].message, result.problems[1].line })
    end)
  end

  it("isn't misled by columns that have names of the engine's", function()
    local result = audited { ["evidence/users/2025-12.csv"] = "user,mfa,commit,unreadable,path\nada,no,"
      .. ("1"):rep(40) .. ",y,checks/a.lua\n" }
    local finding
    for _, one in ipairs(result.findings) do finding = one.test == "a.fails" and one or finding end
    assert.same({ "evidence/users/2025-12.csv", result.run.evidence.commit },
      { finding.evidence[2].path, finding.evidence[2].commit })
  end)

  it("is refused with a reason, and nothing else is, for declarations of any form", function()
    local function declared(fields)
      return ('return test { id = "h", title = "T", requirement = "A.8.6", %s judge = function() end }'):format(fields)
    end
    for fields, words in pairs {
      ['replaces = {{}}, evidence = "users",'] = "replaces: a text or a list of texts",
      ["inputs = { a = { paths = {{}} } },"] = "input a: paths: a text or a list of texts",
      ['inputs = { a = { paths = "x", columns = { a = 1 } } },'] = "input a: columns.a: got 1",
      ['inputs = { a = { paths = "x", columns = { a = { shape = "foo" } } } },'] = "input a: columns.a: ",
      ['params = { [1] = { default = 1 } }, evidence = "users",'] = "param 1: a table such as",
      ['params = { a = { default = ("x"):rep(1 << 20) } }, evidence = "users",'] = "what it declares takes 1024 KiB",
      ['finding_key = "\\xff", evidence = "users",'] = "not UTF-8",
    } do
      local message, neighbour, status = complaint(declared(fields))
      assert.match(words, message, 1, true)
      assert.same({ "pass", 2 }, { neighbour, status }, fields)
    end
    assert.match("longer than 100 characters", (complaint((body(""):gsub('"h"', '("x"):rep(101)')))), 1, true)
  end)

  it("doesn't speak for a series or a record type of ours", function()
    for _, input in ipairs { 'evidence = "$series"', 'evidence = { record = "$record" }' } do
      local message, _, status = complaint('return test { id = "h", title = "T", requirement = "A.8.6", ' .. input
        .. ", judge = function() end }")
      assert.equal(3, status)
      assert.match('no %a+ ?%a* "%$%a+" in tickmark.yml', message)
    end
  end)

  it("has findings of its own only", function()
    for fields, words in pairs {
      ['finding_key = "a.fails"'] = 'findings of "a.fails" are a.fails\'s',
      ['replaces = "a.fails"'] = 'replaces "a.fails", which is still a test',
    } do
      local message, _, status = complaint((body(""):gsub("evidence =", fields .. ", evidence =")))
      assert.equal(3, status)
      assert.match(words, message, 1, true)
    end
  end)

  it("that says more than a result can hold is an error, and its neighbours are none", function()
    local text = 'local what, item, items = ("m"):rep(2000), { path = ("p/"):rep(2000) .. "x", line = 3 }, {}\n'
      .. "for i = 1, 9000 do items[i] = item end t:fail(nil, { what = what, items = items })"
    local result = audited({ ["checks/h.lua"] = body(text), ["checks/i.lua"] = body(text, "i") }, "--jobs 1")
    for _, id in ipairs { "h", "i" } do assert.equal("error", bed.row(result, id).outcome) end
    assert.match("what it says takes %d+ MiB, the limit is 16", result.problems[1].message)
    assert.equal("pass", bed.row(result, "zz.passes").outcome)
  end)

  it("that never comes back is stopped by its steps, wherever its own lines are", function()
    for text, words in pairs {
      [body "local function f() return table.sort({ 2, 1 }, f) end f()"] = "stack overflow",
      [ [[require "a"
return test { id = "h", title = "T", requirement = "A.8.6", judge = function() end }]] ] = "requires itself",
    } do
      local started = os.time()
      local result = audited { ["checks/h.lua"] = text, ["lib/a.lua"] = 'return require "b"',
        ["lib/b.lua"] = 'return require "a"' }
      assert.match(words, result.problems[1].message, 1, true)
      assert.is_true(os.time() - started < 5)
    end
  end)
end)

describe("a worker", function()
  it("that all others die with costs its job a second try in a new one", function()
    -- a comparison of long texts is slow and takes no memory
    local files = bed.files()
    files["checks/h.lua"] = body('local a, b = ("a"):rep(8 << 20), ("a"):rep((8 << 20) - 1) .. "b"\n'
      .. "for _ = 1, 1500 do t.as_of.x = a == b or nil end"):gsub("t.as_of.x = a == b or nil", "local _ = a == b")
    local dir = bed.repository { { name = "main", files = files } }
    local ran = command.shell([[cd %s; "$TICKMARK" audit --jobs 2 --format json & host=$!
      for i in $(seq 200); do
        at=$(pgrep -P $host | while read -r p; do
          tr '\0' ' ' </proc/$p/cmdline 2>/dev/null | grep -q ' evaluate ' && echo $p; done)
        busy=0; for p in $at; do
          [ "$(awk '{ print $14 }' /proc/$p/stat 2>/dev/null || echo 0)" -gt 25 ] && busy=1; done
        [ $busy = 1 ] && kill -9 $at && break
        sleep 0.02
      done; wait $host]], dir)
    support.remove(dir)
    local result = assert(bed.result(ran))
    assert.equal("pass", bed.row(result, "h").outcome)
  end)
end)
