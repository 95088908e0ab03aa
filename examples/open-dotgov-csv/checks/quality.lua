-- Each domain has a contact for security reports.

-- The columns' names changed their case over the years.
local function cell(row, name)
  for key, value in pairs(row) do
    if tostring(key):lower() == name then return value end
  end
end

return test {
  id = "register.quality", title = "Each entry names a security contact", requirement = { "A.5.9", "A.6.8" },
  method = "evidence",
  evidence = "register",
  collect = function(doc)
    return doc:each(function(row)
      local contact = cell(row, "security contact email")
      return { item = cell(row, "domain name"), contact = contact ~= "(blank)" and contact or nil }
    end)
  end,
  judge = function(entries, t)
    t:extent(entries, { what = "entries without a security contact", bad = function(e) return not e.contact end })
    if not entries:empty() then t:measure("entries", { value = #entries }) end
  end,
}
