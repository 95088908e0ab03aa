--- A guard against misspelt columns: reading one would be nil, and a test that
--- compares nil says something false without a word.

local order = require("tickmark.base.order")
local suggest = require("tickmark.base.suggest")

local columns = {}

--- What items have besides their columns.
local ENGINE = { path = true, line = true, blob = true, series = true, date = true,
  period = true, month = true, commit = true, arrived_on = true, arrived_blob = true,
  arrived_commit = true, current = true, unreadable = true, gone = true, counted = true,
  item = true, ok = true, sidecar = true, sidecar_first = true,
  stratum = true, id = true }

--- Is that a slip of the keyboard? Undeclared fields may be absent too, so only
--- what is one letter away from a column counts.
local function is_slip(key, near)
  return near and math.abs(#near - #key) <= 1 and near:sub(1, 1) == key:sub(1, 1)
end

--- A function that raises for a field that is a misspelt column; nil where no
--- columns are declared.
---@param decl table  of the source
---@return fun(key: any)?
function columns.guard(decl)
  local declared = decl.columns or {}
  local names, innocent = order.keys(declared), {}
  if #names == 0 then return nil end
  return function(key)
    local known = ENGINE[key] or declared[key] or decl.nested and decl.nested[key]
    if innocent[key] or known then return end
    if type(key) ~= "string" then return end
    local near = suggest.nearest(key, names)
    if is_slip(key, near) then
      error(("no column %q, did you mean %q?"):format(key, near), 3)
    end
    innocent[key] = true
  end
end

return columns
