--- Hostile scripts: each text as what stands at the top of a script, as the body
--- of its `collect` and as the body of its `judge`; alone and beside all others.

local bed = require("spec.hostile.bed")
local head = require("spec.hostile.head")
local ledger = require("spec.hostile.ledger")
local measured = require("spec.hostile.measured")
local output = require("spec.hostile.output")
local support = require("spec.support")

local rules = {}

-- The value that a text returned goes to every place that a script can write to.
local TELL = [[
local function tell(value, t)
  value = tostring(value)
  t:positive("value: " .. value)
  t:flag("value", nil, value)
  t:fail({ item = value }, { what = value })
end
]]
local HEAD = [[return test { id = "%s", title = "A hostile text", requirement = "A.5.1", evidence = "users",
]]
local FORMS = {
  top = { before = "local value = (function(...)\n", after = "\nend)()\n" .. TELL .. HEAD
    .. "judge = function(_, t) tell(value, t) end }\n" },
  collect = { before = TELL .. HEAD .. "collect = function(doc)\nlocal value = (function(...)\n",
    after = "\nend)()\nreturn { { item = doc.path, value = tostring(value) } }\nend,\n"
      .. "judge = function(items, t) for one in items:each() do return tell(one.value, t) end end }\n" },
  judge = { before = TELL .. HEAD .. "judge = function(_, t)\nlocal value = (function(...)\n",
    after = "\nend)()\ntell(value, t)\nend }\n" },
}
rules.FORMS = { "top", "collect", "judge" }

-- A call may have 5 s. A worker that dies of one is replaced: when all scripts
-- are described at once, then alone, and then each; when a document is
-- collected, alone and by stream; when a test is judged, alone.
local CALL <const> = 5 * 1.1
local ATTEMPTS = { top = 4, collect = 3, judge = 2 }
local BUDGET = { top = 32, collect = 32, judge = 64 } -- MiB

--- What the sandbox says of a name that it doesn't have: the attack ended at its
--- first word, which is contained whatever the head expects.
local REFUSED = { '^no global "', "^write 'local ", " can't be changed by a script$" }

local function outcome_of_error(message)
  for _, pattern in ipairs(REFUSED) do
    if message:find(pattern) then return "refused" end
  end
  return "contained-error"
end

--- How one problem of the script's test ended it, or why that is an escape.
local function outcome_of(problem)
  local message = problem.message
  if problem.code == "script" then return outcome_of_error(message) end
  if problem.code == "budget" then
    return (problem.remedy or ""):find("memory") and "memory-limit" or "timeout"
  end
  if problem.code == "worker" then
    if message:find("silent", 1, true) or message:find("5 s", 1, true) then return "timeout" end
    return nil, "its worker died: " .. message
  end
  return nil, ("an unexpected problem %s: %s"):format(problem.code, message)
end

--- The problems of one test, each once, without the place of its script.
local function problems_of(result, item)
  local list, seen = {}, {}
  for _, problem in ipairs(result.problems) do
    for _, id in ipairs(problem.tests or {}) do
      if id == item.id or id == item.path then
        local message = problem.message:gsub(" %(at [^)]*%)$", ""):gsub("checks/h/%d+%.lua", "the script")
        local key = problem.code .. "\0" .. message
        if not seen[key] then
          seen[key] = true
          list[#list + 1] = { code = problem.code, remedy = problem.remedy, message = message }
        end
      end
    end
  end
  return list
end

--- The text that a script returned, as far as it told it.
local function value_of(row)
  for _, words in ipairs(row.positives) do
    local value = words:match("^value: (.*)$")
    if value then return value end
  end
end

--- The outcome of a script in a result; a text that is equal wherever and
--- whenever it ran; why it is an escape.
---@return string? outcome
---@return string|nil whole
---@return string? why
local function judged(result, item)
  local row = bed.row(result, item.id, item.path)
  if not row then return nil, nil, "its test is not in the result" end
  if row.outcome == "error" then
    local outcome, parts, why = nil, {}, nil
    for i, problem in ipairs(problems_of(result, item)) do
      local one, message = outcome_of(problem)
      why, outcome = why or message, outcome or one
      parts[i] = ("%s %s"):format(problem.code, problem.message)
    end
    if not outcome then why = why or "an error that nobody explains" end
    return outcome, table.concat(parts, "\n"), why
  end
  local value = value_of(row)
  if not value then return nil, nil, ("%s, and its value is nowhere"):format(row.outcome) end
  if value:find("^ESCAPED") then return "harmless", value, value end
  return "harmless", row.outcome .. " " .. value
end

---@class spec.HostileItem
---@field name string
---@field form string
---@field text string   the whole script
---@field id string
---@field path string

local function named(code, id)
  return (code:gsub("%%s", id))
end

--- The items of a folder of rules: one for each text and form.
local function items_of(names, dir, options)
  local list, forms = {}, options.forms or rules.FORMS
  for i, name in ipairs(names) do
    local text = options.read(dir .. "/" .. name)
    local allowed, message = head.rule(text)
    for j, form in ipairs(forms) do
      local around, id = FORMS[form], ("hostile.%03d.%s"):format(i, form)
      list[#list + 1] = { kind = "rule", name = name, form = form, allowed = allowed, misread = message,
        id = id, number = #list + 1, path = ("checks/h/%03d%d.lua"):format(i, j),
        other = ("checks/h/%03d%d.lua"):format(#names - i, #forms - j),
        text = named(around.before, id) .. text .. named(around.after, id) }
    end
  end
  return list
end

--- Branches: the controls alone, each script alone, all of them, and all of them
--- under names in the opposite order.
local function repository(items)
  local branches = { { name = "main", files = bed.files() } }
  local all, turned = bed.files(), bed.files()
  for i, item in ipairs(items) do
    local files = bed.files()
    files[item.path], all[item.path], turned[item.other] = item.text, item.text, item.text
    branches[i + 1] = { name = "item" .. i, files = files }
  end
  branches[#branches + 1] = { name = "all", files = all }
  branches[#branches + 1] = { name = "turned", files = turned }
  return bed.repository(branches)
end

--- A verdict with the first thing that is wrong.
local function blame(verdict, why)
  verdict.why = verdict.why or why
end

--- What is wrong with how a command ended, whatever it ran.
local function ended_badly(ran)
  if ran.status < 0 then return ("ended by signal %d"):format(-ran.status) end
  if ran.status > 4 then return ("exit status %d"):format(ran.status) end
  return ran.err ~= "" and output.fault(ran.err, "words") or nil
end

--- Does the head allow an outcome? A head is written for the budget of a judge:
--- where a form has less, its end is right, too.
local function allows(item, outcome)
  if outcome == "refused" or item.allowed[outcome] then return true end
  return item.form ~= "judge" and (outcome == "timeout" or outcome == "memory-limit") and item.allowed.harmless
end

--- Judge an item by its run alone.
local function judge_alone(item, ran, baseline, limits)
  local verdict = { kind = "rule", name = item.name, form = item.form, seconds = ran.seconds,
    kib = ran.kib, why = item.misread }
  blame(verdict, ended_badly(ran))
  local result, message = bed.result(ran)
  blame(verdict, message)
  if not result then return verdict end
  local outcome, whole, why = judged(result, item)
  verdict.outcome, verdict.whole, item.whole = outcome, whole, whole
  blame(verdict, why)
  if outcome and item.allowed and not allows(item, outcome) then
    blame(verdict, ("%s is not what its head allows%s"):format(outcome, whole and ": " .. whole:match("[^\n]*") or ""))
  end
  if bed.controls(result) ~= baseline.controls then blame(verdict, "the controls' results changed") end
  blame(verdict, output.fault(ran.out, "json"))
  if limits and ran.seconds > baseline.seconds + CALL * ATTEMPTS[item.form] then
    blame(verdict, ("it took %.1f s"):format(ran.seconds))
  end
  local most = baseline.kib + BUDGET[item.form] * 1024 * 1.1
  if limits and ran.kib > most then
    blame(verdict, ("a process had %d MiB, at most %d are right"):format(ran.kib // 1024, most // 1024))
  end
  return verdict
end

--- Hold a run of all scripts against what each did alone.
local function judge_together(items, verdicts, ran, how, baseline)
  local group = { kind = "rule", name = "all together", form = how, seconds = ran.seconds, kib = ran.kib,
    outcome = "equal", why = ended_badly(ran) }
  local result, message = bed.result(ran)
  blame(group, message)
  if result and bed.controls(result) ~= baseline.controls then blame(group, "the controls' results changed") end
  if result then blame(group, output.fault(ran.out, "json")) end
  for i, item in ipairs(result and items or {}) do
    local at = how:find("turned") and { id = item.id, path = item.other } or item
    local outcome, whole = judged(result, at)
    -- Which of two limits is met first, steps or the clock, is the machine's.
    local same = outcome == verdicts[i].outcome and (outcome == "timeout" or whole == item.whole)
    if not same then
      blame(verdicts[i], ("%s: %s (%s), alone %s (%s)"):format(how, outcome, whole, verdicts[i].outcome, item.whole))
    end
  end
  return group
end

local FORMATS <const> = { "text", "markdown", "text" } -- the last is recorded, too

--- What the other formats print of one item's run, and what the ledger has of it.
local function judge_printed(item, verdict, ran, book)
  local lines = item.whole and output.lines(item.whole) or {}
  for i, kind in ipairs(FORMATS) do
    blame(verdict, ended_badly(ran[i]))
    blame(verdict, output.fault(ran[i].out, kind, lines))
  end
  blame(verdict, book:fault("item" .. item.number, lines))
end

local TOGETHER = {
  { how = "all --jobs 1", options = "--rev all --jobs 1 --format json" },
  { how = "all --jobs 2", options = "--rev all --jobs 2 --format json" },
  { how = "turned --jobs 2", options = "--rev turned --jobs 2 --format json" },
}

--- Only what ends soon is printed in all formats: an error of a budget has no
--- words of the script's.
local function printed(items, verdicts)
  local list = {}
  for i, item in ipairs(items) do
    local outcome = verdicts[i].outcome
    if outcome == "harmless" or outcome == "contained-error" then list[#list + 1] = { item, verdicts[i] } end
  end
  return list
end

--- The files below a folder and their hashes.
local function files_below(dir)
  return support.sh("cd %s && find . -type f | LC_ALL=C sort | xargs -d '\\n' sha256sum", dir)
end

--- First each item alone, as JSON.
local function run_alone(items, audit, options)
  local commands = { audit("--rev main --jobs 1 --format json") }
  for i in ipairs(items) do commands[i + 1] = audit("--rev item%d --jobs 1 --format json", i) end
  local ran = measured.run(commands, options.at_once)
  local baseline = { controls = bed.controls(assert(bed.result(ran[1]))), seconds = ran[1].seconds,
    kib = ran[1].kib }
  local verdicts = {}
  for i, item in ipairs(items) do verdicts[i] = judge_alone(item, ran[i + 1], baseline, options.limits) end
  return verdicts, baseline
end

--- Then all of them at once, and what is said of each in every other format.
local function run_together(items, verdicts, audit, options, baseline)
  local shown, book <const>, commands = printed(items, verdicts), ledger.new(), {}
  for i, together in ipairs(TOGETHER) do commands[i] = audit("%s", together.options) end
  for _, one in ipairs(shown) do
    for n, format in ipairs(FORMATS) do
      commands[#commands + 1] = audit("--rev item%d --format %s %s", one[1].number, format,
        n == #FORMATS and book:options("item" .. one[1].number) or "")
    end
  end
  commands[#commands + 1] = audit("--rev main %s", book:options("main"))
  local ran = measured.run(commands, options.at_once)
  book:learn("main")
  for i, together in ipairs(TOGETHER) do
    verdicts[#verdicts + 1] = judge_together(items, verdicts, ran[i], together.how, baseline)
  end
  local at = #TOGETHER + 1
  for _, one in ipairs(shown) do
    judge_printed(one[1], one[2], table.move(ran, at, at + #FORMATS - 1, 1, {}), book)
    at = at + #FORMATS
  end
  book:close()
end

--- Run all rules of a folder.
---@param dir string
---@param names string[]
---@param options spec.HostileOptions
---@param note fun(verdict: spec.Verdict)
function rules.run(dir, names, options, note)
  local items = items_of(names, dir, options)
  local repo = repository(items)
  local before = files_below(repo)
  local function audit(fmt, ...)
    return bed.audit(options.tickmark, repo, fmt:format(...) .. " " .. (options.more or ""))
  end
  local verdicts, baseline = run_alone(items, audit, options)
  run_together(items, verdicts, audit, options, baseline)
  if files_below(repo) ~= before then
    verdicts[#verdicts + 1] = { kind = "rule", name = "all together", form = "files", seconds = 0,
      why = "files of the repository changed" }
  end
  for _, verdict in ipairs(verdicts) do note(verdict) end
  support.remove(repo)
end

return rules
