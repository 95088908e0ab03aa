--- A ledger, as the role `read` sees it: its events at a commit.

local canon = require("tickmark.base.canon")
local fields = require("tickmark.ledger.fields")
local fold = require("tickmark.ledger.fold")
local kinds = require("tickmark.ledger.kinds")
local link = require("tickmark.worker.link")
local reader = require("tickmark.worker.reader")
local text = require("tickmark.base.text")

local ledger = {}

local MANY <const> = 2000 -- things that one worker reads
local PART <const> = 250 -- of them in one message
local BRIEF <const> = { findings = true, actions = true } -- of which there are many

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
  for i, entry in ipairs(entries) do -- in the order of their names
    local seq = entry.name:match("^(%d%d%d%d)%-[%a-]+%-%x+%.md$")
    if tonumber(seq) ~= i then return nil end
  end
  local last = entries[#entries]
  return last and kinds.parse_path(folder .. "/" .. last.name) and last
end

--- The entries of a folder: all of them, for a finding whose events can't be seen
--- would be a new one.
local function entries_of(repo, tree, path)
  local entries, problems, code = repo:tree(tree)
  if not entries then link.fail(("%s: %s"):format(path, problems), code) end
  local odd = problems[1]
  if odd then
    link.fail(("%s/%s: %s"):format(path, text.message(odd.name), odd.message), "invalid")
  end
  return entries
end

local function events_of(repo, path, entries)
  local list = {}
  for i, entry in ipairs(entries) do
    list[i] = event_of(repo, path .. "/" .. entry.name, entry)
  end
  return list
end

--- What stands of a thing; where its events are one line the newest is read only.
local function stand_of(repo, at, odd)
  local entries = entries_of(repo, at.tree, at.path)
  local last = last_of(at.path, entries)
  local events, strange = fold.sorted(events_of(repo, at.path, last and { last }
    or entries))
  table.move(strange, 1, #strange, #odd + 1, odd)
  if #events == 0 then return nil end
  local heads = fold.heads(events)
  return { folder = at.folder, id = at.id, heads = heads,
    conflict = fold.differ(at.folder, heads) }
end

--- The folders of things: kind, shard, id. What is none of these is odd.
---@param repo userdata
---@param tree string
---@param odd string[]  changed
---@return {folder: string, id: string, path: string, tree: string}[]
function ledger.things(repo, tree, odd)
  local list = {}
  for _, kind in ipairs(entries_of(repo, tree, "the ledger's tree")) do
    local is_kind = kind.kind == "tree" and kinds.BY_FOLDER[kind.name]
    if not is_kind then odd[#odd + 1] = kind.name end
    for _, shard in ipairs(is_kind and entries_of(repo, kind.id, kind.name) or {}) do
      local path = kind.name .. "/" .. shard.name
      if shard.kind ~= "tree" then odd[#odd + 1] = path end
      for _, one in ipairs(shard.kind == "tree" and entries_of(repo, shard.id, path)
        or {}) do
        local at = { folder = kind.name, id = one.name, tree = one.id,
          path = path .. "/" .. one.name }
        if one.kind == "tree" then list[#list + 1] = at else odd[#odd + 1] = at.path end
      end
    end
    link.beat()
  end
  return list
end

--- All events of one thing, by its folder.
---@param repo userdata
---@param message {at: string, folder: string}
function ledger.thing(repo, message)
  local tree = intact(repo:commit(message.at)).tree
  local entry = link.check(repo:entry(tree, message.folder))
  return { events = canon.array(events_of(repo, message.folder,
    entries_of(repo, entry.id, message.folder))) }
end

local function root_of(repo, tip)
  local first = intact(repo:commit((intact(repo:line(tip)):commit(1))))
  return { tree = first.tree, author = who(first.author),
    committer = who(first.committer),
    message = text.is_utf8(first.message) and first.message or nil }
end

--- One part of a list, of several that are asked for: the first is 1.
---@param list any[]
---@param message {part: integer?, parts: integer?}
---@return any[]
function ledger.part_of(list, message)
  local part, parts = message.part or 1, message.parts or 1
  local from, to = #list * (part - 1) // parts + 1, #list * part // parts
  return table.move(list, from, to, 1, {})
end

--- Send what stands of things, in parts of a list.
local function send(repo, list, whole, odd)
  local part = {}
  for _, at in ipairs(list) do
    local thing = stand_of(repo, at, odd)
    for _, one in ipairs(thing and not whole and BRIEF[thing.folder] and thing.heads
      or {}) do
      one.head, one.brief = fields.brief(one.head), true
    end
    part[#part + 1] = thing
    if #part == PART then
      link.part("things", part)
      part = {}
    end
    link.beat()
  end
  if #part > 0 then link.part("things", part) end
end

--- What stands on a ledger's ref, or at one of its commits: the heads of each thing,
--- as parts of a list `things`; of many, only how many there are, unless they are
--- asked for in parts.
---@param repo userdata
---@param message {ref: string, at: string?, none: boolean?, whole: boolean?,
---  part: integer?, parts: integer?}
function ledger.stand(repo, message)
  if message.none then return { odd = canon.array {} } end
  local tip = message.at or ledger.tip(repo, message.ref)
  if not tip then return { odd = canon.array {} } end
  local odd = canon.array {}
  local commit = intact(repo:commit(tip))
  local list = ledger.things(repo, commit.tree, odd)
  if #list > MANY and not message.parts then return { many = #list } end
  if (message.part or 1) > 1 then odd = canon.array {} end
  send(repo, ledger.part_of(list, message), message.whole, odd)
  return { tip = tip, time = commit.committer.time, odd = odd, root = root_of(repo, tip) }
end

return ledger
