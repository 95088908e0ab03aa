--- How a life on a ledger may begin: once, with the id that its identity has, and
--- with nothing that only comes later.

local ids = require("tickmark.ledger.ids")
local kinds = require("tickmark.ledger.kinds")
local life = require("tickmark.ledger.life")
local order = require("tickmark.base.order")

local RECURRENCES <const> = 9999

-- What an identity begins with, so that nothing is two kinds of thing.
local BEGINS <const> = { actions = "action\0", requests = "request\0",
  runs = "run\0", meetings = "meeting\0", decisions = "decision\0",
  trust = "trust\0" }

--- What is back had been there, and was over.
local function check_recurrence(note, head, at, before, recurrence)
  if recurrence <= 0 then return end
  local former = before.thing(at.folder, ids.of(before.sha256, before.organisation,
    head.identity, recurrence - 1))
  local over = former.events > 0
  for _, was in pairs(former.heads) do over = over and life.is_over(was.state) end
  if not over then note("it says that it is back, and is not: it was never over") end
end

--- A beginning says what there is to begin with, and no more.
local function check_beginning(note, head, at)
  local may = life.begins(at.folder)
  for _, key in ipairs(order.keys(head)) do
    if not may[key] then note(("it begins with %s already"):format(tostring(key))) end
  end
  for _, key in ipairs(order.keys(head.effectiveness or {})) do
    if key ~= "criterion" and key ~= "check_after" then
      note(("it begins with the %s of its effect already"):format(key))
    end
  end
  if at.folder ~= "findings" then return end
  local raised = head.run and head.as_of or head.on
  if head.state ~= "draft" and head.raised_on ~= raised then
    note(("it was raised on %s, and says %s"):format(tostring(raised),
      tostring(head.raised_on)))
  end
  if (head.grade_is == "proposed") ~= (head.run ~= nil) then
    note("a run proposes its grade, and a person decides it")
  end
end

--- The first of its kind, with the id that its identity has.
---@return string? name  of the change
return function(note, head, at, before)
  if before.others > 0 then note("a second beginning of what there is already") end
  if tonumber(head.seq) ~= 1 then note("it begins, but is not number 1") end
  local recurrence = math.tointeger(tonumber(head.recurrence)) or -1
  if recurrence < 0 or recurrence > RECURRENCES then note("no number of a recurrence") end
  local lead = BEGINS[at.folder] or tostring(head.requirement) .. "\0"
  if head.identity:sub(1, #lead) ~= lead then
    note("its identity is not one of a " .. kinds.BY_FOLDER[at.folder].noun)
  end
  local id = ids.of(before.sha256, before.organisation, head.identity, recurrence)
  if id ~= head.id then note("its id is not that of its identity") end
  check_recurrence(note, head, at, before, recurrence)
  check_beginning(note, head, at)
  local name = life.between(at.folder, nil, head)
  if not name then
    note(("a life does not begin as %s"):format(kinds.words(at.state)))
  end
  return name
end
