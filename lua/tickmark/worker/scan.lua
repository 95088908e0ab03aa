--- One look at the tree and its past for all sources of a plan.

local canon = require("tickmark.base.canon")
local facts = require("tickmark_worker").facts
local git = require("tickmark_worker").git
local link = require("tickmark.worker.link")
local order = require("tickmark.base.order")
local source = require("tickmark.worker.source")

local scan = {}

local DAY <const> = 86400
local PART <const> = 2000 -- documents in one part of a list
local FLUSH <const> = 256 * 1024
local ENTRY <const> = 200 -- bytes of a list's entry, about

--- The patterns of an opaque source's sidecars: they are its documents.
local function sidecars_of(given)
  local list = {}
  for i, glob in ipairs(given.opaque and given.globs or {}) do
    list[i] = glob .. ".meta.yml"
  end
  return list
end

local function globs_of(sources)
  local seen, list = {}, {}
  local function add(globs)
    for _, glob in ipairs(globs) do
      if not seen[glob] then list[#list + 1] = glob end
      seen[glob] = true
    end
  end
  for _, given in ipairs(sources) do
    add(given.globs)
    add(sidecars_of(given))
  end
  return list
end

--- Send the folders that hold documents, in parts.
local function send_folders(repo, tree, globs)
  local folders, problems = repo:folders(tree, globs)
  link.check(folders, problems)
  for i = 1, #folders, PART do
    link.part("folders", table.move(folders, i, math.min(i + PART - 1, #folders), 1, {}))
  end
  return problems
end

--- Lists and facts on their way to the host, by source.
local function new_out()
  return { lists = {}, records = {}, size = 0 }
end

local function flush(out)
  for key, list in pairs(out.records) do link.facts(key, table.concat(list)) end
  for key, list in pairs(out.lists) do link.part(key, list) end
  out.records, out.lists, out.size = {}, {}, 0
end

--- Add a record or a list's entry under a key; sends when there is much.
local function put(out, kind, key, value)
  if value == nil then return end
  local list = out[kind][key]
  if not list then
    list = {}
    out[kind][key] = list
  end
  list[#list + 1] = value
  out.size = out.size + (kind == "records" and #value or ENTRY)
  if out.size > FLUSH then flush(out) end
end

--- Who wrote each commit, and whether it is a merge; asked once.
local function authors(repo)
  local known = {}
  return function(id)
    if not known[id] then
      local commit = repo:commit(id)
      known[id] = commit and { commit.author.mail, #commit.parents > 1 or nil } or { "" }
    end
    return known[id][1], known[id][2]
  end
end

--- Versions as author/history.lua reads them: one flat list, false for what is
--- not there.
local function history_items(versions, author)
  local items = {}
  for i, version in ipairs(versions) do
    local at = 6 * i - 6
    items[at + 1], items[at + 2] = version.time // DAY, version.blob or false
    items[at + 3], items[at + 4] = version.commit or false, version.old or false
    items[at + 5], items[at + 6] = false, false
    if author and version.commit then
      local mail, merge = author(version.commit)
      items[at + 5], items[at + 6] = mail, merge or false
    end
  end
  return items
end

--- The distinct blobs that a path has had, each with its first arrival.
local function distinct(path, versions)
  local list, seen = {}, {}
  local last = versions[#versions]
  for _, version in ipairs(versions) do
    if version.blob and not seen[version.blob] then
      seen[version.blob] = true
      list[#list + 1] = { path = path, blob = version.blob, kind = version.kind,
        commit = version.commit, day = version.time // DAY,
        current = version.blob == last.blob }
    end
  end
  return list
end

--- What a path that is gone last was.
local function absent(path, versions)
  local last, before = versions[#versions], versions[#versions - 1]
  if last.blob or not before then return nil end
  return { path = path, blob = before.blob, kind = before.kind,
    commit = before.commit, day = before.time // DAY, gone = last.commit,
    gone_day = last.time // DAY }
end

--- The paths of a group of sources, one by one; with `gone` those absent now.
local function paths(history, group, gone)
  local path, i = nil, 0
  return function()
    path, i = history:next(i, group.globs, group.ignore, gone)
    return path, i
  end
end

--- Histories as facts; with authors they are made here, else by the index.
local function send_records(history, group, key, author)
  if author then
    local out = new_out()
    for path, i in paths(history, group) do
      put(out, "records", key, facts.record(path, 0, "", nil, nil, nil,
        history_items(history:versions(i), author)))
    end
    return flush(out)
  end
  local bytes, i = history:records(0, group.globs, group.ignore)
  while bytes do
    link.facts(key, bytes)
    bytes, i = history:records(i, group.globs, group.ignore)
  end
end

--- Versions, or what is gone, as lists of documents to collect.
local function send_documents(history, group, given, key)
  local out = new_out()
  if given.versions == "line" then
    for path, i in paths(history, group) do
      for _, wanted in ipairs(distinct(path, history:versions(i))) do
        put(out, "lists", key, wanted)
      end
    end
  elseif given.absent then
    for path, i in paths(history, group, true) do
      put(out, "lists", key, absent(path, history:versions(i)))
    end
  end
  flush(out)
end

--- The past of every path, to whom it may concern. Returns which sources have
--- ever had a document.
local function send_history(repo, line, state, sources, globs)
  local history, problems = repo:history(line, state.index, globs)
  link.check(history, problems)
  local ever, author = {}, authors(repo)
  for _, group in ipairs(source.groups(sources)) do
    local any = history:next(0, group.globs, group.ignore) ~= nil
    for n, given in ipairs(group.sources) do
      local number = group.numbers[n]
      if given.versions ~= "all" then
        local key = tostring(number)
        ever[number] = any
        if given.history then
          send_records(history, group, key, given.authors and author)
          local beside = { globs = sidecars_of(given), ignore = group.ignore }
          send_records(history, beside, key, given.authors and author)
        end
        send_documents(history, group, given, key)
      end
      link.beat()
    end
  end
  return ever, problems
end

--- The distinct blobs of a path's changes. What only a merge made is there too,
--- without a commit, so that each change has its before and after.
local function distinct_changes(repo, state, path, changes)
  local entry = repo:entry(state.tree, path)
  local list, seen = {}, {}
  local function wanted(blob, kind, change)
    if not blob or seen[blob] then return end
    seen[blob] = true
    list[#list + 1] = { path = path, blob = blob, kind = kind,
      commit = change and change.commit, day = change and change.time // DAY,
      current = entry ~= nil and entry.id == blob }
  end
  for _, change in ipairs(changes) do wanted(change.blob, change.kind, change) end
  for _, change in ipairs(changes) do wanted(change.old, change.kind) end
  return list
end

--- Versions over all reachable commits that are no merges (line = "all").
--- Returns whether there were any.
local function send_changes(repo, state, given, key)
  local out, by_path, author = new_out(), {}, authors(repo)
  for _, change in ipairs(link.check(repo:changes(state.commit, given.globs))) do
    if source.holds(given, change.path) then
      by_path[change.path] = by_path[change.path] or {}
      table.insert(by_path[change.path], change)
    end
  end
  for _, path in ipairs(order.keys(by_path)) do
    local changes = by_path[path]
    if given.history then
      put(out, "records", key, facts.record(path, 0, "", nil, nil, nil,
        history_items(changes, given.authors and author)))
    end
    for _, wanted in ipairs(distinct_changes(repo, state, path, changes)) do
      put(out, "lists", key, wanted)
    end
    link.beat()
  end
  flush(out)
  return next(by_path) ~= nil
end

--- Could what was passed over hold documents of a source? Then nobody knows
--- that there never were any.
local function concerns(problems, given)
  for _, odd in ipairs(problems) do
    for _, glob in ipairs(given.globs) do
      if git.glob_enters(glob, odd.path) or git.glob(glob, odd.path) then return true end
    end
  end
  return false
end

--- The folders that hold documents of the sources.
---@param repo userdata
---@param tree string
---@param sources table[]
function scan.folders(repo, tree, sources)
  local problems = send_folders(repo, tree, globs_of(sources))
  for _, odd in ipairs(problems) do
    odd.sources = canon.array {}
    for i, given in ipairs(sources) do
      if concerns({ odd }, given) then table.insert(odd.sources, i) end
    end
  end
  return { problems = canon.array(problems) }
end

--- The past of the sources' paths.
---@param repo userdata
---@param line userdata
---@param state {commit: string, tree: string, index: integer}
---@param sources table[]  {globs=, ignore=, history=, authors=, versions=, absent=}
function scan.past(repo, line, state, sources)
  local ever, problems = send_history(repo, line, state, sources, globs_of(sources))
  for i, given in ipairs(sources) do
    if given.versions == "all" then
      ever[i] = send_changes(repo, state, given, tostring(i)) or ever[i]
    end
    ever[i] = ever[i] or concerns(problems, given)
  end
  return { ever = canon.array(ever), problems = canon.array(problems or {}) }
end

return scan
