-- Every lock and every limit is there for something: a program without it, and
-- without those that overlap it, lets an item out that the program contains.

local bed = require("spec.hostile.bed")
local command = require("spec.command")
local measured = require("spec.hostile.measured")
local support = require("spec.support")
local variant = require("spec.variant")

local SCRIPT <const> = "lua/tickmark/author/script.lua"
local CAPABILITIES <const> = "lua/tickmark/base/capabilities.lua"
local SANDBOX <const> = "src/worker/lua_sandbox.c"
local BUDGET <const> = "src/worker/budget.c"
local LIMITS <const> = "src/doc/limits.h"

local function change(file, from, to) return { file = file, from = from, to = to } end

--- The JSON result of an audit of these files.
local function audited(tickmark, files, options)
  local dir = bed.repository { { name = "main", files = files } }
  local ran = measured.run({ bed.audit(tickmark, dir, "--format json " .. (options or "")) }, 1)[1]
  support.remove(dir)
  return bed.result(ran), ran
end

--- What a script with this text says, or the first problem.
local function said(tickmark, text, more)
  local files = bed.files()
  files["checks/h.lua"] = text
  for path, bytes in pairs(more or {}) do files[path] = bytes end
  local result, why = audited(tickmark, files)
  if not result then return "no result: " .. why.err end
  local row = bed.row(result, "h", "checks/h.lua")
  return row.positives[1] or result.problems[1] and result.problems[1].message or row.outcome
end

--- An item: the body of a judge, which gets out if its value says so.
local function judge(body)
  local text = 'return test { id = "h", title = "H", requirement = "A.5.1", evidence = "users",\n'
    .. "judge = function(_, t)\nt:positive(tostring((function()\n" .. body .. "\nend)()))\nend }\n"
  return function(tickmark) return said(tickmark, text):find("^ESCAPED") ~= nil end
end

--- An item: a whole script.
local function script(text, more)
  return function(tickmark) return said(tickmark, text, more):find("^ESCAPED") ~= nil end
end

local ITEMS <const> = '  item:\n    paths: ["item/**"]\n    controls: [A.5.1]\n    optional: "yes"\n'

--- An item: a document, which gets out if nobody says `words` of it.
local function document(name, bytes, words)
  return function(tickmark)
    local files = bed.files(ITEMS)
    files["item/" .. name] = bytes
    files["checks/h.lua"] = 'return test { id = "h", title = "H", requirement = "A.5.1", evidence = "item",\n'
      .. "collect = function(doc) if doc.kind == 'markdown' then assert(doc:headings()) end doc:data() return {} end }\n"
    local _, ran = audited(tickmark, files)
    return not ran.out:find(words, 1, true)
  end
end

local function trying(body) return "return pcall(function() " .. body .. ' end) and "ESCAPED" or "SAFE"' end

--- One more name in the list of capabilities.
local function listed(after, name) return change(CAPABILITIES, after, ('%s, "%s"'):format(after, name)) end

local WITH_GETMETATABLE = listed('base = { "assert"', "getmetatable")
local PLAIN = change("src/worker/lua_prices.c", "} else if (kind > LUA_TSTRING) {", "} else if (0) {")

local UNENFORCED = change(BUDGET, "\tif (budget->spent == TICK_UNSPENT)\n\t\treturn;\n\talert",
  "\treturn;\n\talert")

-- A script is text on its way, so bytecode comes as digits.
local LOAD_HEX <const> = 'load((text:gsub("^hex:(.*)", function(hex) return (hex:gsub("..", function(c) '
  .. 'return string.char(tonumber(c, 16)) end)) end)), "@" .. name, "%s", env)'

