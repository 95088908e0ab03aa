--- A ledger to which runs over hostile items record, each to a ref of its own.

local output = require("spec.hostile.output")
local support = require("spec.support")

local ledger = {}

---@class spec.HostileLedger
---@field dir string
---@field keys table<string, boolean>?  trailers of a run over nothing hostile
local methods = {}
methods.__index = methods

---@return spec.HostileLedger
function ledger.new()
  local dir = support.tmpdir()
  support.sh("git init -q --bare %s", dir)
  return setmetatable({ dir = dir }, methods)
end

function methods:close() support.remove(self.dir) end

--- The options that record a run to a ref.
function methods:options(name)
  return ("--record --ledger %s:refs/heads/audit/%s"):format(self.dir, name)
end

--- Message and trailer keys of each commit of a ref.
local function commits_of(self, name)
  local log = support.sh("git -C %s log --format='%%B%%x01%%(trailers:only,keyonly,separator=%%x2C)%%x02' "
    .. "refs/heads/audit/%s -- 2>/dev/null; :", self.dir, name)
  local list = {}
  for message, keys in log:gmatch("\n?([^\1\2]*)\1([^\1\2]*)\2") do
    list[#list + 1] = { message = message, keys = keys }
  end
  return list
end

--- Take the trailers of a run over nothing hostile for right.
function methods:learn(name)
  self.keys = {}
  for _, commit in ipairs(commits_of(self, name)) do self.keys[commit.keys] = true end
  assert(next(self.keys), "nothing was recorded of a run over nothing hostile")
end

--- What is wrong with what a run recorded, or nil.
---@param name string
---@param lines string[]  that an attacker would like to see there
---@return string?
function methods:fault(name, lines)
  for _, commit in ipairs(commits_of(self, name)) do
    local why = output.fault(commit.message, "words", lines)
    if why then return "a commit's message: " .. why end
    if not self.keys[commit.keys] then return "forged trailers: " .. commit.keys end
  end
  local files = support.sh("git -C %s grep -ah '' refs/heads/audit/%s -- 2>/dev/null; :", self.dir, name)
  local why = output.fault(files, "words", lines)
  return why and "an event: " .. why or nil
end

return ledger
