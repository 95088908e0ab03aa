-- Documents in force have been approved, by somebody else than who wrote them, and are
-- looked at again in time.
local lists = require "lists"

local function in_force(set)
  return set:where(function(document) return document.status == "approved" end)
end

local function is_own(document, t)
  for _, who in ipairs(lists.of(document.approved_by)) do
    for _, author in ipairs(lists.of(document.author)) do
      if t:same_person(who, author) then return true end
    end
  end
  return false
end

local function judge_set(set, t, key)
  t:extent(set, { key = key .. "-own", empty = "pass",
    what = "documents approved by who wrote them",
    basis = { minor = "isolated_lapse", major = "systematic_failure" },
    bad = function(document) return is_own(document, t) end })
  t:extent(set, { key = key .. "-unsigned", empty = "pass",
    what = "documents in force that nobody has approved",
    basis = { minor = "documentation_gap", major = "systematic_failure" },
    bad = function(document)
      return not document.approved_by or not document.approved_on
    end })
  t:extent(set, { key = key .. "-late", empty = "pass",
    what = "documents whose review is overdue",
    basis = { minor = "isolated_lapse", major = "systematic_failure" },
    bad = function(document)
      return document.next_review and document.next_review + t.param.grace < t.as_of
    end })
end

return rule {
  id = "support.approved", title = "Documents in force are approved and in date",
  requirement = "7.5.2", method = "document",
  inputs = { policies = { record = "policy", optional = true, window = "P100Y" },
    procedures = { record = "procedure", optional = true, window = "P100Y" } },
  params = { grace = { type = "period", default = "P1M" } },
  judge = function(f, t)
    local any = false
    for _, name in ipairs { "policies", "procedures" } do
      if t:keeps(name) then
        any = true
        judge_set(in_force(f[name]), t, name)
      end
    end
    if not any then t:request("policies and procedures, with their approval") end
    if any and f.policies:empty() and f.procedures:empty() then
      t:not_tested("there is no document")
    end
  end,
}
