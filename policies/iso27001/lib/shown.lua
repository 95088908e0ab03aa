-- What isn't shown is asked for: nothing in the repository is not yet nothing at all.

local shown = {}

-- Is there something to judge? If its kind isn't kept in the repository, it is asked for.
function shown.any(t, name, set, what)
  if not t:keeps(name) then
    t:request(what)
    return false
  end
  return not set:empty()
end

return shown
