--- The role `write`: adds commits to a ledger's ref, and nothing else.

local git = require("tickmark_worker").git
local link = require("tickmark.worker.link")

local write = {}

--- Append commits, all or none.
---@param message {path: string, ref: string, expected: string?, commits: table[]}
function write.append(message)
  local repo = link.check(git.open(message.path))
  local tip, why, code = repo:append { ref = message.ref, expected = message.expected,
    commits = message.commits }
  return { tip = link.check(tip, why, code) }
end

return write
