-- The regime stands on three keys of each page's front matter.
local KEYS = { "title", "last_reviewed_on", "review_in" }

return test {
  id = "pages.heads", title = "Pages carry the keys of the review regime", requirement = { "7.5.2", "A.5.37" },
  method = "document",
  evidence = "pages",
  collect = function(doc)
    local head = doc:data()
    local item = { item = doc.path, head = head ~= nil }
    for _, key in ipairs(KEYS) do item[key] = head and head[key] end
    return { item }
  end,
  judge = function(pages, t)
    t:extent(pages, { what = "pages without front matter", key = "head",
      bad = function(p) return not p.head end })
    for _, key in ipairs(KEYS) do
      t:extent(pages, { what = "pages without " .. key, key = key, bad = function(p) return p[key] == nil end })
    end
    t:measure("pages with front matter", { n = #pages:where{ head = true }, of = #pages })
  end,
}
