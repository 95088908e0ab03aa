-- What isn't shown is asked for: nothing in the repository is not yet nothing at all.

local shown = {}

-- The records of the audit period; those without a date, too.
function shown.recent(t, set)
  return set:where(function(record)
    local day = record.date
    return not day or day >= t.period.from and day <= t.period.to
  end)
end

-- Is there something to judge? If its kind isn't kept in the repository, it is asked for;
-- if it is kept and there is none, the test wasn't carried out for that reason, if given.
function shown.any(t, name, set, what, none)
  if not t:keeps(name) then
    t:request(what)
    return false
  end
  if not set:empty() then return true end
  if none then t:not_tested(none) end
  return false
end

return shown
