--- A ledger, as the role `read` sees it: its events at a commit, and its chain.

local canon = require("tickmark.base.canon")
local chain = require("tickmark.ledger.chain")
local channel = require("tickmark_worker").channel
local doc = require("tickmark_worker").doc
local fields = require("tickmark.ledger.fields")
local kinds = require("tickmark.ledger.kinds")
local link = require("tickmark.worker.link")
local reader = require("tickmark.worker.reader")
local root = require("tickmark.ledger.root")
local text = require("tickmark.base.text")

local ledger = {}

local intact <const> = link.intact

local EVENT_MAX <const> = 8 << 20 -- bytes
local FAULTS_MAX <const> = 1000
local HEADS_MAX <const> = 1000 -- that are kept

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

--- All lists of evidence in a head, also those inside of what was said.
local function evidence_in(head, list)
  for key, value in pairs(head) do
    if key == "evidence" and type(value) == "table" then
      for _, one in ipairs(value) do list[#list + 1] = one end
    elseif type(value) == "table" then
      evidence_in(value, list)
    end
  end
  return list
end

---@class tickmark.ChainJob  a chain while it is checked
local methods = {}
methods.__index = methods

--- Note what is wrong with a commit, at a path of it if that is known.
function methods:note(commit, fault, path)
  if #self.faults < FAULTS_MAX then
    self.faults[#self.faults + 1] = { commit = commit.id, path = path, fault = fault,
      subject = text.message(commit.subject) }
  end
  self.wrong = self.wrong + 1
end

--- Ids of the commits from the tip down to what is known, parents first. A long
--- ledger's commits don't fit into a worker.
local function in_order(self, tip, known)
  local list, state, stack = {}, {}, { tip }
  while #stack > 0 do
    local id = stack[#stack]
    if state[id] == "done" or id == known then
      stack[#stack] = nil
      state[id] = "done"
    elseif state[id] then
      list[#list + 1] = id
      state[id], stack[#stack] = "done", nil
    else
      state[id] = "open"
      local parents = intact(self.repo:commit(id)).parents
      for i = #parents, 1, -1 do
        if not state[parents[i]] then stack[#stack + 1] = parents[i] end
      end
    end
    link.beat()
  end
  return list
end

--- A head by its file's id; those read lately are kept.
local function head_of(self, blob)
  local known = self.heads[blob]
  if known then return known.head, known.sha256, known.fault end
  local bytes, why = self.repo:blob(blob, EVENT_MAX)
  local parsed, fault
  if bytes then parsed, fault = doc.parse(bytes, { kind = "markdown" }) end
  local document <close> = parsed -- whose size the collector doesn't see
  local data = document and document:data()
  known = { head = type(data) == "table" and data or nil,
    sha256 = bytes and channel.sha256(bytes) or "",
    fault = why or fault and fault.message or "no head" }
  if self.held > HEADS_MAX then self.heads, self.held = {}, 0 end
  self.heads[blob], self.held = known, self.held + 1
  return known.head, known.sha256, known.fault
end

--- What a parent's tree holds in the folder of an event: the heads of those that
--- no other there follows, by SHA-256, and how many there are.
local function neighbours(self, tree, path)
  local folder = path:match("^(.*)/[^/]*$")
  local entry = tree and folder and self.repo:entry(tree, folder)
  local heads, followed, n = {}, {}, 0
  if entry and entry.kind == "tree" then
    for _, one in ipairs(link.check(self.repo:tree(entry.id))) do
      local at = kinds.parse_path(folder .. "/" .. one.name)
      local head = at and head_of(self, one.id)
      n = n + 1
      if head and not fields.fault(head) then
        heads[at.sha256] = head
        for _, sha256 in ipairs(head.previous) do followed[sha256] = true end
      end
    end
  end
  for sha256 in pairs(followed) do heads[sha256] = nil end
  return heads, n
end

local function check_added(self, commit, parent, found)
  local head, sha256, fault = head_of(self, found.now)
  local heads, others = neighbours(self, parent and parent.tree, found.path)
  chain.event(function(what) self:note(commit, what, found.path) end, commit,
    { path = found.path, mode = found.mode, sha256 = sha256, head = head, fault = fault },
    { organisation = self.organisation, sha256 = channel.sha256, others = others,
      heads = heads, is_draft = self.is_draft })
  for _, one in ipairs(head and not fields.fault(head) and evidence_in(head, {}) or {}) do
    if one.blob and one.path then
      self.cited[#self.cited + 1] = { path = one.path, commit = one.commit,
        blob = one.blob, sha256 = one.sha256, by = commit.id, event = found.path }
    end
  end
end

local function describe(found)
  if not found.now then return "takes a file away" end
  if found.old then return "changes a file" end
  return "adds more than one file"
end

--- What a commit changes in a parent's tree; what is odd about it is noted.
local function changes_of(self, commit, parent)
  local list, problems, code = self.repo:diff(parent.tree, commit.tree)
  intact(list, problems, code)
  for _, problem in ipairs(problems) do
    self:note(commit, problem.message, problem.path)
  end
  return list
end

--- A commit with one parent adds exactly one event.
local function check_event(self, commit, parent)
  local list = changes_of(self, commit, parent)
  if #list == 0 then return self:note(commit, "adds no event") end
  for i, found in ipairs(list) do
    if found.old or i > 1 then
      self:note(commit, describe(found), found.path)
    elseif not found.old then
      check_added(self, commit, parent, found)
    end
  end
end

--- The tree of a merge is the union of its parents': whatever one of them lacks,
--- another has.
local function check_merge(self, commit)
  local lacked = {}
  for _, id in ipairs(commit.parents) do
    local parent = intact(self.repo:commit(id))
    for _, found in ipairs(changes_of(self, commit, parent)) do
      if found.old then
        self:note(commit, "a merge that " .. describe(found), found.path)
      else
        lacked[found.path] = (lacked[found.path] or 0) + 1
      end
    end
  end
  local own = {}
  for path, times in pairs(lacked) do
    if times == #commit.parents then own[#own + 1] = path end
  end
  table.sort(own)
  for _, path in ipairs(own) do
    self:note(commit, "a merge that adds a file of its own", path)
  end
end

local function check_time(self, commit, parent)
  if commit.committer.time < parent.committer.time then
    self:note(commit, "it is of a time before its parent's: backdated")
  end
end

local function check_commit(self, commit)
  if #commit.parents == 0 then
    if not root.is(commit, self.organisation) then
      self:note(commit, "not the first commit that every ledger of this organisation has")
    end
    return
  end
  for _, id in ipairs(commit.parents) do
    check_time(self, commit, intact(self.repo:commit(id)))
  end
  if #commit.parents > 1 then return check_merge(self, commit) end
  check_event(self, commit, intact(self.repo:commit(commit.parents[1])))
end

--- Is `old` an ancestor of `tip`, or the same?
local function descends(self, tip, old)
  for _, id in ipairs(in_order(self, tip)) do
    if id == old then return true end
  end
  return false
end

--- Check the chain of a ledger, from a commit that is trusted on.
---@param repo userdata
---@param message table  ref=, organisation=, known= (a tip), from=, at= (a range)
function ledger.chain(repo, message)
  local tip = ledger.tip(repo, message.ref)
  if message.at then tip = link.check(repo:resolve(message.at)) end
  local known = message.known
  if message.from then known = link.check(repo:resolve(message.from)) end
  if not tip then return { commits = 0 } end
  local self = setmetatable({ repo = repo, organisation = message.organisation,
    is_draft = message.ref:sub(-#kinds.DRAFT) == kinds.DRAFT,
    faults = canon.array {}, wrong = 0, cited = canon.array {}, heads = {}, held = 0 },
    methods)
  if known and not descends(self, tip, known) then
    return { tip = tip, commits = 0, lost = true, wrong = 0, faults = self.faults,
      cited = self.cited }
  end
  local list = in_order(self, tip, known)
  for _, id in ipairs(list) do
    check_commit(self, intact(repo:commit(id)))
    link.beat()
  end
  self.heads, list = {}, { n = #list }
  collectgarbage() -- what comes next in this worker wants the memory
  return { tip = tip, commits = list.n, wrong = self.wrong, faults = self.faults,
    cited = self.cited }
end

return ledger
