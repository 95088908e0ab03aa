-- The architecture: who may include and require whom, and that the tree does so.

local support = require("spec.support")

-- C. A folder of src/ (or a file that stands there alone) and the folders whose
-- headers it may include. `lua` is what both programs say to Lua: boxes, the
-- bundle, hashes.
local INCLUDES = {
  base = { "base" },
  git = { "base", "git" },
  doc = { "base", "doc" },
  lua = { "base", "lua" },
  worker = { "base", "doc", "git", "lua", "worker" },
  host = { "base", "host", "lua" },
  ["main.c"] = { "base", "host", "lua" },
  ["embed.c"] = { "base", "host", "lua" },
}

-- Libraries that one layer answers for; any other header is the C library's.
local LUA = { "lua", "worker", "host", "main.c", "embed.c" }
local LIBRARIES = {
  { "^git2", { "git" } },
  { "^zlib", { "git" } },
  { "^libdeflate", { "git" } },
  { "^lmdb", { "host" } },
  { "^yaml", { "doc" } },
  { "^cmark", { "doc" } },
  { "^lua", LUA }, { "^lauxlib", LUA },
  { "^seccomp", { "worker" } }, { "^linux/landlock", { "worker" } },
  { "^openssl/", { "lua", "git", "host" } },
}

-- Lua. A folder of lua/tickmark/ and what it may require: folders, or modules by
-- their whole name. `worker` is the worker's trusted side; "." are the doors,
-- init.lua and embed.lua. `tickmark.facts` is the worker's C for records.
local REQUIRES = {
  base = { "base" },
  criteria = { "base", "criteria", "tickmark.evidence.dates" }, -- a beside-look: the form of a series' date
  evidence = { "base", "evidence", "tickmark.facts" },
  ledger = { "base", "ledger" },
  documents = { "base", "criteria", "documents" },
  meta = {}, -- what an editor is told of the author's words; nobody loads it
  author = { "base", "evidence", "author", "tickmark.criteria.grade", "tickmark.facts" },
  worker = { "base", "criteria", "documents", "evidence", "ledger", "worker", "tickmark_worker",
    "tickmark_worker.lock" },
  evaluate = { "base", "criteria", "evidence", "ledger", "evaluate" },
  conclude = { "base", "criteria", "evidence", "ledger", "evaluate", "conclude" },
  followup = { "base", "criteria", "evidence", "ledger", "evaluate", "conclude", "followup" },
  record = { "base", "criteria", "evidence", "ledger", "evaluate", "conclude", "record",
    "tickmark.documents.secrets" }, -- what is no evidence
  trial = { "base", "criteria", "evaluate", "conclude", "trial" },
  check = { "base", "criteria", "documents", "evaluate", "check" },
  adopt = { "base", "criteria", "documents", "evaluate", "adopt", "tickmark.evidence.dates" },
  report = { "base", "report" },
  cli = { "base", "criteria", "documents", "evidence", "ledger", "evaluate", "conclude", "followup", "record",
    "adopt", "report", "trial", "cli", "tickmark", "argparse" },
  ["."] = { "base", "criteria", "evidence", "ledger", "evaluate", "conclude", "followup", "record",
    "check", "report", "tickmark" },
}

-- `tickmark.core` is the host's C: its layers may have it, and of the layers that
-- both programs share only these modules, which no worker can then load.
local CORE = { adopt = true, evaluate = true, conclude = true, check = true, trial = true, followup = true,
  record = true, cli = true, ["."] = true,
  ["lua/tickmark/criteria/records.lua"] = true, -- shapes, from the bundle
  ["lua/tickmark/ledger/event.lua"] = true, -- the file's SHA-256
}
-- One module answers for what each JSON library thinks JSON is.
local CJSON = { ["lua/tickmark/base/json.lua"] = true }

local function among(list, name)
  for _, one in ipairs(list) do
    if one == name then return true end
  end
  return false
end

local function included(layer, place, target)
  if place == "<" then
    for _, library in ipairs(LIBRARIES) do
      if target:find(library[1]) and not among(library[2], layer) then
        return ("%s includes <%s>"):format(layer, target)
      end
    end
    return nil
  end
  if target == "tickmark.h" then return nil end -- public: codes and types
  local theirs = target:match("^([^/]+)/") or target
  if not among(INCLUDES[layer] or {}, theirs) then
    return ("%s includes %s"):format(layer, target)
  end
