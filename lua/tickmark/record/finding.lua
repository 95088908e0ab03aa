--- What people do to a finding: each function looks at its newest state and
--- gives the events that make the change, or fails and says why not.

local canon = require("tickmark.base.canon")
local catalogue = require("tickmark.criteria.catalogue")
local custody = require("tickmark.record.custody")
local date = require("tickmark.base.date")
local failure = require("tickmark.base.failure")
local grade = require("tickmark.criteria.grade")
local identity = require("tickmark.conclude.identity")
local kinds = require("tickmark.ledger.kinds")
local life = require("tickmark.ledger.life")
local order = require("tickmark.base.order")
local text = require("tickmark.base.text")

local finding = {}

---@class tickmark.Given  what comes with a change; each function says what it takes
---@field id string?
---@field text string?
---@field evidence {paths: string[], rev: string?}?

local function about(head) return ("%s %s"):format(head.requirement, head.grade) end

--- The event of a change that the gates let through.
local function changed(book, name, recorded, given, fields, says)
  local change = book:check("findings", name, recorded, given)
  local head = book:after(recorded, change.to, fields)
  return book:draft("findings", head, recorded.head.state, about(head), says)
end

--- One requirement of the catalogue: the most specific.
local function requirement_of(words)
  local id, point = catalogue.parse(words)
  if not id then failure.raise(failure.USAGE, "--requirement: " .. point) end
  if id:find(":", 1, true) or not catalogue.get(id) then
    failure.raise(failure.USAGE, ("--requirement: %s has others below it; a finding is "
      .. "of exactly one"):format(words),
      "one of " .. table.concat(catalogue.children(id), ", "))
  end
  return id, point
end

local GRADES <const> = { "minor", "major", "ofi", "positive" }

local function check_basis(word, basis)
  if word == "ofi" or word == "positive" then return nil end
  if basis and grade.BASIS[word][basis] then return basis end
  failure.raise(failure.USAGE, ("--basis: %s does not go with a %s"):format(
    basis or "none", word), "one of " .. text.either(order.keys(grade.BASIS[word])))
end

local TYPES <const> = { ofi = "ofi", positive = "positive" }

--- Raise a finding by hand.
---@param book tickmark.Book
---@param given table  requirement, grade, basis, statement, subject, evidence, draft
---@return tickmark.Draft[]
function finding.raise(book, given)
  local requirement, point = requirement_of(given.requirement)
  local basis = check_basis(given.grade, given.basis)
  local cited, pins = book:cite(given.evidence)
  local name = given.draft and "draft" or "raise"
  local change = book:check("findings", name, nil,
    { statement = given.statement, evidence = cited, grade = given.grade })
  for _, one in ipairs(pins) do one.role = "exception" end
  local head = book:first(change.to, identity.of(requirement, "raised", nil,
    given.subject or given.statement), {
    type = TYPES[given.grade] or "nonconformity", requirement = requirement,
    point = point, subject = given.subject, grade = given.grade, grade_is = "decided",
    basis = basis, statement = given.statement, items = canon.array {},
    evidence = pins, source = given.source or "internal",
    raised_on = tostring(book.today), raised_by = book.author.mail,
    evidence_commit = cited[1].commit, since_commit = cited[1].commit })
  book:refuse_twice(head, "that has been raised", "tell two facts apart: --subject WHAT")
  return { book:draft("findings", head, "new", about(head), given.statement) }
end

--- Issue a draft: it begins on the ledger as it was drafted. The draft stays.
---@param given table  id
function finding.issue(book, given)
  local recorded = book:find_draft(given.id)
  local change = book:check("findings", "issue", recorded, given)
  local head = book:after(recorded, change.to, { raised_on = tostring(book.today) })
  head.seq, head.previous = 1, canon.array {}
  return { book:draft("findings", head, "new", about(head), head.statement) }
end

--- Fields of a response that are given; what was said before stays.
local function response_fields(book, was, given)
  local fields = {}
  local cause, similar = was.root_cause or {}, was.similar_cases or {}
  if given.cause or given.method or given.category then
    fields.root_cause = { text = given.cause or cause.text,
      method = given.method or cause.method,
      category = given.category or cause.category,
      by = given.cause and book.author.mail or cause.by }
  end
  if given.looked_in or given.similar then
    fields.similar_cases = { looked_in = canon.array(given.looked_in or similar.looked_in
      or {}), found = given.similar or similar.found }
  end
  if given.correction then
    fields.correction = { what = given.correction, by = book.author.mail }
  end
  if given.immediate then
    fields.immediate_correction = { what = given.immediate,
      commit = given.immediate_commit }
  end
  fields.response = { type = given.type, text = given.text, by = book.author.mail,
    on = tostring(book.today) }
  return fields
