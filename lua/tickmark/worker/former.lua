--- Ids that documents had which are gone.

local items = require("tickmark.worker.items")
local link = require("tickmark.worker.link")
local view = require("tickmark.worker.view")

local former = {}

--- The ids of files that some commit has taken away, in all that a commit has behind it.
---@param seen tickmark.View
---@param commit string
---@return {id: string, path: string}[]
function former.ids(seen, commit)
  local list, known, globs = {}, {}, {}
  for _, one in ipairs(seen.forms) do
    table.move(one.where.globs, 1, #one.where.globs, #globs + 1, globs)
  end
  for _, one in ipairs(link.check(seen.repo:changes(commit, globs))) do
    local own = one.old and not one.blob and not known[one.old]
      and view.form_of(seen, one.path)
    if own then
      known[one.old] = true
      local entry = { name = one.path:match("[^/]*$"), kind = "blob", id = one.old }
      for _, item in ipairs((items.read(seen, own, one.path, entry))) do
        if item.head.id then
          list[#list + 1] = { id = tostring(item.head.id), path = one.path }
        end
      end
      link.beat()
    end
  end
  return list
end

return former
