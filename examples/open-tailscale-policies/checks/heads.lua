-- A document says what it is in its front matter: whether it is a policy, and
-- when it was last updated.
return test {
  id = "policies.heads", title = "Documents say what they are and when they were updated",
  requirement = { "7.5.2", "A.5.1" }, method = "document",
  evidence = "documents",
  collect = function(doc)
    local head = doc:data()
    return { { item = doc.path, head = head ~= nil, policy = head and head.policy,
      last_updated = head and head.last_updated } }
  end,
  judge = function(documents, t)
    local described = documents:where{ head = true }
    t:extent(documents, { what = "documents without front matter", key = "head",
      bad = function(d) return not d.head end })
    t:extent(described, { what = "documents that don't say when they were updated", key = "date",
      empty = "pass", bad = function(d) return not d.last_updated end })
    t:measure("documents with front matter", { n = #described, of = #documents })
    t:measure("policies", { value = #documents:where{ policy = true } })
  end,
}
