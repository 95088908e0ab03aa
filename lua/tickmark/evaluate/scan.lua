--- What the read worker sees: the folders that hold documents at once, their
--- past while others collect.

local canon = require("tickmark.base.canon")
local failure = require("tickmark.base.failure")
local lists = require("tickmark.base.lists")
local order = require("tickmark.base.order")

local scan = {}

local function asked(plan)
  local list = canon.array {}
  for i, source in ipairs(plan.sources) do
    list[i] = { globs = source.globs, ignore = source.ignore, history = source.history,
      opaque = source.opaque, authors = source.authors, versions = source.versions,
      absent = source.absent }
  end
  return list
end

--- Tests that may lack documents which were passed over.
local function note_passed_over(plan, problems)
  for _, odd in ipairs(problems) do
    local tests = {}
    for _, number in ipairs(odd.sources) do
      for _, test in ipairs(plan.tests) do
        for _, at in pairs(test.inputs or {}) do
          if at.number == number then tests[test.id], test.passed_over = true, true end
        end
      end
    end
    odd.tests = order.keys(tests)
  end
end

--- The folders of the audited tree that hold documents of the plan's sources.
---@param subject tickmark.Subject
---@param plan table
---@return {path: string, id: string, files: integer}[]
---@return tickmark.Problem[]
function scan.folders(subject, plan)
  local reply, answer = subject:ask { op = "folders", sources = asked(plan) }
  note_passed_over(plan, reply.problems)
  return lists.join(answer.parts.folders), reply.problems
end

--- Ask for the past; the answer is fetched with `past` later.
function scan.start(subject, plan)
  subject.reading:post { op = "past", sources = asked(plan) }
end

--- The past of the sources: {ever=, documents= by source, history= by source}.
---@param subject tickmark.Subject
function scan.past(subject)
  local reply, answer = subject:fetch()
  local documents = {}
  for key, parts in pairs(answer.parts) do documents[key] = lists.join(parts) end
  return { ever = reply.ever, documents = documents, history = answer.facts,
    problems = reply.problems }
end

--- A pattern that matches nothing, now or ever, is a slip in the configuration
--- unless the series says when something is due.
---@param subject tickmark.Subject
---@param plan table
---@param ever boolean[]
function scan.check_patterns(subject, plan, ever)
  local problems = {}
  for i, source in ipairs(plan.sources) do
    if not ever[i] and not source.optional and not source.decl.cadence then
      local name = source.decl.series or source.decl.record
      problems[#problems + 1] = { code = "configuration", path = subject.criteria.name,
        message = ("%s: %s matches nothing, now or in history"):format(
          name or "paths", table.concat(source.globs, ", ")),
        remedy = 'mend the pattern, or say optional: "yes" if nothing need be there' }
    end
  end
  if #problems > 0 then
    failure.raise(failure.USAGE, "patterns that match nothing", nil, problems)
  end
end

return scan
