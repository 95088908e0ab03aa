--- What has to be there where a finding or an action goes on, as far as the ledger
--- tells: its run, its plan, somebody else who judges.

local date = require("tickmark.base.date")
local gates = require("tickmark.ledger.gates")
local kinds = require("tickmark.ledger.kinds")
local life = require("tickmark.ledger.life")

local ACTIONS_MAX <const> = 1000 -- of one plan

--- What a run says was performed: the ledger has that run, by the same person, over the
--- same commit.
local function check_run(note, at, name, head, before)
  if at.folder ~= "findings" or not head.run or name ~= "raise" and name ~= "retest" then
    return
  end
  local of = type(head.performed) == "string" and head.performed or ""
  for _, run in pairs(before.thing("runs", of).heads) do
    if run.run == head.run and run.by == head.by
      and run.evidence_commit == head.evidence_commit and run.as_of == head.as_of then
      return
    end
  end
  note("it is of a run that is not on the ledger")
end

--- The actions of a plan, as they stand before an event; those that were dropped in a
--- conflict aren't.
local function actions_of(note, head, before)
  local list = {}
  for i, id in ipairs((head.plan_accepted or {}).actions or {}) do
    local _, action = next(before.thing("actions", id).heads)
    if not action or action.finding ~= head.id then
      note("its plan has an action that is none of it: " .. id:sub(1, 16))
    elseif action.state ~= "dropped" then
      list[#list + 1] = setmetatable({ name = kinds.short("actions", action) },
        { __index = action })
    end
    if i > ACTIONS_MAX then break end
  end
  return list
end

local function same(a, b)
  return a ~= nil and b ~= nil and tostring(a):lower() == tostring(b):lower()
end

local function nothing() return nil end

--- What is around a change, as far as the ledger tells.
local function around(note, at, was, head, before)
  local of = tostring(was.finding)
  local _, finding = next(before.thing("findings", of).heads)
  return { me = head.by, today = date.parse(head.on) or date.from_epoch(0), same = same,
    hand = nothing, actions = at.folder == "findings" and actions_of(note, head, before)
      or {}, finding = finding, stage = finding and life.stage(finding) }
end

--- The gates that can be looked at later were open.
local function check_gates(note, at, name, was, head, before)
  if not gates.stand(at.folder, name) then return end
  local effect = head.effectiveness or {}
  local checks = name == "check"
  local unfit = gates.unfit(at.folder, name, at.folder == "findings" and head or was,
    { on = date.parse(head.done_on), checked_on = date.parse(effect.checked_on)
        or date.from_epoch(0), evidence = checks and effect.evidence or head.evidence },
    around(note, at, was, head, before))
  if unfit then note(("%s, and %s"):format(kinds.words(head.state), unfit)) end
  if checks and not same(effect.by, head.by) then
    note("its effect was checked by another than who says so")
  end
end

--- Check what has to be there for a change.
---@param note fun(fault: string)
---@param at table     what the event's path says
---@param name string  of the change
---@param was table?   head that it follows, where that is one
---@param head table
---@param before tickmark.Before
return function(note, at, name, was, head, before)
  check_run(note, at, name, head, before)
  check_gates(note, at, name, was or head, head, before)
end
