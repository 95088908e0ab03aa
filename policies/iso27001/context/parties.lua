-- Who has a stake is known, with what they ask for, and how that is met.
local lists = require "lists"
local shown = require "shown"

local function open_of(party)
  local open = {}
  for _, one in ipairs(type(party.requirements) == "table" and party.requirements or {}) do
    if type(one) == "table" and not lists.says(one.addressed) then
      open[#open + 1] = tostring(one.text)
    end
  end
  return open
end

return rule {
  id = "context.parties", title = "Interested parties and their requirements are known",
  requirement = "4.2", method = "document",
  inputs = { parties = { record = "party", optional = true, window = "P100Y" } },
  judge = function(f, t)
    if not shown.any(t, "parties", f.parties, "interested parties") then
      if t:keeps("parties") then
        t:fail(nil, { what = "no interested party is recorded",
          basis = "documentation_gap" })
      end
      return
    end
    t:extent(f.parties, { what = "parties of whom nobody says what they ask for",
      basis = { minor = "documentation_gap", major = "systematic_failure" },
      bad = function(party) return not lists.says(party.requirements) end })
    for party in f.parties:each() do
      local open = open_of(party)
      if #open > 0 then
        t:fail(party, { key = "addressed", basis = "documentation_gap",
          what = ("nobody says whether it is met: %s"):format(open[1]) })
      end
    end
  end,
}
