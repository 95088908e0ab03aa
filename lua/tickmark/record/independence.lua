--- Independence (R-094): who judges a control has not written, approved or owned its
--- policy, its evidence or its correction in the audit period. Worked out from the
--- audited repository's history and the heads of its documents.

local canon = require("tickmark.base.canon")
local date = require("tickmark.base.date")
local records = require("tickmark.criteria.records")

local independence = {}

--- A path as a pattern that matches nothing else.
local function literal(path) return (path:gsub("[%*%?%[%]\\]", "\\%0")) end

local function cited_in(value, globs)
  for key, one in pairs(value) do
    if key == "evidence" and type(one) == "table" then
      for _, file in ipairs(one) do
        if type(file) == "table" and file.path then
          globs[#globs + 1] = literal(file.path)
        end
      end
    elseif type(one) == "table" then
      cited_in(one, globs)
    end
  end
end

local function among(list, word)
  for _, one in ipairs(type(list) == "table" and list or {}) do
    if one == word then return true end
  end
  return false
end

--- Documents that say that they answer a requirement.
local function documents_of(subject, requirement)
  local list = {}
  for _, name in ipairs { "policy", "procedure" } do
    local record = subject.settings.records[name]
    local found = record and subject:ask { op = "heads", ignore = record.ignore,
      globs = canon.array(record.paths) }.documents
    for _, document in ipairs(record and records.heads(record, found) or {}) do
      if document.head and among(document.head.satisfies, requirement) then
        list[#list + 1] = document
      end
    end
  end
  return list
end

local PARTS <const> = { { "owner", "own" }, { "author", "wrote" },
  { "approved_by", "approved" }, { "approvals", "approved" } }

--- Everybody that a field names: a text, a list of texts, a list of {by=}.
local function named(field)
  local list = {}
  for _, one in ipairs(type(field) == "table" and field or { field }) do
    list[#list + 1] = type(one) == "table" and one.by or one
  end
  return list
end

--- What a document's head says that somebody is to it.
local function part_of(book, document, me)
  for _, part in ipairs(PARTS) do
    for _, who in ipairs(named(document.head[part[1]])) do
      if type(who) == "string" and book:is_one(me, who) then
        return ("you %s %s"):format(part[2], document.path)
      end
    end
  end
end

--- Does the Statement of Applicability name somebody as a control's owner?
local function owns_control(book, requirement, me)
  local record = book.subject.settings.records.soa
  local found = record and book.subject:ask { op = "heads", ignore = record.ignore,
    globs = canon.array(record.paths) }.documents
  for _, document in ipairs(found or {}) do
    for _, row in ipairs(type((document.data or {}).rows) == "table"
      and document.data.rows or {}) do
      if type(row) == "table" and row.control == requirement
        and type(row.owner) == "string" and book:is_one(me, row.owner) then
        return ("you own %s in %s"):format(requirement, document.path)
      end
    end
  end
end

--- Whose commits touched what is judged, of those who might judge.
local function hand_in(book, globs, me)
  local subject = book.subject
  local span = subject.span
  local reply = subject:ask { op = "hands", globs = canon.array(globs),
    from = date.end_epoch(span.from - 1), to = date.end_epoch(span.to) }
  for _, one in ipairs(reply.hands) do
    if book:same(me, one.mail) then
      return ("you changed %s on %s (commit %s)"):format(one.path,
        date.from_epoch(one.time), one.commit:sub(1, 12))
    end
  end
end

--- Why somebody may not judge a finding, or nil.
---@param book tickmark.Book
---@param me string         mail
---@param head table        of the finding
---@param actions table[]   heads of its actions
---@return string?
function independence.lacks(book, me, head, actions)
  local globs, settings = {}, book.subject.settings
  cited_in(head, globs)
  for _, action in ipairs(actions) do cited_in(action, globs) end
  for name, series in pairs(settings.evidence) do
    if among(series.controls, head.requirement) then
      table.move(series.paths, 1, #series.paths, #globs + 1, globs)
      if series.owner and book:is_one(me, series.owner) then
        return ("you own the series %s"):format(name)
      end
    end
  end
  for _, document in ipairs(documents_of(book.subject, head.requirement)) do
    local part = part_of(book, document, me)
    if part then return part end
    globs[#globs + 1] = literal(document.path)
  end
  return owns_control(book, head.requirement, me)
    or #globs > 0 and hand_in(book, globs, me) or nil
end

return independence
