--- Files of the audited repository that events cite: as they are pinned, and
--- whether they are still what was pinned.

local canon = require("tickmark.base.canon")
local channel = require("tickmark_worker").channel
local link = require("tickmark.worker.link")

local cited = {}

local EVIDENCE_MAX <const> = 1 << 30 -- bytes of a file that is only hashed

--- SHA-256 and size of blobs, by id; of those that can be read.
---@param repo userdata
---@param blobs string[]
function cited.pins(repo, blobs)
  local pins = {}
  for _, id in ipairs(blobs) do
    local bytes = repo:blob(id, EVIDENCE_MAX)
    pins[id] = bytes and { sha256 = channel.sha256(bytes), bytes = #bytes }
    link.beat()
  end
  return pins
end

--- The entry of a path at a commit, or nil.
local function entry_at(repo, id, path)
  if not id:find("^%x+$") or #id ~= 40 then return nil end
  local commit, why, code = repo:commit(id)
  local entry
  if commit then entry, why, code = repo:entry(commit.tree, path) end
  if not entry and code ~= "notfound" then link.fail(why, code) end
  return entry
end

--- Files at a commit as somebody cites them. `was`: the same stood there at the
--- commit `since` already.
---@param repo userdata
---@param commit string
---@param paths string[]
---@param since string?
function cited.files(repo, commit, paths, since)
  local list = canon.array {}
  for i, path in ipairs(paths) do
    local entry = entry_at(repo, commit, path)
    if not entry or entry.kind ~= "blob" then
      link.fail(("%s: no such file at %s"):format(path, commit:sub(1, 12)), "notfound",
        "commit it first; evidence is what a commit holds")
    end
    local bytes = link.check(repo:blob(entry.id, EVIDENCE_MAX))
    local old = since and entry_at(repo, since, path)
    list[i] = { path = path, commit = commit, blob = entry.id,
      sha256 = channel.sha256(bytes), was = old and old.id == entry.id or nil }
    link.beat()
  end
  return list
end

--- What is wrong with one citation, or nil.
local function fault_of(repo, one)
  if not one.blob:find("^%x+$") or #one.blob ~= 40 then return "no blob's id" end
  local bytes, why = repo:blob(one.blob, EVIDENCE_MAX)
  if not bytes then return why end
  if one.sha256 and channel.sha256(bytes) ~= one.sha256 then
    return "its SHA-256 is another"
  end
  if not one.commit then return nil end
  local entry = entry_at(repo, one.commit, one.path)
  if not entry then return "not at the commit that is cited" end
  if entry.id ~= one.blob then return "another file at the commit that is cited" end
end

--- Which citations are not, or no longer, true.
---@param repo userdata
---@param list {path: string, commit: string?, blob: string, sha256: string?}[]
function cited.faults(repo, list)
  local faults = canon.array {}
  for i, one in ipairs(list) do
    local fault = fault_of(repo, one)
    if fault then faults[#faults + 1] = { number = i, fault = fault } end
    link.beat()
  end
  return faults
end

return cited
