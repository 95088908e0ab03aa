--- The role `write`: adds commits to a ledger's ref, and nothing else.

local git = require("tickmark_worker").git
local link = require("tickmark.worker.link")
local place = require("tickmark.worker.place")

local write = {}

local repo

--- Open the ledger's repository; of it only what a commit needs is written.
---@param message {path: string}
---@return table reply
---@return tickmark.Places
function write.open(message)
  repo = link.check(git.open(message.path))
  local places = place.of_repository(repo)
  places.write = link.check(repo:prepare())
  return {}, places
end

--- Append commits, all or none.
---@param message {ref: string, expected: string?, commits: table[]}
function write.append(message)
  local tip, why, code = repo:append { ref = message.ref, expected = message.expected,
    commits = message.commits }
  return { tip = link.check(tip, why, code) }
end

return write
