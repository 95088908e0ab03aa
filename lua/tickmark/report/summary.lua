--- The sentences that every report ends or begins with.

local text = require("tickmark.base.text")

local summary = {}

local MEANING = { [0] = "conforms, as far as the tests go",
  [1] = "findings", [2] = "could not audit everything" }

--- "2 major, 14 minor findings and 1 opportunity"
function summary.findings(result)
  local n = result.summary.findings
  local words = ("%d major, %d minor %s"):format(n.major, n.minor,
    n.major + n.minor == 1 and "finding" or "findings")
  if n.ofi > 0 then
    words = ("%s and %s for improvement"):format(words,
      text.plural(n.ofi, "opportunity", "opportunities"))
  end
  return words
end

--- "31 tests: 12 pass, 17 fail, 2 error"
function summary.tests(result)
  local parts = {}
  for _, word in ipairs { "pass", "fail", "error", "not-tested", "not-applicable" } do
    local n = result.summary.tests[word]
    if n > 0 then parts[#parts + 1] = ("%d %s"):format(n, word) end
  end
  return ("%s: %s"):format(text.plural(#result.tests, "test"), table.concat(parts, ", "))
end

function summary.meaning(result)
  return ("exit status %d: %s"):format(result.exit, MEANING[result.exit] or "")
end

--- What was audited: "synthetic at main (e8eabd2), as of 2026-06-30"
function summary.subject(result)
  local run = result.run
  local when = run.as_of_source == "commit" and run.as_of .. ", the date of the commit"
    or run.as_of
  return ("%s: %s at %s, as of %s"):format(run.organisation.name, run.evidence.rev,
    run.evidence.commit:sub(1, 12), when)
end

--- Where a citation points: "path:12"
function summary.place(one)
  if not one.path then return "" end
  if one.line and one.column then
    return ("%s:%d:%d"):format(one.path, one.line, one.column)
  end
  return one.line and one.line > 1 and ("%s:%d"):format(one.path, one.line) or one.path
end

return summary