-- The lock, the changes that take it away with what overlaps it, the item; where
-- the program as it is can't take the item, the changes with which it can (base).
local LUA = {
  { "on memory", { change(BUDGET, "if (nsize - old > budget->limit - budget->used)", "if (0)") },
    judge 'local s = ("x"):rep(100 << 20) return "ESCAPED " .. #s' },
  { "on steps", { change(BUDGET, "budget->steps -= STRIDE;", "") },
    judge 'local n = 0 for i = 1, 80000000 do n = n + i end return "ESCAPED"' },
  { "that charges bytes as steps", { change(BUDGET, "budget->steps -= steps;\n\tif", "if"),
      change(BUDGET, "if (budget->steps - steps < -budget->reserve) {", "if (0) {") },
    judge 'for i = 1, 2000 do local s = ("x"):rep(2 << 20) .. i end return "ESCAPED"' },
  { "that a limit, once met, stays met", { change(BUDGET, "\talert(budget);\n\tlua_pushstring(S, budget->spent",
      "\tbudget->spent = TICK_UNSPENT;\n\tbudget->steps = 1000000;\n\tlua_pushstring(S, budget->spent") },
    judge 'pcall(function() while true do end end) return "ESCAPED"' },
  { "that a spent call is no success", { UNENFORCED, change(SANDBOX,
      "if (status != LUA_OK || box->budget.spent != TICK_UNSPENT)", "if (status != LUA_OK)") },
    judge 'pcall(string.rep, "x", 1 << 30) return "ESCAPED"', base = { UNENFORCED } },
  { "on patterns", { change("src/worker/lua_string.c", "search->m.steps = search->paid;",
      "search->m.steps = search->paid = STEPS_MOST;"), change("src/worker/lua_string.c",
      "int64_t used = search->paid - search->m.steps;", "int64_t used = 0;") },
    judge 'return ("ab"):rep(4500):find("^(.-)(.-)%1%2x$") and "ESCAPED" or "ESCAPED: finished"' },
  { "on loops in C", { change("src/worker/lua_prices.c",
      "return span(place(S, 2, 1), place(S, 3, -1)) / BYTES_A_STEP;", "return 0;") },
    judge 'local s = ("x"):rep(16 << 20) for i = 1, 40 do utf8.len(s) end return "ESCAPED"' },
  { "on changing `string`", { change(SCRIPT, 'frozen("string", STRINGS)', "STRINGS") },
    judge(trying "string.find = nil") },
  { "on changing `table`", { change(SCRIPT, 'frozen("table", TABLES)', "TABLES") },
    judge(trying "table.concat = nil") },
  { "on changing `math`", { change(SCRIPT, 'frozen("math", listed("math", math))', "math") },
    judge(trying "math.max = nil") },
  { "on changing `utf8`", { change(SCRIPT, 'frozen("utf8", listed("utf8", utf8))', "utf8") },
    judge(trying "utf8.char = nil") },
  { "on the metatable of texts", { WITH_GETMETATABLE, change(SCRIPT,
      'getmetatable("").__index, getmetatable("").__metatable = STRINGS, false', 'getmetatable("").__index = STRINGS') },
    judge(trying 'getmetatable("").__index = {}') },
  { "on the metatable of the globals", { WITH_GETMETATABLE, change(SCRIPT,
      "scripts have no globals\"):format(tostring(name)), 2)\n    end,\n    __metatable = false,",
      "scripts have no globals\"):format(tostring(name)), 2)\n    end,") },
    judge(trying "getmetatable(_ENV).__index = nil") },
  { "on globals that aren't there", { change(SCRIPT, "if value == nil then\n        error((\"no global",
      "if false then\n        error((\"no global") }, judge(trying "return nothing") },
  { "on globals of its own", { change(SCRIPT,
      "error((\"write 'local %s': scripts have no globals\"):format(tostring(name)), 2)", "words[name] = true") },
    judge(trying "leak = 1") },
  { "on names that aren't listed", { change(SCRIPT, "local value = words[name]\n",
      "local value = words[name] or _G[name]\n") }, judge(trying 'assert(load("return 1"))()') },
  { "on randomness", { listed('"tointeger", "type"', "random") }, judge(trying "math.random()") },
  { "on bytecode that is written", { listed('"find", "format"', "dump") },
    judge(trying '("").dump(function() end)') },
  { "on bytecode that is read", { change(SCRIPT, 'load(text, "@" .. name, "t", env)', LOAD_HEX:format("bt")) },
    script("hex:" .. string.dump(assert(load('return test { id = "h", title = "H", requirement = "A.5.1", '
      .. 'evidence = "users", judge = function(_, t) t:positive("ESCAPED") end }'))):gsub(".", function(c)
        return ("%02x"):format(c:byte())
      end)), base = { change(SCRIPT, 'load(text, "@" .. name, "t", env)', LOAD_HEX:format("t")) } },
  { "on the order of pairs", { change(SCRIPT, "= sorted_pairs, plain", "= pairs, plain") },
    judge [[local t, last = {}, "" for i = 1, 60 do t["k" .. i] = i end
      for k in pairs(t) do if k < last then return "ESCAPED" end last = k end return "SAFE"]] },
  { "on the order of equals", { change(SCRIPT, "function TABLES.sort(list, less) order.sort(list, less) end", "") },
    judge [[local t = {} for i = 1, 500 do t[i] = { i // 50, i } end
      table.sort(t, function(a, b) return a[1] > b[1] end)
      for i = 2, 500 do if t[i][1] == t[i - 1][1] and t[i][2] < t[i - 1][2] then return "ESCAPED" end end
      return "SAFE"]] },
  { "on addresses in tostring", { PLAIN, change(SCRIPT, "= sorted_pairs, plain", "= sorted_pairs, tostring") },
    judge 'return tostring({}):find("0x", 1, true) and "ESCAPED" or "SAFE"' },
  { "on addresses in format", { PLAIN },
    judge 'return ("%s"):format({}):find("0x", 1, true) and "ESCAPED" or "SAFE"' },
  { "on %p in format", { change("src/worker/lua_prices.c",
      "if (lua_type(S, 1) == LUA_TSTRING && has_address(S, 1))", "if (0 && has_address(S, 1))") },
    judge(trying '("%p"):format({})') },
  { "on state from one document to the next", { change(SCRIPT,
      "return function() return run(declare) end, function() return run(as_written) end",
      "local kept return function() return run(declare) end, "
        .. "function() kept = kept or run(as_written) return kept end") },
    script [[local seen = 0
return test { id = "h", title = "H", requirement = "A.5.1", evidence = "users",
  collect = function(doc) seen = seen + 1 return { { item = doc.path, seen = seen } } end,
  judge = function(items, t)
    for item in items:each() do if item.seen > 1 then t:positive("ESCAPED") end end
    t:positive("SAFE")
  end }
]] },
}

local function limit(name, to)
  return { change(LIMITS, "#define " .. name .. " ", ("#define %s %s // "):format(name, to)) }
end

local DOCUMENT = {
  { "on the size", { change(LIMITS, "TICK_DOC_SIZE_MAX (8u << 20)", "TICK_DOC_SIZE_MAX (80u << 20)"),
      change("lua/tickmark/worker/reader.lua", "8 << 20", "80 << 20") },
    document("a.txt", ("x\n"):rep(5 << 20), "8388608") },
  { "on the depth", limit("TICK_DOC_DEPTH_MAX", "1000"),
    document("a.json", ("["):rep(80) .. ("]"):rep(80), "nested deeper than 64 levels") },
  { "on the number of values", limit("TICK_DOC_NODES_MAX", "90000000"),
    document("a.json", "[" .. ("0,"):rep(1100000) .. "0]", "more than 1000000 values") },
  { "on the length of a value", limit("TICK_DOC_SCALAR_MAX", "(90u << 20)"),
    document("a.json", '{"a": "' .. ("x"):rep(70000) .. '"}', "more than 65536") },
  { "on the length of a number", limit("TICK_DOC_NUMBER_MAX", "100000"),
    document("a.json", "[0." .. ("1"):rep(300) .. "]", "a number of") },
  { "on the length of a head", limit("TICK_DOC_HEAD_MAX", "(90u << 20)"),
    document("a.md", "---\na: y\n" .. ("# words\n"):rep(40000) .. "---\n", "262144") },
  { "on columns", limit("TICK_DOC_COLUMNS_MAX", "100000"),
    document("a.csv", ("a,"):rep(5000) .. "b\n", "more than 4096 columns") },
  { "on aliases", { change("src/doc/yaml.c", "if (anchor)\n\t\treturn REFUSE", "if (0)\n\t\treturn REFUSE"),
      change("src/doc/yaml.c", "\tif (!name)\n\t\treturn TICK_OK;", "\tif (!tag)\n\t\treturn TICK_OK;") },
    document("a.yml", "a: &x 1\n", "anchor '&x' is not allowed") },
  { "on tags", { change("src/doc/yaml.c", "\tif (!name)\n\t\treturn TICK_OK;", "\tif (!anchor)\n\t\treturn TICK_OK;") },
    document("a.yml", "a: !!int 1\n", "is not allowed") },
  { "on merge keys", { change("src/doc/yaml.c", 'memcmp(text, "<<", 2) == 0', "0") },
    document("a.yml", "<<: {a: 1}\n", "merge key") },
  { "on a key twice", { change("src/doc/tree.c", "if (!again)\n\t\treturn TICK_OK;\n\ttick_fault_quote(name",
      "if (1)\n\t\treturn TICK_OK;\n\ttick_fault_quote(name") },
    document("a.json", '{"a": 1, "a": 2}', "stands twice") },
}

--- A repository that `make` changes, audited with these options; what is printed.
local function heard(tickmark, make, options)
  local dir = bed.repository { { name = "main", files = bed.files(ITEMS) } }
  support.git(dir, "reset -q --hard")
  make(dir)
  local ran = measured.run({ bed.audit(tickmark, dir, options or "--format json") }, 1)[1]
  support.remove(dir)
  return ran.out .. ran.err
end

--- An item: a repository, which gets out if nobody says `words` of it.
local function repository(make, words, options)
  return function(tickmark) return not heard(tickmark, make, options):find(words, 1, true) end
end

--- Put a tree of "mode name id" entries at item/ of the next commit.
local function plant(dir, entries)
  local bytes = {}
  for i, entry in ipairs(entries) do
    bytes[i] = ("%s %s\0%s"):format(entry[1], entry[2], support.bytes(entry[3]))
  end
  local tree = support.object(dir, "tree", table.concat(bytes))
  local names = support.git(dir, "ls-tree HEAD")
  support.git(dir, "update-ref refs/heads/main $(git -C %s commit-tree -p HEAD -m odd $( (git -C %s ls-tree HEAD; "
    .. "printf '040000 tree %%s\\titem\\n' %s) | git -C %s mktree))", dir, dir, tree, dir)
  return tree, names
end

local function blob(dir, text) return support.object(dir, "blob", text) end

local function odd_name(name)
  return function(dir) plant(dir, { { "100644", name, blob(dir, "x") } }) end
end

--- The loose file of an object.
local function loose(dir, id) return ("%s/.git/objects/%s/%s"):format(dir, id:sub(1, 2), id:sub(3)) end

local function nested(dir, depth)
  local tree = support.object(dir, "tree", "100644 a.md\0" .. support.bytes(blob(dir, "x")))
  for _ = 1, depth do tree = support.object(dir, "tree", "40000 d\0" .. support.bytes(tree)) end
  plant(dir, { { "40000", "d", tree } })
end

local RESOLVE <const> = "\tgit_reference *direct = NULL;\n\tgit_reference_resolve(&direct, found);\n"
  .. "\tgit_reference_free(found);\n\tfound = direct;\n"

local GIT = {
  { "on the size of an object", { change("src/git/object.c", "if (size > max)", "if (0)"),
      change("src/git/object.c", "&& git_odb_object_size(read) <= max)", ")") },
    repository(function(dir) support.commit(dir, { ["item/a.txt"] = ("x\n"):rep(5 << 20) }) end,
      "the limit is 8388608") },
  { "on an object's hash", { change("src/git/object.c", "if (!tick_oid_compare(&hash, id) &&", "if (1 ||") },
    repository(function(dir)
      local id, other = blob(dir, "one text\n"), blob(dir, "a text of others\n")
      plant(dir, { { "100644", "a.txt", id } })
      support.sh("chmod u+w %s; cp -f %s %s", loose(dir, id), loose(dir, other), loose(dir, id))
    end, "another hash") },
  { "on control characters in a name", { change("src/git/tree.c", "if (c < 0x20 || c == 0x7f)", "if (0)") },
    repository(odd_name("a\27[2J.md"), "a control character in its name") },
  { "on names that git reserves", { change("src/git/tree.c", "if ((len <= 2 && !memcmp(name, \"..\", len)) ||",
      "if (0 && (len == 1 ||"), change("src/git/tree.c", '(len == 4 && !strncasecmp(name, ".git", 4)))',
      '!strncasecmp(name, ".git", 4)))') },
    repository(odd_name(".."), "a name that git reserves") },
  { "on slashes in a name", { change("src/git/tree.c", "if (c == '/')", "if (0)") },
    repository(odd_name("a/b.md"), "a slash in its name") },
  { "on names that are no UTF-8", { change("src/git/tree.c", "if (!size)\n\t\t\treturn \"passed", "if (!size)\n"
      .. "\t\t\tsize = 1;\n\t\tif (0)\n\t\t\treturn \"passed") },
    repository(odd_name("a\255.md"), "a name that is not UTF-8") },
  { "on a name twice", { change("src/git/tree.c", "\tif (err == TICK_OK)\n\t\terr = drop_duplicates(tree);", "") },
    repository(function(dir)
      plant(dir, { { "100644", "a.md", blob(dir, "x") }, { "100644", "a.md", blob(dir, "y") } })
    end, "the same name twice") },
  { "on the depth of folders", { change("src/git/diff.h", "TICK_DEPTH_MAX 128", "TICK_DEPTH_MAX 1000") },
    repository(function(dir) nested(dir, 140) end, "deeper than 128") },
  { "on the number of paths", { change("src/git/diff.h", "TICK_WALK_MAX 4000000", "TICK_WALK_MAX 400000000") },
    repository(function(dir)
      local tree = support.object(dir, "tree", "100644 a.txt\0" .. support.bytes(blob(dir, "x")))
      for i = 1, 4 do
        local names = {}
        for j = 0, 49 do names[j + 1] = ("40000 %s%02d\0"):format("d", j) .. support.bytes(tree) end
        tree = support.object(dir, "tree", table.concat(names))
        if i == 4 then plant(dir, { { "40000", "d", tree } }) end
      end
    end, "more than 4000000 paths") },
  { "on symbolic refs", { change("src/git/swap.c", "\tif (git_reference_type(found) != GIT_REFERENCE_DIRECT) {",
      RESOLVE .. "\tif (0) {"), change("src/git/resolve.c", "\tif (git_reference_type(found) == GIT_REFERENCE_DIRECT)\n"
      .. "\t\terr = peel(out, repo, tick", RESOLVE .. "\tif (1)\n\t\terr = peel(out, repo, tick") },
    repository(function(dir)
      support.git(dir, "symbolic-ref refs/heads/audit/internal refs/heads/main")
    end, "a symbolic reference", "--record") },
}

-- What a script says in a finding, for a reader of each kind.
local SAYS <const> = 'return test { id = "h", title = "H", requirement = "A.5.1", evidence = "users",\n'
  .. "judge = function(_, t) t:fail(nil, { what = %s }) end }\n"

--- An item: a text in a finding, which gets out if it is found in the output.
local function told(text, options, words)
  return function(tickmark)
    return heard(tickmark, function(dir)
      support.commit(dir, { ["checks/h.lua"] = SAYS:format(text) })
    end, options):find(words, 1, true) ~= nil
  end
end

local TEXT <const> = "lua/tickmark/base/text.lua"

local SINK = {
  { "of a terminal", { change(TEXT, "  if not find(s, \"[\\0-\\31\\127-\\255]\") then return s end\n"
      .. "  return show(s, keep)", "  return s, show and keep") }, told([["a\27[31mb"]], "", "a\27[31mb") },
  { "of a CI's log", { change(TEXT, 'if not find(s, "::%a") then return s end', "do return s end") },
    told([["::error::b"]], "", "::error::b") },
  { "of Markdown", { change(TEXT, [["[\\`*_%[%]<>|~$]", "\\%0")]], [["[\\`*_%[%]|~$]", "\\%0")]]) },
    told([["<script>b"]], "--format markdown", "<script>b") },
  { "of JSON", { change(TEXT, 'if find(json, "[\\127-\\255]") then', "if false then") },
    told([["a\u{202E}b"]], "--format json", "a\u{202E}b") },
  { "on the length of a message", { change(TEXT, "if #s <= bytes then return s end", "do return s end"),
      change("lua/tickmark/base/bounded.lua", "LONGEST <const> = 2048", "LONGEST <const> = 1 << 30") },
    told([[("x"):rep(3000)]], "--format json", ("x"):rep(3000)) },
}

