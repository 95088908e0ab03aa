-- A programme says which audits there are, and they take place.
local lists = require "lists"
local shown = require "shown"

local ELEMENTS <const> = { "frequency", "methods", "responsibilities", "criteria" }

local function check_elements(t, programme)
  local gaps = {}
  for _, name in ipairs(ELEMENTS) do
    if not lists.says(programme[name]) then gaps[#gaps + 1] = name end
  end
  if #gaps > 0 then
    t:fail(programme, { what = "the programme lacks " .. table.concat(gaps, ", "),
      key = "elements", basis = "documentation_gap" })
  end
end

-- Reports by the id of their audit.
local function held_of(reports)
  local held = {}
  for report in reports:each() do held[report.id or report.item] = report end
  return held
end

local function check_audits(t, programme, held)
  for _, audit in ipairs(type(programme.audits) == "table" and programme.audits or {}) do
    local planned = type(audit.planned) == "string" and date(audit.planned) or audit.planned
    local report = held[audit.id]
    local done = report and report.date or t.as_of
    if planned and done > planned + t.param.late then
      t:fail(programme, { subject = audit.id, key = "late", basis = "isolated_lapse",
        what = report and ("%s was planned for %s and held on %s"):format(audit.id,
          tostring(planned), tostring(report.date))
          or ("%s was planned for %s, and no report is there"):format(audit.id,
            tostring(planned)) })
    end
  end
end

return rule {
  id = "audit.programme", title = "Audits are planned, and held as planned",
  requirement = "9.2.2", method = "evidence",
  inputs = { programmes = { record = "audit-programme", optional = true, window = "P100Y" },
    reports = { record = "audit-report", optional = true, window = "P100Y" } },
  params = { late = { type = "period", default = "P30D" },
    every = { type = "period", default = "P1Y" } },
  judge = function(f, t)
    local any = shown.any(t, "programmes", f.programmes, "the programme of internal audits")
    if not any then
      if t:keeps("programmes") then
        t:absent("programme of internal audits", { every = t.param.every })
      end
      return
    end
    local held = held_of(f.reports)
    for programme in f.programmes:each() do
      check_elements(t, programme)
      check_audits(t, programme, held)
    end
  end,
}
