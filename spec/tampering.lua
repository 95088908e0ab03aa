--- Ledgers as people change them who should not: by plain git, past tickmark.

local canon = require("tickmark.base.canon")
local event = require("tickmark.ledger.event")
local support = require("spec.support")

local tampering = {}

local REF <const> = "refs/heads/audit/internal"
tampering.REF = REF
tampering.NOW = os.date("!%Y-%m-%d")

--- Who git says writes in a repository.
function tampering.as(dir, name)
  support.git(dir, "config user.name %s", name)
  support.git(dir, "config user.email %s", name .. "@example.com")
end

--- Merge another clone's ledger by plain git.
function tampering.merge(dir, other)
  support.sh("cd %s && git fetch -q %s +" .. REF .. ":theirs && git worktree add -q --force --detach .git/merging "
    .. REF .. " && cd .git/merging && git -c user.name=M -c user.email=m@x -c commit.gpgsign=false merge -q --no-edit "
    .. "theirs && git update-ref " .. REF .. " HEAD && cd ../.. && git worktree remove --force .git/merging", dir,
    other)
end

--- A commit on the ledger by plain git; `change` runs in its work tree.
---@param change string|fun(work: string)
---@param options {date: string?, author: string?, key: string?}?
function tampering.tamper(dir, change, options)
  options = options or {}
  local author = options.author or "mallory@example.com"
  local date = options.date or tampering.NOW .. "T23:59:59Z"
  local signs = options.key and "-c gpg.format=ssh -c user.signingkey=" .. options.key or "-c commit.gpgsign=false"
  support.sh("cd %s && git worktree add -q --force %s/work " .. REF .. " 2>/dev/null || true", dir,
    dir .. "/.git")
  local work = dir .. "/.git/work"
  support.sh("cd %s && git checkout -q --detach " .. REF, work)
  if type(change) == "function" then change(work) else support.sh("cd %s && " .. change, work) end
  support.sh("cd %s && git add -A && GIT_COMMITTER_DATE=%s GIT_AUTHOR_DATE=%s GIT_AUTHOR_EMAIL=%s git " .. signs
    .. " commit -q --allow-empty -m tampered " .. (options.key and "-S " or "") .. "&& git update-ref " .. REF
    .. " HEAD", work, date, date, author)
end

--- An event's file, written by hand into a work tree; its path.
function tampering.forge(work, head, words, folder)
  head.previous = canon.array(head.previous or {})
  local path, bytes = event.file(head, words or "\nForged.\n", folder)
  support.write(work .. "/" .. path, bytes)
  return path
end

--- The head of an event, as data.
function tampering.head_of(dir, path)
  local bytes = support.git(dir, "cat-file blob %s:%s", REF, path)
  return assert(require("tickmark_worker").doc.parse(bytes .. "\n", { kind = "markdown" })):data()
end

--- That of the newest event, or of the newest below a folder; its path, its SHA-256.
function tampering.newest(dir, folder)
  local path = support.git(dir, "log -1 --no-merges --format= --name-only %s -- %s", REF, folder or ".")
  return tampering.head_of(dir, path), path, path:match("%-(%x+)%.md$")
end

return tampering
