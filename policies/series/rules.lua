-- The rules that every evidence series obeys, in their order of explanation: a
-- record that an earlier word explains is not reported by a later one.

local function listed(names)
  local shown = table.concat(names, ", ", 1, math.min(#names, 10))
  return #names > 10 and ("%s and %d more"):format(shown, #names - 10) or shown
end

-- One finding for a word, citing its documents; or a flag, where the series'
-- configuration says so.
local function report(t, word, docs, what, basis)
  if #docs == 0 then return end
  local requirement, names = t.rules[word], {}
  for i, doc in ipairs(docs) do names[i] = doc.path end
  local words = ("%s: %s: %s"):format(t.declaration.id, what, listed(names))
  if requirement == "flag" then
    for _, doc in ipairs(docs) do t:flag(word, doc, words) end
    return
  end
  if requirement == "control" then requirement = nil end
  t:fail(nil, { what = words, items = docs, basis = basis, requirement = requirement,
    key = word, subject = t.declaration.id })
end

local function unreadable(t, docs, explained)
  for _, doc in ipairs(docs) do
    if doc.unreadable and not doc.gone then
      explained[doc.path] = "unreadable"
      local at = doc.unreadable
      local where = at.column and ("%d:%d"):format(at.line, at.column) or tostring(at.line)
      t:fail(nil, { what = ("%s:%s: can't be read: %s"):format(doc.path, where, at.message),
        items = { { path = doc.path, line = at.line, blob = doc.blob, item = doc.path } },
        basis = "documentation_gap", requirement = t.rules.unreadable, key = "unreadable",
        subject = t.declaration.id })
    end
  end
end

-- A record that stands at another path now was moved, not deleted.
local function deleted(t, docs, explained)
  local found, keep, here = {}, t.declaration.retention, {}
  for _, doc in ipairs(docs) do here[doc.blob] = here[doc.blob] or not doc.gone end
  for _, doc in ipairs(docs) do
    if doc.gone and not here[doc.blob] then
      explained[doc.path] = "deleted"
      local since = doc.date or doc.arrived_on
      if not keep or not since or since + keep >= doc.gone.on then found[#found + 1] = doc end
    end
  end
  report(t, "deleted", found, "records deleted before their time",
    "documentation_gap")
end

-- Versions of a path; the arrival of what stands there now.
local function arrival(t, doc)
  for _, version in ipairs(t:history(doc.path)) do
    if version.blob == doc.blob then return version.date end
  end
end

-- A record is edited when it is not what first arrived at its path. What was
-- taken away and put back unchanged is not; a broken file that was mended is.
local function edited(t, docs, explained)
  local found = {}
  for _, doc in ipairs(docs) do
    if not explained[doc.path] and not t.declaration.mutable then
      local versions = t:history(doc.path)
      if versions[1] and versions[1].blob and versions[1].blob ~= doc.blob then
        explained[doc.path] = "edited"
        found[#found + 1] = doc
      end
    end
  end
  report(t, "edited", found, "records changed after they arrived",
    "documentation_gap")
end

local function recycled(t, docs, explained)
  local first, found, hit = {}, {}, {}
  for _, doc in ipairs(docs) do
    if not explained[doc.path] then
      local other = first[doc.blob]
      if other then
        for _, one in ipairs { other, doc } do
          if not hit[one.path] then found[#found + 1] = one end
          hit[one.path] = true
        end
      else
        first[doc.blob] = doc
      end
    end
  end
  for path in pairs(hit) do explained[path] = "recycled" end
  report(t, "recycled", found, "one file presented for several dates",
    "technical_error")
end

local function late(t, docs, explained, arrived)
  local found, allowed = {}, t.thresholds.late_entry
  for _, doc in ipairs(docs) do
    local day = arrived[doc.path]
    if not explained[doc.path] and doc.date and day and day > doc.date + allowed then
      explained[doc.path] = "late"
      found[#found + 1] = doc
    end
  end
  report(t, "late", found, ("records that came more than %s after their date"):format(allowed),
    "documentation_gap")
end

local function burst(t, docs, explained, arrived)
  local from = t.as_of - t.thresholds["burst.days"]
  local recent, n = {}, 0
  for _, doc in ipairs(docs) do
    local day = arrived[doc.path]
    if day and day >= t.period.from then
      n = n + 1
      if day > from and not explained[doc.path] then recent[#recent + 1] = doc end
    end
  end
  if #recent >= t.thresholds["burst.least"] and #recent / n >= t.thresholds["burst.share"] then
    for _, doc in ipairs(recent) do explained[doc.path] = "burst" end
    report(t, "burst", recent, ("%d of %d records arrived in the last %s"):format(
      #recent, n, t.thresholds["burst.days"]), "documentation_gap")
  end
end

local WORDS = { missed = "nothing there for %s, due on %s",
  stale = "nothing since %s, due on %s" }

local function due(t)
  for _, p in ipairs(t:calendar("docs")) do
    local word = p.state
    if WORDS[word] and t.rules[word] ~= "flag" then
      local requirement = t.rules[word]
      if requirement == "control" then requirement = nil end
      local name = word == "stale" and tostring(p.from) or p.label
      t:fail(nil, { what = ("%s: "):format(t.declaration.id) .. WORDS[word]:format(name, p.due_on),
        basis = "isolated_lapse", requirement = requirement, key = word,
        subject = t.declaration.id, cite = p.items, missing = { {
          series = t.declaration.id, from = tostring(p.from), to = tostring(p.to),
          due_on = tostring(p.due_on) } } })
    end
  end
end

return rule {
  id = "series", title = "The series' records are there, in time and unchanged",
  requirement = "7.5.3", method = "evidence",
  inputs = { docs = { series = "$series", all = true, history = true } },
  judge = function(f, t)
    local docs, explained, arrived = f.docs:docs(), {}, {}
    unreadable(t, docs, explained)
    deleted(t, docs, explained)
    edited(t, docs, explained)
    recycled(t, docs, explained)
    for _, doc in ipairs(docs) do
      if not doc.gone then arrived[doc.path] = arrival(t, doc) end
    end
    late(t, docs, explained, arrived)
    burst(t, docs, explained, arrived)
    if t.declaration.cadence then due(t) end
  end,
}
