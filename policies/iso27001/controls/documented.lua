-- Each control that applies is covered by a document that holds: by what the document
-- says that it answers, or by what the SoA names. Where the standard wants a document, its
-- lack is a gap; elsewhere it is asked for.
local lists = require "lists"
local written = require "written"

-- The documents of a control, and whether one of them is in force.
local function documents_of(f, t)
  local named, list, holds = {}, {}, false
  for _, id in ipairs(lists.of(t.soa.documents)) do named[tostring(id)] = true end
  for _, name in ipairs { "policies", "procedures" } do
    for document in f[name]:each() do
      local is_of = named[tostring(document.id)] or named[document.path]
      for _, id in ipairs(lists.satisfies(document)) do
        is_of = is_of or id == t.soa.control
      end
      if is_of and document.status ~= "retired" then
        list[#list + 1] = document
        holds = holds or document.status == "approved"
      end
    end
  end
  return list, holds
end

return test {
  id = "control.documented", title = "A document covers the control",
  requirement = "each applicable control", method = "document",
  inputs = { policies = { record = "policy", optional = true, window = "P100Y" },
    procedures = { record = "procedure", optional = true, window = "P100Y" } },
  judge = function(f, t)
    if not t:keeps("policies") and not t:keeps("procedures") then
      return t:request("documents that cover the control")
    end
    local control = t.soa.control
    local list, holds = documents_of(f, t)
    local wanted = written[control]
    if #list > 0 and not holds then
      t:fail(list[1], { basis = "documentation_gap", key = "force",
        what = "no document that covers it is approved", subject = control })
    elseif #list == 0 and wanted then
      t:fail(nil, { basis = "documentation_gap", subject = control,
        what = ("no document covers it; there has to be: %s"):format(wanted) })
    elseif #list == 0 then
      t:not_tested("no document says that it covers the control (satisfies: "
        .. control .. ")")
    end
  end,
}
