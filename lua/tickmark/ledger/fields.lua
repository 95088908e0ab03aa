--- What the fields of an event's head are: texts, lists or maps. Whoever pushed it,
--- nothing that reads a head meets anything else.

local canon = require("tickmark.base.canon")
local order = require("tickmark.base.order")

local fields = {}

local function texts(value)
  if type(value) ~= "table" then return false end
  for i, one in pairs(value) do
    if math.type(i) ~= "integer" or type(one) == "table" then return false end
  end
  return true
end

--- A map, or a list of maps, whose values are texts, lists of texts, or evidence.
local function map(value)
  if type(value) ~= "table" then return false end
  for key, one in pairs(value) do
    if type(key) ~= "string" then return false end
    if type(one) == "table" and not texts(one) and key ~= "evidence" then return false end
  end
  return true
end

local function maps(value)
  if type(value) ~= "table" then return false end
  for i, one in pairs(value) do
    if math.type(i) ~= "integer" or not map(one) then return false end
    for _, inner in pairs(one) do
      if type(inner) == "table" then return false end
    end
  end
  return true
end

--- A map whose `evidence`, if it has any, is a list of citations.
local function told(value)
  return map(value) and (value.evidence == nil or maps(value.evidence))
end

local KINDS <const> = {
  previous = texts, items = texts, keys = texts, attendees = texts, team = texts,
  reasons = texts, counts = map, evidence = maps, reviews = maps,
  grades = maps, missing = maps, all_items = map, response = told, root_cause = map,
  similar_cases = map, correction = told, immediate_correction = told, dispute = told,
  plan_accepted = map, verified = told, withdrawn = map, concluded = map, settled = map,
  extension = map,
  effectiveness = told, dropped = map, answer = told,
}

-- Texts inside of maps that are read as such.
local LISTS <const> = { looked_in = true, actions = true }

local function inner_fault(key, value)
  for name, one in pairs(type(value) == "table" and value or {}) do
    if type(name) == "string" and type(one) == "table" and name ~= "evidence"
      and not LISTS[name] then
      return ("%s.%s is no text"):format(key, name)
    end
    if LISTS[name] and type(one) ~= "table" then
      return ("%s.%s is no list"):format(key, name)
    end
  end
end

--- What is wrong with one field, or nil.
local function field_fault(key, value)
  local is_right = KINDS[key]
  if not is_right then
    return type(value) == "table" and ("%s is no text"):format(tostring(key)) or nil
  end
  if not is_right(value) then
    return ("%s is not of the form that it has"):format(key)
  end
  return is_right ~= texts and is_right ~= maps and inner_fault(key, value) or nil
end

-- What each head of a type has.
local NONCONFORMITY <const> = { "requirement", "grade", "statement" }
local NEEDED_OF <const> = {
  nonconformity = NONCONFORMITY, ofi = NONCONFORMITY, positive = NONCONFORMITY,
  ["corrective-action"] = { "finding", "action", "owner", "due" },
  request = { "asked", "due" }, meeting = { "kind", "date" },
  decision = { "recommendation", "outcome" }, appointment = { "mail" },
  run = { "run", "result", "evidence_commit", "as_of" }, requirement = { "scope" },
}

-- What each head has.
local NEEDED <const> = { "id", "seq", "state", "identity", "recurrence", "previous" }

--- What is wrong with a head, or nil.
---@param head table
---@return string?
function fields.fault(head)
  for _, key in ipairs(NEEDED) do
    if head[key] == nil then return key .. " is missing" end
  end
  for _, key in ipairs(NEEDED_OF[head.type] or {}) do
    if head[key] == nil or head[key] == "" then return key .. " is missing" end
  end
  local first -- in the order of their names
  for key, value in pairs(head) do
    local fault = field_fault(key, value)
    if fault and (not first or order.less(tostring(key), tostring(first))) then
      first = key
    end
  end
  return first and field_fault(first, head[first])
end

-- What lists and gates look at; the rest is as long as people like.
local BRIEF <const> = {}
for _, key in ipairs { "id", "seq", "state", "recurrence", "type", "requirement", "grade",
  "grade_is", "statement", "reproduced", "raised_on", "raised_by", "as_of", "resumes",
  "finding", "owner", "due", "action", "effectiveness", "by", "on", "extension",
  "plan_accepted", "verified", "withdrawn" } do
  BRIEF[key] = true
end

--- A head with what lists need of it.
---@param head table
---@return table
function fields.brief(head)
  local copy = {}
  for key, value in pairs(head) do copy[key] = BRIEF[key] and value or nil end
  return copy
end

-- In what events differ that two people recorded of one commit.
local WHOSE <const> = { "by", "on", "run", "as_of" }

--- What an event says, whoever says it.
---@param head table
---@return string
function fields.essence(head)
  local copy = {}
  for key, value in pairs(head) do copy[key] = value end
  for _, key in ipairs(WHOSE) do copy[key] = nil end
  return canon.encode(copy)
end

return fields
