--- The identity of a finding: the same fact in the next run is the same finding.

local core = require("tickmark.core")
local ids = require("tickmark.ledger.ids")

local identity = {}

--- requirement + the test's key + what it is about, never a dated path.
---@param requirement string
---@param finding_key string  the test's, by default its id
---@param key string?      tells two findings of one test apart
---@param subject string?
---@return string
function identity.of(requirement, finding_key, key, subject)
  return table.concat({ requirement, finding_key, key or "", subject or "" }, "\0")
end

--- 16 hex of SHA-256(identity), as the result shows it.
---@return string
function identity.key(text)
  return core.sha256(text):sub(1, 16)
end

--- A finding's id on the ledger: 80 bits of SHA-256 in 16 base32 characters.
---@param organisation string
---@param text string        identity
---@param recurrence integer 0 for the first time
---@return string
function identity.id(organisation, text, recurrence)
  return ids.of(core.sha256, organisation, text, recurrence)
end

return identity
