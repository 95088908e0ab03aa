-- What a script sees is what the list of capabilities says, and nothing behind it.

local boxed = require("spec.boxed")
local canon = require("tickmark.base.canon")
local capabilities = require("tickmark.base.capabilities")
local sandbox = require("tickmark_worker").sandbox

--- Every name of Lua's own library, of a state that has them all.
local function all_names()
  local names = {}
  for name, value in pairs(_G) do
    if package.loaded[name] == value and name ~= "_G" and type(value) == "table" then
      for inner in pairs(value) do names[#names + 1] = { name, inner } end
    else
      names[#names + 1] = { "base", name }
    end
  end
  return names
end

local function has(list, name)
  for _, one in ipairs(list) do
    if one == name then return true end
  end
  return false
end

--- Is that an expression with a value, in a script?
local function seen(expression)
  local said = boxed.says(("say(type(%s))"):format(expression))
  return said ~= nil and said[1] ~= "nil"
end

describe("the list of capabilities", function()
  it("has one form, so that a result can carry its hash", function()
    local first = canon.encode(capabilities)
    package.loaded["tickmark.base.capabilities"] = nil
    local again = require("tickmark.base.capabilities")
    package.loaded["tickmark.base.capabilities"] = capabilities
    assert.equal(first, canon.encode(again))
    for _, names in pairs(capabilities.libraries) do
      local sorted = table.move(names, 1, #names, 1, {})
      table.sort(sorted)
      assert.same(sorted, names)
    end
  end)

  it("is what a script sees of Lua, to the name", function()
    for library, names in pairs(capabilities.libraries) do
      for _, name in ipairs(names) do
        assert.is_true(seen(library == "base" and name or library .. "." .. name), library .. "." .. name)
      end
    end
    for _, pair in ipairs(all_names()) do
      local library, name = pair[1], pair[2]
      local names = capabilities.libraries[library]
      local listed = names and has(names, name) or capabilities.libraries[name] or has(capabilities.words, name)
      if name:find("^[%a_][%w_]*$") and not listed then
        assert.is_false(seen(library == "base" and name or library .. "." .. name), library .. "." .. name)
      end
    end
  end)

  it("is what a script sees of ours", function()
    for _, word in ipairs(capabilities.words) do assert.is_true(seen(word), word) end
    for _, word in ipairs { "tickmark", "facts", "order", "set", "script", "check" } do
      assert.is_false(seen(word), word)
    end
  end)

  it("goes for texts as well", function()
    for name in pairs(string) do
      assert.equal(has(capabilities.libraries.string, name), seen(("('x').%s"):format(name)), name)
    end
  end)

  it("is the budget of a call", function()
    assert.same({ collect = { steps = 5000000, memory = 32 << 20 }, call = { seconds = 5 },
      judge = { steps = 50000000, steps_a_fact = 50, memory = 64 << 20 } }, capabilities.budgets)
  end)
end)

describe("a script", function()
  --- Lines, and what each says.
  local function all_say(cases)
    for _, case in ipairs(cases) do
      local said, message = boxed.says(case[1])
      assert.same(case[2], said or message, case[1])
    end
  end

  it("can't change a library or what it was handed", function()
    for _, line in ipairs { "string.format = 1", "table.extra = 1", "math.pi = 3", "utf8.len = nil", "t.as_of = 1",
      "t.extent = 1", "s.source = 1", "s[1] = {}", "table.insert(s, 1)", "table.move({ 1 }, 1, 1, 1, string)",
      "leak = 1", "date('2026-01-31').year = 1", "period('P1Y').days = 1" } do
      assert.is_nil((boxed.says(line)), line)
    end
  end)

  it("sees nothing of what is behind a set, `t` and the libraries", function()
    all_say {
      { "for _, x in ipairs { s, t, string, table, math, utf8 } do for k in pairs(x) do say(k) end end", {} },
      { "say(pcall(function() return s.source end))", { "false" } },
      { "say(pcall(function() return s.tally end))", { "false" } },
      { "say(pcall(function() return t.outcome end))", { "false" } },
      { "table.remove(s:docs()) say(#s:docs())", { "1" } },
    }
  end)

  it("sees no address", function()
    all_say {
      { "say(say) say(s) say(t) say({}) say(string)", { "function", "table", "table", "table", "table" } },
      { "say(('%s|%s|%5s|%-6s|'):format(say, s, {}, t))", { "function|table|table|table |" } },
      { "say(select(2, pcall(string.format, '%p', {})))", { "format: %p prints an address" } },
      { "say(select(2, pcall(string.format, '\\0%-5p', {})))", { "format: %p prints an address" } },
      { "say(('%%p %%'):format())", { "%p %" } },
      { "say(t:person({}))", { "table" } },
      { "say(select(2, pcall(require, {})))", { "no lib/table.lua in this pack" } },
      { "say((select(2, pcall(function() return s[{}] end)):gsub('^.-: ', '')))", { 'a set has no "table"' } },
      { "say((select(2, pcall(function() return t[{}] end)):gsub('^.-: ', '')))", { 't has no "table"' } },
      { "error({})", "(error object is a table)" },
      { "error(t)", "(error object is a table)" },
      { "error(print)", 'no global "print" here' },
      { "pairs { [{}] = 1 }", "pairs: a table as a key has no order" },
    }
  end)

  it("sees nothing that machines differ in", function()
    all_say {
      { "say(0/0) say(-(0/0)) say(('%f %g'):format(0/0, -(0/0)))", { "nan", "nan", "nan nan" } },
      { "say(1e15) say(2^53) say(1e100) say(-0.0) say(3 // 0.0)", { "1e+15", "9.007199254741e+15", "1e+100", "-0.0",
        "inf" } },
      { "say(('%d %5.1f %a'):format(2^53, 0.25, 0.5))", { "9007199254740992   0.2 0x1p-1" } },
    }
  end)

  it("meets an error when it nests too deep, and goes on", function()
    all_say {
      { "local function f(...) local a, b, c, d = f(...) return a end say(pcall(f, 1, 2, 3))", { "false" } },
      { "local function f() return (('x'):gsub('x', f)) end say(select(2, pcall(f)))", { "C stack overflow" } },
      { "local function f() local ok = pcall(f) return ok end say(f())", { "true" } },
      { "local function f() table.sort({ 2, 1 }, f) end say(pcall(f))", { "false" } },
      { "say(pcall(string.match, ('('):rep(9999), ('('):rep(9999)))", { "false" } },
      { "say(pcall(string.match, ('a'):rep(999), ('(a'):rep(31) .. (')'):rep(31)))", { "true" } },
    }
    local text = boxed.script("title = " .. ("("):rep(3000) .. "1" .. (")"):rep(3000))
    assert.same({ false, "error", "C stack overflow" }, { assert(sandbox.new()):call(1 << 20, 5000000, "load", text) })
  end)

  it("says no more than 2 KiB of why it ended, in whole characters", function()
    local _, message = boxed.says("error('x' .. ('\u{e9}'):rep(1 << 20), 0)")
    assert.equal("x" .. ("\u{e9}"):rep(1023), message)
  end)

  it("leaves nothing behind for the next document", function()
    local _, collect = boxed.collecting("local seen = pcall(function() return doc[1].reader end)\n"
      .. "doc.path, doc.mark = 'changed', (doc.mark or 0) + 1\n"
      .. "return { { mark = doc.mark, seen = seen, path = doc.path } }")
    local _, first = collect()
    for _ = 1, 3 do assert.equal(first, select(2, collect())) end
    assert.is_nil(first:find("seen..t"))
  end)

  it("makes a document unreadable only in the form of the readers", function()
    for _, raised in ipairs { "{ message = {} }", "{ message = 'x' }", "{ message = 'x', line = 'y' }",
      "{ message = 'x', line = 1, column = {} }" } do
      local _, collect = boxed.collecting("error(" .. raised .. ")")
      local done, kind, message = collect()
      assert.same({ false, "error", "(error object is a table)" }, { done, kind, message }, raised)
    end
  end)

  it("gives facts that are finite, plain and small enough", function()
    local cases = {
      { "local x = {} x.x = x return { x }", "nested deeper than 32" },
      { "local x = {} for i = 1, 99 do x = { x } end return { { a = x } }", "nested deeper than 32" },
      { "local x = { 1 } for i = 1, 25 do x = { x, x } end return { { a = x } }", "MiB of facts" },
      { "return { { a = ('y'):rep(5 << 20) } }", "4 MiB of facts" },
      { "return { { a = 0/0 } }", "NaN" },
      { "return { { [{}] = 1 } }", "a key that is no text" },
      { "return { { a = error } }", "can't hold a function" },
      { "return { doc.path }", "not a table" },
    }
    for _, case in ipairs(cases) do
      local _, collect = boxed.collecting(case[1])
      local done, kind, message = collect()
      assert.same({ false, "error" }, { done, kind }, case[1])
      assert.truthy(message:find(case[2], 1, true), message)
    end
  end)
end)