end

--- Respond: accept, clarify, and the cause, the correction and similar cases.
---@param given table  id, type, text, cause, method, category, looked_in, similar,
---  correction, immediate, immediate_commit
function finding.respond(book, given)
  local recorded = book:find("findings", given.id)
  local fields = response_fields(book, recorded.head, given)
  local says = given.text or given.cause or given.correction
  if not says then
    failure.raise(failure.USAGE, "a response says something",
      "--text \"...\", --cause \"...\", --correction \"...\"")
  end
  return { changed(book, "respond", recorded, given, fields, says) }
end

--- Dispute, with evidence to the contrary.
---@param given table  id, text, evidence
function finding.dispute(book, given)
  local recorded = book:find("findings", given.id)
  local cited, pins = book:cite(given.evidence, recorded.head.evidence_commit)
  custody.label(cited, pins)
  return { changed(book, "dispute", recorded, { text = given.text, evidence = cited },
    { dispute = { text = given.text, evidence = pins, by = book.author.mail,
      on = tostring(book.today) } }, given.text or "") }
end

--- The lead auditor's word that a disputed finding stands.
---@param given table  id, text
function finding.uphold(book, given)
  local recorded = book:find("findings", given.id)
  local dispute = recorded.head.dispute or {}
  dispute.decision = "upheld: " .. (given.text or "")
  dispute.decided_by = book.author.mail
  return { changed(book, "uphold", recorded, given, { dispute = dispute },
    given.text or "") }
end

local function review(book, verdict, words)
  return { verdict = verdict, text = words and text.clip(words), by = book.author.mail,
    on = tostring(book.today) }
end

