-- The rules that every evidence series obeys, in their order of explanation: a
-- record that an earlier word explains is not reported by a later one.

local documents = require "documents"

local function listed(names, separator)
  local shown = table.concat(names, separator or ", ", 1, math.min(#names, 10))
  return #names > 10 and ("%s and %d more"):format(shown, #names - 10) or shown
end

local function say(t, word, fields)
  fields.subject = t.declaration.id
  documents.say(t, word, nil, fields)
end

local function report(t, word, docs, what, basis)
  if #docs == 0 then return end
  local names = {}
  for i, doc in ipairs(docs) do names[i] = doc.path end
  say(t, word, { items = docs, basis = basis,
    what = ("%s: %s: %s"):format(t.declaration.id, what, listed(names)) })
end

-- A series may hold a quarter of a million documents: they are looked at one by
-- one, and only those are held that a rule has something to say about.
local function each(docs, fn) docs:visit(function() end, fn) end

-- 60 bits of a blob's id: enough to tell which few to look at a second time.
local function short(blob) return tonumber(blob:sub(1, 15), 16) end

-- Days are compared as numbers here, since every document passes.
local EPOCH <const> = date("1970-01-01")

-- A record is edited when it is not what first arrived at its path, nor is its
-- sidecar. What was taken away and put back unchanged is not; a broken file that
-- was mended is.
local function is_edited(doc)
  if doc.arrived_blob ~= doc.blob then return true end
  return doc.sidecar ~= nil and doc.sidecar_first ~= doc.sidecar
end

local function look(t, docs)
  local seen, twice = {}, {}
  local found = { unreadable = {}, gone = {}, edited = {}, late = {}, recent = {}, arrived = 0,
    explained = {}, seen = seen, twice = twice, again = false }
  local begins, recent = t.period.from - EPOCH, t.as_of - t.thresholds["burst.days"] - EPOCH
  local allowed, mutable = t.thresholds.late_entry, t.declaration.mutable
  local function put(word, doc)
    found.explained[doc.path] = word
    table.insert(found[word], doc)
  end
  each(docs, function(doc)
    if doc.gone then
      found.gone[#found.gone + 1] = doc
      return
    end
    local key = short(doc.blob)
    if seen[key] then twice[key], found.again = true, true end
    seen[key] = true
    local day, arrived, dated = doc.arrived_on, nil, doc.date
    if day then
      arrived = day - EPOCH
      if arrived >= begins then found.arrived = found.arrived + 1 end
    end
    if doc.unreadable then
      put("unreadable", doc)
    elseif day and not mutable and is_edited(doc) then
      put("edited", doc)
    elseif day and dated and day - dated > 0 and day > dated + allowed then
      found.late[#found.late + 1] = doc
    elseif day and arrived > recent and arrived >= begins then
      found.recent[#found.recent + 1] = doc
    end
  end)
  return found
end

-- A second look, where one file stands at several paths: which blobs of those
-- that are gone stand at another path now, and which records are one file.
local function look_again(docs, found)
  local gone, groups, recycled, again = {}, {}, {}, found.again
  for _, doc in ipairs(found.gone) do again = again or found.seen[short(doc.blob)] end
  if not again then return gone, recycled end
  local index = documents.index(found.gone)
  each(docs, function(doc)
    if doc.gone then return end
    documents.look(index, gone, doc)
    if found.twice[short(doc.blob)] and not found.explained[doc.path] then
      groups[doc.blob] = groups[doc.blob] or {}
      table.insert(groups[doc.blob], doc)
    end
  end)
  for _, group in pairs(groups) do
    for _, doc in ipairs(#group > 1 and group or {}) do
      found.explained[doc.path] = "recycled"
      recycled[#recycled + 1] = doc
    end
  end
  table.sort(recycled, function(a, b) return a.path < b.path end)
  return gone, recycled
end

local function deleted(t, gone, elsewhere)
  local found, keep = {}, t.declaration.retention
  for _, doc in ipairs(gone) do
    if not elsewhere[doc.path] and documents.gone_early(doc, keep) then
      found[#found + 1] = doc
    end
  end
  report(t, "deleted", found, "records deleted before their time", "documentation_gap")
end

local function unexplained(docs, explained)
  local list = {}
  for _, doc in ipairs(docs) do
    if not explained[doc.path] then list[#list + 1] = doc end
  end
  return list
end

local function burst(t, docs, arrived)
  if #docs >= t.thresholds["burst.least"] and #docs / arrived >= t.thresholds["burst.share"] then
    report(t, "burst", docs, ("%d of %d records arrived in the last %s"):format(
      #docs, arrived, t.thresholds["burst.days"]), "documentation_gap")
  end
end

local WORDS = { missed = "nothing there for %s, due on %s",
  stale = "nothing since %s, due on %s" }

-- A gap is a lapse; most of what was due, or nothing in a year, is no lapse any more.
local function graded(t, word, missing, due_n, is_any)
  local least, share = t.thresholds["extent.least"], t.thresholds["extent.systemic"]
  if word == "missed" and missing >= least and missing / due_n >= share then
    return "major", "systematic_failure"
  end
  local since = t.operating_since
  if not is_any and since and since + "P1Y" <= t.as_of then
    return "major", "complete_absence"
  end
  return nil, "isolated_lapse"
end

-- All periods that a word fits are one finding: what it says names each of
-- them, up to ten, and `missing` holds them all.
local function due(t, is_any)
  local id, found, due_n = t.declaration.id, {}, 0
  for _, p in ipairs(t:calendar("docs")) do
    local word = p.state
    due_n = due_n + (word ~= "open" and word ~= "excused" and 1 or 0)
    if WORDS[word] then
      local fields = found[word] or { what = {}, cite = {}, missing = {} }
      found[word] = fields
      local name = word == "stale" and tostring(p.from) or p.label
      table.insert(fields.what, WORDS[word]:format(name, p.due_on))
      table.move(p.items or {}, 1, #(p.items or {}), #fields.cite + 1, fields.cite)
      table.insert(fields.missing, { series = id, from = tostring(p.from),
        to = tostring(p.to), due_on = tostring(p.due_on) })
    end
  end
  for word, fields in pairs(found) do
    fields.what = id .. ": " .. listed(fields.what, "; ")
    fields.grade, fields.basis = graded(t, word, #fields.missing, due_n, is_any)
    say(t, word, fields)
  end
end

return rule {
  id = "series", title = "The series' records are there, in time and unchanged",
  requirement = "7.5.3", method = "evidence",
  inputs = { docs = { series = "$series", all = true, history = true } },
  judge = function(f, t)
    local found = look(t, f.docs)
    local elsewhere, recycled = look_again(f.docs, found)
    for _, doc in ipairs(found.unreadable) do documents.refused(t, doc, t.declaration.id) end
    deleted(t, found.gone, elsewhere)
    report(t, "edited", found.edited, "records changed after they arrived", "documentation_gap")
    report(t, "recycled", recycled, "one file presented for several dates", "technical_error")
    report(t, "late", unexplained(found.late, found.explained),
      ("records that came more than %s after their date"):format(t.thresholds.late_entry),
      "documentation_gap")
    burst(t, unexplained(found.recent, found.explained), found.arrived)
    if t.declaration.unpromised then t:not_tested(t.declaration.unpromised) end
    if t.declaration.cadence then
      local is_any = false
      for _ in pairs(found.seen) do is_any = true end
      due(t, is_any)
    end
  end,
}
