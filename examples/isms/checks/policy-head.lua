-- A document is identified, owned, approved and due for review (7.5.2): its head says so. Each entry that is due is an
-- item, so that a finding names the one that is missing.
local ENTRIES = { "id", "title", "version", "status", "classification", "owner", "author", "approved_by",
  "approved_on", "next_review" }

return rule {
  id = "policy.head", title = "The head of every policy is complete",
  requirement = { "7.5.2", "A.5.1" }, method = "document",
  evidence = { record = "policy" },
  collect = function(doc)
    local head, items = doc:data(), {}
    for i, entry in ipairs(ENTRIES) do
      items[i] = { item = ("%s %s"):format(head.id or doc.path, entry), ok = head[entry] ~= nil }
    end
    return items
  end,
  judge = function(entries, t)
    t:extent(entries, { what = "entries missing from the heads of policies",
      basis = { minor = "documentation_gap" } })
  end,
}
