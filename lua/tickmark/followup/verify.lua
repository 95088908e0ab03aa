--- Verifying a ledger: its chain, its signatures, what its events cite, what a
--- second place remembers of it.

local canon = require("tickmark.base.canon")
local core = require("tickmark.core")
local date = require("tickmark.base.date")
local failure = require("tickmark.base.failure")
local json = require("tickmark.base.json")
local lists = require("tickmark.base.lists")
local openpgp = require("tickmark.followup.openpgp")
local order = require("tickmark.base.order")
local state = require("tickmark.ledger.state")

local verify = {}

local PARTS_MAX <const> = 8 -- workers
local BATCH <const> = 500 -- citations a job
local DAY <const> = 24 * 60 * 60 -- seconds that a clock may be ahead of ours

---@class tickmark.Verified
---@field ref string
---@field tip string?
---@field commits integer    that were looked at
---@field since string?      a tip that was verified before
---@field failed integer     faults, also of those that are not listed
---@field faults table[]     {commit=, path=, fault=, subject=}
---@field conflicts table[]  {id=, folder=, states=}: nobody has decided yet
---@field citations integer
---@field signed {verified: integer, unverified: integer, none: integer}  events
---@field trust boolean      is anybody appointed?
---@field anchor string?     SHA-256 of the event with which trust begins
---@field anchored boolean   was that asked for, or remembered?

---@class tickmark.Remembered  of one ledger
---@field tip string
---@field anchor string?
---@field conflicts string[]?  folders

local function is_id(text, len)
  return type(text) == "string" and #text == len and text:find("^%x+$") ~= nil
end

local function is_remembered(one)
  if type(one) ~= "table" or not is_id(one.tip, 40) then return false end
  if one.anchor and not is_id(one.anchor, 64) then return false end
  for _, folder in ipairs(type(one.conflicts) == "table" and one.conflicts or {}) do
    if type(folder) ~= "string" then return false end
  end
  return one.conflicts == nil or type(one.conflicts) == "table"
end

--- What a second place remembers of ledgers, by organisation and ref.
---@return table<string, tickmark.Remembered>
local function remembered(path)
  local f = io.open(path, "rb")
  if not f then return {} end
  local bytes = f:read("a")
  f:close()
  local known = json.decode(bytes or "")
  local is_right = type(known) == "table"
  for _, one in pairs(is_right and known or {}) do
    is_right = is_right and is_remembered(one)
  end
  if not is_right then
    failure.raise(failure.USAGE, path .. ": not a file that tickmark verify has written",
      "name another with --remember, or take it away if you know why")
  end
  return known
end