end

local function required(path, layer, name)
  if name == "tickmark.core" then
    return not (CORE[layer] or CORE[path]) and ("%s requires tickmark.core"):format(layer) or nil
  end
  if name == "cjson" then
    return not CJSON[path] and ("%s requires cjson"):format(layer) or nil
  end
  local theirs = name:match("^tickmark%.(%w+)%.") or name
  local allowed = REQUIRES[layer] or {}
  if not (among(allowed, theirs) or among(allowed, name)) then
    return ("%s requires %s"):format(layer, name)
  end
end

--- Lines of a file with their numbers, comments of Lua taken away.
local function lines_of(text, is_lua)
  local n = 0
  local next_line = (text .. "\n"):gmatch("(.-)\n")
  return function()
    local line = next_line()
    n = n + 1
    return line and (is_lua and line:gsub("%-%-.*", "") or line), n
  end
end

--- Names of modules in a line: required there, or kept in a table for later.
local function modules_in(line)
  local found, seen = {}, {}
  local function add(name)
    if not seen[name] then found[#found + 1] = name end
    seen[name] = true
  end
  for name in (" " .. line):gmatch("[^%w_\"']require%s*%(?%s*[\"']([^\"']+)[\"']") do add(name) end
  for name in line:gmatch("[\"'](tickmark%.%l+%.[%l_]+)[\"']") do add(name) end
  for name in line:gmatch("[\"'](tickmark%.core)[\"']") do add(name) end
  return found
end

--- What a file does that its layer may not: "path:line: why".
local function faults(path, text)
  local found = {}
  local function note(n, why)
    if why then found[#found + 1] = ("%s:%d: %s"):format(path, n, why) end
  end
  local layer = path:match("^src/([^/]+)") or path:match("^lua/tickmark/([^/]+)/") or "."
  for line, n in lines_of(text, path:find("%.lua$")) do
    if path:find("^src/") then
      local place, target = line:match('^%s*#%s*include%s*([<"])([^>"]+)')
      if place then note(n, included(layer, place, target)) end
    else
      for _, name in ipairs(modules_in(line)) do note(n, required(path, layer, name)) end
    end
  end
  return found
end

local function files(where, names)
  local list = {}
  for path in support.sh("find " .. where .. " -name " .. names .. " | LC_ALL=C sort"):gmatch("[^\n]+") do
    list[#list + 1] = path
  end
  return list
end

local function read(path)
  local file <close> = assert(io.open(path, "rb"))
  return file:read("a")
end

local function all_faults(list)
  local found = {}
  for _, path in ipairs(list) do
    table.move(faults(path, read(path)), 1, 1000, #found + 1, found)
  end
  return found
end

describe("a layer", function()
  it("includes only headers of the layers under it", function()
    local list = files("src", "'*.[ch]'")
    assert.is_true(#list > 60)
    assert.same({}, all_faults(list))
  end)

  it("requires only modules of the layers under it", function()
    local list = files("lua", "'*.lua'")
    assert.is_true(#list > 60)
    assert.same({}, all_faults(list))
  end)

  it("stands in the table", function()
    for _, path in ipairs(files("src", "'*.[ch]'")) do
      assert.truthy(INCLUDES[path:match("^src/([^/]+)")], path)
    end
    for _, path in ipairs(files("lua", "'*.lua'")) do
      assert.truthy(REQUIRES[path:match("^lua/tickmark/([^/]+)/") or "."], path)
    end
    for path in pairs(CORE) do
      if path:find("/") then assert.truthy(read(path):find('"tickmark.core"', 1, true), path) end
    end
  end)

  it("is caught when it looks up or across", function()
    local cases = {
      { "src/host/x.c", '#include "git/repo.h"', "host includes git/repo.h" },
      { "src/host/x.c", '#  include "doc/doc.h"', "host includes doc/doc.h" },
      { "src/embed.c", '#include "worker/bind.h"', "embed.c includes worker/bind.h" },
      { "src/main.c", '#include "git/repo.h"', "main.c includes git/repo.h" },
      { "src/base/x.h", '#include "lua/bind.h"', "base includes lua/bind.h" },
      { "src/git/x.c", '#include "doc/doc.h"', "git includes doc/doc.h" },
      { "src/git/x.c", '#include "error.h"', "git includes error.h" },
      { "src/doc/x.c", "#include <git2.h>", "doc includes <git2.h>" },
      { "src/worker/x.c", "#include <git2/sys/odb_backend.h>", "worker includes <git2/sys/odb_backend.h>" },
      { "src/worker/x.c", "#include <yaml.h>", "worker includes <yaml.h>" },
      { "src/host/x.c", "#include <cmark-gfm.h>", "host includes <cmark-gfm.h>" },
      { "src/git/x.c", "#include <lauxlib.h>", "git includes <lauxlib.h>" },
      { "src/base/x.c", "#include <lua.h>", "base includes <lua.h>" },
      { "lua/tickmark/base/x.lua", 'require("tickmark.evidence.due")', "base requires tickmark.evidence.due" },
      { "lua/tickmark/base/x.lua", 'local j = require("cjson")', "base requires cjson" },
      { "lua/tickmark/criteria/x.lua", 'require "tickmark.core"', "criteria requires tickmark.core" },
      { "lua/tickmark/author/x.lua", 'require("tickmark.core")', "author requires tickmark.core" },
      { "lua/tickmark/author/x.lua", 'require("tickmark.criteria.people")',
        "author requires tickmark.criteria.people" },
      { "lua/tickmark/author/x.lua", 'require("tickmark_worker")', "author requires tickmark_worker" },
      { "lua/tickmark/worker/x.lua", 'require("tickmark.author.set")', "worker requires tickmark.author.set" },
      { "lua/tickmark/worker/x.lua", 'require("tickmark.core")', "worker requires tickmark.core" },
      { "lua/tickmark/worker/x.lua", 'local M = { a = "tickmark.evaluate.run" }',
        "worker requires tickmark.evaluate.run" },
      { "lua/tickmark/evaluate/x.lua", 'require("tickmark_worker")', "evaluate requires tickmark_worker" },
      { "lua/tickmark/evaluate/x.lua", 'require("tickmark.author.set")', "evaluate requires tickmark.author.set" },
      { "lua/tickmark/evaluate/x.lua", 'require("tickmark.conclude.result")',
        "evaluate requires tickmark.conclude.result" },
      { "lua/tickmark/conclude/x.lua", 'require("tickmark.report.text")', "conclude requires tickmark.report.text" },
      { "lua/tickmark/report/x.lua", 'require("tickmark.core")', "report requires tickmark.core" },
      { "lua/tickmark/cli/x.lua", 'require("tickmark.worker.read")', "cli requires tickmark.worker.read" },
      { "lua/tickmark/init.lua", 'require("tickmark.cli.audit")', ". requires tickmark.cli.audit" },
    }
    for _, case in ipairs(cases) do
      assert.same({ ("%s:2: %s"):format(case[1], case[3]) }, faults(case[1], "\n" .. case[2] .. "\n"))
    end
  end)

  it("is left alone when it looks down", function()
    local cases = {
      { "src/worker/x.c", '#include "git/repo.h"\n#include <lua.h>\n#include <string.h>\n#include "tickmark.h"' },
      { "src/git/x.c", "#include <git2.h>" },
      { "src/doc/x.c", "#include <yaml.h>\n#include <cmark-gfm.h>" },
      { "lua/tickmark/author/x.lua", 'require("tickmark.facts")\nrequire("tickmark.criteria.grade")' },
      { "lua/tickmark/author/x.lua", '-- not require("tickmark.core")' },
      { "lua/tickmark/base/json.lua", 'require("cjson")' },
      { "lua/tickmark/evaluate/x.lua", 'require("tickmark.core")' },
    }
    for _, case in ipairs(cases) do assert.same({}, faults(case[1], case[2])) end
  end)
end)

describe("a shipped script", function()
  it("requires nothing of ours but the libraries of its pack", function()
    for _, path in ipairs(files("policies", "'*.lua'")) do
      local pack = path:match("^policies/iso27001/") or "policies/"
      for _, name in ipairs(modules_in(read(path))) do
        local file <close> = io.open(("%slib/%s.lua"):format(pack, name))
        assert.is_truthy(file, path .. " requires " .. name)
      end
    end
  end)
end)
