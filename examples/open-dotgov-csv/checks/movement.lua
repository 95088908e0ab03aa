-- What came into the register and what left it since a day.

local function names(text)
  local set, n = {}, 0
  for name in text:gmatch("[^\n]+") do
    if not set[name] then n = n + 1 end
    set[name] = true
  end
  return set, n
end

local function without(a, b)
  local list = {}
  for name in pairs(a) do
    if not b[name] then list[#list + 1] = name end
  end
  return list
end

return rule {
  id = "register.movement", title = "Additions and removals are known", requirement = "A.5.9", method = "evidence",
  evidence = { series = "register", versions = true, history = true },
  params = { since = { type = "date", default = "2025-01-01" } },
  collect = function(doc)
    local list = {}
    for _, row in ipairs(doc:rows()) do
      list[#list + 1] = row["Domain name"] or row["Domain Name"]
    end
    return { { domains = table.concat(list, "\n") } }
  end,
  judge = function(versions, t)
    local then_blob, now_blob
    for path in versions:by("path") do
      for _, version in ipairs(t:history(path)) do
        if version.date < t.param.since then then_blob = version.blob end
        now_blob = version.blob
      end
    end
    local by_blob = versions:index("blob")
    local before, after = by_blob[then_blob], by_blob[now_blob]
    if not (before and after) then return t:not_tested("no register at the one end or the other") end
    before, after = names(before.domains), names(after.domains)
    local added, removed = without(after, before), without(before, after)
    t:measure("entries added", { value = #added })
    t:measure("entries removed", { value = #removed })
    for _, name in ipairs(removed) do t:flag("removed", { item = name }, name .. ": left the register") end
  end,
}
