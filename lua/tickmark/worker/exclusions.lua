--- The controls that the Statement of Applicability of a tree excludes, and whether a
--- change has brought that.

local applicability = require("tickmark.documents.applicability")
local check = require("tickmark.documents.check")
local items = require("tickmark.worker.items")
local view = require("tickmark.worker.view")

---@class tickmark.Exclusion
---@field path string
---@field line integer
---@field column integer
---@field new boolean  a change excludes it

local function excluded_in(seen, found, blob)
  local list = {}
  for _, item in ipairs(items.at(seen, found.form, found.path, blob)) do
    for _, one in ipairs(applicability.excluded(item)) do
      local line, column = check.place_of(item, { at = one.at })
      list[#list + 1] = { control = one.control, line = line, column = column }
    end
  end
  return list
end

--- By control.
---@param seen tickmark.View
---@param touched tickmark.Touched[]?  of a change
---@return table<string, tickmark.Exclusion>
return function(seen, touched)
  local found, by_path = {}, {}
  for _, one in ipairs(touched or {}) do by_path[one.path] = one end
  for _, file in ipairs(view.of_type(seen, "soa")) do
    local change, before = by_path[file.path], {}
    for _, one in ipairs(excluded_in(seen, file, change and change.old)) do
      before[one.control] = true
    end
    for _, one in ipairs(excluded_in(seen, file, file.id)) do
      found[one.control] = { path = file.path, line = one.line, column = one.column,
        new = change ~= nil and not before[one.control] }
    end
  end
  return found
end
