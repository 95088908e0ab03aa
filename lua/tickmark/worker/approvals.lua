--- What the line of a commit tells of the approvals of a document: each revision of it,
--- with what its head says, who brought it there, and how that is signed.

local canon = require("tickmark.base.canon")
local channel = require("tickmark_worker").channel
local link = require("tickmark.worker.link")
local reader = require("tickmark.worker.reader")
local revisions = require("tickmark.worker.revisions")
local said = require("tickmark.documents.said")
local text = require("tickmark.base.text")
local view = require("tickmark.worker.view")

---@class tickmark.Brought  a commit that brought a revision
---@field commit string
---@field name string
---@field mail string
---@field merge boolean
---@field verdict tickmark.Verdict|false  with hexadecimal armour and payload

---@class tickmark.Revised  a revision of a document
---@field path string
---@field blob string|false
---@field time integer
---@field head table<string, string>  what of it concerns approvals
---@field text string?      SHA-256 of what it says; without a head, its blob
---@field wrote tickmark.Brought   the commit that first had these bytes
---@field brought tickmark.Brought  the one of the line
---@field people string?    the blob of the people who were known then

local FIELDS <const> = { "approved_by", "approved_on", "author", "id", "status", "title",
  "version" }

local function verdict_of(repo, commit)
  local verdict = commit.signed and link.check(repo:signature(commit.id))
  if not verdict then return false end
  return { key = verdict.key and text.message(verdict.key), valid = verdict.valid,
    fault = verdict.fault, armour = verdict.armour and text.hex(verdict.armour),
    payload = verdict.payload and text.hex(verdict.payload) }
end

local function brought_by(repo, id)
  local commit = link.check(repo:commit(id))
  return { commit = id, name = text.message(commit.author.name),
    mail = text.message(commit.author.mail), merge = #commit.parents > 1,
    verdict = verdict_of(repo, commit) }, commit
end

--- Of each blob that paths had, the commit that is no merge and first had it there.
local function writers(seen, commit, list)
  local globs, first = {}, {}
  for _, one in ipairs(list) do globs[#globs + 1] = revisions.glob(one.path) end
  local changes = #globs > 0 and link.check(seen.repo:changes(commit, globs)) or {}
  for _, one in ipairs(changes) do
    if one.blob and not first[one.path .. one.blob] then
      first[one.path .. one.blob] = one.commit
    end
  end
  return first
end

local function told(seen, one, item, writer, file)
  local head = {}
  for _, name in ipairs(FIELDS) do
    local value = item and item.head[name]
    if type(value) == "string" or type(value) == "number" then
      head[name] = tostring(value)
    end
  end
  local repo = seen.repo
  local brought, commit = brought_by(repo, one.commit)
  local entry = file and repo:entry(commit.tree, file)
  return { path = one.path, blob = one.blob, time = one.time, head = head,
    text = item and channel.sha256(said(item)) or one.blob or nil, brought = brought,
    wrote = writer and writer ~= one.commit and brought_by(repo, writer) or brought,
    people = entry and entry.id }
end

--- The data of a file of people, by its blob.
local function people_of(seen, file, list)
  local people = {}
  for _, one in ipairs(list) do
    if one.people and not people[one.people] then
      local document = reader.read(seen.repo, file, { id = one.people, kind = "blob",
        name = file:match("[^/]*$") }, {}, true)
      people[one.people] = document and document:data() or {}
    end
  end
  return people
end

--- The revisions of a document, newest first.
---@param repo userdata
---@param commit string
---@param message {path: string, id: string?, people: string?, forms: table[]}  and what
---  a view takes
---@return {revisions: tickmark.Revised[], people: table<string, table>, kept: boolean,
---  found: boolean, approval: string?, each: string?}
return function(repo, commit, message)
  local seen = view.new(repo, link.check(repo:commit(commit)).tree, message)
  local list, found = revisions.of(seen, commit, message.path), canon.array {}
  local first, own = writers(seen, commit, list), view.form_of(seen, message.path)
  local any = false
  for i, one in ipairs(list) do
    local item = revisions.item(seen, one, message.id)
    any = any or item ~= nil
    found[i] = told(seen, one, item, one.blob and first[one.path .. one.blob],
      message.people)
    link.beat()
  end
  return { revisions = found, people = people_of(seen, message.people, found),
    approval = own and own.record.approval, each = own and own.record.each,
    kept = own ~= nil, found = any }
end
