--- Grades as rules propose them; people decide (DESIGN 6, SAMPLING 3.3).

local grade = {}

--- The thresholds a configuration may change; printed with each finding.
grade.DEFAULTS = { ["extent.systemic"] = 0.50, ["extent.least"] = 3,
  ["extent.tolerable"] = 0, ["late_entry"] = "P14D", ["burst.share"] = 0.8,
  ["burst.days"] = "P30D", ["burst.least"] = 4 }

--- The eight words of R-110 and R-111, by grade.
grade.BASIS = {
  minor = { isolated_lapse = true, partial_implementation = true,
    documentation_gap = true, technical_error = true },
  major = { systematic_failure = true, complete_absence = true,
    critical_control_failure = true, effectiveness_issue = true },
}

local DEFAULT_BASIS = { major = "systematic_failure" }

--- The grade of `bad` deviations among `n`, or nil when they are tolerable.
---@param bad integer
---@param n integer
---@param thresholds table<string, number>
---@param tolerable number?  share; default: the thresholds'
---@return "minor"|"major"|nil
function grade.extent(bad, n, thresholds, tolerable)
  local rate = n > 0 and bad / n or 0
  if bad == 0 or rate <= (tolerable or thresholds["extent.tolerable"]) then return nil end
  if rate >= thresholds["extent.systemic"] and bad >= thresholds["extent.least"] then
    return "major"
  end
  return "minor"
end

--- The basis that goes with a grade: what the author gave, else the usual one.
---@param given string|table|nil
---@param word "minor"|"major"|"ofi"
---@param bad integer  deviations
---@param exact boolean?  the author chose the grade too, so the two must fit
---@return string? basis
---@return string? message  when the words don't fit the grade
function grade.basis(given, word, bad, exact)
  if word == "ofi" then return nil end
  local basis = given
  if type(given) == "table" then basis = given[word] end
  if exact and type(given) == "string" and not grade.BASIS[word][given] then
    return nil, ("basis %q does not go with a %s"):format(given, word)
  end
  if type(given) == "string" and not grade.BASIS[word][given] then basis = nil end
  basis = basis or DEFAULT_BASIS[word]
    or (bad > 1 and "partial_implementation" or "isolated_lapse")
  if not grade.BASIS[word][basis] then
    return nil, ("basis %q does not go with a %s"):format(tostring(basis), word)
  end
  return basis
end

return grade
