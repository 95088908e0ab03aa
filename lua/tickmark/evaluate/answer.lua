--- Is an answer what a job may answer? A worker that was taken over says
--- anything; what is not of this form is as if it had died.

local answer = {}

local EVIDENCE = { path = "string", line = "number?", blob = "string?",
  commit = "string?", role = "string?" }

local FINDING = { requirement = "string", key = "string?", subject = "string?",
  grade = "string", basis = "string?", rule = "string", statement = "string",
  needs_judgement = "boolean?", omitted = "number?", items = { "string" },
  evidence = { EVIDENCE }, missing = "table?", extent = "table?" }

local OUTCOME = { findings = { FINDING }, items = "number", passing = "number",
  documents = "number", positives = { "string" }, not_tested = { "string" },
  requests = { { what = "string" } },
  exceptions = { { item = "string?", path = "string?", line = "number?", blob = "string?",
    message = "string" } },
  measures = { { name = "string", value = "number?", n = "number?", of = "number?",
    unit = "string?", target = "number?", met = "boolean?" } },
  flags = { { id = "string", message = "string", item = "string?",
    evidence = "table?" } },
  unreadable = { { path = "string", line = "number?", column = "number?",
    message = "string", remedy = "string?" } },
  series = "table?" }

local FAILURE = { test = "number?", kind = "string", message = "string",
  path = "string?", line = "number?", document = "string?" }

local GRADES = { major = true, minor = true, ofi = true }

local fits

local function fits_list(value, form)
  if type(value) ~= "table" then return false end
  for i = 1, #value do
    if not fits(value[i], form) then return false end
  end
  return true
end

--- A form is the name of a type, with "?" where it may be absent; a list of one
--- form; or fields by name.
function fits(value, form)
  if type(form) == "string" then
    if value == nil then return form:sub(-1) == "?" end
    return type(value) == form:match("^%l+")
  end
  if form[1] then return fits_list(value, form[1]) end
  if type(value) ~= "table" then return false end
  for name, inner in pairs(form) do
    if not fits(value[name], inner) then return false end
  end
  return true
end

--- Does a list of failures speak of these tests only?
---@param list any
---@param tests table<integer, boolean>
---@return boolean
function answer.is_failures(list, tests)
  if not fits_list(list, FAILURE) then return false end
  for _, why in ipairs(list) do
    if not tests[why.test] then return false end
  end
  return true
end

--- Is it what a judge of this test found, or why there is nothing?
---@param reply table
---@param test integer
---@return boolean
function answer.is_judgement(reply, test)
  if reply.failure then
    return answer.is_failures({ reply.failure }, { [test] = true })
  end
  if not fits(reply.outcome, OUTCOME) then return false end
  for _, finding in ipairs(reply.outcome.findings) do
    if not GRADES[finding.grade] then return false end
  end
  return true
end

--- Is it what collecting gives: counts, failures of `tests`, facts of `streams`?
---@param given table    {reply=, facts=, parts=}
---@param tests table<integer, boolean>
---@param streams table<integer, boolean>
---@return boolean
function answer.is_collected(given, tests, streams)
  for key in pairs(given.facts) do
    if not streams[math.tointeger(tonumber(key))] then return false end
  end
  return next(given.parts) == nil and math.type(given.reply.documents) == "integer"
    and given.reply.documents >= 0 and answer.is_failures(given.reply.failures, tests)
end

--- Is it what so many scripts declare?
---@param reply table
---@param n integer
---@return boolean
function answer.is_description(reply, n)
  if type(reply.scripts) ~= "table" or #reply.scripts ~= n then return false end
  for _, script in ipairs(reply.scripts) do
    if not (type(script) == "table" and (type(script.declared) == "table"
        or fits(script.failed, FAILURE))) then
      return false
    end
  end
  return true
end

return answer
