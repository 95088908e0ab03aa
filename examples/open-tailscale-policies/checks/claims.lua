-- README says when the policies were last reviewed. A claim is set near its day.
local CLAIM = "last reviewed on (%d%d%d%d%-%d%d%-%d%d)"

return rule {
  id = "policies.claims", title = "Reviews are declared when they are done", requirement = "A.5.1", method = "document",
  evidence = { series = "readme", versions = true, line = "all", history = true },
  params = { slack = { type = "number", default = 7, doc = "days from the review to its declaration" } },
  collect = function(doc)
    local claimed = doc:text():match(CLAIM)
    return { { claimed = claimed and date(claimed) } }
  end,
  judge = function(versions, t)
    local claims, late = versions:index("blob"), {}
    for path in versions:by("path") do
      for _, change in ipairs(t:history(path)) do
        local now = change.blob and claims[change.blob].claimed
        local before = change.before and claims[change.before].claimed
        if now and now ~= before then
          local place = { path = path, blob = change.blob, commit = change.commit }
          t:flag("review-claim", place, ("reviewed on %s, said on %s"):format(now, change.date))
          if change.date - now > t.param.slack then late[#late + 1] = tostring(now) end
        end
      end
    end
    if #late > 0 then
      t:ofi(nil, "reviews declared late: " .. table.concat(late, ", "))
    end
  end,
}
