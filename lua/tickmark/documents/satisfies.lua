--- The requirements that a head says its document answers (`satisfies`): one, a list, or
--- a map from frameworks to lists, of which ours alone is looked at.

local text = require("tickmark.base.text")

---@param item tickmark.Item
---@return {id: string, at: string|any[]}[]  as they are written, and where
return function(item)
  local given, found = item.head.satisfies, {}
  if type(given) == "string" and text.trim(given) ~= "" then
    return { { id = given, at = "satisfies" } }
  elseif type(given) ~= "table" then
    return found
  end
  local list = #given > 0 and given or given.iso27001 or given["ISO27001"]
  for i, id in ipairs(type(list) == "table" and list or {}) do
    if type(id) ~= "table" then
      found[#found + 1] = { id = tostring(id),
        at = list == given and { "satisfies", i } or "satisfies" }
    end
  end
  return found
end
