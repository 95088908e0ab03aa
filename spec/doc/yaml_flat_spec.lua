--- Plain lines of `key: value` are read without libyaml (src/doc/yaml_flat.c).
--- A comment behind them makes libyaml read the same lines: both must agree.

local doc = require("tickmark_worker").doc

local KEYS = { "id", "owner", "next_review", "a-b", "K9", "_x", "1", "true", "x.y", "é", "-a",
  "<<", "" }
local VALUES = { "x", "8.10", "no", "2026-02-30", "a b  c", "ada.lind@example.org", "12:30", "a:b", "a: b", "a :b",
  "null", "~", "Null", "/etc/x", "+1", "-1", "- x", "x #y", "x# y", "#x", "'q'", "it's",
  "\"q\"", "[a]", "a,b", "{a}", "a*x",
  "a]b", "*x", "&x", "a&b", "!t", "a!b", "%x", "a%b", "@x", "`x`", "x ", " x", "\tx", "x\ty", "|", ">", "? x",
  "é", "x:", ":x", "...", "---", "a=b;c", "(a)", "http://x.org/y?z=1&w=2#f", ("v"):rep(1100), "", "a\\b",
  "0x1F", "1e3" }

local state = 7

--- A number from 1 to n; the same sequence in every run.
local function pick(n)
  state = (state * 1103515245 + 12345) % 2147483648
  return state // 65536 % n + 1
end

local function text_of(lines)
  local parts = {}
  for i = 1, lines do
    parts[i] = KEYS[pick(#KEYS)] .. (pick(8) == 1 and ":" or ": ") .. VALUES[pick(#VALUES)]
  end
  return table.concat(parts, "\n") .. "\n"
end

--- What a text means: its values with their places, or the fault's place.
local function meaning(text)
  local parsed, fault = doc.parse(text, { kind = "yaml" })
  if not parsed then return { fault.line, fault.column, fault.message } end
  local data, told = parsed:data(), {}
  if type(data) ~= "table" then return { tostring(data) } end
  for key, value in pairs(data) do
    told[tostring(key)] = { type(value), tostring(value), parsed:line(data, key) }
    if type(value) == "table" then told[tostring(key)][2] = #value end
  end
  return told
end

describe("YAML of plain lines", function()
  it("means the same as libyaml says, one line of every kind", function()
    for _, key in ipairs(KEYS) do
      for _, value in ipairs(VALUES) do
        local text = key .. ": " .. value .. "\n"
        assert.same(meaning(text .. "# libyaml's\n"), meaning(text), text)
      end
    end
  end)

  it("means the same as libyaml says, thousands of times", function()
    for _ = 1, 4000 do
      local text = text_of(pick(6))
      assert.same(meaning(text .. "# libyaml's\n"), meaning(text), text)
    end
  end)

  it("needs no line feed at its end", function()
    assert.same(meaning("a: b\nc: d\n"), meaning("a: b\nc: d"))
  end)

  it("keeps the places of a head in its file", function()
    local parsed = assert(doc.parse("---\nid: POL-1\nowner: ada\n---\nText\n", { kind = "markdown" }))
    local data = parsed:data()
    assert.same({ 3, 8 }, { parsed:line(data, "owner") })
  end)
end)
