--- The places that a subject reads: the audited repository, and others, each with
--- workers of its own, which see no other. Methods of a subject.

local core = require("tickmark.core")
local failure = require("tickmark.base.failure")
local memo = require("tickmark.evaluate.memo")
local reading = require("tickmark.evaluate.reading")

local places = {}

--- What the world refuses is wrong use.
local function refused(why)
  if type(why) == "table" and why.message and not failure.is(why) then
    local exit = (why.code == "notfound" or why.code == "invalid") and failure.USAGE
      or failure.INCOMPLETE
    failure.raise(exit, why.message, why.remedy, nil, why.code)
  end
  error(why, 0)
end

--- Ask a place that is read, by one of its methods.
---@param place tickmark.Reading
---@param method "ask"|"stand_on"|"fetch"
---@param job table?
---@return table reply
---@return table answer
local function ask(place, method, job)
  local ok, reply, answer = pcall(place[method], place, job)
  if not ok then refused(reply) end
  return reply, answer
end

places.ask = ask

---@class tickmark.Subject
local methods = {}
places.methods = methods

--- Read another place; each has a worker of its own, which sees no other.
---@param opening table  {op = "open", path= or folder=}
---@return tickmark.Reading
---@return table reply
function methods:read(opening)
  local place = reading.start(not self.options.no_os_sandbox)
  table.insert(self.places, place)
  local reply = ask(place, "stand_on", opening)
  return place, reply
end

--- Ask the audited repository.
function methods:ask(job) return ask(self.reading, "ask", job) end

--- Fetch what it was asked before.
function methods:fetch() return ask(self.reading, "fetch") end

--- Those who read another repository; there is one at least.
local function readers_of(self, path)
  if not self.readers[path] then
    local reader, opened = self:read { op = "open", path = path }
    self.readers[path], self.beside[path] = { reader }, opened.paths
  end
  return self.readers[path]
end

--- Ask another repository, by its path; nil is the audited one.
---@param path string?
---@param job table
function methods:ask_at(path, job)
  return ask(path and readers_of(self, path)[1] or self.reading, "ask", job)
end

--- What was found out before about another repository; nil is the audited one.
---@param path string?
---@return tickmark.Memo?  nil: nothing is to be remembered
function methods:memo_at(path)
  local asked = self.options.memo
  if asked == "none" then return nil end
  if path then readers_of(self, path) end
  local paths = path and self.beside[path] or self.paths
  return memo.at(asked or paths.common .. "/tickmark/memo", self.options.remark)
end

--- Ask another repository one thing in parts, each of a worker of its own: as many
--- as are of use at once.
---@param path string?
---@param job table
---@param most integer  parts
---@return {reply: table, answer: table}[]
function methods:ask_parts(path, job, most)
  local where = path or self.options.repo or "."
  local readers = self.readers[where] or { not path and self.reading or nil }
  self.readers[where] = readers
  local answers, parts = {}, math.min(core.processors(), most)
  for i = 1, parts do
    local own = { part = i, parts = parts }
    for key, value in pairs(job) do own[key] = value end
    readers[i] = readers[i] or self:read { op = "open", path = where }
    readers[i]:post(own)
  end
  for i = 1, parts do
    local reply, answer = ask(readers[i], "fetch")
    answers[i] = { reply = reply, answer = answer }
  end
  return answers
end

function methods:close()
  for _, place in ipairs(self.places) do place:close() end
end

return places
