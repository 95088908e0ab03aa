--- The history of an input's paths, as the worker that scanned it wrote it:
--- six fields a version (day, blob, commit, before, author, merge), false for
--- what is not there, in one flat list.

local date = require("tickmark.base.date")

local history = {}

---@class tickmark.Version
---@field date tickmark.Date
---@field commit string
---@field blob string?      nil: deleted
---@field before string?    what it replaced, with line = "all"
---@field author string?
---@field merge boolean?

local FIELDS <const> = 6

--- The versions of a path, oldest first; nil when it has none.
---@param facts userdata
---@param path string
---@return tickmark.Version[]?
function history.versions(facts, path)
  local list = facts:items(path)
  if not list then return nil end
  local versions = {}
  for at = 0, #list - 1, FIELDS do
    versions[#versions + 1] = { date = date.of(list[at + 1]), blob = list[at + 2] or nil,
      commit = list[at + 3] or nil, before = list[at + 4] or nil,
      author = list[at + 5] or nil, merge = list[at + 6] or nil }
  end
  return versions
end

--- When a blob came to its path, which blob came there first, and the commit.
---@return tickmark.Date? day
---@return string? first
---@return string? commit
function history.arrival(facts, path, blob)
  local list = facts:items(path) or {}
  for at = 0, #list - 1, FIELDS do
    if list[at + 2] == blob then return date.of(list[at + 1]), list[2], list[at + 3] end
  end
end

return history
