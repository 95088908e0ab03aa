-- The scope is written down, approved, and says where it ends and what crosses that.
local lists = require "lists"
local shown = require "shown"

return rule {
  id = "context.scope", title = "The scope is written down", requirement = "4.3",
  method = "document",
  inputs = { scopes = { record = "scope", optional = true, window = "P100Y" } },
  judge = function(f, t)
    if not shown.any(t, "scopes", f.scopes, "the scope of the ISMS") then
      if t:keeps("scopes") then
        t:fail(nil, { what = "no document says what the ISMS covers", grade = "major",
          basis = "complete_absence" })
      end
      return
    end
    for scope in f.scopes:each() do
      local gaps = {}
      if not lists.says(scope.boundaries) then gaps[#gaps + 1] = "where it ends" end
      if not lists.says(scope.interfaces) then gaps[#gaps + 1] = "what crosses that" end
      if #gaps > 0 then
        t:fail(scope, { what = "it doesn't say " .. table.concat(gaps, ", nor "),
          basis = "documentation_gap" })
      end
      if scope.status ~= "approved" then
        t:fail(scope, { key = "approved", basis = "documentation_gap",
          what = ("it is %s, and not approved"):format(tostring(scope.status)) })
      end
    end
  end,
}
