--- Documents and entries that were there once, and are gone, by their ids.

local items = require("tickmark.worker.items")
local link = require("tickmark.worker.link")
local view = require("tickmark.worker.view")

local former = {}

---@class tickmark.Former
---@field path string
---@field item tickmark.Item  as it last was

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

--- All that some commit has taken away, in all that a commit has behind it: files, and
--- entries of registers.
---@param seen tickmark.View
---@param commit string
---@return table<string, tickmark.Former[]>  by id, the newest first
function former.of(seen, commit)
  local by_id, changes = {}, link.check(seen.repo:changes(commit, view.globs(seen)))
  for i = #changes, 1, -1 do
    local one = changes[i]
    local own = one.old and view.form_of(seen, one.path)
    local may_lose = own and (not one.blob or own.record.each)
    for _, item in ipairs(may_lose and lost_in(seen, own, one) or {}) do
      local id = tostring(item.head.id)
      by_id[id] = by_id[id] or {}
      table.insert(by_id[id], { path = one.path, item = item })
    end
    link.beat()
  end
  return by_id
end

return former
