-- An organisation whose findings are recorded, and what `audit --record` wrote: for specs.

local command = require("spec.command")
local doc = require("tickmark_worker").doc
local ledgers = require("spec.ledgers")
local support = require("spec.support")

local recording = {}

local REF <const> = ledgers.REF

local NAMES = [[
return test {
  id = "access.names", title = "Names are short", requirement = "A.5.16", evidence = "user-list",
  judge = function(accounts, t)
    for a in accounts:each() do
      if #a.user > 3 then t:fail(a, { what = "has a long name" }) end
    end
  end,
}
]]

--- An organisation with two findings, and who audits it.
function recording.isms(config, opts)
  local files = command.isms {
    ["tickmark.yml"] = command.CONFIG:gsub("    columns:", '    mutable: "yes"\n%0'),
    ["checks/names.lua"] = NAMES,
    ["evidence/users/2025-12.csv"] = "user,mfa\nada,yes\nbob,no\ncarol,no\ndave,yes\n",
  }
  if config then files["tickmark.yml"] = config end
  local dir = support.repo(files, opts or { date = "2026-01-05T12:00:00Z" })
  support.git(dir, "config user.name 'Eva Auditor'")
  support.git(dir, "config user.email eva@example.com")
  return dir
end

--- Run `audit --record` there.
function recording.record(dir, options, ...)
  return command.tickmark(dir, "audit --record --quiet " .. (options or ""), ...)
end

--- Where the ledger, or another ref, is; "" for nowhere.
function recording.tip(dir, ref)
  return support.git(dir, "rev-parse -q --verify %s || true", ref or REF)
end

--- How many commits there are: the root, and those of findings.
function recording.commits(dir, ref)
  return 1 + math.tointeger(tonumber(support.git(dir, "rev-list --count %s -- findings", ref or REF)))
end

--- Paths of all findings' events, or of those that the last commits added.
function recording.paths(dir, range)
  local list = {}
  local out = range and support.git(dir, "log --reverse --format= --name-only %s -- findings", range)
    or support.git(dir, "ls-tree -r --name-only %s findings", REF)
  for path in out:gmatch("[^\n]+") do list[#list + 1] = path end
  return list
end

--- A file on the ledger.
local function bytes_of(dir, path)
  local out = support.tmpdir()
  support.git(dir, "cat-file blob %s >%s", REF .. ":" .. path, out .. "/blob")
  local bytes = command.read(out .. "/blob")
  support.remove(out)
  return bytes
end

--- The head of an event, through our own strict reader.
function recording.head_of(dir, path)
  local document, fault = doc.parse(bytes_of(dir, path), { kind = "markdown" })
  assert(document, fault and fault.message)
  return document:data()
end

--- The evidence, with these accounts.
function recording.users(...)
  return { ["evidence/users/2025-12.csv"] = "user,mfa\n" .. table.concat({ ... }, "\n") .. "\n" }
end

--- What git finds wrong with it.
function recording.fsck(dir)
  return support.git(dir, "fsck --strict --no-dangling 2>&1 | grep -v ^notice || true")
end

--- The last commit of a finding.
function recording.last(dir) return support.git(dir, "rev-list -1 %s -- findings", REF) end

--- The head and the path of the event that was added last.
function recording.last_head(dir)
  local added = recording.paths(dir, REF .. "~1.." .. REF)
  return recording.head_of(dir, added[1]), added[1]
end

return recording
