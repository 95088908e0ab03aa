-- The rules that the documents of every record type obey: readable, not taken
-- away, there when they are due.

local moved = require "moved"

local function requirement_of(t) return t.declaration.requirement end

local function gone_early(doc, keep)
  local since = doc.date or doc.arrived_on
  return not keep or not since or since + keep >= doc.gone.on
end

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
    local index = moved.index(all)
    for _, doc in ipairs(docs) do
      if not doc.gone then moved.look(index, elsewhere, doc) end
    end
    if t.declaration.unpromised then t:not_tested(t.declaration.unpromised) end
    for _, doc in ipairs(docs) do
      local at = doc.unreadable
      if doc.gone then
        if not elsewhere[doc.path] and gone_early(doc, t.declaration.retention) then
          gone[#gone + 1] = doc
        end
      elseif at then
        local where = at.column and ("%d:%d"):format(at.line, at.column) or tostring(at.line)
        t:fail(nil, { what = ("%s:%s: can't be read: %s"):format(doc.path, where, at.message),
          items = { { path = doc.path, line = at.line, blob = doc.blob, item = doc.path } },
          basis = "documentation_gap", requirement = t.rules.unreadable,
          key = "unreadable", subject = kind })
      end
    end
    if #gone > 0 then
      t:fail(nil, { what = ("%s: records that are gone"):format(kind), items = gone,
        basis = "documentation_gap", requirement = t.rules.deleted, key = "deleted",
        subject = kind })
    end
    for _, p in ipairs(t.declaration.cadence and t:calendar("docs") or {}) do
      if p.state == "missed" or p.state == "stale" then
        t:fail(nil, { what = ("no %s from %s, due on %s"):format(kind, p.label, p.due_on),
          requirement = requirement_of(t), key = "missed", subject = kind, cite = p.items,
          basis = "isolated_lapse", missing = { { series = kind, from = tostring(p.from),
            to = tostring(p.to), due_on = tostring(p.due_on) } } })
      end
    end
  end,
}
