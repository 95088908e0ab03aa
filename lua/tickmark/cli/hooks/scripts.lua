--- The scripts that git runs around a commit: documents and records are checked before
--- it, then what its message names. What was there before is kept beside each, and runs
--- first.

local seal = require("tickmark.cli.hooks.seal")
local shell = require("tickmark.base.shell")

local scripts = {}

--- What the script that was there before has at the end of its name.
scripts.KEPT = ".before-tickmark"

--- What the pre-commit tool adds to the name of a script that was there before its own,
--- which it runs first.
scripts.ASIDE = ".legacy"

-- A script says so, or nobody knew when it is taken away.
local MADE <const> = "# Its folder was made for it, and goes with it.\n"

-- Where all repositories of somebody have their hooks.
local SHARED <const> = [==[
# Many repositories have their hooks here; one without tickmark.yml goes on.
]==]

-- Elsewhere that is a branch of other things.
local NOTHING <const> = '\techo "tickmark: no tickmark.yml on this branch: nothing is '
  .. 'checked" >&2\n'

local SCRIPT <const> = [==[
#!/bin/sh
# @ABOUT@
]==] .. seal.HERE .. [==[
# tickmark hook uninstall takes it away.
@MADE@
before=${0%@ASIDE@}@KEPT@
if [ -x "$before" ]; then
	"$before" "$@" || exit
fi
@SHARED@git cat-file -e HEAD:tickmark.yml 2>/dev/null ||
	git cat-file -e :tickmark.yml 2>/dev/null || {
@NOTHING@	exit 0
}
# A linked work tree is found by the file that is there, all else as git says.
[ -f .git ] && repo=. || repo=${GIT_DIR:-.}
@RUN@
]==]

---@class tickmark.HookOf
---@field name string   as git knows it
---@field about string  a sentence
---@field what string   to check
---@field told string   to who has it installed
---@field before string?  lines that come first
---@field is_last boolean?  what is to be said of all was said before
---@field after string?  another command, which stops nothing

--- In the order in which git runs them.
---@type tickmark.HookOf[]
scripts.ALL = {
  { name = "pre-commit", about = "Documents and records are checked before a commit.",
    what = "--quiet --staged", told = "checks what is committed",
    after = "blast --staged --format line" },
  { name = "pre-merge-commit", about = "A merge is checked before it is made.",
    what = "--quiet --staged $others", told = "checks what a merge brings together",
    before = "# What git merges: its own name for it is in the environment.\n"
      .. "others=$(env | sed -n 's/^GITHEAD_\\([0-9a-f]*\\)=.*/--merge \\1/p')\n" },
  { name = "commit-msg", about = "What the message of a commit names is there.",
    what = '--quiet --message "$1"', told = "checks what its message names",
    is_last = true },
}

---@class tickmark.HookGiven
---@field command string         absolute path of tickmark
---@field no_os_sandbox boolean?
---@field shared boolean?        the folder is that of many repositories
---@field made boolean?          it was made for this

--- What it does at its end: what comes after stops nothing.
local function run_of(hook, given)
  local function command(words)
    return ('%s %s --repo "$repo"%s'):format(shell.quote(given.command), words,
      given.no_os_sandbox and " --no-os-sandbox" or "")
  end
  local check = command("check " .. hook.what)
  if not hook.after then return (hook.before or "") .. "exec " .. check end
  return ("%s || exit\n%s 2>/dev/null || :"):format(check, command(hook.after))
end

--- The script of a hook.
---@param hook tickmark.HookOf
---@param given tickmark.HookGiven
---@return string
function scripts.of(hook, given)
  local values = { KEPT = scripts.KEPT, ASIDE = scripts.ASIDE, ABOUT = hook.about,
    RUN = run_of(hook, given), MADE = given.made and MADE or "",
    SHARED = given.shared and SHARED or "",
    NOTHING = (given.shared or hook.is_last) and "" or NOTHING }
  return seal.put((SCRIPT:gsub("@(%u+)@", values)))
end

--- Does a script say that its folder was made for it?
---@param script string
---@return boolean
function scripts.is_made(script) return script:find(MADE, 1, true) ~= nil end

return scripts
