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

--- Be somebody, who signs with a key of their own, made at first.
---@return string key  its file; beside it is the public one, .pub
function ledgers.be(dir, name)
  ledgers.as(dir, name)
  local key = ("%s/.git/%s"):format(dir, name)
  support.sh("test -f %s || ssh-keygen -q -t ed25519 -N '' -C '' -f %s", key, key)
  support.git(dir, "config gpg.format ssh")
  support.git(dir, "config user.signingkey %s", key)
  return key
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
---@param by {mail: string, key: string?}?  its author, and who signs it
function ledgers.tamper(dir, change, date, by)
  support.sh("cd %s && git worktree add -q --force %s/work " .. REF .. " 2>/dev/null || true", dir, dir .. "/.git")
  local work = dir .. "/.git/work"
  support.sh("cd %s && git checkout -q --detach " .. REF, work)
  if type(change) == "function" then change(work) else support.sh("cd %s && " .. change, work) end
  date, by = date or ledgers.NOW .. "T23:59:59Z", by or { mail = "mallory@example.com" }
  local signs = by.key and "-c gpg.format=ssh -c user.signingkey=" .. by.key .. " commit -S"
    or "-c commit.gpgsign=false commit"
  support.sh("cd %s && git add -A && GIT_COMMITTER_DATE=%s GIT_AUTHOR_DATE=%s GIT_AUTHOR_EMAIL=%s git " .. signs
    .. " -q --allow-empty -m tampered && git update-ref " .. REF .. " HEAD", work, date, date, by.mail)
end

--- An event's file, written by hand.
---@param folder string?  of its kind
---@return string path
function ledgers.forge(work, head, words, folder)
  head.previous = canon.array(head.previous or {})
  local path, bytes = event.file(head, words or "\nForged.\n", folder)
  support.write(work .. "/" .. path, bytes)
  return path
end

--- The head of an event, as data.
function ledgers.head_of(dir, path)
  local bytes = support.git(dir, "cat-file blob %s:%s", REF, path)
  return assert(require("tickmark_worker").doc.parse(bytes .. "\n", { kind = "markdown" })):data()
end

--- That of the newest, below a folder or anywhere; its path and its SHA-256.
function ledgers.newest(dir, folder)
  local path = support.git(dir, "log -1 --no-merges --format= --name-only %s -- %s", REF, folder or ".")
  return ledgers.head_of(dir, path), path, path:match("%-(%x+)%.md$")
end

return ledgers
