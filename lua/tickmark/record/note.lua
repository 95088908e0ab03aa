--- What an audit keeps beside its findings: meetings that were held, and the
--- decision, which nobody makes who took part.

local canon = require("tickmark.base.canon")

local note = {}

note.MEETINGS = { "opening", "daily", "closing", "other" }
note.RECOMMENDATIONS = { "A", "B", "C", "D" }

--- A record that is made once and not changed.
local function once(book, folder, name, given, fields, about)
  local change = book:check(folder, name, nil, given)
  local identity = table.concat({ fields.type, tostring(given.on or book.today),
    book.author.mail, given.text }, "\0")
  local head = book:first(change.to, identity, fields)
  book:refuse_twice(head, "that is recorded")
  return { book:draft(folder, head, "new", about, given.text) }
end

--- A meeting of the audit: who was there, in which role, from when to when.
---@param book tickmark.Book
---@param given {kind: string, on: tickmark.Date?, from: string?, to: string?,
---  attendees: string[], text: string}
---@return tickmark.Draft[]
function note.meeting(book, given)
  return once(book, "meetings", "hold", given, { type = "meeting", kind = given.kind,
    date = tostring(given.on or book.today), starts_at = given.from, ends_at = given.to,
    attendees = canon.array(given.attendees) },
    ("%s meeting, %d there"):format(given.kind, #given.attendees))
end

--- The decision on what the audit team recommends.
---@param given {recommendation: string, outcome: string, team: string[], text: string}
function note.decision(book, given)
  return once(book, "decisions", "decide", given, { type = "decision",
    recommendation = given.recommendation, outcome = given.outcome,
    team = canon.array(given.team), decided_by = book.author.mail,
    decided_on = tostring(book.today) },
    ("recommended %s, %s"):format(given.recommendation, given.outcome))
end

return note
