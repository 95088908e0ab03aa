--- By what documents are judged: forms, people, and what blocks. A change is judged by
--- what held before it, or it could exempt itself; what it adds is looked at, too.

local canon = require("tickmark.base.canon")
local config = require("tickmark.criteria.config")
local records = require("tickmark.criteria.records")

local basis = {}

local BACK_MAX <const> = 100 -- commits, to one whose configuration can be used

---@class tickmark.Basis
---@field settings table
---@field forms {record: table, shape: tickmark.RecordShape}[]
---@field people table<string, string>
---@field holders table<string, table<string, boolean>>
---@field changed boolean?  the change has other rules, which are not those here

--- The configuration of a tree; without one nil, and why it can't be used if it is
--- there.
---@param about tickmark.Subject
---@param tree string
---@return table? settings
---@return tickmark.Problem?
function basis.settings_at(about, tree)
  local theirs = about:ask { op = "criteria", name = "tickmark.yml", tree = tree }
  if theirs.missing then return nil end
  local problem = theirs.fault
    or config.check(theirs.data, theirs.name, theirs.places)[1]
  if problem then return nil, problem end
  return config.complete(theirs.data)
end

--- The last configuration that held, and the tree that has it. One that can't be used
--- doesn't hold: nobody gets rid of rules by breaking them.
local function held_before(about, tree, commit)
  for _ = 1, BACK_MAX do
    local settings, problem = basis.settings_at(about, tree)
    if settings or not problem or not commit then return settings, tree end
    local before = about:ask { op = "before", commit = commit }
    if not before.tree then return nil end
    tree, commit = before.tree, before.commit
  end
end

--- What of a configuration judges documents.
local function rules_of(settings)
  return canon.encode { settings.records, settings.people, settings.check }
end

--- People as they were known, and whom a change adds.
local function people_of(about, held, tree, own, own_tree)
  local people, holders = about:persons_of(held or own, held and tree or own_tree)
  if not held then return people, holders end
  for name, id in pairs((about:persons_of(own, own_tree))) do
    people[name] = people[name] or people[id:lower()] or id
  end
  return people, holders
end

---@param about tickmark.Subject
---@param job tickmark.CheckJob
---@return tickmark.Basis
function basis.of(about, job)
  local own, held, tree = job.settings or about.settings, nil, job.base
  if tree and tree ~= "" and not about.options.config then
    held, tree = held_before(about, tree, job.commit)
  end
  local settings = held or own
  local people, holders = people_of(about, held, tree, own,
    job.settings and job.tree or nil)
  return { settings = settings, forms = records.forms(settings, own), people = people,
    holders = holders, changed = held and rules_of(held) ~= rules_of(own) or nil }
end

return basis
