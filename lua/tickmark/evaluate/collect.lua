--- Collecting: jobs over folders and old documents, facts into the spool.

local answer = require("tickmark.evaluate.answer")
local canon = require("tickmark.base.canon")
local plan = require("tickmark.evaluate.plan")

local collect = {}

local FILES <const> = 400 -- documents of one job over folders, about
local BATCH <const> = 200 -- old versions in one job
local DEPTH <const> = 3 -- jobs under way in one worker

--- The tests of an origin that may fail where these streams are collected.
local function tests_of(run, streams)
  local tests = {}
  for _, number in ipairs(streams) do
    local own = run.plan.streams[number].test
    if own then tests[own] = true end
  end
  return tests
end

--- A collect job; its place orders the facts, whatever order jobs end in.
---@param message table  with the `streams` that it makes, all of one `origin`
local function job_of(run, message, place)
  run.jobs = run.jobs + 1
  local job = { message = message, place = place or run.jobs, origin = message.origin }
  local streams = {}
  for _, number in ipairs(message.streams) do streams[number] = true end
  function job.make()
    local copy = {}
    for key, value in pairs(message) do copy[key] = value end
    copy.alone = job.alone
    return copy
  end
  function job.valid(given)
    return answer.is_collected(given, tests_of(run, message.streams), streams)
  end
  function job.done(given)
    run:note_failures(given.reply.failures)
    run.documents = run.documents + given.reply.documents
    for key, list in pairs(given.facts) do
      run.spool:add(math.tointeger(tonumber(key)), list, job.place)
    end
    run.progress(run.documents, run.expected)
  end
  return job
end

--- A job that killed its worker twice: once more by stream, then an error of
--- the tests that read that stream.
local function split(run)
  return function(job, why)
    local message, smaller = job.message, {}
    if #message.streams == 1 then
      for _, test in ipairs(plan.readers(run.plan, message.streams[1])) do
        run:note_failures { { test = test.number, kind = "killed", message = why } }
      end
      return smaller
    end
    for i, number in ipairs(message.streams) do
      local copy = {}
      for key, value in pairs(message) do copy[key] = value end
      copy.streams = canon.array { number }
      smaller[i] = job_of(run, copy, job.place)
      smaller[i].alone = true
    end
    return smaller
  end
end

--- Collect the documents of the audited tree.
---@param run table
---@param folders table[]
---@param beside tickmark.Worker?  one that works meanwhile
function collect.folders(run, folders, beside)
  local jobs, batch, files = {}, {}, 0
  local groups = plan.groups(run.plan)
  local function close()
    for _, group in ipairs(#batch > 0 and groups or {}) do
      jobs[#jobs + 1] = job_of(run, { op = "collect", folders = canon.array(batch),
        origin = group.origin, streams = group.streams })
    end
    batch, files = {}, 0
  end
  for _, folder in ipairs(folders) do
    batch[#batch + 1] = { path = folder.path, id = folder.id }
    files = files + folder.files
    run.expected = run.expected + folder.files
    if files >= FILES then close() end
  end
  close()
  run.workers:run(jobs, DEPTH, split(run), beside)
end

--- Collect versions and what is gone, by source.
---@param run table
---@param documents table<string, table[]>
function collect.documents(run, documents)
  local jobs = {}
  for number in ipairs(run.plan.sources) do
    local list = documents[tostring(number)] or {}
    local groups = plan.groups(run.plan, number)
    for i = 1, #list, BATCH do
      local batch = table.move(list, i, math.min(i + BATCH - 1, #list), 1, canon.array {})
      for _, group in ipairs(groups) do
        jobs[#jobs + 1] = job_of(run, { op = "documents", source = number,
          documents = batch, origin = group.origin, streams = group.streams })
      end
    end
  end
  run.workers:run(jobs, DEPTH, split(run))
end

return collect
