--- The report as Markdown, for a forge or a printer.

local summary = require("tickmark.report.summary")
local text = require("tickmark.base.text")

local CITED <const> = 20

local md = text.markdown

local function row(...)
  return "| " .. table.concat({ ... }, " | ") .. " |"
end

local function evidence(out, finding)
  local n = 0
  for _, one in ipairs(finding.evidence) do
    n = n + 1
    if n <= CITED and one.path then
      out[#out + 1] = ("- %s, blob %s%s"):format(md(summary.place(one)),
        (one.blob or "?"):sub(1, 12), one.role == "context" and " (context)" or "")
    end
  end
  if n > CITED then out[#out + 1] = ("- and %d more"):format(n - CITED) end
end

local function findings(out, result)
  out[#out + 1] = "\n## Findings\n"
  if #result.findings == 0 then out[#out + 1] = "None." end
  for i, finding in ipairs(result.findings) do
    out[#out + 1] = ("### %d. %s %s\n"):format(i, finding.requirement .. (finding.point
      and " " .. finding.point or ""), finding.grade == "ofi" and "opportunity for improvement"
      or finding.grade .. " (proposed)")
    out[#out + 1] = md(finding.statement) .. "\n"
    if finding.basis then
      out[#out + 1] = ("Basis: %s. Rule: %s.%s\n"):format(md(finding.basis), md(finding.rule),
        finding.extent and (" Threshold for a systemic deviation: %s."):format(
          finding.extent.systemic) or "")
    end
    evidence(out, finding)
    out[#out + 1] = ""
  end
end

local function problems(out, result)
  if #result.problems == 0 then return end
  out[#out + 1] = "\n## What could not be audited\n"
  for _, problem in ipairs(result.problems) do
    out[#out + 1] = ("- %s: %s%s"):format(md(summary.place(problem)), md(problem.message),
      problem.remedy and " (" .. md(problem.remedy) .. ")" or "")
  end
end

local function tests(out, result)
  out[#out + 1] = "\n## Tests\n"
  out[#out + 1] = row("outcome", "requirement", "test", "documents", "items", "pass")
  out[#out + 1] = row("---", "---", "---", "---:", "---:", "---:")
  for _, test in ipairs(result.tests) do
    out[#out + 1] = row(test.outcome, md(table.concat(test.requirement, " ")), md(test.id),
      test.documents, test.items, test.passing)
  end
end

local function series(out, result)
  if #result.series == 0 then return end
  out[#out + 1] = "\n## Evidence series\n"
  out[#out + 1] = row("series", "cadence", "due", "met", "missed", "first", "last")
  out[#out + 1] = row("---", "---", "---:", "---:", "---:", "---", "---")
  for _, one in ipairs(result.series) do
    out[#out + 1] = row(md(one.id), one.cadence or "", one.due, one.met, one.missed,
      one.first or "", one.last or "")
  end
end

---@param result table
---@return string
return function(result)
  local run = result.run
  local out = { "# Audit of " .. md(run.organisation.name), "",
    md(summary.subject(result)) .. ".", "",
    ("Period %s to %s. Evidence tree %s, criteria tree %s, tickmark %s build %s, run %s."):format(
      run.period.from, run.period.to, run.evidence.tree, run.criteria[1].tree,
      run.engine.version, run.engine.build:sub(1, 12), run.id:sub(1, 16)), "",
    ("**%s.** %s."):format(summary.findings(result), summary.tests(result)) }
  findings(out, result)
  problems(out, result)
  tests(out, result)
  series(out, result)
  out[#out + 1] = "\nGrades are proposals by rule; a person decides. Nothing here stands for"
  out[#out + 1] = "interviews and observation, which only people can do."
  return table.concat(out, "\n") .. "\n"
end
