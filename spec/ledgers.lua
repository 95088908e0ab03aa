--- Ledgers for specs: who writes on them, what plain git does with them, and events
--- that are forged by hand.

local canon = require("tickmark.base.canon")
local command = require("spec.command")
local event = require("tickmark.ledger.event")
local support = require("spec.support")

local ledgers = {}

ledgers.REF = "refs/heads/audit/internal"
ledgers.NOW = os.date("!%Y-%m-%d")

local REF <const> = ledgers.REF

--- Who git says is writing.
function ledgers.as(dir, name)
  support.git(dir, "config user.name %s", name)
  support.git(dir, "config user.email %s", name .. "@example.com")
end

--- What the command says; it must have worked.
function ledgers.does(dir, fmt, ...)
  local ran = command.tickmark(dir, fmt, ...)
  assert(ran.status == 0, fmt .. "\n" .. ran.out .. ran.err)
  return ran.out
end

--- A copy of a repository, to the byte.
function ledgers.copy(dir)
  local copy = support.tmpdir()
  support.sh("cp -a %s/. %s", dir, copy)
  return copy
end

--- Merge another clone's ledger by plain git; `how` is more that it is told.
---@param how string?
---@return string  what git says
function ledgers.merge(dir, other, how)
  return support.sh("cd %s && git fetch -q %s " .. REF .. " && theirs=$(git rev-parse FETCH_HEAD) && "
    .. "rm -rf .git/work && git worktree prune && git worktree add -q --detach .git/work " .. REF
    .. " && cd .git/work && { git -c user.name=M -c user.email=m@x merge --no-edit $theirs " .. (how or "")
    .. "; } 2>&1 && git update-ref " .. REF .. " HEAD", dir, other)
end

--- A commit on the ledger by plain git; `change` runs in its work tree.
---@param change string|fun(work: string)
---@param date string?  of the commit
function ledgers.tamper(dir, change, date)
  support.sh("cd %s && git worktree add -q --force %s/work " .. REF .. " 2>/dev/null || true", dir, dir .. "/.git")
  local work = dir .. "/.git/work"
  support.sh("cd %s && git checkout -q --detach " .. REF, work)
  if type(change) == "function" then change(work) else support.sh("cd %s && " .. change, work) end
  date = date or ledgers.NOW .. "T23:59:59Z"
  support.sh("cd %s && git add -A && GIT_COMMITTER_DATE=%s GIT_AUTHOR_DATE=%s GIT_AUTHOR_EMAIL=mallory@example.com "
    .. "git commit -q --allow-empty -m tampered && git update-ref " .. REF .. " HEAD", work, date, date)
end

--- An event's file, written by hand.
---@return string path
function ledgers.forge(work, head, words)
  head.previous = canon.array(head.previous or {})
  local path, bytes = event.file(head, words or "\nForged.\n")
  support.write(work .. "/" .. path, bytes)
  return path
end

--- The head of an event, as data.
function ledgers.head_of(dir, path)
  local bytes = support.git(dir, "cat-file blob %s:%s", REF, path)
  return assert(require("tickmark_worker").doc.parse(bytes .. "\n", { kind = "markdown" })):data()
end

--- That of the newest; its path and its SHA-256.
function ledgers.newest(dir)
  local path = support.git(dir, "log -1 --format= --name-only %s", REF)
  return ledgers.head_of(dir, path), path, path:match("%-(%x+)%.md$")
end

return ledgers
