--- By what documents are judged: forms, people, and what blocks. A change is judged by
--- what held before it, or it could exempt itself; what it adds is looked at, too.

local canon = require("tickmark.base.canon")
local config = require("tickmark.criteria.config")
local records = require("tickmark.criteria.records")

local basis = {}

---@class tickmark.Basis
---@field settings table
---@field forms {record: table, shape: tickmark.RecordShape}[]
---@field people table<string, string>
---@field holders table<string, table<string, boolean>>
---@field changed boolean?  the change has other rules, which are not those here

--- The configuration of a tree; nil: there is none that can be used.
local function settings_at(about, tree)
  local theirs = about:ask { op = "criteria", name = "tickmark.yml", tree = tree }
  local is_one = theirs.data and #config.check(theirs.data, theirs.name,
    theirs.places) == 0
  return is_one and config.complete(theirs.data) or nil
end

--- What of a configuration judges documents.
local function rules_of(settings)
  return canon.encode { settings.records, settings.people, settings.check }
end

---@param about tickmark.Subject
---@param base string?  a tree; "" has nothing
---@return tickmark.Basis
function basis.of(about, base)
  local own, held = about.settings, nil
  if base and base ~= "" and not about.options.config then
    held = settings_at(about, base)
  end
  local settings = held or own
  local people, holders = about:persons_of(settings, held and base)
  return { settings = settings, forms = records.forms(settings, own), people = people,
    holders = holders, changed = held and rules_of(held) ~= rules_of(own) or nil }
end

return basis
