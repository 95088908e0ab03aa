--- A ledger, as the role `read` sees it: its events at a commit.

local canon = require("tickmark.base.canon")
local kinds = require("tickmark.ledger.kinds")
local link = require("tickmark.worker.link")
local reader = require("tickmark.worker.reader")
local text = require("tickmark.base.text")

local ledger = {}

local intact <const> = link.intact

--- Where a ref is, nil for nowhere.
---@param repo userdata
---@param ref string
---@return string? tip
function ledger.tip(repo, ref)
  local tip, why, code = repo:ref(ref)
  if not tip and code ~= "notfound" then link.fail(why, code) end
  return tip
end

--- The folders of a ledger's events: all of them, for a finding whose events
--- can't be seen would be a new one.
local function event_folders(repo, tree, ref)
  local folders, problems, code = repo:folders(tree, kinds.globs())
  link.check(folders, problems, code)
  local odd = problems[1]
  if odd then link.fail(("%s: %s: %s"):format(ref, odd.path, odd.message), "invalid") end
  return folders
end

local function who(person)
  return { name = text.message(person.name), mail = text.message(person.mail),
    time = person.time }
end

local function event_of(repo, path, entry)
  local parsed, fault = reader.read(repo, entry.name, entry, { kind = "markdown" })
  local document <close> = parsed -- whose size the collector doesn't see
  return { path = path, blob = entry.id, data = document and document:data(),
    fault = fault }
end

--- The events that came since a commit; `anew` if more than events came.
---@param repo userdata
---@param message {ref: string, from: string}
function ledger.news(repo, message)
  local tip = ledger.tip(repo, message.ref)
  if not tip then return { anew = true } end
  local from, to = intact(repo:commit(message.from)), intact(repo:commit(tip))
  local list = canon.array {}
  for i, found in ipairs(link.check(repo:diff(from.tree, to.tree))) do
    if found.old then return { anew = true } end
    local name = found.path:match("[^/]*$")
    list[i] = event_of(repo, found.path, { name = name, kind = "blob", id = found.now })
  end
  return { tip = tip, time = to.committer.time, events = list }
end

--- Which entry of a thing's folder is its newest event, if its events are one
--- line, each number once; nil: they have to be looked at.
local function last_of(folder, entries)
  local seen, last = {}, nil
  for i, entry in ipairs(entries) do
    local at = kinds.parse_path(folder .. "/" .. entry.name)
    if not at or seen[at.seq] then return nil end
    seen[at.seq] = true
    if at.seq == #entries then last = i end
  end
  return last
end

--- The events of one thing; where they are one line the newest is read only.
local function events_of(repo, list, folder, whole)
  local entries = link.check(repo:tree(folder.id))
  local last = not whole and last_of(folder.path, entries)
  for i, entry in ipairs(entries) do
    local path = folder.path .. "/" .. entry.name
    if last and i ~= last then
      list[#list + 1] = { path = path, unread = true }
    else
      list[#list + 1] = event_of(repo, path, entry)
    end
  end
  link.beat()
end

--- All events of one thing, by its folder.
---@param repo userdata
---@param message {at: string, folder: string}
function ledger.thing(repo, message)
  local tree, list = intact(repo:commit(message.at)).tree, canon.array {}
  local entry = link.check(repo:entry(tree, message.folder))
  events_of(repo, list, { path = message.folder, id = entry.id }, true)
  return { events = list }
end

--- The events on a ledger's ref, or at one of its commits; `unread` are those
--- that others followed.
---@param repo userdata
---@param message {ref: string, at: string?, none: boolean?}
function ledger.events(repo, message)
  if message.none then return { events = canon.array {} } end
  local tip = message.at or ledger.tip(repo, message.ref)
  if not tip then return { events = canon.array {} } end
  local tree = intact(repo:commit(tip)).tree
  local list = {}
  for _, folder in ipairs(event_folders(repo, tree, message.ref)) do
    events_of(repo, list, folder)
  end
  local first = intact(repo:commit((intact(repo:line(tip)):commit(1))))
  return { tip = tip, time = intact(repo:commit(tip)).committer.time,
    events = canon.array(list), root = { tree = first.tree,
      author = who(first.author), committer = who(first.committer),
      message = text.is_utf8(first.message) and first.message or nil } }
end

return ledger
