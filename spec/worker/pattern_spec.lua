-- The string functions of a sandbox are our own: bounded, and otherwise Lua's.

local boxed = require("spec.boxed")

-- Runs here and in a sandbox: what each call of a list of cases gives, as text.
local RUN <const> = [==[
local function shown(...)
  local list = {}
  for i = 1, select("#", ...) do
    local value = select(i, ...)
    list[i] = type(value) == "string" and ("%q"):format(value) or tostring(value)
  end
  return table.concat(list, " ")
end
local function all(...)
  local list = {}
  for a, b, c in string.gmatch(...) do list[#list + 1] = shown(a, b, c) end
  return table.concat(list, "; ")
end
local function run(cases)
  local lines = {}
  for i, case in ipairs(cases) do
    local f = case[1] == "all" and all or string[case[1]]
    lines[i] = shown(pcall(f, table.unpack(case, 2, case.n)))
  end
  return lines
end
]==]

--- A value as a script writes it.
local function literal(value)
  if type(value) ~= "table" then return ("%q"):format(value) end
  local fields = {}
  for key, inner in pairs(value) do fields[#fields + 1] = ("[%q] = %s"):format(key, literal(inner)) end
  return "{ " .. table.concat(fields, ", ") .. " }"
end

local function in_sandbox(cases)
  return assert(boxed.says(RUN .. "for _, line in ipairs(run(" .. literal(cases) .. ")) do say(line) end"))
end

local here = assert(load(RUN .. "return run", "@checks/x.lua"))()

--- Both worlds give the same, on lines of their own.
local function same(cases)
  for _, case in ipairs(cases) do case.n = case.n or #case end
  local ours, theirs = in_sandbox(cases), here(cases)
  for i, line in ipairs(theirs) do
    -- Long texts are clipped on their way out.
    if #line < 2000 then
      assert.equal((line:gsub("x.lua:%d+", "")), (ours[i]:gsub("x.lua:%d+", "")), literal(cases[i]))
    end
  end
  assert.equal(#theirs, #ours)
end

local ATOMS <const> = { "a", "b", "c", "1", " ", "_", ".", "%a", "%d", "%s", "%w", "%x", "%p", "%l", "%u", "%c", "%g",
  "%z", "%A", "%D", "%S", "%W", "%P", "%Z", "%.", "%%", "%(", "%]", "[abc]", "[^a]", "[a-c]", "[%a_]", "[]]", "[^]]",
  "[a-]", "[-a]", "[%]a]", "[a-%d]", "[%a-z]", "[^%s%d]", "[\0-\31]", "[\128-\255]", "%bab", "%b()", "%baa",
  "%f[%w]", "%f[^a]", "%f[%z]", "%f[\0]", "%1", "%2", "\0", "\xC3\xA9", "\n", "A" }
local SIGNS <const> = { "", "", "", "*", "+", "-", "?" }
local GARBAGE <const> = { "(", ")", "%", "[", "]", "^", "$", ".", "*", "+", "-", "?", "a", "b", "1", "f", "0", "\0" }
local LETTERS <const> = { "a", "a", "b", "b", "c", "1", " ", "(", ")", "[", "]", "%", ".", "-", "_", "\0", "A", "\n",
  "\xC3\xA9", "^", "$" }

local function draw(list) return list[math.random(#list)] end

local function joined(list, most)
  local parts = {}
  for i = 1, math.random(0, most) do parts[i] = draw(list) end
  return table.concat(parts)
end

--- A pattern that means something, nearly always.
local function pattern()
  local parts, open = {}, 0
  if math.random(6) == 1 then parts[1] = "^" end
  for _ = 1, math.random(1, 5) do
    local what = math.random(8)
    if what == 1 then
      parts[#parts + 1], open = "(", open + 1
    elseif what == 2 and open > 0 then
      parts[#parts + 1], open = ")", open - 1
    elseif what == 3 then
      parts[#parts + 1] = "()"
    end
    parts[#parts + 1] = draw(ATOMS) .. draw(SIGNS)
  end
  if math.random(10) > 1 then parts[#parts + 1] = (")"):rep(open) end
  if math.random(6) == 1 then parts[#parts + 1] = "$" end
  return table.concat(parts)
end

local function case(subject, wanted)
  local call = draw { "find", "find", "match", "all", "gsub", "gsub" }
  if call == "gsub" then
    local with = draw { "<%0>", "%1", "%2", "[%1%%]", "", "x", "%", "%x", 7, { a = "1", b = false, c = true } }
    return { call, subject, wanted, with, math.random(3) == 1 and math.random(0, 3) or nil }
  end
  local init = math.random(3) == 1 and math.random(-14, 14) or nil
  return { call, subject, wanted, init, call == "find" and math.random(5) == 1 and true or nil, n = 5 }
end

local function generated(n, make)
  local cases = {}
  for i = 1, n do
    cases[i] = case(joined(LETTERS, 12), make())
    cases[i].n = 5
  end
  return cases
end

describe("a pattern in a sandbox", function()
  it("matches what Lua's own library matches", function()
    math.randomseed(7)
    for _ = 1, 12 do same(generated(500, pattern)) end
  end)

  it("is refused with the words of Lua's own library", function()
    math.randomseed(11)
    for _ = 1, 8 do same(generated(500, function() return joined(GARBAGE, 6) end)) end
  end)

  it("has the bounds of Lua's own library", function()
    local cases = {}
    for _, n in ipairs { 31, 32, 33, 66, 67, 199, 200, 201, 300 } do
      local a = ("a"):rep(n)
      for _, part in ipairs { "(a)", "()", "(", "a?", "a*", "a-", "b*", "b?", "b-", "a", "(()", "%f[a]a", "%b()" } do
        cases[#cases + 1] = { "find", a, part:rep(n) }
        cases[#cases + 1] = { "gsub", a .. a, part:rep(n), "%1" }
      end
    end
    same(cases)
  end)

  it("takes and refuses the arguments of Lua's own library", function()
    local values, cases = { "a", 12, 1.5, -1, 0, 2, "2", "x", true, {} }, {}
    for _, call in ipairs { "find", "match", "gmatch", "gsub", "rep" } do
      cases[#cases + 1] = { call, n = 1 }
      for _, a in ipairs(values) do
        cases[#cases + 1] = { call, a, n = 2 }
        for _, b in ipairs(values) do
          if call ~= "gmatch" then cases[#cases + 1] = { call, a, b, n = 3 } end
          for _, c in ipairs(values) do
            if call ~= "gmatch" then cases[#cases + 1] = { call, a, b, c, n = 4 } end
          end
        end
      end
    end
    -- A function would stand there with its address.
    local plain = {}
    for _, one in ipairs(cases) do
      if not (one[1] == "gmatch" and pcall(string.gmatch, one[2], one[3])) then plain[#plain + 1] = one end
    end
    same(plain)
  end)

  it("repeats as Lua's own library does", function()
    local cases = {}
    for _, n in ipairs { -1, 0, 1, 2, 3, 7, 100 } do
      for _, text in ipairs { "", "a", "abc", "\0" } do
        for _, sep in ipairs { "", ",", ", " } do cases[#cases + 1] = { "rep", text, n, sep } end
        cases[#cases + 1] = { "rep", text, n }
      end
    end
    cases[#cases + 1] = { "rep", "ab", 1 << 30 }
    cases[#cases + 1] = { "rep", "a", math.maxinteger, "b" }
    cases[#cases + 1] = { "rep", "", 0, "b" }
    same(cases)
  end)
end)
