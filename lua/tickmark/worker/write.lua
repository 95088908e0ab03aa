--- The role `write`: adds commits to a ledger's ref, and nothing else.

local channel = require("tickmark_worker").channel
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

--- Is a signature one that the ledger will take for its author's?
local function check(armour, bytes, keys)
  local verdict = git.signature(armour, bytes)
  if not verdict.key then return end -- another's than ssh's: gpgv will say
  if not verdict.valid then link.fail("the signature is not one of these bytes") end
  for _, key in ipairs(keys) do
    if key == verdict.key then return end
  end
  link.fail(("signed with %s, which is no key of yours on this ledger"):format(
    verdict.key), nil, "tickmark trust list tells which is: git config user.signingkey")
end

--- Have a commit signed, by the host, who has the key.
local function signer(keys)
  return function(bytes)
    channel.send("Q", bytes)
    local kind, armour = channel.receive()
    if kind ~= "A" or armour == "" then link.fail("not signed") end
    if keys then check(armour, bytes, keys) end
    return armour
  end
end

--- Append commits, all or none; `sign` has each signed, by one of `keys`.
---@param message {ref: string, expected: string?, commits: table[], sign: boolean?,
---  keys: string[]?}
function write.append(message)
  local tip, why, code = repo:append { ref = message.ref, expected = message.expected,
    commits = message.commits, sign = message.sign and signer(message.keys) or nil }
  return { tip = link.check(tip, why, code) }
end

return write
