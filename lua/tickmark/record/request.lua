--- Evidence requests: what the auditor asks for, and the answer.

local custody = require("tickmark.record.custody")

local request = {}

local function about(head) return head.requirement or "evidence" end

--- Ask for evidence.
---@param book tickmark.Book
---@param given table  text, due, requirement, finding
---@return tickmark.Draft[]
function request.raise(book, given)
  local finding = given.finding and book:find("findings", given.finding)
  local change = book:check("requests", "raise", nil,
    { asked = given.text, due = given.due })
  local head = book:first(change.to, ("request\0%s\0%s"):format(given.text, book.today), {
    type = "request", asked = given.text, requirement = given.requirement,
    finding = finding and finding.id, due = tostring(given.due),
    evidence_commit = book.subject.state.commit })
  book:refuse_twice(head, "that has been asked for today")
  return { book:draft("requests", head, "new", about(head), given.text) }
end

--- Answer with evidence, or say that there is none. What came into the repository
--- after the request was raised is labelled (R-131).
---@param given table  id, text, evidence, none
function request.answer(book, given)
  local recorded = book:find("requests", given.id)
  local cited, pins = book:cite(given.evidence, recorded.head.evidence_commit)
  local change = book:check("requests", "answer", recorded,
    { evidence = cited, none = given.none })
  custody.label(cited, pins)
  local says = given.text or (given.none and "There is none." or "As cited.")
  local head = book:after(recorded, change.to, { answer = { text = given.text,
    none = given.none and "yes" or nil, evidence = pins, on = tostring(book.today),
    by = book.author.mail } })
  return { book:draft("requests", head, recorded.head.state, about(head), says,
    given.none and "answered: none" or nil) }
end

return request
