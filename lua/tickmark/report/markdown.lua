--- The report as Markdown, for a forge or a printer.

local canon = require("tickmark.base.canon")
local summary = require("tickmark.report.summary")
local text = require("tickmark.base.text")

local CITED <const> = 20

local md = text.markdown

--- For a cell, where a number can't begin a list: "7.5.3" stays as it is.
local function cell(words)
  return (md(words):gsub("^(%d+)\\([.)])", "%1%2"))
end

local function row(...)
  return "| " .. table.concat({ ... }, " | ") .. " |"
end

local function evidence(out, finding)
  local n = 0
  for _, one in ipairs(finding.evidence) do
    n = n + 1
    if n <= CITED and one.path then
      out[#out + 1] = ("- %s, blob %s%s"):format(md(summary.place(one)),
        md((one.blob or "?"):sub(1, 12)), one.role == "context" and " (context)" or "")
    end
  end
  if n > CITED then out[#out + 1] = ("- and %d more"):format(n - CITED) end
  if n > 0 then out[#out + 1] = "" end
end

local function findings(out, result)
  out[#out + 1] = "\n## Findings\n"
  if #result.findings == 0 then
    out[#out + 1] = #result.problems > 0 and "None, but not everything was audited.\n"
      or "None.\n"
  end
  for i, finding in ipairs(result.findings) do
    out[#out + 1] = ("### %d. %s%s, %s%s\n"):format(i, cell(finding.requirement),
      finding.point and " " .. md(finding.point) or "", finding.grade == "ofi"
      and "opportunity for improvement" or finding.grade .. " (proposed)", finding.id
      and (", NC-%s, %s"):format(finding.id:sub(1, 4), md(finding.state)) or "")
    out[#out + 1] = md(finding.statement) .. "\n"
    if finding.basis then
      out[#out + 1] = ("Basis: %s. Rule: %s.%s\n"):format(
        md(finding.basis), md(finding.rule), finding.extent
        and (" Threshold for a systemic deviation: %s."):format(
          canon.number(finding.extent.systemic)) or "")
    end
    evidence(out, finding)
  end
end

local function problems(out, result)
  if #result.problems == 0 then return end
  out[#out + 1] = "## What could not be audited\n"
  for _, problem in ipairs(result.problems) do
    out[#out + 1] = ("- %s: %s%s"):format(md(summary.place(problem)),
      md(summary.words(problem)), problem.remedy and (" (%s)"):format(md(problem.remedy))
      or "")
  end
  out[#out + 1] = ""
end

local function flags(out, result)
  if #result.flags == 0 then return end
  out[#out + 1] = "## Flags for the auditor's eye\n"
  for _, flag in ipairs(summary.flags(result)) do out[#out + 1] = "- " .. md(flag) end
  out[#out + 1] = ""
end

local function not_tested(out, result)
  local first = #out + 1
  for _, test in ipairs(result.tests) do
    for _, why in ipairs(test.not_tested) do
      out[#out + 1] = ("- %s: %s"):format(md(test.id), md(why))
    end
  end
  if #out < first then return end
  table.insert(out, first, "## Not tested\n")
  out[#out + 1] = ""
end

local function tests(out, result)
  out[#out + 1] = "## Tests\n"
  out[#out + 1] = row("outcome", "requirement", "test", "documents", "items", "pass")
  out[#out + 1] = row("---", "---", "---", "---:", "---:", "---:")
  for _, test in ipairs(result.tests) do
    out[#out + 1] = row(test.outcome, cell(table.concat(test.requirement, " ")),
      cell(test.id), test.documents, test.items, test.passing)
  end
end

local function series(out, result)
  if #result.series == 0 then return end
  out[#out + 1] = "\n## Evidence series\n"
  out[#out + 1] = row("series", "cadence", "due", "met", "missed", "first", "last")
  out[#out + 1] = row("---", "---", "---:", "---:", "---:", "---", "---")
  for _, one in ipairs(result.series) do
    out[#out + 1] = row(cell(one.id), one.cadence or "", one.due, one.met, one.missed,
      one.first or "", one.last or "")
  end
end

---@param result table
---@return string
return function(result)
  local run = result.run
  local out = { "# Audit of " .. md(run.organisation.name), "",
    md(summary.subject(result)) .. ".", "",
    ("Period %s to %s. Evidence tree %s, criteria tree %s, tickmark %s build %s, "
      .. "run %s."):format(run.period.from, run.period.to, run.evidence.tree,
      run.criteria[1].tree, run.engine.version,
      run.engine.build:sub(1, 12), run.id:sub(1, 16)), "",
    ("**%s.** %s."):format(summary.findings(result), summary.tests(result)) }
  findings(out, result)
  problems(out, result)
  flags(out, result)
  not_tested(out, result)
  tests(out, result)
  series(out, result)
  out[#out + 1] = "\nGrades are proposals by rule; a person decides. Nothing here stands"
  out[#out + 1] = "for interviews and observation, which only people can do."
  return table.concat(out, "\n") .. "\n"
end
