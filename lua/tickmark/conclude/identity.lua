--- The identity of a finding: the same fact in the next run is the same finding.

local core = require("tickmark.core")

local identity = {}

local ALPHABET <const> = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"

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

local function base32(hex)
  local out, bits, n = {}, 0, 0
  for digit in hex:gmatch(".") do
    bits, n = bits << 4 | tonumber(digit, 16), n + 4
    while n >= 5 do
      local at = bits >> (n - 5) & 31
      out[#out + 1] = ALPHABET:sub(at + 1, at + 1)
      n = n - 5
    end
    bits = bits & ((1 << n) - 1)
  end
  return table.concat(out)
end

--- A finding's id on the ledger: 80 bits of SHA-256 in 16 base32 characters.
---@param organisation string
---@param text string        identity
---@param recurrence integer 0 for the first time
---@return string
function identity.id(organisation, text, recurrence)
  local bytes = ("%s\0%s\0%d"):format(organisation, text, recurrence)
  return base32(core.sha256(bytes):sub(1, 20))
end

--- "NC-7F3A", as people say it.
---@param id string
---@param grade string
function identity.short(id, grade)
  return (grade == "ofi" and "OFI-" or "NC-") .. id:sub(1, 4)
end

return identity
