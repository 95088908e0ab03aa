--- A run: describe the scripts, look at the tree, collect, judge.

local canon = require("tickmark.base.canon")
local core = require("tickmark.core")
local failure = require("tickmark.base.failure")
local order = require("tickmark.base.order")
local params = require("tickmark.evaluate.params")
local plan = require("tickmark.evaluate.plan")
local pool = require("tickmark.evaluate.pool")
local spool = require("tickmark.evaluate.spool")
local subject = require("tickmark.evaluate.subject")

local run = {}

local FILES <const> = 400 -- documents of one collect job, about
local DEPTH <const> = 3 -- collect jobs under way in one worker
local BATCH <const> = 200 -- old versions in one job

--- Each script's declaration, from a state of its own.
local function describe(workers, scripts)
  local answers = {}
  local message = { op = "describe", scripts = canon.array {} }
  for i, script in ipairs(scripts) do
    message.scripts[i] = { text = script.text, name = script.name,
      libraries = script.libraries }
  end
  local function give_up(job, why)
    if #job.scripts == 1 then
      answers[job.scripts[1]] = { failed = { kind = "killed", message = why } }
      return {}
    end
    return nil
  end
  local function job_of(numbers)
    local job = { scripts = numbers }
    function job.make()
      local part = { op = "describe", scripts = canon.array {} }
      for i, n in ipairs(numbers) do part.scripts[i] = message.scripts[n] end
      return part
    end
    function job.done(answer)
      for i, n in ipairs(numbers) do answers[n] = answer.reply.scripts[i] end
    end
    return job
  end
  local all = {}
  for i = 1, #scripts do all[i] = i end
  workers:run({ job_of(all) }, 1, function(job, why)
    local gone = give_up(job, why)
    if gone then return gone end
    local smaller = {}
    for i, n in ipairs(job.scripts) do
      smaller[i] = job_of { n }
    end
    return smaller
  end)
  return answers
end

