-- A policy that couldn't be read for a while was out of control for that while (7.5.3), also when somebody mended it.
-- It was corrected, so it is no nonconformity any more; a check before the commit would have kept it out.
return rule {
  id = "policy.history", title = "Policies stay readable from one version to the next",
  requirement = "7.5.3", method = "document",
  evidence = { record = "policy", versions = true },
  judge = function(versions, t)
    local broken = versions:where(function(v) return v.unreadable ~= nil and not v.current end)
    for v in broken:each() do
      t:ofi(v, ("the version of %s couldn't be read (%s) and was mended later; check before the commit"):format(
        v.arrived_on, v.unreadable.message))
    end
  end,
}
