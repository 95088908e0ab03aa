--- The revisions of a file on the line of a commit, newest first, back over the moves
--- of what it holds.

local items = require("tickmark.worker.items")
local link = require("tickmark.worker.link")
local view = require("tickmark.worker.view")

local revisions = {}

local MOVES_MAX <const> = 100
local KEPT_MAX <const> = 30 -- files

---@class tickmark.Revision
---@field path string
---@field blob string|false  false: taken away
---@field commit string       of the line, that brought it
---@field time integer        seconds

--- The pattern that one path alone matches.
---@param path string
---@return string
function revisions.glob(path) return (path:gsub("[*?%[%]\\{}]", "\\%0")) end

--- Versions of one path on the line, oldest first.
local function versions_of(repo, line, path)
  local globs = { revisions.glob(path) }
  local history = link.check(repo:history(line, line:len(), globs))
  return history:len() > 0 and history:versions(1) or {}
end

--- Versions of one path on the line of a commit, oldest first; none where that is cut
--- off.
---@param repo userdata
---@param commit string
---@param path string
---@return {commit: string, blob: string|false, time: integer}[]
function revisions.versions(repo, commit, path)
  local line = link.check(repo:line(commit))
  return line:shallow() and {} or versions_of(repo, line, path)
end

local function add(list, path, versions, last)
  for i = last, 1, -1 do
    local one = versions[i]
    list[#list + 1] = { path = path, blob = one.blob, commit = one.commit,
      time = one.time }
  end
  return list
end

--- The past of all paths that match some patterns, read at once and without moves; of
--- those that have one.
---@param seen tickmark.View
---@param commit string
---@param globs string[]
---@return table<string, boolean>?  the paths that were something else before; nil: the
---  past is cut off
function revisions.gather(seen, commit, globs)
  local changed, line = {}, link.check(seen.repo:line(commit))
  seen.past = { commit = commit, line = line }
  if line:shallow() then return nil end
  if line:len() == 1 then return changed end
  local history = link.check(seen.repo:history(line, line:len(), globs))
  local path, number = history:next(0, globs, {}, false)
  while path do
    if history:is_several(number) then
      local versions = history:versions(number)
      seen.past[path], changed[path] = add({}, path, versions, #versions), true
    end
    path, number = history:next(number, globs, {}, false)
    link.beat()
  end
  return changed
end

--- The items of a file, of which the last ones are kept: a register has many.
local function items_at(seen, path, blob)
  local own, key = view.form_of(seen, path), path .. "\0" .. blob
  local kept = seen.kept
  if not kept or kept.n >= KEPT_MAX then kept = { n = 0 } end
  seen.kept = kept
  if not kept[key] then
    kept.n = kept.n + 1
    kept[key] = own and items.at(seen, own, path, blob) or {}
  end
  return kept[key]
end

--- The file that a commit took away, and whose document a new one is: it has the same
--- bytes, or the same id.
local function moved_from(seen, commit, path, blob)
  local now = link.check(seen.repo:commit(commit))
  local parent = now.parents[1] and link.check(seen.repo:commit(now.parents[1]))
  local ids = {}
  for _, item in ipairs(parent and items_at(seen, path, blob) or {}) do
    if item.head.id then ids[item.head.id] = true end
  end
  local gone, differs = {}, parent and seen.repo:diff(parent.tree, now.tree)
  for _, one in ipairs(differs or {}) do
    if not one.now then gone[#gone + 1] = one end
    if not one.now and one.old == blob then return one.path end
  end
  for _, one in ipairs(gone) do
    for _, item in ipairs(items_at(seen, one.path, one.old)) do
      if ids[item.head.id] then return one.path end
    end
  end
end

--- The part of some versions that ends with what a commit took away.
local function until_gone(versions, commit)
  for i = #versions, 1, -1 do
    if versions[i].commit == commit then return i - 1 end
  end
  return 0
end

local function walk(seen, line, path)
  local list = {}
  local versions = versions_of(seen.repo, line, path)
  local last = #versions
  for _ = 1, MOVES_MAX do
    local first = last > 0 and versions[1]
    add(list, path, versions, last)
    local from = first and first.blob and moved_from(seen, first.commit, path, first.blob)
    if not from then break end
    versions, path = versions_of(seen.repo, line, from), from
    last = until_gone(versions, first.commit)
    link.beat()
  end
  return list
end

---@param seen tickmark.View
---@param commit string
---@param path string
---@return tickmark.Revision[]  none where the past is cut off: of a shallow clone
function revisions.of(seen, commit, path)
  local past = seen.past
  if not past or past.commit ~= commit then
    past = { commit = commit, line = link.check(seen.repo:line(commit)) }
    seen.past = past
  end
  if past.line:shallow() then return {} end
  past[path] = past[path] or walk(seen, past.line, path)
  return past[path]
end

--- The document, or the entry with some id, of a revision.
---@param seen tickmark.View
---@param revision tickmark.Revision
---@param id any  nil: the one that the file is
---@return tickmark.Item?
function revisions.item(seen, revision, id)
  local list = revision.blob and items_at(seen, revision.path, revision.blob) or {}
  for _, item in ipairs(list) do
    if item.head.id == id then return item end
  end
  return #list == 1 and #list[1].at == 0 and list[1] or nil
end

--- The newest revision of an item for which something holds, on the line of a commit;
--- or the oldest.
---@param seen tickmark.View
---@param commit string
---@param item tickmark.Item
---@param holds fun(was: tickmark.Item, time: integer): boolean
---@param oldest boolean?
---@return tickmark.Item?
function revisions.find(seen, commit, item, holds, oldest)
  local list = revisions.of(seen, commit, item.path)
  local from, to, step = 1, #list, 1
  if oldest then from, to, step = #list, 1, -1 end
  for i = from, to, step do
    local was = revisions.item(seen, list[i], item.head.id)
    if was and holds(was, list[i].time) then return was end
  end
end

return revisions
