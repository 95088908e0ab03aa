--- The report for a terminal: findings, what could not be tested, the tests.

local paint = require("tickmark.report.paint")
local summary = require("tickmark.report.summary")
local text = require("tickmark.base.text")

local WIDTH <const> = 98
local CITED <const> = 4 -- files shown of one finding
local LINES <const> = 6 -- lines shown of one file
local ALIKE <const> = 3 -- documents shown at which one script failed

local function heading(out, colour, words)
  out[#out + 1] = ""
  out[#out + 1] = colour("strong", words)
end

--- Lines of `words`, each behind `indent` blanks; the first behind `lead`, which
--- is as wide.
local function wrapped(out, words, indent, lead, tint)
  local blanks = (" "):rep(indent)
  for line in text.wrap(text.terminal(words), WIDTH - indent):gmatch("[^\n]+") do
    out[#out + 1] = (lead or blanks) .. (tint and tint(line) or line)
    lead = nil
  end
end

--- The files that bear a finding out, and the lines in each; nothing when the
--- statement names them itself.
local function places(finding)
  local files, lines = {}, {}
  for _, one in ipairs(finding.evidence) do
    if one.role == "exception" then
      if finding.statement:find(one.path, 1, true) then return nil end
      if not lines[one.path] then
        files[#files + 1], lines[one.path] = one.path, {}
      end
      if one.line and one.line > 1 then table.insert(lines[one.path], one.line) end
    end
  end
  for i, path in ipairs(files) do
    local at = lines[path]
    files[i] = path .. (#at > 0 and ":" .. summary.listed(at, LINES) or "")
  end
  return #files > 0 and summary.listed(files, CITED) or nil
end

--- What stands below a statement: its name on the ledger, the basis, the places.
local function below(finding)
  local parts = {}
  if finding.id then parts[1] = "NC-" .. finding.id:sub(1, 4) end
  parts[#parts + 1] = finding.basis or "opportunity for improvement"
  if finding.needs_judgement then parts[#parts + 1] = "needs judgement" end
  parts[#parts + 1] = places(finding)
  return table.concat(parts, "; ")
end

local function name_of(finding)
  return finding.requirement .. (finding.point and " " .. finding.point or "")
end

local function findings(out, colour, result)
  heading(out, colour, #result.findings > 0 and "Findings (grades are proposed)"
    or #result.problems > 0 and "No findings, but not everything was audited"
    or "No findings")
  local width = 0
  for _, finding in ipairs(result.findings) do
    width = math.max(width, text.width(text.terminal(name_of(finding))))
  end
  local function dim(line) return colour("dim", line) end
  for _, finding in ipairs(result.findings) do
    local indent = 5 + 2 + width + 2
    wrapped(out, finding.statement, indent, ("%s  %s  "):format(
      colour(finding.grade, text.pad(finding.grade, 5)),
      colour("strong", text.pad(text.terminal(name_of(finding)), width))))
    wrapped(out, below(finding), indent, nil, dim)
  end
end

--- A script's failures at several documents as one.
local function alike(problems)
  local list, by_key = {}, {}
  for _, problem in ipairs(problems) do
    local message = summary.words(problem)
    local words, document = message:match("^(.*) %(at (.*)%)$")
    if problem.code == "unreadable" then document = nil end
    local key = ("%s\0%s\0%s"):format(problem.path or "", problem.line or "", words or "")
    local known = document and by_key[key]
    if known then
      table.insert(known.documents, document)
    else
      known = { problem = problem, message = document and words or message,
        documents = { document } }
      list[#list + 1] = known
      if document then by_key[key] = known end
    end
  end
  return list
end

local function problems(out, colour, result)
  if #result.problems == 0 then return end
  heading(out, colour, "What could not be audited")
  for _, one in ipairs(alike(result.problems)) do
    local problem = one.problem
    wrapped(out, summary.place(problem), 7, colour("error", "error") .. "  ")
    wrapped(out, one.message, 7)
    local at = summary.listed(one.documents, ALIKE)
    if at ~= "" then wrapped(out, "at " .. at, 7) end
    if problem.remedy then wrapped(out, "-> " .. problem.remedy, 7) end
    if #problem.tests > 0 then
      wrapped(out, "tests: " .. table.concat(problem.tests, ", "), 7)
    end
  end
end

--- At most `width` columns; what was cut is shown by "…".
local function fitted(words, width)
  if text.width(words) <= width then return words end
  local cut = {}
  local used = 1
  for c in words:gmatch(utf8.charpattern) do
    used = used + text.width(c)
    if used > width then break end
    cut[#cut + 1] = c
  end
  return table.concat(cut) .. "…"
end

--- Titles that only one test has; the rules of every series share theirs.
local function own_titles(list)
  local times = {}
  for _, test in ipairs(list) do
    if test.title then times[test.title] = (times[test.title] or 0) + 1 end
  end
  return function(test) return times[test.title] == 1 and test.title or "" end
end

local function row_of(test)
  local more = #test.requirement - 1
  local requirement = test.requirement[1] or ""
  if more > 0 then requirement = ("%s +%d"):format(requirement, more) end
  local passing = test.items > 0 and ("%d of %d"):format(test.passing, test.items) or ""
  return { test.outcome, text.terminal(requirement), text.terminal(test.id),
    tostring(test.documents), passing, "" }
end

local ALIGN = { align = { [4] = "right", [5] = "right" } }

--- The rows of the tests; a title takes what room is left.
local function rows_of(list)
  local rows = { { "outcome", "requirement", "test", "docs", "items pass", "" } }
  for i, test in ipairs(list) do rows[i + 1] = row_of(test) end
  local title, used = own_titles(list), 0
  for _, line in ipairs(text.columns(rows, ALIGN)) do
    used = math.max(used, text.width(line))
  end
  for i, test in ipairs(list) do
    rows[i + 1][6] = fitted(text.terminal(title(test)), math.max(WIDTH - used - 2, 20))
  end
  return text.columns(rows, ALIGN)
end

local function tests(out, colour, result)
  heading(out, colour, "Tests")
  for i, line in ipairs(rows_of(result.tests)) do
    local test = result.tests[i - 1]
    out[#out + 1] = not test and colour("dim", line)
      or line:gsub("^[%a-]+", function(word) return colour(word, word) end)
  end
end

--- What was not tested, each with its test.
local function not_tested(out, colour, result)
  local begun
  for _, test in ipairs(result.tests) do
    for _, why in ipairs(test.not_tested) do
      if not begun then heading(out, colour, "Not tested") end
      begun = true
      local named = why:sub(1, #test.id + 1) == test.id .. ":"
      wrapped(out, named and why or ("%s: %s"):format(test.id, why), 2)
    end
  end
end

local function flags(out, colour, result)
  if #result.flags == 0 then return end
  heading(out, colour, "Flags for the auditor's eye")
  for _, flag in ipairs(summary.flags(result)) do wrapped(out, flag, 2) end
end

---@param result table
---@param options {colour: boolean?}?
---@return string
return function(result, options)
  local colour = paint.new(options and options.colour or false)
  local criteria = result.run.criteria[1]
  local out = { colour("strong", text.terminal(summary.subject(result))) }
  out[#out + 1] = ("%s; criteria of %s%s"):format(
    text.plural(result.summary.documents, "document"), criteria.tree:sub(1, 12),
    criteria.uncommitted and ", uncommitted" or "")
  findings(out, colour, result)
  problems(out, colour, result)
  flags(out, colour, result)
  not_tested(out, colour, result)
  tests(out, colour, result)
  out[#out + 1] = ""
  local found = summary.findings(result)
  local done = ("%s; %s"):format(summary.tests(result), summary.meaning(result))
  out[#out + 1] = found .. (#found + 2 + #done <= WIDTH and "; " or "\n") .. done
  return table.concat(out, "\n") .. "\n"
end
