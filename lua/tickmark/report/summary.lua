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

--- What a problem says, without the place that its reader has just read.
function summary.words(problem)
  local message, path = problem.message, problem.path
  if path and message:sub(1, #path + 1) == path .. ":" then
    return (message:sub(#path + 2):gsub("^%d*:? *", "", 1))
  end
  return message
end

--- Where a citation points: "path:12"
function summary.place(one)
  if not one.path then return "" end
  if one.line and one.column then
    return ("%s:%d:%d"):format(one.path, one.line, one.column)
  end
  return one.line and one.line > 1 and ("%s:%d"):format(one.path, one.line) or one.path
end

--- "a, b and 3 more"
---@param list string[]
---@param most integer  shown
function summary.listed(list, most)
  local shown = table.concat(list, ", ", 1, math.min(#list, most))
  return #list <= most and shown or ("%s and %d more"):format(shown, #list - most)
end

--- Flags as sentences, each once, with how often it was raised.
---@return string[]
function summary.flags(result)
  local list, times = {}, {}
  for _, flag in ipairs(result.flags) do
    local what = flag.message
    if flag.item and not what:find(flag.item, 1, true) then
      what = ("%s: %s"):format(flag.item, what)
    end
    local words = ("%s: %s"):format(flag.id, what)
    if not times[words] then list[#list + 1] = words end
    times[words] = (times[words] or 0) + 1
  end
  for i, words in ipairs(list) do
    if times[words] > 1 then list[i] = ("%s (%d times)"):format(words, times[words]) end
  end
  return list
end

return summary
