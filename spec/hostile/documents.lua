--- Hostile documents: each where documents of its kind are read, as a record of a
--- type, as evidence, and through a script's own `collect`.

local bed = require("spec.hostile.bed")
local head = require("spec.hostile.head")
local ledger = require("spec.hostile.ledger")
local measured = require("spec.hostile.measured")
local order = require("tickmark.base.order")
local output = require("spec.hostile.output")
local support = require("spec.support")

local documents = {}

-- A document with nothing wrong, by ending: what time and memory are held against.
local HARMLESS = { md = "---\nid: POL-1\ntitle: Access\nstatus: approved\n---\n# Access\n",
  csv = "user,mfa\nada,yes\n", json = '{"user": "ada"}\n', yml = "user: ada\n", txt = "ada\n" }
local KIND = { md = "markdown", csv = "csv", json = "json", yml = "yaml", yaml = "yaml", txt = "text" }

-- Everything that a document says goes to every place that a script can write to.
local TELL = [[
local function tell(t, item, told)
  for key, value in pairs(item) do
    if #told < 20 and key ~= "path" and key ~= "line" and key ~= "blob" then
      told[#told + 1] = key
      local words = tostring(key) .. " = " .. tostring(value)
      t:positive(words)
      t:flag("said", item, words)
      t:fail({ item = words, path = item.path, line = item.line }, { what = words })
    end
  end
end
]]
local PLAIN = TELL .. [[
return test { id = "doc.plain", title = "As evidence", requirement = "A.5.1", evidence = "%s",
  judge = function(items, t)
    local told = {}
    for item in items:each() do tell(t, item, told) end
  end }
]]
local OWN = TELL .. [[
return test { id = "doc.own", title = "By a script", requirement = "A.5.2", evidence = "plain",
  collect = function(doc)
    if doc.kind == "csv" then return doc:rows() end
    local item = { text = doc:text():sub(1, 400) }
    local data = doc:data()
    if type(data) == "table" then item.data = data end
    if doc.kind == "markdown" then
      item.headings, item.links = #assert(doc:headings()), #assert(doc:links())
    end
    return { item }
  end,
  judge = function(items, t)
    local told = {}
    for item in items:each() do
      tell(t, item, told)
      if type(item.data) == "table" then tell(t, item.data, told) end
    end
  end }
]]

--- Columns for what looks like a date in a head, so that it is read as one.
local function date_columns(text)
  local columns = {}
  for key, value in text:gmatch("\n(%a+): ([^\n]+)") do
    if value:find("^%d+[-/]%d+[-/]%d") then
      columns[#columns + 1] = ('%s: {shape: date, optional: "yes"}'):format(key)
    end
  end
  return #columns > 0 and ("    columns: {%s}\n"):format(table.concat(columns, ", ")) or ""
end

--- The files of a branch with one document.
local function files_of(ending, text)
  local path = "documents/doc." .. ending
  local series = ('  %%s:\n    paths: ["%s"]\n    controls: [A.5.1]\n    format: %s\n'):format(path, KIND[ending])
  local more = series:format("plain") .. series:format("typed") .. date_columns(text)
  if ending == "md" then more = more .. ('records:\n  policy: {paths: ["%s"]}\n'):format(path) end
  local files = bed.files(more)
  files[path] = text
  files["checks/h/plain.lua"] = PLAIN:format("typed")
  files["checks/h/own.lua"] = OWN
  return files, path
end

--- EXPECT.tsv as a map from file to words.
local function expectations(text)
  local words = {}
  for line in text:gmatch("[^\n]+") do
    local name, _, expected = line:match("^([^#\t][^\t]*)\t([^\t]*)\t([^\t]*)$")
    if name then words[name] = expected end
  end
  return words
end

--- The bytes of an item; a script writes its own when it is run.
local function bytes_of(dir, name, read)
  if not name:find("%.sh$") then return read(dir .. "/" .. name) end
  local made = support.tmpdir()
  support.sh("cd %s && sh %s %s/document", made, dir .. "/" .. name, made)
  local bytes = read(made .. "/document")
  support.remove(made)
  return bytes
end

local function items_of(dir, names, read)
  local expected, list = {}, {}
  for _, name in ipairs(names) do
    if name == "EXPECT.tsv" then expected = expectations(read(dir .. "/" .. name)) end
  end
  for _, name in ipairs(names) do
    if name ~= "EXPECT.tsv" then
      local words = expected[name]
      local allowed, message
      if words then allowed, message = head.document(words) else message = "no line in EXPECT.tsv" end
      local ending = name:gsub("%.sh$", ""):match("%.(%w+)$")
      if not KIND[ending] then message = message or "no reader for its ending" end
      list[#list + 1] = { name = name, ending = KIND[ending] and ending or "txt", head = allowed, misread = message,
        bytes = bytes_of(dir, name, read) }
    end
    expected[name] = name ~= "EXPECT.tsv" and expected[name] or nil
  end
  for name in pairs(expected) do
    local there = false
    for _, item in ipairs(list) do there = there or item.name == name end
    if not there then
      list[#list + 1] = { name = name, ending = "txt", bytes = "", misread = "named in EXPECT.tsv, and not there" }
    end
  end
  return list
end

-- Words by which a message says that something was too much.
local TOO_MUCH = { "more than %d", "deeper than %d", "the limit is %d", "budget" }

--- What was said against a document.
local function complaints(result, path)
  local list = {}
  for _, problem in ipairs(result.problems) do
    if problem.path == path or problem.message:find(path, 1, true) or problem.code == "budget"
      or problem.code == "worker" then
      list[#list + 1] = problem
    end
  end
  for _, row in ipairs(result.tests) do
    for _, one in ipairs(row.exceptions) do
      if one.path == path and one.message:find("can't be read", 1, true) then list[#list + 1] = one end
    end
  end
  return list
end

--- How a document was read: refused, limit or parsed; and what is wrong with that.
local function outcome_of(result, path)
  local list = complaints(result, path)
  if #list == 0 then return "parsed" end
  local outcome, why = "refused", nil
  for _, one in ipairs(list) do
    if one.code == "worker" then why = "its worker died: " .. one.message end
    if one.message == "" or one.code == "unreadable" and not one.line then
      why = why or "it is refused without a line and a reason"
    end
    for _, pattern in ipairs(TOO_MUCH) do
      if one.message:find(pattern) then outcome = "limit" end
    end
  end
  return outcome, why
end

local function allows(given, outcome)
  local allowed = given.allowed
  return allowed.any or allowed[outcome] or outcome == "limit" and allowed.refused
end

local function blame(verdict, why)
  verdict.why = verdict.why or why
end

local FORMATS <const> = {
  { name = "json", kind = "json", options = "--jobs 1 --format json" },
  { name = "again", kind = "json", options = "--jobs 2 --format json" },
  { name = "text", kind = "text", options = "--format text" },
  { name = "markdown", kind = "markdown", options = "--format markdown" },
  { name = "recorded", kind = "text", options = "--format text" },
}

local function judge(item, ran, baseline, options)
  local verdict = { kind = "document", name = item.name, form = item.ending, seconds = ran.json.seconds,
    kib = ran.json.kib, why = item.misread }
  local result, message = bed.result(ran.json)
  local lines = output.lines(item.bytes)
  for _, format in ipairs(FORMATS) do
    local one = ran[format.name]
    if one.status < 0 or one.status > 4 then
      blame(verdict, ("%s: ended with %d"):format(format.name, one.status))
    end
    blame(verdict, output.fault(one.out, format.kind, lines))
    blame(verdict, output.fault(one.err, "words", lines))
  end
  blame(verdict, message)
  if not result then return verdict end
  local outcome, why = outcome_of(result, item.path)
  verdict.outcome = outcome
  blame(verdict, why)
  if ran.json.out ~= ran.again.out then blame(verdict, "another run gave another result") end
  if bed.controls(result) ~= baseline.controls then blame(verdict, "the controls' results changed") end
  if not item.head then return verdict end
  if not allows(item.head, outcome) then
    local said = complaints(result, item.path)[1]
    blame(verdict, ("%s is not what EXPECT.tsv allows%s"):format(outcome, said and ": " .. said.message or ""))
  end
  local bounds = item.head.bounds
  local seconds, bytes = ran.json.seconds - baseline.seconds, (ran.json.kib - baseline.kib) * 1024
  if options.limits and seconds > (bounds.seconds or 5) * 1.1 then
    blame(verdict, ("%.2f s more than a document with nothing wrong"):format(seconds))
  end
  if options.limits and bytes > (bounds.bytes or 256 << 20) * 1.1 then
    blame(verdict, ("%d MiB more than a document with nothing wrong"):format(bytes >> 20))
  end
  return verdict
end

--- Branches: one for each ending with nothing wrong, then one for each item.
local function repository(items, endings)
  local branches = {}
  for i, ending in ipairs(endings) do
    branches[i] = { name = "none-" .. ending, files = files_of(ending, HARMLESS[ending] or HARMLESS.yml) }
  end
  for i, item in ipairs(items) do
    local files
    files, item.path = files_of(item.ending, item.bytes)
    branches[#branches + 1] = { name = "item" .. i, files = files }
  end
  return bed.repository(branches)
end

--- Run all documents of a folder.
---@param dir string
---@param names string[]
---@param options spec.HostileOptions
---@param note fun(verdict: spec.Verdict)
function documents.run(dir, names, options, note)
  local items, endings, commands, baselines = items_of(dir, names, options.read), order.keys(KIND), {}, {}
  local repo, book <const> = repository(items, endings), ledger.new()
  local function audit(rev, given)
    commands[#commands + 1] = bed.audit(options.tickmark, repo, ("--rev %s %s %s"):format(rev, given,
      options.more or ""))
  end
  for _, ending in ipairs(endings) do audit("none-" .. ending, FORMATS[1].options) end
  for i in ipairs(items) do
    for _, format in ipairs(FORMATS) do
      local record = format.name == "recorded" and book:options("item" .. i) or ""
      audit("item" .. i, format.options .. " " .. record)
    end
  end
  audit("none-md", book:options("none"))
  local ran = measured.run(commands, options.at_once)
  book:learn("none")
  for i, ending in ipairs(endings) do
    baselines[ending] = { controls = bed.controls(assert(bed.result(ran[i]))), seconds = ran[i].seconds,
      kib = ran[i].kib }
  end
  local at = #endings
  for i, item in ipairs(items) do
    local mine = {}
    for n, format in ipairs(FORMATS) do mine[format.name] = ran[at + (i - 1) * #FORMATS + n] end
    local verdict = judge(item, mine, baselines[item.ending], options)
    blame(verdict, book:fault("item" .. i, output.lines(item.bytes)))
    note(verdict)
  end
  book:close()
  support.remove(repo)
end

return documents
