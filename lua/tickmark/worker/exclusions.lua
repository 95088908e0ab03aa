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
  for _, item in ipairs((items.read(seen, found.form, found.path, { name = found.name,
    kind = found.kind, id = blob }))) do
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
  local soa = setmetatable({ forms = {} }, { __index = seen })
  for _, own in ipairs(seen.forms) do
    if own.shape.type == "soa" then soa.forms[#soa.forms + 1] = own end
  end
  for _, file in ipairs(#soa.forms > 0 and view.files(soa) or {}) do
    local change, before = by_path[file.path], {}
    for _, one in ipairs(change and change.old
      and excluded_in(seen, file, change.old) or {}) do before[one.control] = true end
    for _, one in ipairs(excluded_in(seen, file, file.id)) do
      found[one.control] = { path = file.path, line = one.line, column = one.column,
        new = change ~= nil and not before[one.control] }
    end
  end
  return found
end
