-- Duties are given, with what their holders may decide, and each role has one.
local lists = require "lists"
local roles = require "roles"
local shown = require "shown"

return rule {
  id = "leadership.roles", title = "Roles have duties and authority", requirement = "5.3",
  method = "document",
  inputs = { roles = { record = "role", optional = true, window = "P100Y" } },
  judge = function(f, t)
    if not shown.any(t, "roles", f.roles, "roles and their duties") then
      if t:keeps("roles") then
        t:fail(nil, { what = "no role of the ISMS is recorded",
          basis = "documentation_gap" })
      end
      return
    end
    t:extent(f.roles, { what = "roles without duties or authority",
      basis = { minor = "documentation_gap", major = "systematic_failure" },
      bad = function(role)
        return not lists.says(role.duties) or not lists.says(role.authority)
      end })
    if not roles.top(f.roles) then
      t:fail(nil, { key = "top", basis = "documentation_gap", cite = f.roles:docs(),
        what = "no role is said to be of top management" })
    end
  end,
}
