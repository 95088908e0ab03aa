-- The rules that the documents of every record type obey: readable, not taken
-- away, there when they are due.

local documents = require "documents"

local function requirement_of(t) return t.declaration.requirement end

return rule {
  id = "records", title = "The type's records are readable, kept and there when due",
  requirement = "7.5.3", method = "evidence",
  inputs = { docs = { record = "$record", all = true, history = true } },
  judge = function(f, t)
    local gone, all, elsewhere, kind = {}, {}, {}, t.declaration.record
    local docs = f.docs:docs()
    for _, doc in ipairs(docs) do
      if doc.gone then all[#all + 1] = doc end
    end
    local index = documents.index(all)
    for _, doc in ipairs(docs) do
      if not doc.gone then documents.look(index, elsewhere, doc) end
    end
    if t.declaration.unpromised then t:not_tested(t.declaration.unpromised) end
    for _, doc in ipairs(docs) do
      if doc.gone then
        if not elsewhere[doc.path] and documents.gone_early(doc, t.declaration.retention) then
          gone[#gone + 1] = doc
        end
      elseif doc.unreadable then
        documents.refused(t, doc, kind, requirement_of(t))
      end
    end
    if #gone > 0 then
      documents.say(t, "deleted", requirement_of(t), { subject = kind, items = gone,
        what = ("%s: records that are gone"):format(kind), basis = "documentation_gap" })
    end
    -- nothing at all in a year is no lapse any more
    local since = t.operating_since
    local is_void = #docs == #all and since and since + "P1Y" <= t.as_of
    for _, p in ipairs(t.declaration.cadence and t:calendar("docs") or {}) do
      if p.state == "missed" or p.state == "stale" then
        t:fail(nil, { what = ("no %s from %s, due on %s"):format(kind, p.label, p.due_on),
          requirement = requirement_of(t), key = "missed", subject = kind, cite = p.items,
          grade = is_void and "major" or nil,
          basis = is_void and "complete_absence" or "isolated_lapse",
          missing = { { series = kind, from = tostring(p.from),
            to = tostring(p.to), due_on = tostring(p.due_on) } } })
      end
    end
  end,
}
