-- Front matter that couldn't be read when it was committed, in any version.
return rule {
  id = "pages.versions", title = "No version was committed broken", requirement = "7.5.3", method = "document",
  evidence = { series = "pages", versions = true, line = "all" },
  collect = function() return { {} } end,
  judge = function(versions, t)
    local broken = versions:where(function(v) return v.unreadable ~= nil end)
    t:measure("versions that can be read", { n = #versions - #broken, of = #versions })
    for v in broken:each() do
      local why = v.unreadable.message
      local form = why:find("write dates as", 1, true) -- a slip of form, the day may be right
      t:flag(form and "date-form" or "broken-head", v, ("%s:%d: %s; since %s"):format(
        v.path, v.unreadable.line, why, v.arrived_on))
    end
  end,
}
