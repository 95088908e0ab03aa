--- What `tickmark check --message` looks at: a commit's message, and around it the
--- ledger, the people, and who makes the commit. Where no trailer asks for these,
--- nothing is opened.

local canon = require("tickmark.base.canon")
local failure = require("tickmark.base.failure")
local message = require("tickmark.documents.message")
local names = require("tickmark.ledger.names")
local state = require("tickmark.ledger.state")
local subject = require("tickmark.evaluate.subject")
local text = require("tickmark.base.text")
local trailers_of = require("tickmark.documents.trailers")

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
local function judge(about, trailers)
  local blocks = {}
  for _, code in ipairs(about.settings.check.blocks) do blocks[code] = true end
  return message.faults(trailers, told_of(about)), blocks
end

local function judged(options, trailers)
  if not message.asks(trailers) then return message.faults(trailers), {} end
  local about = subject.open(options)
  local ok, faults, blocks = pcall(judge, about, trailers)
  about:close()
  if not ok then error(faults, 0) end
  return faults, blocks
end

--- Judge a message.
---@param path string
---@param options table  repo, config, ledger, index, no_os_sandbox
---@return tickmark.Checked
return function(path, options)
  local faults, blocks = judged(options, trailers_of(read(path)))
  local checked = { faults = canon.array(faults), errors = 0, warnings = 0,
    documents = 1 }
  for _, fault in ipairs(faults) do
    local is_error = blocks[fault.code] and not fault.warns
    fault.path, fault.level, fault.warns = text.message(path:match("[^/]*$")),
      is_error and "error" or "warning", nil
    local count = is_error and "errors" or "warnings"
    checked[count] = checked[count] + 1
  end
  checked.exit = checked.errors > 0 and 1 or 0
  return checked
end
