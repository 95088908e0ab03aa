--- What the worst document of each kind costs: its limits hold before time and
--- memory are spent (src/doc/limits.h).

local support = require("spec.support")

local BUILD <const> = os.getenv("TICKMARK_BUILD") or "build"
local SIZE <const> = 8 << 20
local SECONDS <const>, MIB <const> = 1, 72

--- `unit` again and again, up to so many bytes.
local function fill(unit, bytes) return unit:rep((bytes or SIZE) // #unit) end

local function numbered(form, count)
  local parts = {}
  for i = 1, count do parts[i] = form:gsub("#", i) end
  return table.concat(parts)
end

local function nested_list(depth)
  local lines = {}
  for i = 0, depth - 1 do lines[i + 1] = (" "):rep(2 * i) .. "- a\n" end
  return table.concat(lines)
end

-- What it is of, its kind, its text, how it ends: a limit, a fault, or well.
local cases = {
  { "brackets", "json", fill("["), "limit" },
  { "braces", "json", fill('{"a":'), "limit" },
  { "numbers, too many", "json", "[" .. fill("1,", SIZE - 8) .. "1]", "limit" },
  { "empty lists", "json", "[" .. fill("[],", 3 * 499990) .. "1]", "ok" },
  { "texts with escapes", "json", "[" .. numbered('"\\n#",', 499990) .. "1]", "ok" },
  { "keys of one map", "json", "{" .. numbered('"k#":1,', 249000) .. '"z":1}', "ok" },
  { "keys alike but for their ends", "json", "{" .. numbered('"' .. ("x"):rep(80) .. '#":1,', 80000) .. '"z":1}',
    "ok" },
  { "one text", "json", '"' .. fill("x", SIZE - 2) .. '"', "limit" },
  { "rows", "csv", "a\n" .. fill("1\n", 2 * 499000), "ok" },
  { "rows, too many", "csv", "a\n" .. fill("1\n"), "limit" },
  { "columns", "csv", numbered("c#,", 300000) .. "\n", "limit" },
  { "columns without names", "csv", "a" .. (","):rep(4095) .. "\n" .. fill("1" .. (","):rep(4095) .. "\n", SIZE - 9000),
    "ok" },
  { "rows of 4,096 columns", "csv", numbered("c#,", 4095) .. "z\n" .. (("1,"):rep(4095) .. "1\n"):rep(240), "ok" },
  { "doubled quotes", "csv", 'a\n"' .. fill('""', SIZE - 8) .. '"\n', "ok" },
  { "brackets", "yaml", fill("["), "limit" },
  { "dashes", "yaml", fill("- "), "limit" },
  { "items, too many", "yaml", fill("- a\n"), "limit" },
  { "items", "yaml", numbered("- #\n", 499000), "ok" },
  { "plain lines", "yaml", numbered("k#: v\n", 249000), "ok" },
  { "items in the deepest list", "yaml", ("["):rep(62) .. fill("a,", 2 * 499000) .. ("]"):rep(62), "ok" },
  { "one plain value", "yaml", fill("x y "), "limit" },
  { "lines of one value behind long blanks", "yaml", "a: b" .. (" "):rep(4090) .. "x" .. ("\n"):rep(4090)
    .. fill(" x\n", SIZE - 12000), "limit" },
  { "one key", "yaml", fill("x", SIZE - 8) .. ": v\n", "limit" },
  { "comments", "yaml", fill("#\n"), "ok" },
  { "directives", "yaml", fill("%A b\n"), "syntax" },
  { "fences that are none", "markdown", "---\n" .. fill("--- x\n", SIZE - 8), "syntax" },
  { "a head", "markdown", "---\n" .. numbered("k#: v\n", 22000) .. "---\n", "ok" },
  { "short lines", "markdown", fill("a\n"), "limit" },
  { "empty lines", "markdown", fill("\n"), "ok" },
  { "empty lines behind code", "markdown", "    a\n" .. fill("\n", SIZE - 8), "limit" },
  { "empty lines in a list", "markdown", nested_list(60) .. fill("\n", SIZE - 9000), "limit" },
  { "empty lines in a list, some", "markdown", nested_list(60) .. fill("\n", 150000), "ok" },
  { "headings", "markdown", fill("# a\n"), "limit" },
  { "headings of one name", "markdown", fill("# a\n", 4 * 90000), "ok" },
  { "links", "markdown", fill("[a](b)\n"), "limit" },
  { "tables", "markdown", fill("a|b\n-|-\n\n"), "limit" },
  { "references", "markdown", fill("[a]: b\n"), "limit" },
  { "links in images", "markdown", fill("![[]()", 200 << 10), "limit" },
  { "links in images, named,", "markdown", fill("![[a]()", 140 << 10), "limit" },
  { "names in images", "markdown", "[a]: b\n\n" .. fill("![[a]", 100 << 10), "limit" },
  { "images", "markdown", fill("![x](y) ", 70 << 10), "ok" },
  { "a long paragraph as a table", "markdown", fill(("a"):rep(100) .. "\n", 1 << 20) .. "-|-\n", "limit" },
  { "a paragraph as a table", "markdown", fill(("a"):rep(100) .. "\n", 4900 * 101) .. "-|-\n", "ok" },
  { "brackets around long names", "markdown", "[a]: b\n\n"
    .. fill(("["):rep(100) .. ("x"):rep(790) .. ("]"):rep(100) .. "\n", 1 << 20), "ok" },
}
for _, unit in ipairs { "a<?", "a<!A ", "a<![CDATA[", "a<?x??>", "a<![CDATA[]]]>", "> a<!A\n", "- > a<?\n" } do
  cases[#cases + 1] = { ("raw HTML, %q,"):format(unit), "markdown", fill(unit, 1 << 20), "limit" }
end
for _, unit in ipairs { "a<?x?>", "a<![CDATA[]]>", "a<!A >", "a<!-- b -->", "a<?x?>\n" } do
  cases[#cases + 1] = { ("raw HTML that is closed, %q,"):format(unit), "markdown", fill(unit, 200000), "ok" }
end

describe("a document", function()
  if os.getenv("LD_PRELOAD") then
    return pending("costs another thing under a sanitizer")
  end
  local dir
  setup(function() dir = support.tmpdir() end)
  teardown(function() support.remove(dir) end)

  for _, case in ipairs(cases) do
    local name, kind, text, ends = table.unpack(case)

    it(("of %s costs at most a second and 72 MiB as %s"):format(name, kind), function()
      support.write(dir .. "/text", text)
      local seconds, mib, ended
      for _ = 1, 3 do -- what else runs here can only add
        local told = support.sh("LUA_CPATH=%s lua5.4 spec/doc/cost.lua %s %s", BUILD .. "/spec/?.so;;",
          dir .. "/text", kind)
        seconds, mib, ended = told:match("(%S+)%s+(%S+)%s+(%S+)")
        if tonumber(seconds) < SECONDS then break end
      end
      assert.equal(ends, ended)
      assert.is_true(tonumber(seconds) < SECONDS, seconds .. " s")
      assert.is_true(tonumber(mib) < MIB, mib .. " MiB")
    end)
  end
end)
