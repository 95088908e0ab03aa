--- What a change touches of an audit, by its paths and its documents: series, the
--- requirements that documents answer, rows of the Statement of Applicability.

local canon = require("tickmark.base.canon")
local catalogue = require("tickmark.criteria.catalogue")
local git = require("tickmark_worker").git
local items = require("tickmark.worker.items")
local link = require("tickmark.worker.link")
local order = require("tickmark.base.order")
local satisfies = require("tickmark.documents.satisfies")
local view = require("tickmark.worker.view")

---@class tickmark.TouchedReply
---@field paths {path: string, how: "added"|"changed"|"removed", groups: integer[]}[]
---@field requirements string[]  that touched documents answer
---@field rows {control: string, direct: boolean}[]  of the SoA; direct: it changes, or
---  names what is touched

local function matches(globs, path)
  for _, glob in ipairs(globs) do
    if git.glob(glob, path) then return true end
  end
  return false
end

--- The files that differ, and the groups of patterns that hold each.
local function paths_of(seen, base, groups)
  local list = canon.array {}
  for _, one in ipairs(link.check(seen.repo:diff(base, seen.tree))) do
    local held = canon.array {}
    for n, globs in ipairs(groups) do
      if matches(globs, one.path) then held[#held + 1] = n end
    end
    local how = not one.old and "added" or not one.now and "removed" or "changed"
    list[#list + 1] = { path = one.path, how = how, groups = held, now = one.now,
      old = one.old }
    link.beat()
  end
  return list
end

--- The requirements that an item says it answers; else the one that its type answers.
local function answers(item, found)
  local said = false
  for _, one in ipairs(satisfies(item)) do
    local id = catalogue.parse(one.id)
    if id then found[id], said = true, true end
  end
  if not said then found[item.form.shape.requirement] = true end
end

--- What touched documents are: ids, requirements.
local function documents_of(seen, paths)
  local found = { ids = {}, requirements = {} }
  for _, one in ipairs(paths) do
    local own = view.form_of(seen, one.path)
    for _, blob in ipairs(own and { one.now or false, one.old or false } or {}) do
      for _, item in ipairs(items.at(seen, own, one.path, blob)) do
        found.ids[tostring(item.head.id)] = true
        answers(item, found.requirements)
      end
    end
  end
  return found
end

--- Rows of the files of a tree's Statement of Applicability.
local function rows_of(seen, own, path, blob)
  local rows = {}
  for _, item in ipairs(items.at(seen, own, path, blob)) do
    for _, row in ipairs(type(item.head.rows) == "table" and item.head.rows or {}) do
      if type(row) == "table" and type(row.control) == "string" then
        rows[#rows + 1] = row
      end
    end
  end
  return rows
end

local function names_touched(row, paths, ids)
  local by_path = {}
  for _, one in ipairs(paths) do by_path[one.path] = true end
  for _, key in ipairs { "documents", "risks" } do
    for _, name in ipairs(type(row[key]) == "table" and row[key] or {}) do
      if by_path[name] or ids[name] then return true end
    end
  end
  for _, one in ipairs(type(row.evidence_glob) == "string" and paths or {}) do
    if git.glob(row.evidence_glob, one.path) then return true end
  end
  return false
end

local function soa_rows(seen, paths, ids)
  local list, changed = canon.array {}, {}
  for _, one in ipairs(paths) do changed[one.path] = one end
  for _, found in ipairs(view.of_type(seen, "soa")) do
    local was = {}
    local before = changed[found.path]
    for _, row in ipairs(rows_of(seen, found.form, found.path, before and before.old)) do
      was[row.control] = canon.encode(row)
    end
    for _, row in ipairs(rows_of(seen, found.form, found.path, found.id)) do
      local differs = before and was[row.control] ~= canon.encode(row)
      list[#list + 1] = { control = row.control,
        direct = differs or names_touched(row, paths, ids) }
    end
  end
  return list
end

---@param repo userdata
---@param tree string
---@param message {base: string?, groups: string[][]}  and what a view takes
---@return tickmark.TouchedReply
return function(repo, tree, message)
  local seen = view.new(repo, tree, message)
  local paths = paths_of(seen, message.base ~= "" and message.base or nil, message.groups)
  local found = documents_of(seen, paths)
  return { paths = paths, requirements = canon.array(order.keys(found.requirements)),
    rows = soa_rows(seen, paths, found.ids) }
end
