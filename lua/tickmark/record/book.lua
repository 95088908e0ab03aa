--- An open ledger, in which people make changes: the records that it holds, by the
--- names that people give them. What is around a change (around.lua), and the change
--- itself (writing.lua), are methods of it, too.

local append = require("tickmark.record.append")
local around = require("tickmark.record.around")
local core = require("tickmark.core")
local date = require("tickmark.base.date")
local event = require("tickmark.ledger.event")
local failure = require("tickmark.base.failure")
local fold = require("tickmark.ledger.fold")
local kinds = require("tickmark.ledger.kinds")
local names = require("tickmark.ledger.names")
local state = require("tickmark.ledger.state")
local subject = require("tickmark.evaluate.subject")
local text = require("tickmark.base.text")
local writing = require("tickmark.record.writing")

local book = {}

---@class tickmark.Book
---@field subject tickmark.Subject
---@field ledger tickmark.Ledger
---@field author table       {name=, mail=, time=, offset=}
---@field today tickmark.Date
local methods = {}
for _, part in ipairs { around, writing } do
  for name, method in pairs(part) do methods[name] = method end
end

function methods:close()
  append.close(self.ledger or {})
  self.subject:close()
end

local meta = { __index = methods, __close = methods.close, __gc = methods.close }

--- Open the ledger of a repository.
---@param options table  repo, config, ledger, rev, no_os_sandbox
---@return tickmark.Book
function book.open(options)
  local self = setmetatable({ subject = subject.open(options), names = {} }, meta)
  self.today = date.from_epoch(os.time())
  self.ledger = state.load(self.subject)
  return self
end

--- The ledger is another one now, or has grown.
---@param ledger tickmark.Ledger
function methods:take(ledger) self.ledger, self.names = ledger, {} end

--- The auditor's drafts, which nobody sees who sees the ledger only. They stand
--- beside it, and in a repository of the auditor's own.
---@return tickmark.Ledger
function methods:drafts()
  local own = self.ledger.path and core.realpath(self.ledger.path)
  local paths = self.subject.paths
  local is_theirs = not own
  for _, path in ipairs { paths.git, paths.common, paths.work } do
    is_theirs = is_theirs or core.realpath(path) == own
  end
  if is_theirs then
    failure.raise(failure.USAGE,
      "drafts stay private: whoever reads this repository would read them",
      "keep them in your own: --ledger /path/to/own.git:refs/heads/audit/acme-2026")
  end
  local drafts = state.load(self.subject, { beside = kinds.DRAFT })
  for id in pairs(self.ledger.records.digests) do drafts.records:drop(id) end -- issued
  return drafts
end

--- Go on among the drafts.
function methods:turn_to_drafts() self:take(self:drafts()) end

--- Records of a kind, by their ids' order.
---@param folder string
---@return tickmark.Recorded[]
function methods:all(folder)
  return self.ledger.records:all(folder)
end

--- What lists show of a kind, by the order of ids.
---@param folder string
---@return tickmark.Digest[]
function methods:list(folder) return self.ledger.records:list(folder) end

--- The short name of a record: as many letters as tell it from all others.
---@param recorded tickmark.Recorded|tickmark.Digest
---@return string
function methods:name(recorded)
  local folder = recorded.folder
  self.names[folder] = self.names[folder] or names.of(self:list(folder))
  return self.names[folder][recorded.id]
end

--- A record whose head may be changed: a change that is refused leaves none.
---@param recorded tickmark.Recorded
---@return tickmark.Recorded
function methods:own(recorded)
  local own = {}
  for key, value in pairs(self:whole(recorded)) do own[key] = value end
  own.head = event.copy(own.head)
  return own
end

--- A record with its whole heads.
---@param recorded tickmark.Recorded
---@return tickmark.Recorded
function methods:whole(recorded)
  if not recorded.brief then return recorded end
  local heads = fold.heads(self:events(recorded))
  local whole = fold.thing(recorded.folder, recorded.id, heads, recorded.conflict)
  self.ledger.records:put(whole)
  return whole
end

--- The record that people mean by "NC-7F3A", "7f3a" or its whole id.
---@param folder string
---@param name string
---@return tickmark.Recorded
function methods:find(folder, name)
  local found = names.find(self:list(folder), name)
  if #found == 1 then return self:own(self.ledger.records:get(found[1].id)) end
  local noun = kinds.BY_FOLDER[folder].noun
  if #found == 0 then
    failure.raise(failure.USAGE, ("%s: no such %s on %s"):format(name, noun,
      self.ledger.ref), folder == "findings"
      and "tickmark finding list tells what there is"
      or "tickmark status tells what is due, finding show what a finding has")
  end
  local each = {}
  for i, one in ipairs(found) do each[i] = self:name(one) end
  failure.raise(failure.USAGE, ("%s: more than one %s has that name"):format(name, noun),
    "say " .. text.either(each))
end

-- Of what a name's first letters say that it is.
local FOLDERS <const> = { CA = "actions", RQ = "requests", TR = "trust", RUN = "runs",
  MTG = "meetings", DEC = "decisions" }

--- A record of any kind, which its name's first letters tell.
---@param name string
---@return tickmark.Recorded
function methods:find_any(name)
  return self:find(FOLDERS[name:upper():match("^(%u+)%-")] or "findings", name)
end

--- A draft by its name.
---@param name string
---@return tickmark.Recorded
function methods:find_draft(name)
  local ledger = self.ledger
  self:turn_to_drafts()
  local ok, found = pcall(self.find, self, "findings", name)
  self:take(ledger)
  if not ok then error(found, 0) end
  return found
end

--- All events of a record, the oldest first.
---@param recorded tickmark.Recorded
---@return table[]  {path=, at=, data=}
function methods:events(recorded)
  return state.events(self.subject, self.ledger, recorded)
end

return book
