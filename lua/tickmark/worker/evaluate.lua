--- The role `evaluate`: runs scripts over documents and facts.

local bounded = require("tickmark.base.bounded")
local budgets = require("tickmark.base.budgets")
local canon = require("tickmark.base.canon")
local collect = require("tickmark.evidence.collect")
local date = require("tickmark.base.date")
local facts = require("tickmark_worker").facts
local git = require("tickmark_worker").git
local link = require("tickmark.worker.link")
local period = require("tickmark.base.period")
local reader = require("tickmark.worker.reader")
local sandbox = require("tickmark_worker").sandbox
local source = require("tickmark.worker.source")

facts.values(date.meta, period.meta)

local evaluate = {}

local FLUSH <const> = 256 * 1024 -- bytes of facts held back
local DECLARED_MAX <const> = 64 << 10 -- bytes of what a script declares
local OUTCOME_MAX <const> = 16 << 20 -- bytes of what a test says
local FAILURES <const> = 20 -- told of one test in one job

local repo, plan, pending = nil, nil, {}
local collecting, judging -- what one call may spend

--- An error of a script as the host tells it.
local function failure(test, kind, message, path, line)
  return bounded.data { test = test, kind = kind, message = message, path = path,
    line = line }
end

--- A call within what collecting may spend.
local function enter(box, ...)
  return box:call(collecting.memory, collecting.steps, ...)
end

local function load_script(script)
  local box = link.check(sandbox.new())
  local done, kind, message, path, line = enter(box, "load",
    facts.encode { text = script.text, name = script.name, libraries = script.libraries })
  if done then return box, kind end
  box:close()
  return nil, kind, message, path, line
end

--- Take the objects that are audited: of the repository nothing else is seen.
---@param message {objects: string[], budgets: table<string, integer>?}
---@return table reply
---@return tickmark.Places
function evaluate.open(message)
  local given = link.check(budgets.of(message.budgets))
  collecting, judging = given.collect, given.judge
  repo = link.check(git.objects(message.objects))
  return {}, { read = message.objects }
end

--- Scripts have libraries by number: many have the same.
local function give_libraries(message)
  for _, script in ipairs(message.scripts) do
    script.libraries = message.libraries[script.libraries]
  end
end

