--- Ids on the ledger: 80 bits of a SHA-256 in 16 base32 characters, the same
--- wherever the same thing is recorded.

local ids = {}

local ALPHABET <const> = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"

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

--- The id of something.
---@param sha256 fun(bytes: string): string  of this process
---@param organisation string
---@param text string         its identity
---@param recurrence integer  0 for the first time
---@return string
function ids.of(sha256, organisation, text, recurrence)
  local bytes = ("%s\0%s\0%d"):format(organisation, text, recurrence)
  return base32(sha256(bytes):sub(1, 20))
end

return ids
