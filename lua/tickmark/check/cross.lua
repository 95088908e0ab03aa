--- What only all documents together tell: an id names one of them, for ever, and what is
--- named is there.

local check = require("tickmark.documents.check")
local order = require("tickmark.base.order")

local cross = {}

--- What has to be gathered of all documents, as worker/documents.lua sends it.
cross.LISTS = { "ids", "names", "former" }

local function before(a, b)
  if (a.new or false) ~= (b.new or false) then return b.new == true end
  if a.path ~= b.path then return order.less(a.path, b.path) end
  return a.line < b.line
end

local function note(faults, one, code, message, remedy)
  if one.quiet then return end
  faults[#faults + 1] = check.fault(one.path, { code = code, line = one.line,
    column = one.column, message = message, remedy = remedy, warns = one.draft })
end

--- Another has the id already; of a change, only what it brings is looked at.
local function check_twice(faults, by_id, is_change)
  for _, id in ipairs(order.keys(by_id)) do
    local first, others = nil, order.sort(by_id[id], before)
    for _, one in ipairs(others) do
      if first and (one.new or not is_change) then
        note(faults, one, "id", ("id: %s is the id of %s already"):format(id, first.path),
          "give it an id that nothing has had")
      end
      first = first or one
    end
  end
end

--- Another had the id, and is gone. What comes back where it was is the same.
local function check_former(faults, ids, former)
  local by_id = {}
  for _, one in ipairs(former) do
    by_id[one.id] = by_id[one.id] or { paths = {}, first = one.path }
    by_id[one.id].paths[one.path] = true
  end
  for _, one in ipairs(ids) do
    local was = one.new and by_id[one.id]
    if was and not was.paths[one.path] then
      note(faults, one, "id", ("id: %s was the id of %s, which is gone"):format(one.id,
        was.first), "give it an id that nothing has had")
    end
  end
end

--- An id leads to a document, if its type is kept in the repository at all.
local function check_names(faults, by_id, names, forms)
  local kept = {}
  for _, own in ipairs(forms) do kept[own.shape.id] = own.shape.title:lower() end
  for _, one in ipairs(names) do
    local title = kept[one.id:match("^[^-]*")]
    if title and not by_id[one.id] then
      note(faults, one, "reference", ("%s: no %s has this id"):format(one.id, title),
        "correct it, or write the " .. title)
    end
  end
end

--- Add the faults that only all documents together show.
---@param faults tickmark.Fault[]  changed
---@param found table<string, table[]>  its lists
---@param forms {shape: tickmark.RecordShape}[]
---@param is_change boolean
function cross.check(faults, found, forms, is_change)
  local by_id = {}
  for _, one in ipairs(found.ids) do
    by_id[one.id] = by_id[one.id] or {}
    table.insert(by_id[one.id], one)
  end
  check_twice(faults, by_id, is_change)
  check_former(faults, found.ids, found.former)
  check_names(faults, by_id, found.names, forms)
end

return cross
