--- What the commit of an event says to people and machines: who, when, and which step.

local date = require("tickmark.base.date")
local kinds = require("tickmark.ledger.kinds")

local DAY <const> = 24 * 60 * 60 -- seconds

local last, last_text -- of days, many of which are alike

-- What the subject says instead of a state, where it says more.
local SAYS <const> = { "^no longer reproduced$", "^grade confirmed$",
  "^regraded %(was %l+%)$", "^checked, [%l-]+$", "^answered: none$",
  "^settled as [%l ]+$" }

local function text_of(day)
  if day ~= last then last, last_text = day, tostring(day) end
  return last_text
end

local function check_claims(note, head, commit)
  if head.by ~= commit.author.mail then
    note(("by %s, and its commit's author is %s"):format(tostring(head.by),
      commit.author.mail))
  end
  if math.abs(commit.author.time - commit.committer.time) > DAY then
    note(("its author's date is another than its commit's: %s"):format(
      date.from_epoch(commit.author.time)))
  end
  local day = date.from_epoch(commit.committer.time)
  if head.on == text_of(day) then return end
  local on = head.on and date.parse(head.on)
  if not on or on > day + 1 or day > on + 1 then
    note(("it says that it is of %s, and its commit is of %s"):format(tostring(head.on),
      tostring(day)))
  end
end

local TRANSITION <const> = "\nTransition:"

--- Does a subject end as one may that tells of this state?
local function tells(words, head)
  if words == kinds.words(head.state) then return true end
  for _, pattern in ipairs(SAYS) do
    if words:find(pattern) then return true end
  end
  return false
end

--- What the commit says to people and machines is what the event is.
local function check_message(note, commit, at, was, head)
  local lead = kinds.short(at.folder, head) .. " "
  local from, to = commit.subject:match(": ([%l ]+) %-> (.-)$")
  if commit.subject:sub(1, #lead) ~= lead or not to or not tells(to, head)
    or was and from ~= kinds.words(was.state) then
    note("its commit's subject says something else")
  end
  local message = commit.message
  local said = ("\n%s: %s\nTransition: %s->%s\n"):format(
    kinds.BY_FOLDER[at.folder].trailer, head.id, was and was.state
      or #head.previous == 0 and "new"
      or tostring(message:match("\nTransition: (.-)%->")),
    head.state)
  local signed_off = message:match("\nSigned%-off%-by: [^\n]*<([^\n]*)>\n")
  local at_first = message:find(TRANSITION, 1, true)
  if not message:find(said, 1, true) or message:find(TRANSITION, at_first + 1, true)
    or signed_off and signed_off ~= head.by then
    note("its commit's trailers say something else")
  end
end

--- Check what a commit says of its event.
---@param note fun(fault: string)
---@param commit table
---@param at table     what the event's path says
---@param was table?   head that it follows, where that is one
---@param head table
return function(note, commit, at, was, head)
  check_claims(note, head, commit)
  check_message(note, commit, at, was, head)
end
