-- Incidents are looked at, contained, closed and learnt from. That there were none is no
-- fault of a young ISMS, if its process is ready and was tried.
local lists = require "lists"

local function check_incident(t, incident)
  local gaps = {}
  if not lists.says(incident.triage) then gaps[#gaps + 1] = "who decided what it is" end
  local is_old = incident.detected_on + t.param.open < t.as_of
  if is_old and not incident.closed_on then gaps[#gaps + 1] = "when it was over" end
  if incident.closed_on then
    if not lists.says(incident.cause) then gaps[#gaps + 1] = "its cause" end
    if not lists.says(incident.lessons) then gaps[#gaps + 1] = "what was learnt" end
  end
  if #gaps > 0 then
    t:fail(incident, { basis = "partial_implementation",
      what = "it doesn't say " .. table.concat(gaps, ", nor ") })
  end
end

-- None so far: was the process tried?
local function check_ready(f, t)
  local tried = f.exercises:where(function(exercise)
    return exercise.kind == "incident" and (not exercise.date
      or exercise.date <= t.as_of and exercise.date + t.param.tried >= t.as_of)
  end)
  if tried:empty() then
    t:fail(nil, { requirement = "A.5.24", key = "tried", basis = "partial_implementation",
      what = "there was no incident, and nobody has tried what to do in one" })
  end
end

return rule {
  id = "incidents.handled", title = "Incidents are handled, or the process was tried",
  requirement = { "A.5.26", "A.5.24", "A.5.25", "A.5.27" }, method = "evidence",
  inputs = { incidents = { record = "incident", optional = true, window = "P100Y" },
    exercises = { record = "exercise", optional = true, window = "P100Y" } },
  params = { open = { type = "period", default = "P90D" },
    tried = { type = "period", promise = "incident_exercise", default = "P1Y" } },
  judge = function(f, t)
    if not t:keeps("incidents") then return t:request("incidents and how they ended") end
    if f.incidents:empty() then return check_ready(f, t) end
    for incident in f.incidents:each() do
      if incident.detected_on then check_incident(t, incident) end
    end
  end,
}
