-- What internal audits find is followed up: each finding has a record, and an action or
-- its closure.
local lists = require "lists"
local shown = require "shown"

local function ids_of(report)
  local ids = {}
  for _, id in ipairs(lists.of(report.findings)) do
    local word = tostring(id):lower()
    local is_one = word ~= "none" and word ~= "no" and not word:find("^ofi") and word ~= "-"
    if is_one then ids[#ids + 1] = tostring(id) end
  end
  return ids
end

local function acted_on(f)
  local acted = {}
  for action in f.actions:each() do
    if action.nc then acted[tostring(action.nc)] = true end
  end
  for nc in f.ncs:each() do
    local correction = type(nc.correction) == "table" and nc.correction.what
    if nc.closed_on or correction or lists.says(nc.actions) then acted[tostring(nc.id)] = true end
  end
  return acted
end

local function open_of(f, t, acted)
  local open, all, oldest = {}, 0, nil
  for report in f.reports:each() do
    for _, id in ipairs(ids_of(report)) do
      all = all + 1
      local since = report.date or t.as_of
      if not acted[id] and since + t.param.after < t.as_of then
        open[#open + 1] = { item = id, path = report.path, line = report.line,
          blob = report.blob }
        if not oldest or since < oldest then oldest = since end
      end
    end
  end
  return open, all, oldest
end

return rule {
  id = "improvement.followup", title = "What audits find is followed up",
  requirement = "10.2", method = "evidence",
  inputs = { reports = { record = "audit-report", optional = true, window = "P100Y" },
    ncs = { record = "nonconformity", optional = true, window = "P100Y" },
    actions = { record = "corrective-action", optional = true, window = "P100Y" } },
  params = { after = { type = "period", default = "P30D" } },
  judge = function(f, t)
    if not shown.any(t, "reports", f.reports, "what became of findings of audits",
      "no audit was held") then
      return
    end
    if not t:keeps("ncs") and not t:keeps("actions") then
      return t:request("what became of findings of audits")
    end
    local open, all, oldest = open_of(f, t, acted_on(f))
    if #open == 0 then return end
    local is_none = #open == all and all >= 3
    t:fail(nil, { items = open, grade = is_none and "major" or nil,
      basis = is_none and "systematic_failure" or "isolated_lapse",
      what = ("%d of %d findings of audits have no action, since %s"):format(#open, all,
        tostring(oldest)) })
  end,
}
