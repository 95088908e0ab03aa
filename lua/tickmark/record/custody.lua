--- Custody: where evidence comes from, and whether it was there before it was asked
--- for (R-131, R-225).

local canon = require("tickmark.base.canon")
local order = require("tickmark.base.order")

local custody = {}

--- Say of each citation whether a tool or a person made it, where its series says so.
---@param subject tickmark.Subject
---@param list {path: string, provenance: string?}[]  changed
function custody.provenance(subject, list)
  local groups, words, paths = canon.array {}, {}, canon.array {}
  for _, id in ipairs(order.keys(subject.settings.evidence)) do
    local series = subject.settings.evidence[id]
    if series.source then
      groups[#groups + 1], words[#words + 1] = canon.array(series.paths), series.source
    end
  end
  if #groups == 0 or #list == 0 then return end
  for i, one in ipairs(list) do paths[i] = one.path end
  local reply = subject:ask { op = "among", paths = paths, groups = groups }
  for i, one in ipairs(list) do one.provenance = words[reply.among[i]] end
end

--- Say of each file whether it came only after the matter had begun.
---@param cited {was: boolean?}[]
---@param pins table[]  the same, as events keep them; changed
function custody.label(cited, pins)
  for i, one in ipairs(cited) do
    pins[i].label = not one.was and "provided_in_audit" or nil
  end
end

return custody
