--- What is audited and by which criteria: the repository, the commit, the
--- configuration with its scripts, the promises and the people.

local canon = require("tickmark.base.canon")
local config = require("tickmark.criteria.config")
local core = require("tickmark.core")
local date = require("tickmark.base.date")
local failure = require("tickmark.base.failure")
local places = require("tickmark.evaluate.places")
local promises = require("tickmark.criteria.promises")
local people = require("tickmark.criteria.people")
local records = require("tickmark.criteria.records")
local soa = require("tickmark.criteria.soa")

local subject = {}

local ask <const> = places.ask

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

--- Where the configuration is that was given: a folder, a file in one, or
--- REPO@REV[:PATH]. What to open, and what to ask for there.
local function criteria_of(options)
  local kind = kind_of(options.config)
  local real = kind and core.realpath(options.config)
  if kind == "folder" then
    return { op = "open", folder = real }, { op = "criteria", name = "tickmark.yml" }
  elseif kind then
    local dir, name = real:match("^(.*)/([^/]+)$")
    return { op = "open", folder = dir }, { op = "criteria", name = name }
  end
  local where, rev, path = options.config:match("^(.-)@([^:]+):?(.*)$")
  if not where then
    failure.raise(failure.USAGE,
      options.config .. ": no such file or folder, nor REPO@REV[:PATH]")
  end
  return { op = "open", path = where ~= "" and where or options.repo or "." },
    { op = "criteria", name = "tickmark.yml", rev = rev, path = path }
end

--- Nothing to go by: there is no such file, or it can't be read.
local function no_configuration(options, reply)
  if reply.code ~= "notfound" then
    failure.raise(reply.code == "error" and failure.INCOMPLETE or failure.USAGE,
      reply.missing)
  end
  if options.config then
    failure.raise(failure.USAGE, ("%s: no %s in it"):format(options.config, reply.name))
  end
  failure.raise(failure.USAGE, "no tickmark.yml in the audited commit",
    "tickmark init proposes one to commit at the root; or bring your own with " ..
    "--config DIR; the smallest is " ..
    "{organisation: {id: acme, name: Acme Ltd}, scope: {id: SCO-MAIN}, " ..
    "checks: {paths: [\"checks/*.lua\"]}}")
end

local function problem_of(name, fault)
  return { code = "configuration", path = name, line = fault.line, column = fault.column,
    message = fault.message, remedy = fault.remedy }
end

local function bad_configuration(problems)
  failure.raise(failure.USAGE, "the configuration can't be used", nil, problems)
end

local AUDITED = { op = "criteria", name = "tickmark.yml" }

local function read_configuration(self)
  local options = self.options
  local place, job = self.reading, AUDITED
  if options.config then
    local opening
    opening, job = criteria_of(options)
    place = self:read(opening)
  end
  local reply = ask(place, "stand_on", job)
  if reply.missing then no_configuration(options, reply) end
  if reply.fault then bad_configuration { problem_of(reply.name, reply.fault) } end
  local data = reply.data
  local problems = config.check(data, reply.name, reply.places)
  if #problems > 0 then bad_configuration(problems) end
  if options.config and data.inherit then
    local theirs = ask(self.reading, "ask", AUDITED)
    if theirs.data then config.inherit(data, theirs.data) end
  end
  reply.inherit = data.inherit
  self.criteria, self.settings = reply, config.complete(data)
  return place
end

