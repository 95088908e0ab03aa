-- What fuzzing once found (spec/fuzz/regress/TARGET/*) stays mended: each input
-- goes through the real parser, or the target's oracle, in every run.

local date = require("tickmark.base.date")
local period = require("tickmark.base.period")
local support = require("spec.support")
local worker = require("tickmark_worker")
local doc, facts, git = worker.doc, worker.facts, worker.git

local PLACE <const> = "spec/fuzz/regress"

local function lines_of(fmt, ...)
  local found = {}
  for line in support.sh(fmt, ...):gmatch("[^\n]+") do found[#found + 1] = line end
  return found
end

--- An input's bytes; a name in .hex says how they are written.
local function read(path)
  local file <close> = assert(io.open(path, "rb"))
  local bytes = file:read("a")
  if not path:find("%.hex$") then return bytes end
  return (bytes:gsub("%s", ""):gsub("%x%x", function(hex) return string.char(tonumber(hex, 16)) end))
end

--- A document or a fault, which lie within the file.
local function check_document(bytes, options)
  local parsed, fault = doc.parse(bytes, options)
  local _, breaks = bytes:gsub("\n", "")
  local line = fault and fault.line or parsed:body_line()
  assert.is_true(line >= 1 and line <= breaks + 1, "line " .. line)
  if fault then
    assert.is_true(utf8.len(fault.message) and fault.message ~= "" and fault.remedy ~= "")
  elseif options.kind == "markdown" then
    for _, part in ipairs { "headings", "links", "tables" } do
      assert.is_truthy(parsed[part](parsed) or select(2, parsed[part](parsed)).code == "limit")
    end
  else
    parsed:data()
  end
end

local function document(kind)
  return function(bytes) check_document(bytes, { kind = kind }) end
end

--- As an object of a repository, through its reader.
local function object(kind, method)
  return function(bytes)
    local dir = support.repo()
    finally(function() support.remove(dir) end)
    local repo = assert(git.open(dir))
    local read_it, message = repo[method](repo, support.object(dir, kind, bytes))
    assert.is_truthy(read_it or message)
  end
end

local targets = {
  front_matter = document("markdown"), outline = document("markdown"), yaml = document("yaml"),
  json = document("json"), commit = object("commit", "commit"), tree = object("tree", "tree"),
  csv = function(bytes) check_document(bytes:sub(2), { kind = "csv", separator = bytes:sub(1, 1) }) end,
  facts = function(bytes)
    facts.values(date.meta, period.meta)
    local ok, value = pcall(facts.decode, bytes)
    if ok then pcall(facts.encode, value) end
  end,
  glob = function(bytes)
    local pattern, path = bytes:match("^([^\n]*)\n(.*)$")
    assert.is_boolean(git.glob(pattern, path))
  end,
}

--- The targets in Lua are functions of the input already.
local function target_of(name)
  return targets[name] or require("spec.fuzz.oracle." .. name)
end

describe("an input that once was a finding", function()
  for _, name in ipairs(lines_of("ls %s", PLACE)) do
    for _, path in ipairs(lines_of("ls %s/%s/*", PLACE, name)) do
      it(("is none for %s: %s"):format(name, path:match("[^/]+$")), function() target_of(name)(read(path)) end)
    end
  end
end)

describe("a fuzz target", function()
  it("is a C file, or a function in Lua of its input", function()
    for _, path in ipairs(lines_of("ls spec/fuzz/oracle")) do
      assert.is_function(require("spec.fuzz.oracle." .. path:match("^(%w+)%.lua$")))
    end
    for _, name in ipairs(lines_of("ls %s", PLACE)) do
      local c, lua = io.open(("spec/fuzz/%s.c"):format(name)), io.open(("spec/fuzz/oracle/%s.lua"):format(name))
      assert.is_truthy(c or lua, name)
      if c then c:close() end
      if lua then lua:close() end
    end
  end)

  it("in Lua is quiet about texts of every kind", function()
    for _, path in ipairs(lines_of("ls spec/fuzz/oracle")) do
      local check = require("spec.fuzz.oracle." .. path:match("^(%w+)%.lua$"))
      for _, text in ipairs { "", "a", "a b\n", "*x* [y](z) & <b>", "::error::x", "\27[31m", "\u{202E}", "\xFF",
        "2024-02-29\nYYYY-MM-DD", "P1Y6M", "#x\n---\n", ("long "):rep(50) } do
        check(text)
      end
    end
  end)
end)
