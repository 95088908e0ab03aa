--- Who had a hand in files: whose commits changed them, in a span of time.

local canon = require("tickmark.base.canon")
local link = require("tickmark.worker.link")
local text = require("tickmark.base.text")

local MAILMAP_MAX <const> = 1 << 20 -- bytes

--- Whose mail each one of .mailmap is (gitmailmap): "Name <theirs> Other <commit's>".
local function mailmap_of(repo, tip)
  local map, tree = {}, link.check(repo:commit(tip)).tree
  local entry = repo:entry(tree, ".mailmap")
  local bytes = entry and entry.kind == "blob" and repo:blob(entry.id, MAILMAP_MAX)
  for line in (bytes or ""):gmatch("[^\n]+") do
    local proper, of = line:match("^[^#<]*<([^<>]*)>[^<>]*<([^<>]*)>")
    if of then map[of:lower()] = proper end
  end
  return map
end

--- Everybody whose work a commit says that it is.
local function people_of(commit)
  local list = { commit.author.mail, commit.committer.mail }
  for line in commit.message:gmatch("[^\n]+") do
    local key, mail = line:match("^(%a[%a-]*):.*<([^<>]*)>%s*$")
    if key and key:lower() == "co-authored-by" then list[#list + 1] = mail end
  end
  return list
end

--- Of each person, as their commits call them, one change of those.
---@param repo userdata
---@param tip string
---@param message {globs: string[], from: integer, to: integer}  seconds
---@return {mail: string, path: string, commit: string, time: integer}[]
return function(repo, tip, message)
  local list, seen, asked = canon.array {}, {}, {}
  local mailmap = mailmap_of(repo, tip)
  for _, change in ipairs(link.check(repo:changes(tip, message.globs))) do
    local is_in = change.time >= message.from and change.time <= message.to
    if is_in and not asked[change.commit] then
      asked[change.commit] = true
      local commit = link.check(repo:commit(change.commit))
      for _, called in ipairs(people_of(commit)) do
        local mail = text.message(mailmap[called:lower()] or called)
        if not seen[mail] then
          list[#list + 1] = { mail = mail, path = text.message(change.path),
            commit = change.commit, time = change.time }
        end
        seen[mail] = true
      end
    end
    link.beat()
  end
  return list
end
