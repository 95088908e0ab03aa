--- Maps and lists of one entry a line are read without libyaml (src/doc/yaml_plain.c).
--- A comment behind them makes libyaml read the same lines: both must agree.

local doc = require("tickmark_worker").doc

local KEYS = { "id", "owner", "next_review", "a-b", "K9", "_x", "1", "true", "x.y", "é", "-a",
  "<<", "", "\"k\"", ("k"):rep(130) }
local VALUES = { "x", "8.10", "no", "2026-02-30", "a b  c", "ada.lind@example.org", "12:30", "a:b", "a: b", "a :b",
  "null", "~", "Null", "/etc/x", "+1", "-1", "- x", "x #y", "x# y", "#x", "'q'", "it's",
  "\"q\"", "[a]", "a,b", "{a}", "a*x",
  "a]b", "*x", "&x", "a&b", "!t", "a!b", "%x", "a%b", "@x", "`x`", "x ", " x", "\tx", "x\ty", "|", ">", "? x",
  "é", "x:", ":x", "...", "---", "a=b;c", "(a)", "http://x.org/y?z=1&w=2#f", ("v"):rep(4100), "", "a\\b",
  "0x1F", "1e3", "[]", "{}", "[ ]", "[]x", "{} ", "-", "\"null\"", "\"a: b # c\"", "\"\"", "\" a  b \"", "\"a",
  "\"a\"b", "\"a\" ", "\"a\": b", "\"\\u0000\\n\\t\\\\\\/\\\"\"", "\"\\u00e9\\u2028\"", "\"\\ud83d\\ude00\"",
  "\"\\U0001F600\"", "\"\\x41\"", "\"\\q\"", "\"\\\"", "\"\\", "\"\\ude00\"", "\"é – “x” 漢\"", "\"\u{1F600}\"",
  "\"\u{2028}\"", "\"\u{85}\"", "\"\u{9f}\"", "\"\u{a0}\"", "\"\u{e000}\"", "\"\u{feff}\"", "\"\1\"",
  "\"\127\"",
  "\"" .. (" "):rep(4090) .. "\"", "\"" .. (" "):rep(4097) .. "\"", "\"" .. ("v"):rep(4097) .. "\"" }
local ITEMS = { "- x", "- \"a: b\"", "- []", "- k: v", "- k:", "-", "- - x", "-  x", "-x", "- ", "- \"k\": v",
  "- k: v: w" }

local state = 7

--- A number from 1 to n; the same sequence in every run.
local function pick(n)
  state = (state * 1103515245 + 12345) % 2147483648
  return state // 65536 % n + 1
end

--- Lines of any kind, at any indent.
local function text_of(lines)
  local parts = {}
  for i = 1, lines do
    parts[i] = KEYS[pick(#KEYS)] .. (pick(8) == 1 and ":" or ": ") .. VALUES[pick(#VALUES)]
  end
  return table.concat(parts, "\n") .. "\n"
end

--- Maps and lists in each other, most of them right.
local function nested(depth)
  local parts, indent = {}, 0
  for i = 1, depth do
    local line = pick(3) == 1 and ITEMS[pick(pick(4) == 1 and #ITEMS or 5)] or ("k%d:"):format(pick(9))
    if line:sub(-1) == ":" and pick(2) == 1 then line = line .. " v" .. i end
    parts[i] = (" "):rep(indent) .. line
    local deeper = line:sub(-1) == ":" and pick(6) > 1
    indent = math.max(0, indent + (deeper and 2 * pick(2) or pick(8) == 1 and 1 or pick(3) == 1 and -2 or 0))
  end
  return table.concat(parts, "\n") .. "\n"
end

--- All values of a document with their lines, in the order of their keys.
local function told_of(parsed, data, list)
  local keys = {}
  for key in pairs(data) do keys[#keys + 1] = key end
  table.sort(keys, function(a, b) return tostring(a) < tostring(b) end)
  for _, key in ipairs(keys) do
    local value = data[key]
    list[#list + 1] = { key, parsed:line(data, key) }
    if type(value) == "table" then
      list[#list + 1] = { "in", #value }
      told_of(parsed, value, list)
      list[#list + 1] = "out"
    else
      list[#list + 1] = { type(value), tostring(value) }
    end
  end
  return list
end

--- What a text means: its values with their places, or the fault's place.
local function meaning(text)
  local parsed, fault = doc.parse(text, { kind = "yaml" })
  if not parsed then return { fault.line, fault.column, fault.message } end
  local data = parsed:data()
  if type(data) ~= "table" then return { tostring(data) } end
  return told_of(parsed, data, {})
end

local function agree(text)
  assert.same(meaning(text .. "# libyaml's\n"), meaning(text), text)
end

describe("YAML of plain lines", function()
  it("means the same as libyaml says, one line of every kind", function()
    for _, key in ipairs(KEYS) do
      for _, value in ipairs(VALUES) do agree(key .. ": " .. value .. "\n") end
    end
    for _, value in ipairs(VALUES) do agree("k:\n  - " .. value .. "\n  - x\n") end
  end)

  it("means the same as libyaml says, thousands of times", function()
    for _ = 1, 4000 do agree(text_of(pick(6))) end
  end)

  it("means the same where maps and lists are in each other", function()
    for _ = 1, 6000 do agree(nested(pick(9))) end
    agree(("k:\n"):rep(1) .. "  - a: 1\n    b:\n    - x\n    - y: 2\n      z: 3\n    c: 4\n  - d\ne: f\n")
  end)

  it("is refused where libyaml's is: a key twice, too deep, too many blanks", function()
    agree("a: b\nc:\n  d: 1\n  d: 2\na: e\n")
    for _, depth in ipairs { 63, 64, 65, 200 } do
      local lines = {}
      for i = 1, depth do lines[i] = (" "):rep(i - 1) .. "k:" end
      agree(table.concat(lines, "\n") .. " v\n")
    end
  end)

  it("needs no line feed at its end", function()
    for _, text in ipairs { "a: b\nc: d", "a:\n  - b", "a:\n  - b: c", "a:", "a:\n  -", "a:\n  - " } do
      assert.same(meaning(text .. "\n"), meaning(text), text)
    end
  end)

  it("keeps the places of a head in its file", function()
    local parsed = assert(doc.parse("---\nid: POL-1\nlist:\n  - \"ada\"\n---\nText\n", { kind = "markdown" }))
    local data = parsed:data()
    assert.same({ 4, 5 }, { parsed:line(data.list, 1) })
  end)
end)
