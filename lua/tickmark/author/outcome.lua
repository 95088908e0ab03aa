--- What a judge reports: findings and the rest, as plain data for the host.

local grade = require("tickmark.criteria.grade")
local order = require("tickmark.base.order")
local plain = require("tickmark.author.plain")
local suggest = require("tickmark.base.suggest")
local text = require("tickmark.base.text")

local find = string.find

local outcome = {}

local BASES = {}
for _, words in order.pairs(grade.BASIS) do
  for word in order.pairs(words) do BASES[#BASES + 1] = word end
end

---@class tickmark.Outcome
local methods = {}
methods.__index = methods

local MOST <const> = 10000 -- findings, flags and the like of one test
local EVIDENCE <const> = 1000 -- citations of one finding
local NAMED <const> = 10 -- items named in a statement

local function is_id(value)
  return type(value) == "string" and #value == 40 and not find(value, "[^0-9a-f]")
end

---@return tickmark.Outcome
function outcome.new(test, thresholds)
  return setmetatable({ test = test, thresholds = thresholds, by_identity = {},
    findings = {}, exceptions = {}, measures = {}, positives = {}, flags = {},
    not_tested = {}, requests = {}, items = 0, passing = 0 }, methods)
end

--- What people call an item.
---@param item table?
---@return string?
function outcome.name(item)
  if not item then return nil end
  local name = item.item or item.period or item.path
  return name and text.clip(plain(name), 200)
end

--- Add to one of the lists that a script fills as it likes. What it says of
--- each item of a large population, it can say of all of them at once.
---@param name "findings"|"flags"|"measures"|"positives"|"not_tested"|"requests"
function methods:add(name, one)
  local list = self[name]
  if #list >= MOST then
    error(("more than %d %s from one test"):format(MOST, name:gsub("_", " ")), 0)
  end
  list[#list + 1] = one
end

--- Where an item stands, as far as a script left that alone.
---@return {path: string?, line: integer?, blob: string?, commit: string?}
function outcome.place(item)
  if type(item) ~= "table" then error("an item is a table, got a " .. type(item), 0) end
  local at = { path = item.path, line = item.line, blob = item.blob,
    commit = item.commit }
  if at.path and type(at.path) ~= "string" or at.blob and not is_id(at.blob)
    or at.line and math.type(at.line) ~= "integer"
    or at.commit and not is_id(at.commit) then
    error("an item's path, line, blob and commit are the engine's", 0)
  end
  return at
end

--- Add a citation to a finding, once.
function outcome.cite(finding, item, role)
  if not item then return end
  item = outcome.place(item)
  if not item.path then return end
  local key = ("%s\0%s\0%s"):format(item.path, item.line or "", role)
  if finding.cited[key] then return end
  finding.cited[key] = true
  if #finding.evidence >= EVIDENCE then
    finding.omitted = (finding.omitted or 0) + 1
    return
  end
  finding.evidence[#finding.evidence + 1] = { path = item.path, line = item.line,
    blob = item.blob, commit = item.commit, role = role }
end

--- List an exception of the test and cite it in its finding.
function methods:exception(finding, item, message)
  local at = outcome.place(item)
  self.exceptions[#self.exceptions + 1] = { item = outcome.name(item), path = at.path,
    line = at.line, blob = at.blob, message = text.clip(message) }
  finding.items[#finding.items + 1] = outcome.name(item)
  outcome.cite(finding, item, "exception")
end

--- A new finding; two of equal identity in one test are an error.
---@param fields {requirement: string?, grade: string, basis: any, rule: string,
---  subject: string?, key: string?, statement: string?, bad: integer?}
---@return table finding
function methods:finding(fields)
  local requirement = fields.requirement or self.test.requirement[1]
  if fields.grade ~= "ofi" and not grade.BASIS[fields.grade] then
    error(("grade %q: it is minor or major"):format(fields.grade), 0)
  end
  local given = fields.basis
  if type(given) == "string" and not grade.BASIS.minor[given]
    and not grade.BASIS.major[given] then
    error(("basis %q%s"):format(given, suggest.hint(given, BASES)), 0)
  end
  local basis, message = grade.basis(given, fields.grade, fields.bad or 1,
    fields.rule == "fail")
  if message then error(message, 0) end
  local identity = ("%s\0%s\0%s"):format(requirement, fields.key or "",
    fields.subject or "")
  if self.by_identity[identity] then
    error(("two findings of %s%s can't be told apart: give one of them a key"):format(
      requirement, fields.subject and " about " .. fields.subject or ""), 0)
  end
  local finding = { requirement = requirement, key = fields.key, subject = fields.subject,
    grade = fields.grade, basis = basis, rule = fields.rule,
    statement = fields.statement, items = {}, evidence = {}, cited = {},
    missing = fields.missing, needs_judgement = fields.needs_judgement }
  self.by_identity[identity] = finding
  self:add("findings", finding)
  return finding
end

--- What is reported of a known finding again: the most severe grade counts.
function outcome.raise(finding, fields)
  if finding.grade ~= "minor" or fields.grade ~= "major" then return end
  finding.grade = "major"
  finding.basis = assert(grade.basis(fields.basis, "major", 1, true))
end

--- The finding of that identity, if there is one.
function methods:known(requirement, key, subject)
  return self.by_identity[("%s\0%s\0%s"):format(requirement or self.test.requirement[1],
    key or "", subject or "")]
end

--- "u09, u14 and 3 more"
---@param names string[]
---@return string
function outcome.listed(names)
  local shown = table.concat(names, ", ", 1, math.min(#names, NAMED))
  if #names <= NAMED then return shown end
  return ("%s and %d more"):format(shown, #names - NAMED)
end

--- Everything as plain data; the exceptions in the order they were found.
function methods:data()
  for _, finding in ipairs(self.findings) do
    finding.cited, finding.about = nil, nil
    finding.statement = text.clip(finding.statement or "")
  end
  return { findings = self.findings, exceptions = self.exceptions,
    measures = self.measures, positives = self.positives, flags = self.flags,
    not_tested = self.not_tested, requests = self.requests, items = self.items,
    passing = self.passing }
end

return outcome
