--- Hostile repositories: each is built, audited with criteria from outside at
--- every ref that it has, and recorded to.

local bed = require("spec.hostile.bed")
local head = require("spec.hostile.head")
local measured = require("spec.hostile.measured")
local output = require("spec.hostile.output")
local place = require("spec.hostile.place")
local support = require("spec.support")

local repositories = {}

local CONFIG = [[
organisation: {id: acme, name: Acme Ltd}
scope: {id: SCO-MAIN}
records:
  policy: {paths: ["policies/**"], optional: "yes"}
evidence:
  evidence: {paths: ["evidence/**"], controls: [A.5.18], optional: "yes"}
  documents: {paths: ["**/*.md"], controls: [A.5.1], optional: "yes"}
checks: {paths: ["checks/*.lua"]}
]]
-- Always finds something, so that there is something to record.
local CHECK = [[
return test { id = "always.fails", title = "Something to record", requirement = "A.5.1", evidence = "documents",
  judge = function(documents, t)
    t:fail(nil, { what = "nobody is content", subject = "everything" })
  end }
]]
local REVISIONS <const>, FOLDERS <const> = 12, 4
-- A call may have 5 s and is tried twice; a process may have the rlimit's memory.
local SECONDS <const>, KIB <const> = 2 * 5 * 1.1, 256 * 1024 * 1.1
local BUILD <const> = 120 -- seconds that a script may take to build

--- A file without a head that another one names is no item but a part of it.
local function is_part(name, texts)
  for other, text in pairs(texts) do
    if other ~= name and text:find(name, 1, true) then return true end
  end
  return false
end

