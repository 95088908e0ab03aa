--- The report for a terminal: findings, what could not be tested, the tests.

local paint = require("tickmark.report.paint")
local summary = require("tickmark.report.summary")
local text = require("tickmark.base.text")

local WIDTH <const> = 96
local CITED <const> = 4 -- places shown of one finding

local function heading(out, colour, words)
  out[#out + 1] = ""
  out[#out + 1] = colour("strong", words)
end

local function wrapped(out, words, indent)
  for line in text.wrap(text.terminal(words), WIDTH - #indent):gmatch("[^\n]+") do
    out[#out + 1] = indent .. line
  end
end

local function places(finding)
  local shown, more = {}, 0
  for _, one in ipairs(finding.evidence) do
    if one.role == "exception" then
      if #shown < CITED then
        shown[#shown + 1] = text.terminal(summary.place(one))
      else
        more = more + 1
      end
    end
  end
  if more > 0 then shown[#shown + 1] = ("and %d more"):format(more) end
  return table.concat(shown, ", ")
end

local function finding_lines(out, colour, finding)
  local name = finding.id and (" NC-" .. finding.id:sub(1, 4)) or ""
  out[#out + 1] = ("%s  %s%s%s"):format(colour(finding.grade, text.pad(finding.grade, 5)),
    colour("strong", finding.requirement .. (finding.point and " " .. finding.point or "")),
    name, colour("dim", ("  %s%s"):format(finding.basis or "opportunity for improvement",
      finding.needs_judgement and ", needs judgement" or "")))
  wrapped(out, finding.statement, "       ")
  local where = places(finding)
  if where ~= "" then out[#out + 1] = "       " .. colour("dim", where) end
end

local function findings(out, colour, result)
  heading(out, colour, #result.findings == 0 and "No findings" or "Findings (grades are proposed)")
  for _, finding in ipairs(result.findings) do finding_lines(out, colour, finding) end
end

local function problems(out, colour, result)
  if #result.problems == 0 then return end
  heading(out, colour, "What could not be audited")
  for _, problem in ipairs(result.problems) do
    local place = summary.place(problem)
    out[#out + 1] = ("%s  %s"):format(colour("error", "error"), text.terminal(place))
    wrapped(out, problem.message, "       ")
    if problem.remedy then wrapped(out, "-> " .. problem.remedy, "       ") end
    if problem.tests and #problem.tests > 0 then
      wrapped(out, "tests: " .. table.concat(problem.tests, ", "), "       ")
    end
  end
end

local function tests(out, colour, result)
  heading(out, colour, "Tests")
  local rows = {}
  for i, test in ipairs(result.tests) do
    local of = test.items > 0 and ("%d of %d"):format(test.passing, test.items) or ""
    rows[i] = { text.pad(test.outcome, 10), table.concat(test.requirement, " "),
      text.terminal(test.id), tostring(test.documents), of, text.terminal(test.title or "") }
  end
  table.insert(rows, 1, { "outcome", "requirement", "test", "docs", "items pass", "" })
  for i, line in ipairs(text.columns(rows, { align = { [4] = "right", [5] = "right" } })) do
    local test = result.tests[i - 1]
    out[#out + 1] = test and line:gsub("^[%a-]+", function(word) return colour(word, word) end)
      or colour("dim", line)
  end
  for _, test in ipairs(result.tests) do
    for _, why in ipairs(test.not_tested) do wrapped(out, "not tested: " .. why, "  ") end
  end
end

local function flags(out, colour, result)
  if #result.flags == 0 then return end
  heading(out, colour, "Flags for the auditor's eye")
  local seen = {}
  for _, flag in ipairs(result.flags) do
    local words = ("%s: %s"):format(flag.id, flag.message)
    if not seen[words] then wrapped(out, words, "  ") end
    seen[words] = true
  end
end

---@param result table
---@param options {colour: boolean?}?
---@return string
return function(result, options)
  local colour = paint.new(options and options.colour or false)
  local out = { colour("strong", text.terminal(summary.subject(result))) }
  out[#out + 1] = ("%s documents; criteria of %s%s"):format(result.summary.documents,
    result.run.criteria[1].tree:sub(1, 12),
    result.run.criteria[1].uncommitted and ", uncommitted" or "")
  findings(out, colour, result)
  problems(out, colour, result)
  flags(out, colour, result)
  tests(out, colour, result)
  out[#out + 1] = ""
  out[#out + 1] = ("%s; %s; %s"):format(summary.findings(result), summary.tests(result),
    summary.meaning(result))
  return table.concat(out, "\n") .. "\n"
end
