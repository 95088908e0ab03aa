--- Changes in an open ledger: heads, events, commits, made on its newest state whoever
--- else writes. Methods of a book.

local append = require("tickmark.record.append")
local canon = require("tickmark.base.canon")
local custody = require("tickmark.record.custody")
local event = require("tickmark.ledger.event")
local failure = require("tickmark.base.failure")
local fold = require("tickmark.ledger.fold")
local identity = require("tickmark.conclude.identity")
local signing = require("tickmark.record.signing")
local state = require("tickmark.ledger.state")
local text = require("tickmark.base.text")

---@class tickmark.Book
local methods = {}

local TRIES <const> = 1000 -- of a change, while others write

--- Files as evidence: path, commit, blob and SHA-256. `since` is the commit of
--- what they are held against.
---@param given {paths: string[], rev: string?}
---@param since string?
---@return table[] cited  `was`: it stood there at `since` already
---@return table[] pins   the same, as events keep them
function methods:cite(given, since)
  local cited, pins = canon.array {}, canon.array {}
  if given and #given.paths > 0 then
    cited = self.subject:ask { op = "cite", paths = canon.array(given.paths),
      rev = given.rev, since = since }.cited
  end
  for i, one in ipairs(cited) do
    pins[i] = { path = one.path, commit = one.commit, blob = one.blob,
      sha256 = one.sha256 }
  end
  custody.provenance(self.subject, pins)
  return cited, pins
end

--- The head after a change: all that was there, and what is new.
---@param recorded tickmark.Recorded
---@param to string  the state
---@param fields table
function methods:after(recorded, to, fields)
  local head = fold.follow(event.copy(recorded.head), recorded)
  head.state, head.by, head.on = to, self.author.mail, tostring(self.today)
  head.name = nil
  if to ~= "regraded" then head.resumes = nil end
  if to == "reopened" then head.reproduced = nil end -- it has to be shown anew
  for key, value in pairs(fields) do head[key] = value end
  return head
end

local TEXT_MAX <const> = 64 << 10 -- bytes of what one event may say

--- What people wrote, as the Markdown below a head: their own, but nothing hides.
local function body(words)
  if #words > TEXT_MAX then
    failure.raise(failure.USAGE, ("a text of %d bytes; an event takes %d"):format(
      #words, TEXT_MAX), "put the long text into a document, and cite it as evidence")
  end
  return "\n" .. text.terminal(text.trim(words), true) .. "\n"
end

--- An event of a head that has changed or is new.
---@param folder string
---@param head table
---@param from string    the state before, or "new"
---@param about string   after the id, in the commit's subject
---@param says string    in people's words
---@param to string?     in the subject, instead of the state
---@return tickmark.Draft
function methods:draft(folder, head, from, about, says, to)
  local trailers = {}
  if head.requirement then trailers[1] = { "Requirement", head.requirement } end
  if head.grade then
    trailers[#trailers + 1] = { "Grade", ("%s (%s)"):format(head.grade, head.grade_is) }
  end
  trailers[#trailers + 1] = { "Signed-off-by",
    ("%s <%s>"):format(self.author.name, self.author.mail) }
  return { folder = folder, head = head, from = from, about = about, says = says,
    to = to, words = body(says), trailers = trailers }
end

--- The first head of something new; `text_of` tells it from all others.
function methods:first(to, text_of, fields)
  local head = { state = to, seq = 1, previous = canon.array {}, recurrence = 0,
    identity = text_of, by = self.author.mail, on = tostring(self.today) }
  head.id = identity.id(self.subject.settings.organisation.id, text_of, 0)
  for key, value in pairs(fields) do head[key] = value end
  return head
end

--- What is recorded once is not recorded again.
---@param head table  of something new
---@param said string  "that is recorded"
---@param remedy string?
function methods:refuse_twice(head, said, remedy)
  local known = self.ledger.records:get(head.id)
  if known then
    failure.raise(failure.USAGE, ("%s: %s"):format(said, self:name(known)), remedy)
  end
end

--- Make a change: `make` looks at the newest state and gives drafts. When
--- somebody else wrote meanwhile it is asked again.
---@param make fun(self: tickmark.Book): tickmark.Draft[]
---@return table[] told
function methods:change(make)
  local why
  for _ = 1, TRIES do
    self.author, self.signing = append.author(self.subject, self.ledger)
    local commits, told, folders, keys = canon.array {}, {}, {}, nil
    for i, draft in ipairs(make(self)) do
      commits[i], told[i] = append.commit(draft, self.author)
      folders[i] = draft.folder
      keys = not self:trust().begun and draft.head.keys or keys
    end
    local done
    done, why = append.try(self.subject, self.ledger, commits,
      signing.of(self:trust(), folders, "either", self.author, self.signing, keys))
    for _, one in ipairs(done and told or {}) do
      fold.add(self.ledger.records, one.path, one.head)
      self.names = {}
    end
    if done then return told end
    self:take(state.renew(self.subject, self.ledger))
  end
  failure.raise(failure.INCOMPLETE, ("nothing was recorded on %s: %s"):format(
    self.ledger.ref, why.message), "others write all the time: try again")
end

return methods
