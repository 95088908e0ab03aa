--- The chain of a ledger, as the role `read` checks it: commit after commit, each
--- against what its parents hold.

local canon = require("tickmark.base.canon")
local chain = require("tickmark.ledger.chain")
local channel = require("tickmark_worker").channel
local foresight = require("tickmark.worker.foresight")
local kinds = require("tickmark.ledger.kinds")
local ledger = require("tickmark.worker.ledger")
local life = require("tickmark.ledger.life")
local link = require("tickmark.worker.link")
local order = require("tickmark.base.order")
local root = require("tickmark.ledger.root")
local text = require("tickmark.base.text")
local things = require("tickmark.worker.things")
local trust = require("tickmark.ledger.trust")

local intact <const> = link.intact

local FAULTS_MAX <const> = 1000
local DAY <const> = 24 * 60 * 60 -- seconds
local FEW <const> = 200 -- commits, for which looking ahead doesn't pay
local PART <const> = 500 -- citations in one message

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

--- What a commit has behind it is known with it.
local function pass_over(repo, state, known)
  local stack = { known }
  while #stack > 0 do
    for _, parent in ipairs(intact(repo:parents(table.remove(stack)))) do
      if not state[parent] then
        state[parent] = "done"
        stack[#stack + 1] = parent
      end
    end
    link.beat()
  end
end

--- Ids of the commits from the tip down to what is known, parents first. A long
--- ledger's commits don't fit into a worker.
---@return string[] ids
---@return boolean met  is what is known among its ancestors?
---@return integer merges
local function in_order(repo, tip, known)
  local list, state, stack, met, merges = {}, {}, { tip }, false, 0
  local passed = not known
  while #stack > 0 do
    local id = stack[#stack]
    if state[id] == "done" or id == known then
      met = met or id == known
      stack[#stack] = nil
    elseif state[id] then
      list[#list + 1] = id
      state[id], stack[#stack] = "done", nil
    else
      state[id] = "open"
      local parents = intact(repo:parents(id))
      if #parents > 1 then merges = merges + 1 end
      if #parents > 1 and not passed then -- a merge leads around it
        pass_over(repo, state, known)
        passed = true
      end
      for i = #parents, 1, -1 do
        if not state[parents[i]] then stack[#stack + 1] = parents[i] end
      end
    end
    link.beat()
  end
  return list, met, merges
end

local function flush(self, key, least)
  local list = self.parts[key]
  if #list <= least then return end
  link.part(key, list)
  self.parts[key] = {}
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

--- What an event cites, for who can look it up.
local function cite(self, commit, path, head)
  local cited = self.parts.cited
  for _, one in ipairs(evidence_in(head, {})) do
    if one.blob and one.path then
      cited[#cited + 1] = { path = one.path, commit = one.commit, blob = one.blob,
        sha256 = one.sha256, by = commit.id, event = path }
    end
  end
  flush(self, "cited", PART)
end

--- What was found out of an event's signature; of others than ssh's somebody else
--- finds out.
local function count_signature(self, commit, path, signed, verdict)
  self.signed[signed.by] = (self.signed[signed.by] or 0) + 1
  if signed.by ~= "open" then return end
  table.insert(self.parts.signatures, { commit = commit.id, path = path,
    keys = canon.array(order.keys(signed.keys)), needed = signed.needed,
    armour = text.hex(verdict.armour), payload = text.hex(verdict.payload) })
  flush(self, "signatures", PART)
end

--- Keep whose an event is and what it needs, for a merge that brings it elsewhere.
local function keep_whose(self, path, name, head, verdict)
  if not self.has_trust then return end
  local folder = path:match("^%l+")
  self.whose[path] = { by = tostring(head.by), folder = folder,
    side = life.side(folder, name, head),
    key = verdict and verdict.valid and verdict.key or nil }
end

local function check_added(self, commit, parent, found)
  local path, known = found.path, self.things:trust(parent.tree, found.trust)
  local folder = found.folder or path:match("^(.*)/[^/]*$")
  local head, sha256, bytes, fault = self.things:head(found.now)
  local thing, verdict = self.things:at(parent.tree, folder, found.before), nil
  local function note(what) self:note(commit, what, path) end
  local signed, name = chain.event(note, commit,
    { path = path, mode = found.mode, sha256 = sha256, head = head, fault = fault },
    { organisation = self.organisation, sha256 = channel.sha256, others = thing.events,
      heads = thing.heads, thing = function(of, id)
        return self.things:at(parent.tree, kinds.folder(of, id))
      end, is_draft = self.is_draft, trust = known,
      signature = function()
        verdict = commit.signed and link.check(self.repo:signature(commit.id))
        return verdict
      end })
  if signed then
    count_signature(self, commit, path, signed, verdict)
    keep_whose(self, path, name, head, verdict)
  end
  if folder then self.things:forget(folder) end
  if not folder or fault then return end
  if not known.begun and head.mail and path:find("^trust/") then
    self.began[#self.began + 1] = { commit = commit.id, path = path, sha256 = sha256 }
  end
  self.things:follow(commit.tree, folder, thing,
    { head = head, sha256 = sha256, bytes = bytes }, found.after)
  cite(self, commit, path, head)
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
  local foreseen = self.foresight and self.foresight:step(commit, parent)
  if foreseen then return check_added(self, commit, parent, foreseen) end
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

--- Does somebody vouch for a merge, by their signature, who is a lead auditor wherever
--- there are any: in it, and in each of its parents?
local function is_vouched(self, commit, parents, held)
  local verdict = commit.signed and link.check(self.repo:signature(commit.id))
  if not verdict or not verdict.valid then return false end
  for _, parent in ipairs(parents) do
    local there = self.things:trust(parent.tree)
    if there.begun and not trust.is_lead(there, verdict.key) then return false end
  end
  return trust.is_lead(held, verdict.key)
end

--- What others have done while somebody's part was taken away, or more had to be
--- signed, on another branch: it has to be permitted where both are known.
---@param changes table[][]  what each parent lacks
local function check_brought(self, commit, parents, changes)
  local held = self.things:trust(commit.tree)
  if held.begun and not trust.has_lead(held) then
    self:note(commit, "a merge that leaves no lead auditor")
  end
  local tightens = {} -- numbers of parents that have of trust what another lacks
  for j, list in ipairs(changes) do
    for _, found in ipairs(list) do
      for i = 1, found.path:find("^trust/") and #changes or 0 do
        tightens[i] = tightens[i] or i ~= j
      end
    end
  end
  if not held.begun or is_vouched(self, commit, parents, held) then return end
  for i, list in ipairs(changes) do
    for _, found in ipairs(tightens[i] and list or {}) do
      local whose = self.whose[found.path]
      local lack = whose and trust.contradicts(held, whose)
      if lack then
        self:note(commit, ("a merge that brings what is not permitted here: %s; a lead "
          .. "auditor can merge it, signed"):format(lack), found.path)
      end
    end
  end
end

--- The tree of a merge is the union of its parents': whatever one of them lacks,
--- another has. Things on which more than one of them went on may be in conflict.
local function check_merge(self, commit, parents)
  local lacked, grown, changes = {}, {}, {}
  for i, parent in ipairs(parents) do
    changes[i] = changes_of(self, commit, parent)
    for _, found in ipairs(changes[i]) do
      if found.old then
        self:note(commit, "a merge that " .. describe(found), found.path)
      else
        local folder = found.path:match("^(.*)/[^/]*$") or ""
        lacked[found.path] = (lacked[found.path] or 0) + 1
        if grown[folder] and grown[folder] ~= i then self.suspects[folder] = true end
        grown[folder] = i
      end
    end
  end
  for _, path in ipairs(order.keys(lacked)) do
    if lacked[path] == #parents then
      self:note(commit, "a merge that adds a file of its own", path)
    end
  end
  if self.has_trust then check_brought(self, commit, parents, changes) end
end

--- What of a commit its children are held against.
local function short_of(self, id)
  if self.last and self.last.id == id then return self.last end
  local commit = intact(self.repo:commit(id))
  return { id = id, tree = commit.tree, time = commit.committer.time }
end

local function check_commit(self, id)
  local commit, parents = intact(self.repo:commit(id)), {}
  for i, parent in ipairs(commit.parents) do
    parents[i] = short_of(self, parent)
    -- a clock that is a little behind can merge what others wrote
    local slack = #commit.parents > 1 and DAY or 0
    if commit.committer.time < parents[i].time - slack then
      self:note(commit, "it is of a time before its parent's: backdated")
    end
  end
  if #parents == 1 then
    check_event(self, commit, parents[1])
  elseif #parents > 1 then
    check_merge(self, commit, parents)
  elseif not root.is(commit, self.organisation) then
    self:note(commit,
      "not the first commit that every ledger of this organisation has")
  end
  self.last = { id = id, tree = commit.tree, time = commit.committer.time }
end

--- Is the anchor that is asked for there?
local function has_anchor(self, tip, anchor)
  for _, one in ipairs(anchor and self.things:below(tip.tree, "trust") or {}) do
    if one.path:match("%-(%x+)%.md$") == anchor then return true end
  end
  return not anchor
end

--- Conflicts at the tip.
local function conflicts_of(self, tip)
  local list = canon.array {}
  for _, folder in ipairs(order.keys(self.suspects)) do
    list[#list + 1] = self.things:conflict(tip.tree, folder)
  end
  return list
end

local function new_job(repo, message)
  local suspects = {}
  for _, folder in ipairs(message.suspects or {}) do suspects[folder] = true end
  return setmetatable({ repo = repo, things = things.of(repo),
    organisation = message.organisation, suspects = suspects, began = canon.array {},
    is_draft = message.ref:sub(-#kinds.DRAFT) == kinds.DRAFT, faults = canon.array {},
    wrong = 0, signed = {}, whose = {}, parts = { cited = {}, signatures = {} } },
    methods)
end

--- Check the chain of a ledger, from a commit that is trusted on, or one part of it:
--- each commit is held against its parents alone.
---@param repo userdata
---@param message table  ref=, organisation=, known= (a tip), from=, at= (a range),
---  anchor= (SHA-256 of the event that trust begins with), suspects= (folders that
---  were in conflict at `known`), part=, parts=
return function(repo, message)
  local tip = ledger.tip(repo, message.ref)
  if message.at then tip = link.check(repo:resolve(message.at)) end
  local known = message.known
  if message.from then known = link.check(repo:resolve(message.from)) end
  if not tip then return { commits = 0 } end
  local self = new_job(repo, message)
  local list, met, merges = in_order(repo, tip, known)
  if known and not met then return { tip = tip, time = 0, commits = 0, lost = true } end
  tip = intact(repo:commit(tip))
  self.has_trust = self.things:trust(tip.tree).begun
  if self.has_trust and merges > 0 and (message.parts or 1) > 1 then
    return { alone = true } -- a merge is held against what it brings
  end
  local part = ledger.part_of(list, message)
  if #part > FEW then
    local first = intact(repo:parents(part[1]))[1] or part[1]
    self.foresight = foresight.of(repo, intact(repo:commit(first)).tree,
      intact(repo:commit(part[#part])).tree)
  end
  for _, id in ipairs(part) do
    check_commit(self, id)
    link.beat()
  end
  local conflicts = conflicts_of(self, tip)
  for key in pairs(self.parts) do flush(self, key, 0) end
  return { tip = tip.id, time = tip.committer.time, commits = #list,
    wrong = self.wrong, faults = self.faults, signed = self.signed,
    began = self.began, conflicts = conflicts,
    has_anchor = has_anchor(self, tip, message.anchor),
    trusted = known and self.things:trust(intact(repo:commit(known)).tree).begun,
    trust = self.has_trust }
end