local LISTS = { LUA, DOCUMENT, GIT, SINK }

describe("a lock", function()
  if not variant.possible() then
    it("is taken away in the plain build only", function() pending("variants are of the plain build") end)
    return
  end

  -- One of each list goes into one build: what limits scripts has nothing to do
  -- with what limits documents.
  local builds, bases, variants = {}, {}, nil
  setup(function()
    local changes = {}
    local function add(i, more)
      changes[i] = changes[i] or {}
      table.move(more, 1, #more, #changes[i] + 1, changes[i])
      return i
    end
    for _, list in ipairs(LISTS) do
      for i, row in ipairs(list) do builds[row] = add(i, row[2]) end
    end
    for _, list in ipairs(LISTS) do
      for _, row in ipairs(list) do
        if row.base then bases[row] = add(#changes + 1, row.base) end
      end
    end
    variants = variant.build(changes)
  end)
  teardown(function()
    for _, one in ipairs(variants or {}) do variant.close(one) end
  end)

  for _, list in ipairs(LISTS) do
    for _, row in ipairs(list) do
      it(row[1] .. " keeps something in", function()
        local whole = row.base and variants[bases[row]].command or command.PATH
        assert.is_false(row[3](whole), "it gets out of the program as it is")
        assert.is_true(row[3](variants[builds[row]].command), "nothing gets out without it")
      end)
    end
  end
end)