--- What scripts declare, each in a state of its own.
---@param message {scripts: table[], libraries: table[]}
function evaluate.describe(message)
  give_libraries(message)
  local list = {}
  for i, script in ipairs(message.scripts) do
    local box, first, text, path, line = load_script(script)
    if box and #first > DECLARED_MAX then
      local size = ("what it declares takes %d KiB, the limit is %d"):format(
        #first >> 10, DECLARED_MAX >> 10)
      list[i] = { failed = failure(nil, "error", size, script.name) }
    else
      list[i] = box and { declared = facts.decode(first) }
        or { failed = failure(nil, first, text, path or script.name, line) }
    end
    if box then box:close() end
    link.beat()
  end
  return { scripts = canon.array(list) }
end

--- Which streams of facts to make of which sources, and which scripts judge.
---@param message {tests: integer[], scripts: table[], libraries: table[],
---  sources: table[], streams: table[]}  each test by the number of its script
function evaluate.plan(message)
  give_libraries(message)
  plan = message
  for i, number in ipairs(message.tests) do
    local script = message.scripts[number]
    plan.tests[i] = { text = script.text, name = script.name,
      libraries = script.libraries }
  end
  for _, given in ipairs(plan.sources) do given.streams = {} end
  for i, stream in ipairs(plan.streams) do
    local given = plan.sources[stream.source]
    stream.number, stream.decl = i, given.decl
    stream.own = stream.test and plan.tests[stream.test]
    stream.prepared = collect.prepare(stream)
    table.insert(given.streams, stream)
  end
  local wanted = {}
  for _, given in ipairs(plan.sources) do
    if given.tree then wanted[#wanted + 1] = given end
  end
  plan.finder = source.finder(wanted)
  for i, test in ipairs(plan.tests) do test.number = i end
end

--- The sandbox of a test that collects itself, made at its first document.
local function box_of(test)
  if test.box then return test.box end
  local box, kind, message, path, line = load_script(test)
  if not box then return nil, failure(test.number, kind, message, path, line) end
  for i, stream in ipairs(plan.streams) do
    if stream.test == test.number then
      local done, why, text = enter(box, "stream", i,
        facts.encode { decl = stream.decl, keep = stream.keep, versions = stream.versions,
          heads = stream.heads, input = stream.input })
      if not done then return nil, failure(test.number, why, text) end
    end
  end
  test.box = box
  return box
end

--- What a call that failed means; a box that spent a budget is not used again.
local function failed(test, kind, message, path, line)
  if kind ~= "error" then
    test.box:close()
    test.box = nil
  end
  return failure(test.number, kind, message, path, line)
end

--- Would the last call have met its limit but for what earlier ones left: a
--- stack that had grown, texts that were there?
local function is_lucky(box)
  local left, saved = box:left()
  return left < saved
end

--- One call into a test's sandbox. After a spent budget, or one that may only
--- have sufficed in a used state, once more in a new one, whose outcome counts.
---@return string? bytes
---@return table? why
local function call(test, ...)
  local was_used = test.box ~= nil
  local box, unable = box_of(test)
  if not box then return nil, unable end
  local done, bytes, message, path, line = enter(box, ...)
  if done and not (was_used and is_lucky(box)) then return bytes end
  local why = failed(test, done and "steps" or bytes, message, path, line)
  if test.box then return nil, why end
  box, unable = box_of(test)
  if not box then return nil, unable end
  done, bytes, message, path, line = enter(box, ...)
  if done then return bytes end
  return nil, failed(test, bytes, message, path, line)
end

---@class tickmark.Job  one collect job while it runs: some streams, of one origin
local function new_job(message)
  local wanted = {}
  for _, number in ipairs(message.streams) do wanted[number] = true end
  return { wanted = wanted, out = {}, size = 0, failures = {},
    told = {}, documents = 0, alone = message.alone }
end

--- Does the job want documents of this source?
local function wants(job, given)
  for _, stream in ipairs(given.streams) do
    if job.wanted[stream.number] then return true end
  end
  return false
end

--- The lowest number of a stream that a document of this source is for.
local function first_stream(given, before)
  for _, stream in ipairs(given.streams) do
    before = math.min(before or stream.number, stream.number)
  end
  return before
end

local function flush(job)
  for i in ipairs(plan.streams) do
    local list = job.out[i]
    if list then link.facts(tostring(i), table.concat(list)) end
  end
  job.out, job.size = {}, 0
end

local function note(job, why, path)
  local told = (job.told[why.test] or 0) + 1
  job.told[why.test] = told
  why.document = path
  if told <= FAILURES then job.failures[#job.failures + 1] = why end
end

--- A document's record in a stream.
local function record_of(stream, path, entry, document, fault, extra)
  if not document then
    return collect.refuse(stream.prepared, path, entry.id, extra, fault)
  end
  if stream.own then
    return call(stream.own, "collect", stream.number, document, path, entry.id,
      extra and facts.encode(extra))
  end
  local ok, bytes = pcall(collect.record, stream.prepared, document, path, entry.id,
    extra)
  if ok then return bytes end
  return collect.refuse(stream.prepared, path, entry.id, extra, { line = 1,
    message = tostring(bytes):gsub("^[^:]+:%d+: ", ""),
    remedy = "split it, or collect and keep only what the test needs" })
end

--- Put a document, or the reason why there is none, into each stream of a source.
local function consume(job, given, path, entry, document, fault, extra)
  local streams = given.streams
  for i = 1, #streams do
    local stream = streams[i]
    if job.wanted[stream.number] then
      local bytes, why = record_of(stream, path, entry, document, fault, extra)
      local list = job.out[stream.number]
      if not list then
        list = {}
        job.out[stream.number] = list
      end
      if bytes then
        list[#list + 1] = bytes
        job.size = job.size + #bytes
      else
        note(job, why, path)
      end
    end
  end
end

local function read_for(job, given, path, entry, entries)
  if given.opaque then return reader.sidecar(repo, path, entries, job.alone) end
  return reader.read(repo, path, entry, given, job.alone)
end

--- What the head of an opaque record says of the sidecar that it was read from.
local function sidecar_of(given, entry, entries)
  local sidecar = given.opaque and entries[entry.name .. ".meta.yml"]
  return sidecar and { sidecar = sidecar.id } or nil
end

--- Hand one entry to every source that it belongs to. It is parsed once for
--- all that read it in the same way, which nearly always is one way.
local function collect_entry(job, candidates, path, entry, entries)
  local reading, document, fault, first
  for _, candidate in ipairs(candidates) do
    if source.holds(candidate, path) then
      for _, given in ipairs(candidate.sources) do
        first = first_stream(given, first)
        if wants(job, given) then
          if given.reading ~= reading then
            document, fault = read_for(job, given, path, entry, entries)
            reading = given.reading
          end
          consume(job, given, path, entry, document, fault,
            sidecar_of(given, entry, entries))
        end
      end
    end
  end
  if not reading then return end
  -- several jobs may see it, of other origins or of fewer streams: one counts it
  if job.wanted[first] then job.documents = job.documents + 1 end
  if job.size > FLUSH then flush(job) end
  link.beat()
end

--- Does one of those that may want a folder's files have streams in this job?
local function any_wants(job, candidates)
  for _, candidate in ipairs(candidates) do
    for _, given in ipairs(candidate.sources) do
      if wants(job, given) then return true end
    end
  end
  return false
end

--- One folder of the audited tree.
local function collect_folder(job, folder)
  local candidates = plan.finder(folder.path)
  if not any_wants(job, candidates) then return end
  local list = link.check(repo:tree(folder.id))
  local entries = {}
  for _, entry in ipairs(list) do entries[entry.name] = entry end
  local prefix = folder.path == "" and "" or folder.path .. "/"
  for _, entry in ipairs(list) do
    if entry.kind ~= "tree" then
      collect_entry(job, candidates, prefix .. entry.name, entry, entries)
    end
  end
end

--- Folders of the audited tree.
function evaluate.collect(message)
  local job = new_job(message)
  for _, folder in ipairs(message.folders) do collect_folder(job, folder) end
  flush(job)
  return { failures = canon.array(job.failures), documents = job.documents }
end

--- What a head says of a document that is not the audited tree's.
local function extra_of(given)
  local extra = { commit = given.commit, current = given.current,
    arrived_on = given.day and date.of(given.day) or nil }
  if given.gone then
    extra.gone = { commit = given.gone, on = date.of(given.gone_day) }
  end
  return extra
end

--- Documents by blob: versions, and what is absent now.
function evaluate.documents(message)
  local job = new_job(message)
  local given = plan.sources[message.source]
  for _, wanted in ipairs(message.documents) do
    local entry = { id = wanted.blob, kind = wanted.kind }
    local document, fault
    if given.opaque then
      fault = { line = 1, message = "a sidecar's past is not read" }
    else
      document, fault = reader.read(repo, wanted.path, entry, given, job.alone)
    end
    consume(job, given, wanted.path, entry, document, fault, extra_of(wanted))
    if job.wanted[first_stream(given)] then job.documents = job.documents + 1 end
    if job.size > FLUSH then flush(job) end
    link.beat()
  end
  flush(job)
  return { failures = canon.array(job.failures), documents = job.documents }
end

--- Facts for the judge that follows.
function evaluate.facts(key, bytes)
  pending[key] = pending[key] or {}
  table.insert(pending[key], bytes)
end

--- Judge one test on the facts that came before.
function evaluate.judge(message)
  local test = plan.tests[message.test]
  local mine = pending
  pending = {}
  local box, kind, text, path, line = load_script(test)
  if not box then return { failure = failure(test.number, kind, text, path, line) } end
  for _, name in ipairs(message.inputs) do
    local done, why = box:facts(name, table.concat(mine[name] or {}))
    if not done then return { failure = failure(test.number, "error", why) } end
  end
  local steps = judging.steps + judging.steps_a_fact * message.facts
  local done, bytes, why, at, where = box:call(judging.memory, steps, "judge",
    facts.encode(message.context))
  box:close()
  if done and #bytes > OUTCOME_MAX then
    return { failure = failure(test.number, "memory", ("what it says takes %d MiB, the "
      .. "limit is %d"):format(#bytes >> 20, OUTCOME_MAX >> 20)) }
  elseif done then
    return { outcome = bounded.data(facts.decode(bytes)) }
  end
  return { failure = failure(test.number, bytes, why, at, where) }
end

return evaluate
