-- Processes that the standard wants to be written down are: how risks are assessed and
-- treated, and how operation is planned and controlled.
local lists = require "lists"

local WANTED <const> = {
  { "6.1.2", "how risks are assessed" }, { "6.1.3", "how risks are treated" },
  { "8.1", "how operation is planned and controlled" } }

local function answered(f)
  local found = {}
  for _, name in ipairs { "policies", "procedures" } do
    for document in f[name]:each() do
      local holds = document.status ~= "draft" and document.status ~= "retired"
      for _, id in ipairs(holds and lists.satisfies(document) or {}) do found[id] = true end
    end
  end
  return found
end

return rule {
  id = "support.documents", title = "Processes that have to be written down are",
  requirement = { "7.5.1", "6.1.2", "6.1.3", "8.1" }, method = "document",
  inputs = { policies = { record = "policy", optional = true, window = "P100Y" },
    procedures = { record = "procedure", optional = true, window = "P100Y" } },
  judge = function(f, t)
    if not t:keeps("policies") and not t:keeps("procedures") then
      return t:request("documents of the processes for risks and operation")
    end
    local found = answered(f)
    for _, one in ipairs(WANTED) do
      if not found[one[1]] then
        t:fail(nil, { requirement = one[1], basis = "documentation_gap", subject = one[1],
          what = ("no document says %s (satisfies: %s)"):format(one[2], one[1]) })
      end
    end
  end,
}
