--- What is audited and by which criteria: the repository, the commit, the
--- configuration with its scripts, the promises and the people.

local config = require("tickmark.criteria.config")
local core = require("tickmark.core")
local date = require("tickmark.base.date")
local failure = require("tickmark.base.failure")
local promises = require("tickmark.criteria.promises")
local people = require("tickmark.criteria.people")
local records = require("tickmark.criteria.records")
local worker = require("tickmark.evaluate.worker")

local subject = {}

--- Ask the read worker, or fetch what it was asked before; what the world
--- refuses is wrong use.
local function ask(reading, job)
  local ok, reply, answer = pcall(job and reading.ask or reading.fetch, reading, job)
  if ok then return reply, answer end
  if type(reply) == "table" and reply.message and not failure.is(reply) then
    local exit = (reply.code == "notfound" or reply.code == "invalid") and failure.USAGE
      or failure.INCOMPLETE
    failure.raise(exit, reply.message, reply.remedy)
  end
  error(reply, 0)
end

local function day_of(options)
  if not options.as_of then return nil end
  local day, message = date.parse(options.as_of)
  if not day then failure.raise(failure.USAGE, "--as-of: " .. message) end
  return day
end

--- What a path is, without following what it isn't.
local function kind_of(path)
  local f = io.open(path, "rb")
  if not f then return nil end
  local _, _, code = f:read(0)
  f:close()
  return code == 21 and "folder" or "file"
end

local function criteria_job(options)
  local job = { op = "criteria", config = options.config, root = options.repo }
  local kind = options.config and kind_of(options.config)
  if kind then
    job.config = core.realpath(options.config)
    job.is_folder, job.is_file = kind == "folder", kind == "file"
  end
  return job
end

local function no_configuration(options, name)
  if options.config then
    failure.raise(failure.USAGE, ("%s: no %s in it"):format(options.config, name))
  end
  failure.raise(failure.USAGE, "no tickmark.yml in the audited commit",
    "commit one at the root, or bring your own with --config DIR; the smallest is\n" ..
    "  organisation: {id: acme, name: Acme Ltd}\n  scope: {id: SCO-MAIN}\n" ..
    "  checks: {paths: [\"checks/*.lua\"]}")
end

local function problem_of(name, fault)
  return { code = "configuration", path = name, line = fault.line, column = fault.column,
    message = fault.message, remedy = fault.remedy }
end

local function bad_configuration(problems)
  failure.raise(failure.USAGE, "the configuration can't be used", nil, problems)
end

local function read_configuration(reading, options)
  local reply = ask(reading, criteria_job(options))
  if reply.missing then no_configuration(options, reply.name) end
  if reply.fault then bad_configuration { problem_of(reply.name, reply.fault) } end
  local data = reply.data
  local problems = config.check(data, reply.name, reply.places)
  if #problems > 0 then bad_configuration(problems) end
  if options.config and data.inherit then
    local theirs = ask(reading, { op = "criteria" })
    if theirs.data then config.inherit(data, theirs.data) end
    ask(reading, criteria_job(options)) -- the texts come from here
  end
  reply.inherit = data.inherit
  return reply, config.complete(data)
end

--- Files of the configuration; what was passed over is noted among `problems`.
local function texts(reading, globs, problems)
  if #globs == 0 then return {} end
  local reply = ask(reading, { op = "texts", globs = globs })
  table.move(reply.problems, 1, #reply.problems, #problems + 1, problems)
  return reply.files, reply.idle
end

--- Patterns of `checks` that name no script: tests that would not be run.
local function check_idle(name, idle)
  local list = {}
  for i, glob in ipairs(idle or {}) do
    list[i] = { code = "configuration", path = name,
      message = ("checks.paths: %s matches no file"):format(glob),
      remedy = "paths start at the folder of tickmark.yml, without ./ or / before" }
  end
  if #list > 0 then bad_configuration(list) end
end

--- The scripts of the configuration, each with the libraries of its pack.
local function scripts_of(reading, settings, name, problems)
  local libraries = {}
  for _, file in ipairs(texts(reading, { "lib/*.lua" }, problems)) do
    libraries[file.path:match("([^/]+)%.lua$")] = file.text
  end
  local files, idle = texts(reading, settings.checks.paths or {}, problems)
  check_idle(name, idle)
  local scripts = {}
  for _, file in ipairs(files) do
    scripts[#scripts + 1] = { name = file.path, text = file.text or "",
      libraries = libraries, origin = "organisation" }
  end
  return scripts
end

--- The heads of a record type, or of a file, in the audited commit.
local function heads(reading, globs, ignore)
  return ask(reading, { op = "heads", globs = globs, ignore = ignore }).documents
end

local function span_of(settings, as_of, first)
  local given = settings.period
  local to = given.to and date.parse(given.to) or as_of
  if to > as_of then to = as_of end
  local from = given.from and date.parse(given.from)
    or to - (given.length or "P1Y") + 1
  local since = given.operating_since and date.parse(given.operating_since)
  return { from = from, to = to, operating_since = since or first }
end

--- The file of people, which must be there when it is named.
local function people_of(reading, settings, name)
  local file = settings.people.file
  if not file then return {} end
  local found = heads(reading, { file })
  if #found == 0 then
    bad_configuration { { code = "configuration", path = name,
      message = ("people.file: %s is not in the audited commit"):format(file) } }
  end
  return found
end

---@class tickmark.Subject
---@field reading tickmark.Worker
---@field paths table        the repository's
---@field state table        {commit, tree, time, ref, flags}
---@field as_of tickmark.Date
---@field span table
---@field criteria table     {name, tree, commit, origin}
---@field settings table     the configuration
---@field scripts table[]
---@field problems table[]   {path=, message=}: what was passed over so far

--- Open everything that an audit is about.
---@param options table
---@return tickmark.Subject
function subject.open(options)
  local day = day_of(options)
  local self = { reading = worker.start("read"), options = options }
  function self.ask(job) return ask(self.reading, job) end
  function self.fetch() return ask(self.reading) end
  self.paths = ask(self.reading, { op = "open", path = options.repo or "." }).paths
  self.state = ask(self.reading, { op = "resolve", rev = options.rev or "HEAD",
    end_epoch = day and date.end_epoch(day) or nil })
  self.as_of = day or date.from_epoch(self.state.time)
  self.criteria, self.settings = read_configuration(self.reading, options)
  self.problems = {}
  local name = self.criteria.name
  self.scripts = scripts_of(self.reading, self.settings, name, self.problems)
  self.span = span_of(self.settings, self.as_of, date.from_epoch(self.state.first))
  local policy = self.settings.records.policy
  self.promises = promises.of(policy and records.heads(policy,
    heads(self.reading, policy.paths, policy.ignore)) or {})
  self.people = people.index(people_of(self.reading, self.settings, name))
  return self
end

return subject
