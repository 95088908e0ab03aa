-- Who is top management, by the records of roles.

local roles = {}

-- "role:ceo", "ROL-CEO" and "CEO" are one role.
function roles.name(text)
  if type(text) ~= "string" then return nil end
  return (text:lower():gsub("^%s*role:%s*", ""):gsub("^rol%-", ""):gsub("%s+$", ""))
end

-- The roles that are of top management; nil where no record says which are.
function roles.top(set)
  local top, any = {}, false
  for role in set:each() do
    for _, name in ipairs { role.id, role.title, role.role } do
      if role.top_management and roles.name(name) then
        top[roles.name(name)], any = true, true
      end
    end
  end
  return any and top or nil
end

return roles
