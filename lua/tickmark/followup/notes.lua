--- What an open ledger keeps beside findings: rows of runs, meetings and decisions, in
--- the order of their days.

local canon = require("tickmark.base.canon")
local kinds = require("tickmark.ledger.kinds")
local order = require("tickmark.base.order")

---@class tickmark.Note
---@field name string    "RUN-7F3A"
---@field kind string    run, meeting, decision
---@field on string
---@field by string
---@field what string
---@field result string?  of a run: SHA-256 of its result

local function what_of(head)
  if head.type == "run" then
    local counts = head.counts or {}
    return ("of %s as of %s: %s major, %s minor"):format(
      tostring(head.evidence_commit):sub(1, 12), tostring(head.as_of),
      tostring(counts.major), tostring(counts.minor))
  elseif head.type == "meeting" then
    return ("%s, %d there"):format(tostring(head.kind), #(head.attendees or {}))
  end
  return ("recommended %s, %s"):format(tostring(head.recommendation),
    tostring(head.outcome))
end

local function before(a, b)
  if a.on ~= b.on then return order.less(a.on, b.on) end
  return order.less(a.name, b.name)
end

---@param book tickmark.Book
---@return tickmark.Note[]
return function(book)
  local list = {}
  for _, folder in ipairs { "runs", "meetings", "decisions" } do
    for _, recorded in ipairs(book:all(folder)) do
      local head = recorded.head
      list[#list + 1] = { name = book:name(recorded), kind = kinds.BY_FOLDER[folder].noun,
        on = tostring(head.date or head.on), by = tostring(head.by), what = what_of(head),
        result = head.result }
    end
  end
  return canon.array(order.sort(list, before))
end
