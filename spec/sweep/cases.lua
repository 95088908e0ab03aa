--- Each binding of the worker as a chunk of a sweep: it prepares with memory
--- and returns the function that is swept.

local support = require("spec.support")

local cases = {}

-- What the function gave, as one text that tells equal from different.
local SHOW <const> = [[
local worker, lock = require("tickmark_worker"), require("tickmark_worker.lock")
local doc, facts, git, sandbox = worker.doc, worker.facts, worker.git, worker.sandbox
git.glob_check("[") -- a first message: a thread's own memory, which the worker has from its start
local function show(value)
  if type(value) ~= "table" then
    if type(value) == "userdata" then return "userdata" end
    return (math.type(value) or type(value)) .. " " .. tostring(value)
  end
  local keys, parts = {}, {}
  for key in next, value do keys[#keys + 1] = key end
  table.sort(keys, function(a, b) return show(a) < show(b) end)
  for i, key in ipairs(keys) do parts[i] = show(key) .. "=" .. show(rawget(value, key)) end
  return "{" .. table.concat(parts, ", ") .. "}"
end
return (function() %s end)(), function(...) return show(table.pack(...)) end
]]

--- A chunk for sweep.run. `given` are globals of it.
local function chunk(code, given)
  local words = {}
  for _, name in ipairs { "dir", "head", "tree", "blob", "ledger" } do
    words[#words + 1] = ("local %s = %q "):format(name, given[name] or "")
  end
  return table.concat(words) .. SHOW:format(code:gsub("%%", "%%%%"))
end
cases.chunk = chunk

local TEXTS <const> = [[
local texts = {
  yaml = "a: 1\nlist:\n  - x\n  - {b: \"c d\", e: [1, 2]}\ntext: |\n  many\n  lines\n",
  plain = "id: POL-1\ntitle: Access\nstatus: approved\n",
  json = '{"a": [1, 2.5, {"b": null}], "t": "x\\u00e9y", "n": -3, "yes": true}',
  csv = "user,mfa,note\nada,yes,\"a \"\"q\"\"\nb\"\nben,,x\n",
  markdown = "---\nid: POL-1\ntags: [a, b]\n---\n# Title\n\ntext [a link](x.md) and [ref]\n\n## Part *two*\n\n"
    .. "| a | b |\n|---|---|\n| 1 | `x` |\n| 2 | y |\n\n- one\n  - two\n\n> quote\n\n[ref]: y.md\n",
  text = "plain\n",
}
local function parsed(kind) return assert(doc.parse(texts[kind], { kind = kind == "plain" and "yaml" or kind })) end
]]

local READERS <const> = {
  yaml = { "d:data()", "d:line(d:data(), 'list')", "d:key_line(d:data(), 'text')", "d:kind()" },
  json = { "d:data()", "d:line(d:data().a, 3)" },
  csv = { "d:header()", "d:len()", "d:record(1)", "d:cells(2)", "d:line((d:record(1)), 'mfa')" },
  markdown = { "d:data()", "d:text()", "d:body_line()", "d:headings()", "d:section('Part two')", "d:links()",
    "d:table(1)", "d:tables()" },
  text = { "d:text()" },
}

-- Values of facts, records of them, and a script that uses them.
local FACTS <const> = [[
local date, period = require("tickmark.base.date"), require("tickmark.base.period")
facts.values(date.meta, period.meta)
local value = { list = { 1, -5, 2.5 }, text = "abc", yes = true, no = false, on = assert(date.parse("2026-02-28")),
  span = period.of("P1M"), deep = { { { "x" } } } }
local function record(path, ...)
  local items = { ... }
  for i, user in ipairs(items) do items[i] = { user = user, line = i + 1, on = value.on } end
  return facts.record(path, #items, ("0"):rep(40), value.on, "2026-02", { by = "ada" }, items)
end
local function script(body)
  return facts.encode { name = "checks/x.lua", libraries = {}, text = 'return test { id = "x", title = "X", '
    .. 'requirement = "A.5.18", evidence = "users",\n' .. body .. "\n}" }
end
local STREAM = facts.encode { decl = { series = "users", columns = { user = { shape = "text" } } }, input = "evidence" }
local CONTEXT = facts.encode { id = "x", requirement = { "A.5.18" }, params = {}, sources = {}, people = {},
  rules = {}, thresholds = { ["extent.systemic"] = 0.5, ["extent.least"] = 3, ["extent.tolerable"] = 0 },
  as_of = "2026-01-31", from = "2025-02-01", to = "2026-01-31", operating_since = "2025-02-01",
  inputs = { evidence = { decl = { series = "users" } } } }
local function loaded(body)
  local box = assert(sandbox.new())
  assert(box:call(1 << 25, 5000000, "load", script(body)))
  return box
end
]]

local OPEN <const> = [[
local r = assert(git.open(dir))
-- what comes with problems is no answer
local function told(list, problems, code)
  if list and problems[1] then return false, problems[1].message end
  return list, problems, code
end
]]

-- name, preparation, what is swept
local GIT <const> = {
  { "git.open", "", "return git.open(dir)" },
  { "git.objects", "", "return git.objects { dir .. '/.git/objects' }" },
  { "git.folder", "", "return git.folder(dir .. '/policies')" },
  { "git.hash and its kin", "", "return git.hash('blob', 'x'), git.glob('**/*.md', 'a/b.md'), "
    .. "git.glob_enters('a/*', 'a'), git.glob_check('[a'), git.oddity('a/.git/x')" },
  { "repo:paths", OPEN, "return r:paths()" },
  { "repo:admit", OPEN, "return r:admit(dir .. '/.git/objects/pack')" },
  { "a repo of objects", "local r = assert(git.objects { dir .. '/.git/objects' })",
    "return r:blob(blob, 1 << 20)" },
  { "repo:prepare", OPEN, "return r:prepare()" },
  { "repo:setting", OPEN, "return r:setting('core.bare')" },
  { "repo:resolve", OPEN, "return r:resolve('main')" },
  { "repo:ref", OPEN, "return r:ref('refs/heads/main')" },
  { "repo:commit", OPEN, "return r:commit(head)" },
  { "repo:entry", OPEN, "return r:entry(tree, 'policies/access.md')" },
  { "repo:tree", OPEN, "return r:tree(tree)" },
  { "repo:folders", OPEN, "return told(r:folders(tree, { '**/*.md', '**/*.csv' }))" },
  { "repo:size", OPEN, "return r:size(blob)" },
  { "repo:blob", OPEN, "return r:blob(blob, 1 << 20)" },
  { "repo:line", OPEN, "local l, m, c = r:line(head) if not l then return nil, m, c end\n"
    .. "return l:len(), { l:commit(1) }, l:shallow(), l:state(2000000000), l:flags()" },
  { "repo:history", OPEN .. "local line = assert(r:line(head))",
    "local h, m, c = r:history(line, line:len(), { '**/*.md', '**/*.csv' }) if not h then return nil, m, c end\n"
    .. "if #m > 0 then return told(h, m) end return h:len(), { h:next(0, { '**' }, { 'x' }, false) }, h:versions(1), "
    .. "{ h:records(0, { '**' }, {}, false) }, h:match({ '*.md' })" },
  { "repo:changes", OPEN, "return told(r:changes(head, { '**' }))" },
  { "repo:append", OPEN .. [[
    local ada = { name = "Ada", mail = "ada@example.com", time = 1767225600, offset = 60 }
    local function commit(path)
      return { author = ada, committer = ada, message = "event\n", files = { { path = path, content = path } } }
    end]], "return r:append { ref = 'refs/heads/audit', expected = ledger ~= '' and ledger or nil, "
    .. "commits = { commit('f/a.md'), commit('f/b/c.md') } }", moves = "audit" },
}

local JUDGE <const> = [[judge = function(s, t)
  t:extent(s, { what = 'others', bad = function(u) return u.user ~= 'ada' end })
  for i in s:each() do t:positive(i.user) end
end]]

-- Those that only count what they allocate in C; Lua's own budget is sandbox_spec's.
local SANDBOX <const> = {
  { "sandbox.new", "", "return sandbox.new()" },
  { "sandbox:call load", "local box = assert(sandbox.new())",
    ("return box:call(1 << 25, 5000000, 'load', script(%q))"):format(JUDGE) },
  { "sandbox:call collect", [[
    local box = loaded("collect = function(doc) return doc:rows() end")
    assert(box:call(1 << 25, 5000000, "stream", 1, STREAM))
    local d = assert(doc.parse("user\nada\nben\n", { kind = "csv" }))]],
    "return box:call(1 << 25, 5000000, 'collect', 1, d, 'users/a.csv', ('0'):rep(40), nil)" },
  { "sandbox:call of text", [[
    local box = loaded("collect = function(doc) local s = doc.text:gsub('%a+', function(w) return w:upper() end)\n"
      .. "for w in s:rep(9):gmatch('%a+') do s = s .. ('%q'):format(w) end\n"
      .. "return { { user = s, n = s:find('BEN', 1, true), m = s:match('A(.-)E') } } end")
    assert(box:call(1 << 25, 5000000, "stream", 1, STREAM))
    local d = assert(doc.parse("ada\nben\n", { kind = "text" }))]],
    "return box:call(1 << 25, 5000000, 'collect', 1, d, 'users/a.txt', ('0'):rep(40), nil)" },
  { "sandbox:facts", ("local box, bytes = loaded(%q), record('users/a.csv', 'ada', 'ben') .. record('a', 'x')"):format(
    JUDGE), "return box:facts('evidence', bytes)" },
  { "sandbox:call judge", ("local box, bytes = loaded(%q), record('users/a.csv', 'ada', 'ben') .. record('a', 'x')\n"
    .. "assert(box:facts('evidence', bytes))"):format(JUDGE),
    "return box:call(1 << 25, 5000000, 'judge', CONTEXT)" },
}

-- Not its closing, which would lock us.
local LOCK <const> = {
  { "lock.new", "", "return lock.new()" },
  { "lock:allow", "local l = assert(lock.new())", "return l:allow(dir, false)" },
}

local FACTS_OF <const> = {
  { "facts.encode", "", "return facts.encode(value)" },
  { "facts.decode", "local bytes = facts.encode(value)", "return facts.decode(bytes)" },
  { "facts.record", "", "return record('users/a.csv', 'ada', 'ben')" },
}

local function add(list, name, prepare, act, fields)
  fields = fields or {}
  fields.name = name
  fields.code = prepare .. "\nreturn function()\n" .. act .. "\nend"
  list[#list + 1] = fields
end

--- All of them. {name=, code=, moves= a ref that it moves}
function cases.list()
  local list = {}
  for _, kind in ipairs { "yaml", "plain", "json", "csv", "markdown", "text" } do
    add(list, "doc.parse " .. kind, TEXTS, ("local d = parsed(%q) return d:kind()"):format(kind))
    for _, call in ipairs(READERS[kind] or {}) do
      add(list, kind .. " " .. call, TEXTS .. ("local d = parsed(%q)"):format(kind), "return " .. call)
    end
  end
  add(list, "doc.parse of a bad one", TEXTS, "return doc.parse('a: [', { kind = 'yaml' })")
  for _, one in ipairs(FACTS_OF) do add(list, one[1], FACTS .. one[2], one[3]) end
  for _, one in ipairs(GIT) do add(list, one[1], one[2], one[3], { moves = one.moves, git = true }) end
  for _, one in ipairs(LOCK) do add(list, one[1], one[2], one[3]) end
  for _, one in ipairs(SANDBOX) do add(list, one[1], FACTS .. one[2], one[3]) end
  return list
end

--- A repository for them, and where things are in it.
function cases.repository()
  local dir = support.repo({ ["policies/access.md"] = "# Access\n", ["users/2025-12.csv"] = "user\nada\n",
    ["a.md"] = "1" }, { date = "2026-01-01T00:00:00Z" })
  support.commit(dir, { ["a.md"] = "2", ["policies/b.md"] = "b" }, { date = "2026-01-02T00:00:00Z" })
  support.git(dir, "config user.name Ada")
  support.git(dir, "config user.email ada@example.com")
  support.git(dir, "repack -adq")
  support.commit(dir, { ["policies/access.md"] = false, ["a.md"] = "3" }, { date = "2026-01-03T00:00:00Z" })
  return { dir = dir, head = support.git(dir, "rev-parse HEAD"), tree = support.git(dir, "rev-parse HEAD^{tree}"),
    blob = support.git(dir, "rev-parse HEAD:a.md") }
end

--- Put back what a case moved.
function cases.reset(case, given)
  if case.moves then os.remove(("%s/.git/refs/heads/%s"):format(given.dir, case.moves)) end
end

return cases