local function note(result, commit, path, fault)
  result.failed = result.failed + 1
  result.faults[#result.faults + 1] = { commit = commit, path = path, fault = fault }
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
      note(result, one.by, one.event, ("cites %s: %s"):format(one.path, found.fault))
    end
  end
end

--- Signatures that the reader of commits can't judge.
local function check_signatures(result, list)
  local counts = result.signed
  for _, one in ipairs(list) do
    local valid = openpgp.is_valid(one)
    local kind = valid and "verified" or "unverified"
    counts[kind] = (counts[kind] or 0) + 1
    if one.needed and not valid then
      note(result, one.commit, one.path, valid == nil
        and "it has to be signed, and there is no gpgv to look at an OpenPGP signature"
        or "it has to be signed with a key of its author that stands on the ledger")
    end
  end
end

--- Time never goes back along a chain: what is of a day that is yet to come shows
--- at its end.
local function check_now(result, time)
  if time <= os.time() + DAY then return end
  note(result, result.tip, nil, ("it is of %s, which is yet to come"):format(
    date.from_epoch(time)))
end

--- The parts of a chain as one.
local function whole(answers)
  local all = answers[1].reply
  all.cited, all.open = lists.join(answers[1].answer.parts.cited),
    lists.join(answers[1].answer.parts.signatures)
  for i = 2, #answers do
    local reply, parts = answers[i].reply, answers[i].answer.parts
    for _, key in ipairs { "faults", "began", "conflicts" } do
      lists.join({ reply[key] or {} }, all[key])
    end
    all.wrong = (all.wrong or 0) + (reply.wrong or 0)
    for kind, n in pairs(reply.signed or {}) do
      all.signed[kind] = (all.signed[kind] or 0) + n
    end
    lists.join({ lists.join(parts.cited) }, all.cited)
    lists.join({ lists.join(parts.signatures) }, all.open)
  end
  return all
end

--- What a ledger's chain says. One that can't be read to its end, or stands behind
--- another reference, is nothing to trust; a range that isn't there is wrong use.
local function ask_chain(self, path, job)
  self:ask_at(path, { op = "identity" }) -- it can be opened
  local parts = job.known and 1 or PARTS_MAX
  local ok, answers = pcall(self.ask_parts, self, path, job, parts)
  if ok and answers[1].reply.alone then
    ok, answers = pcall(self.ask_parts, self, path, job, 1)
  end
  if ok then return whole(answers) end
  local code = failure.is(answers) and answers.code
  local is_broken = code == "damaged" or code == "invalid" and not (job.at or job.from)
  if not is_broken then error(answers, 0) end
  failure.raise(failure.TRUST, answers.message, answers.remedy)
end

--- Each conflict once, whichever workers met it. One with something that was over
--- before is a fault: a matter that was closed is decided again.
local function check_conflicts(result)
  local list, seen = canon.array {}, {}
  for _, conflict in ipairs(result.conflicts) do
    if not seen[conflict.folder] then list[#list + 1] = conflict end
    if conflict.again and not seen[conflict.folder] then
      note(result, result.tip, conflict.path,
        "what was over has been decided again, on another branch")
    end
    seen[conflict.folder] = true
  end
  result.conflicts = list
end

--- Trust begins once, and with its anchor.
local function check_beginnings(result, reply, anchor)
  local begun = reply.trusted
  for _, one in ipairs(reply.began or {}) do
    if anchor and one.sha256 ~= anchor then
      note(result, one.commit, one.path,
        "trust begins with another event than its anchor")
    elseif begun then
      note(result, one.commit, one.path,
        "trust has begun already, with another lead auditor")
    end
    begun = true
  end
  if reply.has_anchor == false then
    note(result, reply.tip, nil,
      "the anchor of its trust is not on this ledger: " .. anchor)
  end
end

--- The two ends of FROM..TO; either may be left out.
---@param text string?
---@return string? from
---@return string? to
function verify.range(text)
  if not text then return nil end
  local from, to = text:match("^(.-)%.%.(.*)$")
  if not from or to:sub(1, 1) == "." then
    failure.raise(failure.USAGE, ("%s: not a range"):format(text),
      "write FROM..TO with two dots; ..TO is all that TO has behind it")
  end
  return from ~= "" and from or nil, to ~= "" and to or nil
end

--- What a chain that was read says.
local function result_of(ref, reply, since, anchor)
  local signed, began = reply.signed or {}, (reply.began or {})[1]
  return { ref = ref, tip = reply.tip, commits = reply.commits, since = since,
    failed = reply.wrong or 0, faults = canon.array(reply.faults or {}),
    conflicts = canon.array(reply.conflicts or {}), citations = 0,
    signed = { verified = signed.verified or 0, unverified = signed.unverified or 0,
      none = signed.none or 0 },
    trust = reply.trust or false, anchor = anchor or began and began.sha256,
    anchored = anchor ~= nil }
end

local function remember(path, known, key, result)
  local folders = canon.array {}
  for i, conflict in ipairs(result.conflicts) do folders[i] = conflict.folder end
  known[key] = { tip = result.tip, anchor = result.anchor, conflicts = folders }
  local ok, why = core.replace(path, canon.encode(known, { indent = 2 }) .. "\n")
  if not ok then failure.raise(failure.INCOMPLETE, ("%s: %s"):format(path, why)) end
end

--- What the configuration names has to be what was verified before: who is audited
--- writes the configuration.
local function check_place(self, known, key, options)
  if known[key] or self.options.ledger then return end
  local lead = self.settings.organisation.id .. " "
  for _, other in ipairs(order.keys(known)) do
    if other:sub(1, #lead) == lead then
      failure.raise(failure.TRUST, ("%s remembers %s, and the configuration names %s now")
        :format(options.remember, other:sub(#lead + 1), key:sub(#lead + 1)),
        "say which one is meant: --ledger REPO:REF")
    end
  end
end

--- Verify the ledger of a subject.
---@param self tickmark.Subject
---@param options {range: string?, remember: string?, anchor: string?}
---@return tickmark.Verified
function verify.run(self, options)
  local path, ref = state.place(self)
  local known = options.remember and remembered(options.remember) or {}
  local key = ("%s %s"):format(self.settings.organisation.id, ref)
  check_place(self, known, key, options)
  local last = known[key] or {}
  local from, to = verify.range(options.range)
  local since, anchor = not from and last.tip or nil, options.anchor or last.anchor
  local reply = ask_chain(self, path, { op = "chain", ref = ref, known = since,
    at = to, from = from, anchor = anchor, suspects = last.conflicts,
    organisation = self.settings.organisation.id })
  local result = result_of(ref, reply, since or from, anchor)
  if reply.lost or since and not reply.tip then
    note(result, since or from, nil, from and "not a part of this ledger's history"
      or "this tip was verified once and is not in it now: rolled back, or another "
      .. "history")
  end
  if reply.tip then
    check_now(result, reply.time)
    check_conflicts(result)
    check_beginnings(result, reply, anchor)
    check_signatures(result, reply.open)
    check_cited(self, result, reply.cited)
  end
  if options.remember and result.failed == 0 and reply.tip and not options.range then
    remember(options.remember, known, key, result)
  end
  return result
end

return verify