--- Files of the configuration; what was passed over is noted among `problems`.
local function texts(place, globs, problems)
  if #globs == 0 then return {}, {} end
  local reply = ask(place, "ask", { op = "texts", globs = globs })
  table.move(reply.problems, 1, #reply.problems, #problems + 1, problems)
  return reply.files, #reply.problems == 0 and reply.idle or {}
end

--- Patterns of `checks` that name no script: tests that would not be run.
local function check_idle(name, idle)
  local list = {}
  for i, glob in ipairs(idle) do
    list[i] = { code = "configuration", path = name,
      message = ("checks.paths: %s matches no file"):format(glob),
      remedy = "paths start at the folder of tickmark.yml, without ./ or / before" }
  end
  if #list > 0 then bad_configuration(list) end
end

--- Why a file can't be read, without its path in front.
local function reason_of(file)
  local lead = file.path .. ": "
  local why = file.failed
  return why and why:sub(1, #lead) == lead and why:sub(#lead + 1) or why
end

--- The scripts of the configuration, each with the libraries of its pack.
local function scripts_of(place, settings, name, problems)
  local libraries = {}
  for _, file in ipairs(texts(place, { "lib/*.lua" }, problems)) do
    -- one that can't be read says so to who requires it
    libraries[file.path:match("([^/]+)%.lua$")] = file.text
      or ("error(%q, 0)"):format(file.failed)
  end
  local files, idle = texts(place, settings.checks.paths or {}, problems)
  check_idle(name, idle)
  local scripts = {}
  for _, file in ipairs(files) do
    scripts[#scripts + 1] = { name = file.path, text = file.text,
      failed = reason_of(file),
      libraries = libraries, origin = "organisation" }
  end
  return scripts
end

--- The heads of a record type, or of a file, in the audited commit, or in a tree.
local function heads(place, globs, ignore, tree)
  return ask(place, "ask", { op = "heads", globs = globs, ignore = ignore,
    tree = tree }).documents
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

--- The file of people, which must be there when it is named; in an older tree it may
--- not.
local function people_of(place, settings, name, tree)
  local file = settings.people.file
  if not file then return {} end
  local found = heads(place, { file }, nil, tree)
  if #found == 0 and not tree then
    bad_configuration { { code = "configuration", path = name,
      message = ("people.file: %s is not in the audited commit"):format(file) } }
  end
  local fault = not tree and found[1] and (found[1].fault or not found[1].data
    and { message = "it holds no people", remedy = "people: [{id: ann, name: Ann}]" })
  if fault then bad_configuration { problem_of(file, fault) } end
  return found
end

---@class tickmark.Subject
---@field reading tickmark.Reading  the audited repository
---@field paths table        the repository's
---@field opened string       where it was found: its git directory may lie in another
---@field state table        {commit, tree, time, ref, flags}
---@field as_of tickmark.Date
---@field span table
---@field criteria table     {name, tree, commit, origin}
---@field settings table     the configuration
---@field private place tickmark.Reading  where that is
---@field scripts table[]?   once it is complete
---@field soa table<string, tickmark.SoaRow>?  then; nil: there is none
---@field problems table[]?  {path=, message=}: what was passed over so far
local methods = {}
for name, method in pairs(places.methods) do methods[name] = method end
methods.__index = methods

--- What is of this clone alone, and so in no result.
local function remark_on(paths, remark)
  for i = 2, #paths.objects do
    remark("objects are also read from " .. paths.objects[i])
  end
  for _, place in ipairs(paths.refused) do
    remark(("objects are not read from %s: %s"):format(place.path, place.reason))
  end
  if paths.replaced then
    remark("git's replacements of objects (refs/replace, info/grafts) are passed over")
  end
  if paths.partial then remark("a partial clone: what is missing is not fetched") end
end

--- The scripts of the configuration.
---@return table[]
function methods:read_scripts()
  self.problems = {}
  return scripts_of(self.place, self.settings, self.criteria.name, self.problems)
end

--- The documents of a record type, if the organisation has one.
local function documents_of(self, record)
  return record and heads(self.reading, record.paths, record.ignore) or {}
end

--- Read what only an audit needs: the scripts, the promises, what applies.
function methods:complete()
  self.scripts = self:read_scripts()
  local policy, statement = self.settings.records.policy, self.settings.records.soa
  self.promises = promises.of(policy
    and records.heads(policy, documents_of(self, policy)) or {})
  self.soa = soa.of(statement, documents_of(self, statement))
  self:persons()
end

--- Who is who: by name, mail and alias; and who holds which role.
---@return table<string, string> people
---@return table<string, table<string, boolean>> holders
function methods:persons()
  if not self.people then self.people, self.holders = self:persons_of(self.settings) end
  return self.people, self.holders
end

--- The same by some settings, as a tree had it.
---@param settings table
---@param tree string?  default: that of the audited commit
---@return table<string, string> people
---@return table<string, table<string, boolean>> holders
function methods:persons_of(settings, tree)
  local list = people_of(self.reading, settings, self.criteria.name, tree)
  return people.index(list), people.holders(list, self.span.from)
end

--- Open what an audit is about, or a ledger.
---@param options table
---@return tickmark.Subject
function subject.open(options)
  local day = day_of(options)
  local self = setmetatable({ options = options, places = {}, readers = {},
    beside = {} }, methods)
  local opened
  self.reading, opened = self:read { op = "open", path = options.repo or ".",
    index = options.index }
  self.paths, self.opened = opened.paths, core.realpath(options.repo or ".")
  if options.remark then remark_on(self.paths, options.remark) end
  if options.index then
    self.state = ask(self.reading, "stand_on", { op = "stage", index = options.index,
      merge = options.merge and canon.array(options.merge) })
  else
    self.state = ask(self.reading, "stand_on", { op = "resolve",
      rev = options.rev or "HEAD", plain = options.plain,
      end_epoch = day and date.end_epoch(day) or nil })
  end
  self.as_of = day or date.from_epoch(self.state.time or os.time())
  self.place = read_configuration(self)
  self.span = span_of(self.settings, self.as_of,
    date.from_epoch(self.state.first or os.time()))
  return self
end

return subject
