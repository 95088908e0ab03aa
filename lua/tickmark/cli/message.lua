--- What `tickmark check --message` looks at: a commit's message, and around it the
--- ledger, the people, and who makes the commit. Where no trailer asks for these,
--- nothing is opened.

local failure = require("tickmark.base.failure")
local message = require("tickmark.documents.message")
local names = require("tickmark.ledger.names")
local state = require("tickmark.ledger.state")
local subject = require("tickmark.evaluate.subject")
local text = require("tickmark.base.text")
local trailers_of = require("tickmark.documents.trailers")
local verdict = require("tickmark.documents.verdict")

local function read(path)
  local f <close>, why = io.open(path, "rb")
  local bytes, message_of = nil, why
  if f then bytes, message_of = f:read("a") end
  if bytes then return bytes end
  failure.raise(failure.USAGE, ("--message: %s: it can't be read: %s"):format(path,
    message_of), "git names it to its hook commit-msg")
end

--- How many on the ledger have a name, which is read when the first is asked for.
local function counter(about)
  local ledger
  return function(folder, name)
    ledger = ledger or state.load(about)
    return ledger.commit and #names.find(ledger.records:list(folder), name) or nil
  end
end

--- Who makes the commit: git tells its hooks the author, and in its settings the rest.
local function mails_of(about)
  return { os.getenv("GIT_COMMITTER_EMAIL") or about:ask({ op = "identity" }).mail or "",
    os.getenv("GIT_AUTHOR_EMAIL") }
end

local function told_of(about)
  local people, mails = about:persons(), mails_of(about)
  local function id_of(name) return people[name:lower()] or name:lower() end
  local path, ref = state.place(about)
  return { ledger = (path and path .. ":" or "") .. ref, count = counter(about),
    people = about.settings.people.file,
    is_known = function(name) return people[name:lower()] ~= nil end,
    is_own = function(mail)
      for _, own in ipairs(mails) do
        if id_of(own) == id_of(mail) then return true end
      end
      return false
    end }
end

--- What is wrong, and what of that blocks.
local function judge(options, trailers)
  if not message.asks(trailers) then return message.faults(trailers), {} end
  local about = subject.open(options)
  local ok, faults = pcall(function()
    return message.faults(trailers, told_of(about))
  end)
  about:close()
  if not ok then error(faults, 0) end
  return faults, about.settings.check.blocks
end

--- Judge a message.
---@param path string
---@param options table  repo, config, ledger, index, no_os_sandbox
---@return tickmark.Checked
return function(path, options)
  local faults, blocks = judge(options, trailers_of(read(path)))
  for _, fault in ipairs(faults) do fault.path = text.message(path:match("[^/]*$")) end
  local checked = verdict.grade(faults, blocks)
  checked.documents = 1
  return checked
end