--- What the scan gave: folders, old documents and history by source.
local function scan(self)
  local list = {}
  for i, source in ipairs(self.plan.sources) do
    list[i] = { globs = source.globs, ignore = source.ignore, history = source.history,
      authors = source.authors, versions = source.versions, absent = source.absent }
  end
  local reply, answer = subject.ask(self.subject.reading, { op = "scan",
    sources = canon.array(list) })
  local parts = {}
  for key, lists in pairs(answer.parts) do
    parts[key] = {}
    for _, one in ipairs(lists) do
      table.move(one, 1, #one, #parts[key] + 1, parts[key])
    end
  end
  return { folders = parts.folders or {}, documents = parts, history = answer.facts,
    ever = reply.ever, problems = reply.problems }
end

--- A pattern that matches nothing, now or ever, is a slip in the configuration
--- unless the series says when something is due.
local function check_patterns(self, seen)
  local problems = {}
  for i, source in ipairs(self.plan.sources) do
    if not seen.ever[i] and not source.optional and not source.decl.cadence then
      local name = source.decl.series or source.decl.record
      problems[#problems + 1] = { code = "configuration", path = self.subject.criteria.name,
        message = ("%s: %s matches nothing, now or in history"):format(
          name or "paths", table.concat(source.globs, ", ")),
        remedy = 'mend the pattern, or say optional: "yes" if nothing need be there' }
    end
  end
  if #problems > 0 then
    failure.raise(failure.USAGE, "patterns that match nothing", nil, problems)
  end
end

local function note_failures(self, list)
  for _, why in ipairs(list) do
    local test = self.plan.tests[why.test]
    test.failures = test.failures or {}
    table.insert(test.failures, why)
  end
end

--- A collect job for some folders or documents; `only` limits it to a test.
local function collect_job(self, message, place)
  self.jobs = (self.jobs or 0) + 1
  local job = { message = message, place = place or self.jobs }
  function job.make()
    local copy = {}
    for key, value in pairs(message) do copy[key] = value end
    return copy
  end
  function job.done(answer)
    if answer.reply.failed then
      failure.raise(failure.INCOMPLETE, answer.reply.failed.message)
    end
    note_failures(self, answer.reply.failures)
    self.documents = self.documents + answer.reply.documents
    for key, list in pairs(answer.facts) do self.spool:add(tonumber(key), list, job.place) end
    self.progress(self.documents, self.expected)
  end
  return job
end

--- A job that killed its worker twice: once more by test, then an error of that
--- test alone.
local function split_collect(self)
  return function(job, why)
    local message = job.message
    if message.only then
      note_failures(self, { { test = message.only, kind = "killed", message = why } })
      return {}
    end
    local smaller = {}
    for i = 1, #self.plan.tests do
      local copy = { only = i }
      for key, value in pairs(message) do copy[key] = value end
      smaller[i] = collect_job(self, copy, job.place)
      smaller[i].alone = true
    end
    return smaller
  end
end

local function folder_jobs(self, folders, jobs)
  local batch, files = {}, 0
  local function close()
    if #batch > 0 then
      jobs[#jobs + 1] = collect_job(self, { op = "collect", folders = canon.array(batch) })
    end
    batch, files = {}, 0
  end
  for _, folder in ipairs(folders) do
    batch[#batch + 1] = { path = folder.path, id = folder.id }
    files = files + folder.files
    self.expected = self.expected + folder.files
    if files >= FILES then close() end
  end
  close()
end

local function document_jobs(self, number, list, jobs)
  for i = 1, #list, BATCH do
    local batch = table.move(list, i, math.min(i + BATCH - 1, #list), 1, {})
    jobs[#jobs + 1] = collect_job(self, { op = "documents", source = number,
      documents = canon.array(batch) })
  end
end

local function collect(self, seen)
  local jobs = {}
  self.documents, self.expected = 0, 0
  folder_jobs(self, seen.folders, jobs)
  for i in ipairs(self.plan.sources) do
    document_jobs(self, i, seen.documents[tostring(i)] or {}, jobs)
  end
  self.workers:run(jobs, DEPTH, split_collect(self))
end

local function judge_job(self, test, seen)
  local context, missing = params.context(self, test)
  if missing then
    test.outcome_data = missing
    return nil
  end
  local inputs, facts, n = canon.array {}, {}, 0
  for _, name in ipairs(order.keys(test.inputs)) do
    local at = test.inputs[name]
    facts[name] = self.spool:get(at.consumer)
    n = n + self.spool:count(at.consumer)
    inputs[#inputs + 1] = name
    if at.source.history then
      facts["history:" .. name] = seen.history[tostring(at.number)] or {}
      inputs[#inputs + 1] = "history:" .. name
    end
  end
  local job = { test = test }
  function job.make()
    return { op = "judge", test = test.number, inputs = inputs, facts = n, context = context }
  end
  function job.facts() return facts end
  function job.done(answer)
    local reply = answer.reply
    if reply.failed then
      note_failures(self, { { test = test.number, kind = "error",
        message = reply.failed.message } })
    elseif reply.failure then
      note_failures(self, { reply.failure })
    else
      test.outcome_data = reply.outcome
    end
    for _, name in ipairs(order.keys(test.inputs)) do
      self.spool:drop(test.inputs[name].consumer)
    end
  end
  return job
end

local function judge(self, seen)
  local jobs = {}
  for _, test in ipairs(self.plan.tests) do
    if test.declared then
      jobs[#jobs + 1] = judge_job(self, test, seen)
    end
  end
  self.workers:run(jobs, 1, function(job, why)
    note_failures(self, { { test = job.test.number, kind = "killed", message = why } })
    return {}
  end)
end

local function close(self)
  self.workers:close()
  if self.subject then self.subject.reading:close() end
end

--- Run the audit that `options` describe. The workers end when it is closed.
---@param options table
---@return table run  {subject=, plan=, ...} for conclude
function run.perform(options)
  local jobs = tonumber(options.jobs) or core.processors()
  local workers = pool.new(jobs)
  local self = setmetatable({ workers = workers, spool = spool.new(),
    progress = options.progress or function() end }, { __close = close, __gc = close })
  self.subject = subject.open(options)
  local settings = self.subject.settings
  local scripts = plan.shipped(settings)
  table.move(self.subject.scripts, 1, #self.subject.scripts, #scripts + 1, scripts)
  self.plan = plan.make(settings, scripts, describe(workers, scripts), options.only)
  workers.plan = plan.message(self.plan, self.subject.paths.git)
  local seen = scan(self)
  check_patterns(self, seen)
  collect(self, seen)
  judge(self, seen)
  self.problems = seen.problems
  return self
end

return run
