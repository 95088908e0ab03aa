--- Signatures of OpenPGP, which `gpgv` looks at: with the keys that an event's
--- author has on the ledger, and no others.

local core = require("tickmark.core")
local failure = require("tickmark.base.failure")

local openpgp = {}

local BEGIN <const> = "-----BEGIN PGP PUBLIC KEY BLOCK-----"

local ALPHABET <const> = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
  .. "abcdefghijklmnopqrstuvwxyz0123456789+/"
local VALUES <const> = {}
for i = 1, #ALPHABET do VALUES[ALPHABET:byte(i)] = i - 1 end

local function base64(text)
  local out, bits, n = {}, 0, 0
  for i = 1, #text do
    local value = VALUES[text:byte(i)]
    if value then
      bits, n = bits << 6 | value, n + 6
      if n >= 8 then
        n = n - 8
        out[#out + 1] = string.char(bits >> n & 255)
        bits = bits & (1 << n) - 1
      end
    end
  end
  return table.concat(out)
end

--- Is it a public key of OpenPGP?
---@param key string
function openpgp.is_key(key) return key:sub(1, #BEGIN) == BEGIN end

--- A key's bytes, for gpgv takes no armour: what stands between the blank line after
--- the headers and the checksum.
local function dearmour(key)
  local body, inside = {}, false
  for line in (key .. "\n"):gmatch("(.-)\r?\n") do
    if inside and (line:sub(1, 1) == "=" or line:sub(1, 5) == "-----") then break end
    if inside then body[#body + 1] = line end
    inside = inside or line == ""
  end
  return base64(table.concat(body))
end

local function unhex(text)
  return (text:gsub("%x%x", function(byte) return string.char(tonumber(byte, 16)) end))
end

--- Does gpgv find that one of these keys made the signature? nil: there is no gpgv.
---@param one {keys: string[], armour: string, payload: string}
---@return boolean?
function openpgp.is_valid(one)
  local ring = {}
  for _, key in ipairs(one.keys) do
    if openpgp.is_key(key) then ring[#ring + 1] = dearmour(key) end
  end
  local paths = {}
  for i, bytes in ipairs { table.concat(ring), unhex(one.armour), unhex(one.payload) } do
    local path, why = core.temporary(bytes)
    paths[i] = path or failure.raise(failure.INCOMPLETE, why)
  end
  local pipe = io.popen(("env -i PATH=/usr/bin:/bin LC_ALL=C gpgv --status-fd 1 "
    .. "--keyring '%s' '%s' '%s' 2>/dev/null"):format(table.unpack(paths)))
  local said = pipe and pipe:read("a") or ""
  local done, _, status = false, nil, nil
  if pipe then done, _, status = pipe:close() end
  for _, path in ipairs(paths) do os.remove(path) end
  if status == 127 then return nil end
  return done == true and said:find("[GNUPG:] VALIDSIG", 1, true) ~= nil
end

return openpgp
