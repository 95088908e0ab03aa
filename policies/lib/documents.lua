-- What the rules of series and of record types say alike of their documents.

local documents = {}

-- A word of the rules: a finding of the requirement that `series_rules` names for
-- it ("control": their own), or a flag.
function documents.say(t, word, own, fields)
  local requirement = t.rules[word]
  if requirement == "flag" then
    local items = fields.items or fields.cite or {}
    for _, doc in ipairs(#items > 0 and items or { false }) do
      t:flag(word, doc or nil, fields.what)
    end
    return
  end
  if requirement == "control" then requirement = own end
  fields.requirement, fields.key = requirement, word
  t:fail(nil, fields)
end

-- A document that can't be read, with its place.
function documents.refused(t, doc, subject, own)
  local at = doc.unreadable
  if at.lost then return end -- to the engine: that is no word on the document
  local where = at.column and ("%d:%d"):format(at.line, at.column) or tostring(at.line)
  documents.say(t, "unreadable", own, { subject = subject, basis = "documentation_gap",
    what = ("%s:%s: can't be read: %s"):format(doc.path, where, at.message),
    items = { { path = doc.path, line = at.line, blob = doc.blob, item = doc.path } } })
end

-- Did it go before its retention was over?
function documents.gone_early(doc, keep)
  local since = doc.date or doc.arrived_on
  return not keep or not since or since + keep >= doc.gone.on
end

local function same_date(a, b)
  return tostring(a.date) == tostring(b.date)
end

-- The gone documents by blob, for `look`: which were moved. The same bytes stand
-- at another path, which they reached when they left the old one or later, for the
-- same date. A file renamed from month to month is no record of each month.
function documents.index(gone)
  local index = {}
  for _, doc in ipairs(gone) do
    index[doc.blob] = index[doc.blob] or {}
    table.insert(index[doc.blob], doc)
  end
  return index
end

-- Note in `found` (path -> true) what `doc`, which is here, was before.
function documents.look(index, found, doc)
  for _, old in ipairs(index[doc.blob] or {}) do
    local came = doc.arrived_on
    local after = came and (doc.arrived_commit == old.gone.commit or came > old.gone.on)
    if after and same_date(doc, old) then found[old.path] = true end
  end
end

return documents
