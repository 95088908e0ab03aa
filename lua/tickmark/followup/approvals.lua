--- Who approved which text of a document when, which role they had then, and whether a
--- signature proves it or it is a claim.

local canon = require("tickmark.base.canon")
local date = require("tickmark.base.date")
local failure = require("tickmark.base.failure")
local openpgp = require("tickmark.followup.openpgp")
local order = require("tickmark.base.order")
local people = require("tickmark.criteria.people")
local records = require("tickmark.criteria.records")
local trust = require("tickmark.ledger.trust")

---@class tickmark.Approval
---@field on string        the day, as the head says; of a merge its own
---@field by string        who approved it, as the head says
---@field persons string[] the ids of who that was then: a role's holders
---@field roles string[]   that these persons held on that day
---@field version string?
---@field path string      at that time
---@field blob string
---@field commit string    of the line
---@field wrote string     mail of who committed it
---@field proof "verified"|"other"|"unknown"|"claim"
---@field key string?      whose key has signed: a mail address
---@field text string      SHA-256 of what it says
---@field late integer?    days from the approval to the commit that tells of it

---@class tickmark.Approvals
---@field path string
---@field id string?
---@field title string?
---@field status string?
---@field approvals tickmark.Approval[]  the newest first
---@field in_force boolean     its text is the one that was approved last
---@field since {commit: string, wrote: string, on: string}[]  that changed it afterwards

local DAY <const> = 86400

--- Who an approver was: their ids, and the roles that they held.
local function persons_of(documents, by, day)
  local index, held = people.index(documents), people.held(documents, day)
  local ids, roles = {}, {}
  local role = by:match("^role:.+$")
  for id, list in pairs(held) do
    if role and list[role] then ids[#ids + 1] = id end
  end
  if not role then
    local name = by:lower()
    ids[1] = index[name:match("<([^<>]+)>%s*$") or name] or index[name]
  end
  for _, id in ipairs(ids) do
    for name in pairs(held[id] or {}) do roles[name] = true end
  end
  return canon.array(order.sort_strings(ids)), canon.array(order.keys(roles))
end

--- Who signed a commit, by the keys that stand on the ledger; "" for a key that nobody
--- is known by.
local function signer(held, brought)
  local verdict = brought.verdict
  if not verdict then return nil end
  for _, mail in ipairs(order.keys(held.people)) do
    local keys = trust.keys(held, mail)
    local is_theirs = verdict.valid and held.people[mail].keys[verdict.key]
      or verdict.armour and openpgp.is_valid { keys = keys, armour = verdict.armour,
        payload = verdict.payload }
    if is_theirs then return mail end
  end
  return (verdict.valid or verdict.armour) and "" or nil
end

--- What of it is proved: the approver signed the commit that says so, or the merge that
--- brought it.
local function proof_of(held, told, documents, ids)
  local index, is_one, other = people.index(documents), {}, nil
  for _, id in ipairs(ids) do is_one[id] = true end
  for _, brought in ipairs { told.wrote, told.brought } do
    local mail = signer(held, brought)
    local id = mail and mail ~= "" and (index[mail] or mail)
    if id and is_one[id] then return "verified", mail end
    other = other or mail
  end
  if not other then return "claim" end
  return other == "" and "unknown" or "other", other ~= "" and other or nil
end

--- An approval is told by the head; where the organisation says so, by a merge.
local function approval_of(told, before, by_merge)
  if by_merge then
    local merge = told.brought.merge and told.brought or nil
    return merge and { by = merge.mail, on = tostring(date.from_epoch(told.time)) }
  end
  local head, was = told.head, before and before.head or {}
  if head.status ~= "approved" or not head.approved_by then return nil end
  local is_same = was.status == "approved" and was.approved_by == head.approved_by
    and was.approved_on == head.approved_on
  return not is_same and { by = head.approved_by, on = head.approved_on or "" } or nil
end

local function fill(approval, told, documents, held)
  local day = date.parse(approval.on) or date.from_epoch(told.time)
  approval.persons, approval.roles = persons_of(documents, approval.by, day)
  local ids = approval.persons
  if #ids == 0 then ids = { approval.by:lower() } end
  approval.proof, approval.key = proof_of(held, told, documents, ids)
  approval.version, approval.path, approval.blob = told.head.version, told.path, told.blob
  approval.commit, approval.wrote = told.brought.commit, told.wrote.mail
  approval.text = told.text
  local late = told.time // DAY - day[1]
  approval.late = late > 1 and late or nil
  return approval
end

--- The revisions since the last approval that changed the text.
local function changes_since(list, last)
  local since = canon.array {}
  for i = last - 1, 1, -1 do
    if list[i].text ~= list[i + 1].text then
      table.insert(since, 1, { commit = list[i].brought.commit,
        wrote = list[i].wrote.mail, on = tostring(date.from_epoch(list[i].time)) })
    end
  end
  return since
end

local function ask(book, path, id)
  local about = book.subject
  local reply = about:ask { op = "approvals", path = path, id = id, people =
    about.settings.people.file, forms = records.forms(about.settings),
    head = records.head(), today = tostring(date.from_epoch(os.time())) }
  if #reply.revisions == 0 then
    failure.raise(failure.USAGE, path .. ": no such file on the line of this commit",
      "paths begin in the folder where you are")
  elseif not reply.kept then
    failure.raise(failure.USAGE, path .. ": no type under records: has it",
      "name its type and paths in tickmark.yml")
  elseif reply.each and not id then
    failure.raise(failure.USAGE, path .. ": a register; of which entry?", "--id ID")
  elseif id and not reply.found then
    failure.raise(failure.USAGE, ("%s: no entry %s, now or before"):format(path, id),
      "tickmark check tells the entries that are wrong")
  end
  return reply
end

--- The approvals of a document.
---@param book tickmark.Book
---@param path string
---@param id string?  of an entry, where it is a register
---@return tickmark.Approvals
return function(book, path, id)
  local reply, held = ask(book, path, id), book:trust()
  local list, approvals, last = reply.revisions, canon.array {}, nil
  local given = {} -- an approval is of the text that had it first
  for i = #list, 1, -1 do
    local told = list[i]
    local approval = told.blob and approval_of(told, list[i + 1],
      reply.approval == "signed-merge")
    local key = approval and approval.by .. "\0" .. approval.on
    if approval and (not given[key] or given[key] == told.text) then
      local documents = { { data = reply.people[told.people] } }
      table.insert(approvals, 1, fill(approval, told, documents, held))
      last, given[key] = i, told.text
    end
  end
  local now = list[1]
  local by_merge = reply.approval == "signed-merge"
  local is_approved = last and now.blob and (by_merge or now.head.status == "approved")
  return { path = path, id = now.head.id, title = now.head.title,
    status = now.head.status, approvals = approvals,
    in_force = is_approved and now.text == list[last].text or false,
    since = last and changes_since(list, last) or canon.array {} }
end
