--- The guard of a server's ledgers: the script that git runs before a push moves a
--- ref. It lets pass what `tickmark verify` finds nothing wrong with.

local seal = require("tickmark.cli.hooks.seal")
local shell = require("tickmark.base.shell")

local guard = {}

local quote <const> = shell.quote

local SCRIPT <const> = [==[
#!/bin/sh
# A ledger of tickmark's only grows: a push that takes back, changes or forges
# what is recorded there is refused before the ref moves.
]==] .. seal.HERE .. [==[
# Lines of your own belong elsewhere: where this is changed, it is not replaced.

tickmark=@COMMAND@
ref=$1 old=$2 new=$3

# A ref that isn't there is all zeros.
case $old in
*[!0]*) range=$old..$new ;;
*) range=..$new ;;
esac
@DOCUMENTS@
case $ref in
@REFS@) ;;
*) exit 0 ;;
esac
case $new in
*[!0]*) ;;
*)
	echo "tickmark: $ref: a ledger is not deleted" >&2
	exit 1
	;;
esac

"$tickmark" verify @OPTIONS@ --ledger ".:$ref" "$range"
case $? in
0) exit 0 ;;
1) exit 0 ;; # undecided conflicts, as a merge may leave them
*)
	echo "tickmark: $ref: refused, it stays where it was" >&2
	exit 1
	;;
esac
]==]

-- What is protected takes no commit that a hook would not have let pass.
local DOCUMENTS <const> = [==[

case $ref in
@PROTECTED@)
	case $new in
	*[!0]*) "$tickmark" verify @OPTIONS@ "$range" >&2 && exit 0 ;;
	esac
	echo "tickmark: $ref: refused, it stays where it was" >&2
	exit 1
	;;
esac
]==]

-- The same as one line of somebody else's script.
local LINE <const> = [[case $1 in @REFS@) @COMMAND@ verify @OPTIONS@ --ledger ".:$1" ]]
  .. [["${2#@ZEROS@}..$3" || [ $? -eq 1 ] || exit 1 ;; esac]]

---@class tickmark.Guard
---@field command string    absolute path of tickmark
---@field refs string[]     a name, or a folder, which ends in a slash
---@field protected string?  a ref of documents
---@field no_os_sandbox boolean?

local function fill(template, given)
  local refs = {}
  for i, ref in ipairs(given.refs) do
    refs[i] = quote(ref) .. (ref:sub(-1) == "/" and "*" or "")
  end
  local documents = given.protected and template == SCRIPT
    and DOCUMENTS:gsub("@PROTECTED@", function() return quote(given.protected) end) or ""
  template = template:gsub("@DOCUMENTS@", function() return documents end)
  local values = { COMMAND = quote(given.command), REFS = table.concat(refs, " | "),
    OPTIONS = "--repo ." .. (given.no_os_sandbox and " --no-os-sandbox" or ""),
    ZEROS = ("0"):rep(40) }
  return (template:gsub("@(%u+)@", values))
end

-- Folders in which others than ledgers are, too.
local SHARED <const> = { ["refs/"] = true, ["refs/heads/"] = true, ["refs/tags/"] = true,
  ["refs/notes/"] = true, ["refs/remotes/"] = true }

--- What to guard so that a ledger is: its folder, for there are those of other audits
--- and their drafts; where that is everybody's, the ledger and its drafts.
---@param ref string
---@param drafts string  what the name of the drafts' ref has at its end
---@return string[] refs
function guard.refs(ref, drafts)
  local folder = ref:match("^.*/")
  return SHARED[folder] and { ref, ref .. drafts } or { folder }
end

--- The script of the hook `update`.
---@param given tickmark.Guard
---@return string
function guard.script(given) return seal.put(fill(SCRIPT, given)) end

--- A line that does the same in a script of others; for the ledger alone.
---@param given tickmark.Guard
---@return string
function guard.line(given) return fill(LINE, given) end

return guard
