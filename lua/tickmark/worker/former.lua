--- Documents and entries that were there once, and are gone, by their ids.

local items = require("tickmark.worker.items")
local link = require("tickmark.worker.link")
local view = require("tickmark.worker.view")

local former = {}

local BYTES_MAX <const> = 8 << 20 -- of a document, as src/doc/limits.h has it
local FEW <const> = 4 -- ids, each of which is looked for in the texts

---@class tickmark.Former
---@field path string
---@field item tickmark.Item  as it last was

---@class tickmark.Past  what some commit has behind it, and what was found out of it
---@field changes table[]   oldest first
---@field asked integer     ids that were looked for
---@field by_id table<string, tickmark.Former[]>
---@field all boolean?      by_id has all that is gone

--- What a change of a file takes away.
local function lost_in(seen, own, one)
  local still, list = {}, {}
  for _, item in ipairs(items.at(seen, own, one.path, one.blob)) do
    still[tostring(item.head.id)] = true
  end
  for _, item in ipairs(items.at(seen, own, one.path, one.old)) do
    if item.head.id and not still[tostring(item.head.id)] then list[#list + 1] = item end
  end
  return list
end

--- May a change take entries away? A document of its own is gone with its file.
local function may_lose(own, one)
  return own and one.old and (not one.blob or own.record.each ~= nil
    or not one.path:find("%.md$"))
end

local function add(by_id, one, item)
  local id = tostring(item.head.id)
  by_id[id] = by_id[id] or {}
  table.insert(by_id[id], { path = one.path, item = item })
end

--- Tells whether a blob has an id in it, as a word of its own.
local function finder(seen, id)
  local escaped = id:gsub("%p", "%%%0")
  local pattern, known = "%f[%w._-]" .. escaped .. "%f[^%w._-]", {}
  return function(blob)
    if known[blob] == nil then
      local bytes = seen.repo:blob(blob, BYTES_MAX)
      local is_near = bytes and bytes:find(id, 1, true) -- which is quick
      known[blob] = is_near ~= nil and bytes:find(pattern) ~= nil
    end
    return known[blob]
  end
end

--- Look through all changes, the newest first, for those that `asks` lets pass.
local function look(seen, past, asks, wanted)
  local by_id = {}
  for i = #past.changes, 1, -1 do
    local one = past.changes[i]
    local own = view.form_of(seen, one.path)
    for _, item in ipairs(may_lose(own, one) and asks(one) and lost_in(seen, own, one)
      or {}) do
      if not wanted or tostring(item.head.id) == wanted then add(by_id, one, item) end
    end
    link.beat()
  end
  return by_id
end

---@param seen tickmark.View
---@param commit string
---@return tickmark.Past
function former.new(seen, commit)
  return { changes = link.check(seen.repo:changes(commit, view.globs(seen))), asked = 0,
    by_id = {} }
end

--- All that had an id and that some commit has taken away, the newest first: files, and
--- entries of registers.
---@param seen tickmark.View
---@param past tickmark.Past
---@param id string
---@return tickmark.Former[]
function former.of(seen, past, id)
  if past.by_id[id] or past.all then return past.by_id[id] or {} end
  past.asked = past.asked + 1
  if past.asked > FEW then
    past.by_id = look(seen, past, function() return true end)
    past.all = true
  else
    local has = finder(seen, id)
    past.by_id[id] = look(seen, past, function(one)
      return has(one.old) and not (one.blob and has(one.blob))
    end, id)[id] or {}
  end
  return past.by_id[id] or {}
end

return former
