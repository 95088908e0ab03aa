-- Four eyes on every change: who asks for it doesn't approve it. Thousands of tickets a year, nearly all in order,
-- so only the exceptions are kept.
return test {
  id = "change.approval", title = "Every change is approved by somebody other than its requester",
  requirement = { "A.8.32", "A.5.3" }, method = "evidence",
  evidence = "change", keep = "exceptions",
  collect = function(doc)
    local ticket = doc:data()
    local ok = ticket.approved_by ~= nil and ticket.approved_by ~= ticket.requested_by
    return { { item = ticket.id, ok = ok } }
  end,
  judge = function(changes, t)
    t:extent(changes, { what = "changes without the approval of a second person" })
  end,
}
