--- Verifying a ledger: its chain, what its events cite, what a second place
--- remembers of it.

local canon = require("tickmark.base.canon")
local core = require("tickmark.core")
local date = require("tickmark.base.date")
local failure = require("tickmark.base.failure")
local json = require("tickmark.base.json")
local life = require("tickmark.ledger.life")
local order = require("tickmark.base.order")
local state = require("tickmark.ledger.state")

local verify = {}

local BATCH <const> = 500 -- citations a job
local DAY <const> = 24 * 60 * 60 -- seconds that a clock may be ahead of ours

---@class tickmark.Verified
---@field ref string
---@field tip string?
---@field commits integer    that were looked at
---@field since string?      a tip that was verified before
---@field failed integer     faults, also of those that are not listed
---@field faults table[]     {commit=, path=, fault=, subject=}
---@field conflicts table[]  {id=, states=}: nobody has decided yet
---@field citations integer

--- What a second place remembers: the tips of ledgers, by organisation and ref.
local function remembered(path)
  local f = io.open(path, "rb")
  if not f then return {} end
  local bytes = f:read("a")
  f:close()
  local known = json.decode(bytes or "")
  local is_right = type(known) == "table"
  for _, tip in pairs(is_right and known or {}) do
    is_right = is_right and type(tip) == "string" and tip:find("^%x+$") and #tip == 40
  end
  if not is_right then
    failure.raise(failure.USAGE, path .. ": not a file that tickmark verify has written",
      "name another with --remember, or take it away if you know why")
  end
  return known
end

local function distinct(cited)
  local list, seen = {}, {}
  for _, one in ipairs(cited) do
    local key = table.concat({ one.commit or "", one.path, one.blob, one.sha256 or "" },
      "\0")
    if not seen[key] then list[#list + 1] = one end
    seen[key] = true
  end
  return list
end

--- Cited files that the audited repository doesn't hold as they were.
local function check_cited(self, result, cited)
  local list = distinct(cited)
  result.citations = #list
  for i = 1, #list, BATCH do
    local batch = table.move(list, i, math.min(i + BATCH - 1, #list), 1, canon.array {})
    for _, found in ipairs(self:ask { op = "cited", cited = batch }.faults) do
      local one = batch[found.number]
      result.failed = result.failed + 1
      result.faults[#result.faults + 1] = { commit = one.by, path = one.event,
        fault = ("cites %s: %s"):format(one.path, found.fault) }
    end
  end
end

--- Time never goes back along a chain: what is of a day that is yet to come shows
--- at its end.
local function check_now(loaded, result)
  if loaded.time <= os.time() + DAY then return end
  result.failed = result.failed + 1
  result.faults[#result.faults + 1] = { commit = loaded.commit,
    fault = ("it is of %s, which is yet to come"):format(date.from_epoch(loaded.time)) }
end

--- Conflicts that nobody has decided. One with something that was over before is
--- a fault: a matter that was closed is decided again.
local function check_conflicts(loaded, result)
  for _, id in ipairs(order.keys(loaded.records)) do
    local recorded = loaded.records[id]
    local states, over, open = canon.array {}, false, false
    for i, one in ipairs(recorded.heads) do
      states[i] = one.head.state
      over = over or life.is_over(one.head.state)
      open = open or not life.is_over(one.head.state)
    end
    if recorded.conflict then
      result.conflicts[#result.conflicts + 1] = { id = id, states = states }
    end
    if recorded.conflict and over and open then
      result.failed = result.failed + 1
      result.faults[#result.faults + 1] = { commit = result.tip,
        path = recorded.events[#recorded.events].path,
        fault = "what was over has been decided again, on another branch" }
    end
  end
end

--- What stands at the ledger's tip.
local function check_state(self, result)
  local ok, loaded = pcall(state.load, self)
  if ok then
    check_now(loaded, result)
    check_conflicts(loaded, result)
  elseif not failure.is(loaded) or result.failed == 0 then
    error(loaded, 0)
  end
end

local function range_of(text)
  if not text then return nil end
  local from, to = text:match("^(.-)%.%.(.*)$")
  if not from then
    failure.raise(failure.USAGE, ("%s: not a range"):format(text), "write FROM..TO")
  end
  return from ~= "" and from or nil, to ~= "" and to or nil
end

--- What a ledger's chain says. One that can't be read to its end, or stands behind
--- another reference, is nothing to trust; a range that isn't there is wrong use.
local function ask_chain(self, path, job)
  self:ask_at(path, { op = "identity" }) -- it can be opened
  local ok, reply = pcall(self.ask_at, self, path, job)
  if ok then return reply end
  local code = failure.is(reply) and reply.code
  local is_broken = code == "damaged" or code == "invalid" and not (job.at or job.from)
  if not is_broken then error(reply, 0) end
  failure.raise(failure.TRUST, reply.message, reply.remedy)
end

--- Verify the ledger of a subject.
---@param self tickmark.Subject
---@param options {range: string?, remember: string?}
---@return tickmark.Verified
function verify.run(self, options)
  local path, ref = state.place(self)
  local known = options.remember and remembered(options.remember) or {}
  local key = ("%s %s"):format(self.settings.organisation.id, ref)
  local from, to = range_of(options.range)
  local since = not from and known[key] or nil
  local reply = ask_chain(self, path, { op = "chain", ref = ref, known = since, at = to,
    from = from, organisation = self.settings.organisation.id })
  local result = { ref = ref, tip = reply.tip, commits = reply.commits,
    since = since or from,
    failed = reply.wrong or 0, faults = canon.array(reply.faults or {}),
    conflicts = canon.array {}, citations = 0 }
  if reply.lost or since and not reply.tip then
    result.failed = result.failed + 1
    result.faults[#result.faults + 1] = { commit = since or from, fault = from
      and "not a part of this ledger's history" or "this tip was verified once and is "
      .. "not in it now: rolled back, or another history" }
  end
  if reply.tip then
    check_cited(self, result, reply.cited)
    check_state(self, result)
  end
  if options.remember and result.failed == 0 and reply.tip and not to then
    known[key] = reply.tip
    local bytes = canon.encode(known, { indent = 2 }) .. "\n"
    local ok, why = core.replace(options.remember, bytes)
    if not ok then
      failure.raise(failure.INCOMPLETE, ("%s: %s"):format(options.remember, why))
    end
  end
  return result
end

return verify
