--- Seals of the scripts that we write: a line with the SHA-256 of all the others. Where
--- it holds, nobody else's words are in a script, and it may be replaced or taken away.

local core = require("tickmark.core")

local seal = {}

-- By this a script is known as one that we began; before there were seals, too.
local MARK <const> = "# Written by tickmark hook install"

--- Where the seal is to be, in a template.
seal.HERE = MARK .. ".\n@SEAL@\n"

local LINE <const> = "# SHA-256 of the other lines: "
local SEALED <const> = "^(.-\n)" .. LINE:gsub("%-", "%%-") .. "(%x+)\n(.*)$"

--- A script with its seal.
---@param script string  with seal.HERE in it
---@return string
function seal.put(script)
  local before, after = script:match("^(.-)@SEAL@\n(.*)$")
  return before .. LINE .. core.sha256(before .. after) .. "\n" .. after
end

--- Whose a script is: "ours" as we wrote it; "changed", when others have been at it
--- since; or "other".
---@param script string
---@return "ours"|"changed"|"other"
function seal.whose(script)
  local before, digest, after = script:match(SEALED)
  if digest and core.sha256(before .. after) == digest then return "ours" end
  return script:find("\n" .. MARK, 1, true) and "changed" or "other"
end

return seal
