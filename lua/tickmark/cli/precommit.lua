--- The script that git runs before it commits: documents and records are checked. What
--- was there before is kept beside it, and runs first.

local shell = require("tickmark.base.shell")

local precommit = {}

-- By this line a script is known as ours.
local MARK <const> =
  "# Written by tickmark hook install; tickmark hook uninstall takes it away."

--- What the script that was there before has at the end of its name.
precommit.KEPT = ".before-tickmark"

local SCRIPT <const> = [==[
#!/bin/sh
# Documents and records are checked before they are committed.
]==] .. MARK .. [==[

before=$0@KEPT@
if [ -x "$before" ]; then
	"$before" "$@" || exit
fi
exec @COMMAND@ check --staged@OPTIONS@
]==]

--- The script.
---@param given {command: string, no_os_sandbox: boolean?}
---@return string
function precommit.script(given)
  local values = { COMMAND = shell.quote(given.command), KEPT = precommit.KEPT,
    OPTIONS = given.no_os_sandbox and " --no-os-sandbox" or "" }
  return (SCRIPT:gsub("@(%u+)@", values))
end

--- Is a script one that we have written?
---@param script string
---@return boolean
function precommit.is(script) return script:find("\n" .. MARK .. "\n", 1, true) ~= nil end

return precommit
