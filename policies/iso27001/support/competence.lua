-- Who has duties in the ISMS has what these need, and that can be shown.
local lists = require "lists"
local shown = require "shown"

-- What is required and not held, or no longer.
local function gaps_of(record, t)
  local held, gaps = {}, {}
  for _, one in ipairs(type(record.held) == "table" and record.held or {}) do
    local has = type(one) == "table"
    local to = has and type(one.valid_until) == "string" and date(one.valid_until)
    if has and one.what and not (to and to < t.as_of) then
      held[tostring(one.what):lower()] = one
    end
  end
  for _, wanted in ipairs(lists.of(record.required)) do
    local one = held[tostring(wanted):lower()]
    if not one then
      gaps[#gaps + 1] = tostring(wanted)
    elseif not lists.says(one.evidence) then
      gaps[#gaps + 1] = ("%s (nothing shows it)"):format(wanted)
    end
  end
  return gaps
end

return rule {
  id = "support.competence", title = "People have the competence their roles need",
  requirement = "7.2", method = "evidence",
  inputs = { competence = { record = "competence", optional = true, window = "P100Y" } },
  judge = function(f, t)
    if not shown.any(t, "competence", f.competence, "evidence of competence") then
      if t:keeps("competence") then
        t:fail(nil, { what = "nothing shows that anybody has the competence they need",
          basis = "documentation_gap" })
      end
      return
    end
    for record in f.competence:each() do
      local gaps = gaps_of(record, t)
      -- a gap that somebody is closing is known, and no finding
      if #gaps > 0 and not lists.says(record.actions) then
        t:fail(record, { basis = "documentation_gap",
          what = ("%s lacks %s"):format(tostring(record.person),
            table.concat(gaps, ", ")) })
      end
    end
  end,
}
