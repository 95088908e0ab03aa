--- A ledger, as the role `read` sees it: its events at a commit.

local canon = require("tickmark.base.canon")
local fields = require("tickmark.ledger.fields")
local fold = require("tickmark.ledger.fold")
local kinds = require("tickmark.ledger.kinds")
local link = require("tickmark.worker.link")
local page = require("tickmark.ledger.page")
local reader = require("tickmark.worker.reader")
local text = require("tickmark.base.text")

local ledger = {}

local MANY <const> = 512 -- shards, whose pages are worth remembering
local NEAR <const> = 1000 -- commits that are looked through for one that is known
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
  return fold.thing(at.folder, at.id, heads, fold.differ(at.folder, heads))
end

---@class tickmark.Shard  a folder of a ledger with the things whose ids begin alike
---@field folder string  of their kind
---@field path string
---@field tree string

--- The shards of a ledger. What is none is odd.
---@param repo userdata
---@param tree string
---@param odd string[]  changed
---@return tickmark.Shard[]
local function shards_of(repo, tree, odd)
  local list = {}
  for _, kind in ipairs(entries_of(repo, tree, "the ledger's tree")) do
    local is_kind = kind.kind == "tree" and kinds.BY_FOLDER[kind.name]
    if not is_kind then odd[#odd + 1] = kind.name end
    for _, shard in ipairs(is_kind and entries_of(repo, kind.id, kind.name) or {}) do
      local path = kind.name .. "/" .. shard.name
      if shard.kind == "tree" then
        list[#list + 1] = { folder = kind.name, path = path, tree = shard.id }
      else
        odd[#odd + 1] = path
      end
    end
  end
  return list
end

---@class tickmark.Place  the folder of a thing
---@field folder string
---@field id string
---@field path string
---@field tree string

--- A shard and what it holds.
local function key_of(shard) return shard.path .. " " .. shard.tree end

--- The things of a shard, added to a list. What is none is odd.
local function add_things(list, repo, shard, odd)
  for _, one in ipairs(entries_of(repo, shard.tree, shard.path)) do
    local at = { folder = shard.folder, id = one.name, tree = one.id,
      path = shard.path .. "/" .. one.name }
    if one.kind == "tree" then list[#list + 1] = at else odd[#odd + 1] = at.path end
  end
  link.beat()
  return list
end

--- All things of a ledger.
---@param repo userdata
---@param tree string
---@param odd string[]  changed
---@return tickmark.Place[]
function ledger.things(repo, tree, odd)
  local list = {}
  for _, shard in ipairs(shards_of(repo, tree, odd)) do
    add_things(list, repo, shard, odd)
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

--- The first commit of a ledger, which is known of one of its later ones.
local function first_of(repo, tip, known)
  local id = known and tip
  for _ = 1, NEAR do
    if not id or id == known.tip then break end
    id = intact(repo:parents(id))[1]
  end
  return id and id == known.tip and known.first or (intact(repo:line(tip)):commit(1))
end

local function root_of(repo, tip, known)
  local id = first_of(repo, tip, known)
  local first = intact(repo:commit(id))
  return { id = id, tree = first.tree, author = who(first.author),
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

--- Write the page of a shard.
local function page_of(repo, shard, whole, odd)
  local list = {}
  for _, at in ipairs(add_things({}, repo, shard, odd)) do
    local thing = stand_of(repo, at, odd)
    for _, one in ipairs(thing and not whole and BRIEF[thing.folder] and thing.heads
      or {}) do
      one.head, one.brief = fields.brief(one.head), true
    end
    list[#list + 1] = thing
    link.beat()
  end
  return page.write(list)
end

--- Those of some shards that are asked for.
local function wanted(shards, message)
  if not message.only then return shards end
  local is_wanted, list = {}, {}
  for _, key in ipairs(message.only) do is_wanted[key] = true end
  for _, shard in ipairs(shards) do
    if is_wanted[key_of(shard)] then list[#list + 1] = shard end
  end
  return list
end

local function send_keys(shards)
  local keys = {}
  for i, shard in ipairs(shards) do keys[i] = key_of(shard) end
  link.facts("keys", table.concat(keys, "\n"))
end

--- What stands on a ledger's ref, or at one of its commits: a page of each shard, as
--- facts by its key; of many only the `keys`, in lines, unless they are asked for in
--- parts. Pages with what is odd are `strange`.
---@param repo userdata
---@param message {ref: string, at: string?, none: boolean?, whole: boolean?,
---  only: string[]?, part: integer?, parts: integer?, known: {tip: string,
---  first: string}?}  `known`: a commit of the ledger and its first
function ledger.stand(repo, message)
  local tip = not message.none and (message.at or ledger.tip(repo, message.ref))
  if not tip then return { odd = canon.array {} } end
  local commit, odd, strange = intact(repo:commit(tip)), canon.array {}, canon.array {}
  local shards = shards_of(repo, commit.tree, odd)
  if message.parts then odd = canon.array {} end -- whoever asks knows them
  local is_many = #shards > MANY and not message.parts
  if is_many then send_keys(shards) end
  for _, shard in ipairs(is_many and {} or ledger.part_of(wanted(shards, message),
    message)) do
    local before = #odd
    local digests, heads = page_of(repo, shard, message.whole, odd)
    link.facts(key_of(shard), digests)
    link.facts(key_of(shard), heads)
    if #odd > before then strange[#strange + 1] = key_of(shard) end
  end
  return { tip = tip, time = commit.committer.time, odd = odd, strange = strange,
    many = is_many or nil,
    root = not message.parts and root_of(repo, tip, message.known) or nil }
end

return ledger