local function with_review(book, head, verdict, words)
  local reviews = canon.array(head.reviews or {})
  reviews[#reviews + 1] = review(book, verdict, words)
  return reviews
end

--- Send a plan back.
---@param given table  id, text
function finding.reject_plan(book, given)
  local recorded = book:find("findings", given.id)
  return { changed(book, "reject-plan", recorded, given,
    { reviews = with_review(book, recorded.head, "revise", given.text) },
    given.text or "") }
end

--- Accept a plan, which also decides the grade that was proposed.
---@param given table  id, text, extension, extended_to
function finding.accept_plan(book, given)
  local recorded = book:find("findings", given.id)
  local head = recorded.head
  local actions = canon.array {}
  for i, action in ipairs(book:actions_of(recorded.id)) do actions[i] = action.id end
  local fields = { plan_accepted = { by = book.author.mail, on = tostring(book.today),
      actions = actions },
    reviews = with_review(book, head, "adequate", given.text), grade_is = "decided" }
  if given.extension then
    local due = given.extended_to and date.parse(given.extended_to)
    if not due then
      failure.raise(failure.USAGE, "an extension has a day", "--extended-to YYYY-MM-DD")
    end
    fields.extension = { why = given.extension, due = tostring(due) }
    head.extension = fields.extension
  end
  return { changed(book, "accept-plan", recorded, given, fields,
    given.text or "The plan is adequate.") }
end

--- Verify that the correction is there and works.
---@param given table  id, text, evidence
function finding.verify(book, given)
  local recorded = book:find("findings", given.id)
  local _, pins = book:cite(given.evidence)
  return { changed(book, "verify", recorded, given,
    { verified = { by = book.author.mail, on = tostring(book.today),
      result = "effective", evidence = pins, text = given.text } },
    given.text or "The correction is in place and effective.") }
end

--- The effect has not been achieved.
---@param given table  id, text
function finding.reopen(book, given)
  local recorded = book:find("findings", given.id)
  return { changed(book, "reopen", recorded, given, { verified = {
    by = book.author.mail, on = tostring(book.today), result = "not effective",
    text = given.text }, since_commit = book.subject.state.commit }, given.text or "") }
end

--- Close what has been verified, or what asks for no correction, with what became of
--- it.
---@param given table  id, text
function finding.close(book, given)
  local recorded = book:find("findings", given.id)
  if recorded.head.type ~= "nonconformity" then
    return { changed(book, "conclude", recorded, given,
      { closed_on = tostring(book.today), closed_by = book.author.mail,
        concluded = review(book, "concluded", given.text) }, given.text or "") }
  end
  return { changed(book, "close", recorded, given,
    { closed_on = tostring(book.today), closed_by = book.author.mail },
    given.text or "Verified, and closed.") }
end

-- A plan for another grade is judged anew.
local PLANNED <const> = { ["plan-proposed"] = true, ["plan-accepted"] = true,
  corrected = true, verified = true }

--- Give a finding another grade; the old one is kept. The same one decides what
--- was proposed.
---@param given table  id, grade, basis, text
function finding.regrade(book, given)
  local recorded = book:find("findings", given.id)
  local was = recorded.head
  local basis = check_basis(given.grade, given.basis or given.grade == was.grade
    and was.basis or nil)
  local stage = life.stage(was)
  local grades = canon.array(was.grades or {})
  grades[#grades + 1] = { grade = was.grade, basis = was.basis, was = was.grade_is,
    reason = given.text, by = book.author.mail, on = tostring(book.today) }
  local draft = changed(book, "regrade", recorded, given, { grade = given.grade,
    basis = basis, grade_is = "decided", grades = grades,
    resumes = given.grade ~= was.grade and PLANNED[stage] and "responded" or stage },
    given.text or "")
  draft.to = given.grade == was.grade and "grade confirmed"
    or ("regraded (was %s)"):format(was.grade)
  return { draft }
end

--- Withdraw; it stays on the ledger, with the reason.
---@param given table  id, text
function finding.withdraw(book, given)
  local recorded = book:find("findings", given.id)
  return { changed(book, "withdraw", recorded, given,
    { withdrawn = review(book, "withdrawn", given.text) }, given.text or "") }
end

--- The head that somebody means by a state, or by the first digits of its event.
local function chosen_of(book, recorded, given)
  local found, each = {}, {}
  for i, one in ipairs(recorded.heads) do
    each[i] = ("--state %s or --event %s (%s, %s)"):format(one.head.state,
      one.sha256:sub(1, 8), one.head.by, one.head.on)
    local is_meant = given.event and one.sha256:sub(1, #given.event) == given.event
      or not given.event and one.head.state == given.state
    if is_meant then found[#found + 1] = one end
  end
  if #found ~= 1 or not given.text then
    failure.raise(failure.USAGE, ("%s: which of these stands, and why?"):format(
      book:name(recorded)), "--text \"...\" and " .. text.either(each))
  end
  return found[1]
end

--- Decide between events that followed the same state: the one that stands. What
--- was over stays so, and no grade is lost by it.
---@param given table  id, state, event, text
function finding.settle(book, given)
  local recorded = book:find_any(given.id)
  if not recorded.conflict then
    failure.raise(failure.USAGE, book:name(recorded) .. ": not in conflict")
  end
  book:permit(book:name(recorded) .. ": ", life.side(recorded.folder, "settle"))
  local chosen, from = chosen_of(book, recorded, given), recorded.head.state
  for _, one in ipairs(recorded.heads) do
    local over = life.is_over(one.head.state) and not life.is_over(chosen.head.state)
    local graver = (kinds.SEVERITY[one.head.grade] or 0)
      > (kinds.SEVERITY[chosen.head.grade] or 0)
    if over or graver then
      failure.raise(failure.USAGE, book:name(recorded) .. (over
        and ": it was over, and a settlement can't open it again"
        or ": another has the graver grade, which a settlement can't take away"),
        over and "raise a new finding" or "settle on that one, and regrade it then")
    end
  end
  recorded.head = chosen.head
  local head = book:after(recorded, chosen.head.state, { settled = review(book,
    "settled", given.text) })
  head.resumes = chosen.head.resumes
  return { book:draft(recorded.folder, head, from, head.grade and about(head)
    or "settled", given.text, ("settled as %s"):format(kinds.words(head.state))) }
end

finding.GRADES = GRADES

--- An id of the catalogue, as people write it.
---@param words string
---@return string? id
---@return string? message
function finding.requirement(words)
  local id, why = catalogue.parse(words)
  if id then return id end
  return nil, "--requirement: " .. why
end

return finding
