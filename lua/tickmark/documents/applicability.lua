--- What documents and the Statement of Applicability say of one control: which one
--- answers it, and whether it applies at all.

local catalogue = require("tickmark.criteria.catalogue")
local soa = require("tickmark.criteria.soa")
local satisfies = require("tickmark.documents.satisfies")

local applicability = {}

--- The controls of Annex A that an item answers; of a draft or what is retired none.
---@param item tickmark.Item
---@return {control: string, at: string|any[]}[]
function applicability.answers(item)
  local list = {}
  local holds = item.head.status == "approved" or item.head.status == "in-review"
  for _, one in ipairs(holds and satisfies(item) or {}) do
    local control = catalogue.parse(one.id)
    if control and catalogue.is_control(control) then
      list[#list + 1] = { control = control, at = one.at }
    end
  end
  return list
end

--- The controls that a Statement of Applicability excludes.
---@param item tickmark.Item
---@return {control: string, at: any[]}[]
function applicability.excluded(item)
  local list, rows = {}, item.head.rows
  local is_soa = item.form.shape.type == "soa"
  for i, row in ipairs(is_soa and type(rows) == "table" and rows or {}) do
    if type(row) == "table" and type(row.control) == "string"
      and soa.excludes(row) then
      list[#list + 1] = { control = row.control, at = { "rows", i, "applicable" } }
    end
  end
  return list
end

return applicability
