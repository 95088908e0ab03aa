-- What a sample shows is judged by its extent: half of it and three deviations are a
-- system, all of it is an absence, less is a lapse. It is about the requirement that the
-- record names (satisfies:).
local catalogue = require "catalogue"
local lists = require "lists"

local function requirement_of(sample)
  for _, id in ipairs(lists.satisfies(sample)) do
    if catalogue[id] then return id end
  end
  return catalogue[sample.test] and sample.test or nil
end

-- Deviations as they are told, or as items have them.
local function bad_of(sample)
  local bad, items = {}, type(sample.items) == "table" and sample.items or {}
  for _, item in ipairs(items) do
    if type(item) == "table" and item.result == "deviation" then
      bad[#bad + 1] = { item = tostring(item.id), path = sample.path, line = sample.line,
        blob = sample.blob }
    end
  end
  return bad, sample.deviations or #bad
end

local function grade_of(n, deviations, t)
  local rate = n > 0 and deviations / n or 0
  local least = tonumber(t.thresholds["extent.least"])
  local systemic = tonumber(t.thresholds["extent.systemic"])
  if deviations == n and n >= least then return "major", "complete_absence" end
  if rate >= systemic and deviations >= least then return "major", "systematic_failure" end
  return "minor", "isolated_lapse"
end

return rule {
  id = "sample.judged", title = "What samples show", requirement = "9.2.2",
  method = "sample",
  inputs = { samples = { record = "sample", optional = true } },
  judge = function(f, t)
    if not t:keeps("samples") then return t:request("records of samples") end
    for sample in f.samples:each() do
      local requirement, n = requirement_of(sample), sample.n
      local bad, deviations = bad_of(sample)
      if not requirement then
        t:not_tested(("%s names no requirement that it is about (satisfies:)"):format(
          tostring(sample.item)))
      elseif n and deviations > 0 then
        local grade, basis = grade_of(n, deviations, t)
        t:fail(sample, { requirement = requirement, grade = grade, basis = basis,
          items = #bad > 0 and bad or nil,
          what = ("%d of %d deviate%s"):format(deviations, n,
            sample.objective and ": " .. tostring(sample.objective) or "") })
      end
    end
  end,
}
