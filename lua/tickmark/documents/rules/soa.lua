--- The Statement of Applicability has each control once, justified whether it applies
--- or not.

local catalogue = require("tickmark.criteria.catalogue")
local text = require("tickmark.base.text")

local SHOWN <const> = 5 -- controls that a message names

local function some(list)
  if #list <= SHOWN then return text.either(list, "and") end
  return ("%s and %d more"):format(table.concat(list, ", ", 1, SHOWN), #list - SHOWN)
end

---@param item tickmark.Item
---@param note fun(fault: tickmark.Noted)
return function(item, note)
  local rows = item.head.rows
  if item.form.shape.type ~= "soa" or type(rows) ~= "table" then return end
  local seen, twice, missing = {}, {}, {}
  for i, row in ipairs(rows) do
    local id = type(row) == "table" and row.control
    if type(id) == "string" then
      if not catalogue.is_control(id) then
        local _, why = catalogue.check(id)
        note { code = "reference", at = { "rows", i, "control" },
          message = why or id .. ": not a control of Annex A" }
      end
      if seen[id] then twice[#twice + 1] = id end
      seen[id] = true
    end
  end
  for _, one in ipairs(catalogue.all()) do
    if one.kind == "control" and not seen[one.id] then missing[#missing + 1] = one.id end
  end
  if #missing > 0 then
    note { code = "soa", at = "rows", warns = true,
      message = ("it has no row for %s"):format(some(missing)),
      remedy = "a control that does not apply has a row that says why" }
  end
  if #twice > 0 then
    note { code = "soa", at = "rows", warns = true,
      message = ("it has two rows for %s"):format(some(twice)) }
  end
end
