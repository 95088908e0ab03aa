-- Front matter that can't be read was published as it was.
return rule {
  id = "policies.versions", title = "No version was committed broken", requirement = "7.5.3", method = "document",
  evidence = { series = "documents", versions = true, line = "all" },
  collect = function() return { {} } end,
  judge = function(versions, t)
    local broken = versions:where(function(v) return v.unreadable ~= nil end)
    t:measure("versions that can be read", { n = #versions - #broken, of = #versions })
    for v in broken:each() do
      t:flag("broken-head", v, ("%s:%d: %s; since %s"):format(v.path, v.unreadable.line,
        v.unreadable.message, v.arrived_on))
    end
  end,
}
