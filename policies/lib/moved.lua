-- Which records that are gone were moved: the same bytes stand at another path,
-- which they reached when they left the old one or later, for the same date. A
-- file renamed from month to month is no record of each month.

local moved = {}

local function same_date(a, b)
  return tostring(a.date) == tostring(b.date)
end

-- The gone documents by blob.
function moved.index(gone)
  local index = {}
  for _, doc in ipairs(gone) do
    index[doc.blob] = index[doc.blob] or {}
    table.insert(index[doc.blob], doc)
  end
  return index
end

-- Strike from `found` (path -> true) what `doc`, which is here, was before.
function moved.look(index, found, doc)
  for _, old in ipairs(index[doc.blob] or {}) do
    local came = doc.arrived_on
    local after = came and (doc.arrived_commit == old.gone.commit or came > old.gone.on)
    if after and same_date(doc, old) then found[old.path] = true end
  end
end

return moved