local function items_of(dir, names, read)
  local texts, list = {}, {}
  for _, name in ipairs(names) do texts[name] = read(dir .. "/" .. name) end
  for _, name in ipairs(names) do
    local given, message = head.repository(texts[name])
    if given or not is_part(name, texts) then
      list[#list + 1] = { name = name, head = given, misread = message }
    end
  end
  return list
end

local function blame(verdict, why)
  verdict.why = verdict.why or why
end

--- Build an item's repositories in a folder of their own.
local function build(item, dir)
  item.around = support.tmpdir()
  item.root = item.around .. "/new"
  local status = support.sh("cd %s && FINDINGS_REF=%s timeout %s sh %s %s >/dev/null 2>&1 </dev/null; echo $?",
    item.around, place.LEDGER, BUILD, dir .. "/" .. item.name, item.root)
  item.found = status == "0" and place.repositories(item.root) or {}
  if #item.found == 0 then
    item.misread = item.misread or ("it builds no repository (status %s)"):format(status)
  end
end

--- An audit with criteria from outside, by somebody whom git knows.
local function audit(options, criteria, repo, given)
  return ("export HOME='%s/home'; "):format(criteria) .. bed.audit(options.tickmark, repo,
    ("--config '%s' %s %s"):format(criteria, given, options.more or ""))
end

--- What is to be run in one repository: default and named revisions, all formats,
--- and from folders of the work tree.
local function audits_of(item, criteria, options)
  local list = {}
  local function add(at, kind, given)
    local one = { at = at, kind = kind, command = audit(options, criteria, item.root .. "/" .. at,
      ("--format %s %s"):format(kind, given or "")) }
    list[#list + 1] = one
    return one
  end
  for _, at in ipairs(item.found) do
    local repo = item.root .. "/" .. at
    local default = add(at, "json")
    for _, kind in ipairs { "text", "markdown" } do add(at, kind) end
    for _, rev in ipairs(place.revisions(repo, REVISIONS)) do
      add(at, "json", ("--rev '%s'"):format(rev:gsub("'", [['\'']]))).rev = rev
    end
    if support.sh("cd %s && ls -d .git 2>/dev/null; :", repo) ~= "" then
      for _, folder in ipairs(place.folders(repo, FOLDERS)) do
        add(at .. "/" .. folder, "json", "--only always.fails").default = default
      end
    end
  end
  return list
end

--- Look at one run: ended well, says what it may, and says why it couldn't.
local function judge_run(verdict, one, ran, baseline, options)
  if ran.status < 0 or ran.status > 4 then blame(verdict, ("%s: ended with %d"):format(one.at, ran.status)) end
  blame(verdict, output.fault(ran.out, one.kind))
  blame(verdict, output.fault(ran.err, "words"))
  if options.limits and ran.seconds > baseline.seconds + SECONDS then
    blame(verdict, ("%s %s: it took %.1f s"):format(one.at, one.rev or "", ran.seconds))
  end
  if options.limits and ran.kib > baseline.kib + KIB then
    blame(verdict, ("%s: a process had %d MiB"):format(one.at, ran.kib // 1024))
  end
  if ran.out == "" and ran.err == "" then blame(verdict, one.at .. ": it says nothing at all") end
  if ran.out == "" and ran.status < 2 then blame(verdict, one.at .. ": no result and no failure") end
  verdict.seconds, verdict.kib = math.max(verdict.seconds, ran.seconds), math.max(verdict.kib, ran.kib)
  verdict.statuses[ran.status] = true
  verdict.said = verdict.said or ran.status >= 2 and ran.status <= 4
end

--- Look at its result.
local function judge_result(verdict, one, ran)
  if one.kind ~= "json" or ran.out == "" then return end
  local result, message = bed.result(ran)
  if not result then return blame(verdict, message) end
  one.commit = result.run.evidence.commit
  -- what is of this clone alone is told beside the result
  verdict.said = verdict.said or #result.problems > 0 or #result.flags > 0 or ran.err ~= ""
  if result.exit ~= ran.status then blame(verdict, one.at .. ": the result has another exit status") end
  if #result.problems > 0 and ran.status < 2 then
    blame(verdict, ("%s: exit status %d in spite of %s"):format(one.at, ran.status, result.problems[1].message))
  end
  if one.default and one.default.commit and one.commit ~= one.default.commit then
    blame(verdict, ("%s: another repository's commit is audited from there"):format(one.at))
  end
end

local function look(verdict, item, before, recorded)
  local path = place.changed(before, place.snapshot(item.around), recorded)
  if path then blame(verdict, "changed or new: " .. path) end
  local canary = support.sh("find %s -name '*PWNED*'; :", item.around)
  if canary ~= "" then blame(verdict, "the canary: " .. canary) end
end

--- Record to each repository of an item, one after the other.
local function record(verdict, item, criteria, baseline, options)
  for _, at in ipairs(item.found) do
    local repo = item.root .. "/" .. at
    local tip = place.tip(repo)
    local one = { at = at, kind = "text" }
    local ran = measured.run({ audit(options, criteria, repo, "--record") }, 1)[1]
    judge_run(verdict, one, ran, baseline, options)
    if not place.appended(repo, tip) then blame(verdict, at .. ": the ledger was not only added to") end
  end
end

local function statuses_of(verdict)
  local list = {}
  for status = 0, 4 do
    if verdict.statuses[status] then list[#list + 1] = tostring(status) end
  end
  return "exit " .. table.concat(list, ",")
end

local function judge(item, criteria, baseline, options)
  local verdict = { kind = "repository", name = item.name, form = "-", seconds = 0, kib = 0, why = item.misread,
    statuses = {} }
  local before = place.snapshot(item.around)
  local audits, commands = audits_of(item, criteria, options), {}
  for i, one in ipairs(audits) do commands[i] = one.command end
  for i, ran in ipairs(measured.run(commands, options.at_once)) do
    judge_run(verdict, audits[i], ran, baseline, options)
    judge_result(verdict, audits[i], ran)
  end
  look(verdict, item, before, false)
  record(verdict, item, criteria, baseline, options)
  look(verdict, item, before, true)
  if item.head and item.head.said and not verdict.said then
    blame(verdict, ("nothing is said, and its head expects: %s"):format(item.head.expect))
  end
  verdict.form, verdict.outcome = ("%d audits"):format(#audits + #item.found), statuses_of(verdict)
  return verdict
end

--- Run all repositories of a folder.
---@param dir string
---@param names string[]
---@param options spec.HostileOptions
---@param note fun(verdict: spec.Verdict)
function repositories.run(dir, names, options, note)
  local criteria = support.repo { ["tickmark.yml"] = CONFIG, ["checks/always.lua"] = CHECK,
    ["home/.gitconfig"] = "[user]\n\tname = Ada\n\temail = ada@example.com\n" }
  local plain = support.repo { ["policies/a.md"] = "---\nid: POL-1\ntitle: A\nstatus: approved\n---\n" }
  local baseline = measured.run({ audit(options, criteria, plain, "--format json") }, 1)[1]
  assert(bed.result(baseline))
  for _, item in ipairs(items_of(dir, names, options.read)) do
    build(item, dir)
    note(judge(item, criteria, baseline, options))
    support.remove(item.around)
  end
  support.remove(criteria)
  support.remove(plain)
end

return repositories
