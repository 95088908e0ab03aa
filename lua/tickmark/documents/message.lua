--- Judging a commit's message by its trailers: what they name is on the ledger, and who
--- is said to have approved it is somebody else.

local suggest = require("tickmark.base.suggest")
local text = require("tickmark.base.text")

local message = {}

local KEYS <const> = { "Finding", "Action", "Request", "Approved-by" }

-- What a trailer names: where it is on the ledger, and what people call it.
local NAMES <const> = {
  finding = { "findings", "finding", "tickmark finding list tells what there is" },
  action = { "actions", "corrective action",
    "tickmark finding show tells what a finding has" },
  request = { "requests", "evidence request", "tickmark status tells what is due" },
}

-- Keys of others, which only look like ours.
local OTHERS <const> = { ["pull-request"] = true, ["merge-request"] = true }

local LEADS_NOWHERE <const> = "who follows it finds nothing (7.5.3)"
local APPROVED <const> = "what nobody has approved is not in force (7.5.2)"

---@class tickmark.Told  what is known around a message
---@field ledger string   where the ledger is
---@field count fun(folder: string, name: string): integer?  how many there have that
---  name; nil: there is no ledger
---@field people string?  the file of people
---@field is_known fun(name: string): boolean  has somebody there that name or mail?
---@field is_own fun(mail: string): boolean  is it that of who makes the commit?

local function quoted(value) return text.message(text.quote(value)) end

local function fault_of(trailer, code, words, why, remedy)
  return { code = code, line = trailer.line, column = trailer.column,
    message = ("%s: %s"):format(trailer.key, words), why = why, remedy = remedy }
end

local function judge_name(trailer, told)
  local folder, noun, list = table.unpack(NAMES[text.fold(trailer.key)])
  local words, remedy
  if trailer.value == "" then
    words, remedy = "it names nothing", list
  else
    local count = told.count(folder, trailer.value)
    if count == 1 then return nil end
    words = quoted(trailer.value) .. (not count and ": there is no ledger at %s"
      or count == 0 and ": no such " .. noun .. " on %s"
      or ": more than one " .. noun .. " has that name on %s"):format(told.ledger)
    remedy = not count and "tickmark audit --record begins one; or leave the line out"
      or count == 0 and list .. "; each has a line of its own"
      or "write more letters of its id"
  end
  return fault_of(trailer, "reference", words, LEADS_NOWHERE, remedy)
end

--- "Name <mail>", or one of the two.
local function split(value)
  local name, mail = value:match("^(.-)%s*<%s*([^<>]-)%s*>$")
  if name then return name, mail end
  if value:find("^%S+@%S+$") then return "", value end
  return value, ""
end

local function judge_approval(trailer, told)
  local name, mail = split(trailer.value)
  if name == "" and mail == "" then
    return fault_of(trailer, "approval", "it names nobody", APPROVED,
      "Approved-by: Name <mail>")
  end
  if told.people and not told.is_known(name) and not told.is_known(mail) then
    local words = "%s: nobody in %s has that name or mail"
    return fault_of(trailer, "approval", words:format(quoted(trailer.value), told.people),
      APPROVED, "write the name or the mail as it is there")
  end
  if mail ~= "" and told.is_own(mail) then
    local fault = fault_of(trailer, "approval", ("%s is who makes this commit"):format(
      quoted(mail)), "nobody approves what they did themself (A.5.3)",
      "somebody else has to")
    fault.warns = true
    return fault
  end
end

--- The key of ours that a word is nearly; hardly anybody errs in the first letter.
local function nearly(word)
  local folded = text.fold(word)
  for _, key in ipairs(KEYS) do
    if text.fold(key) == folded then return key end
  end
  local found = suggest.nearest(word, KEYS)
  return found and text.fold(found):byte() == folded:byte() and found or nil
end

local function judge_key(trailer)
  local key = trailer.key
  local meant = not OTHERS[text.fold(key)]
    and (nearly(key) or nearly(key:match("[^-]*$")))
  if not meant then return nil end
  return { code = "unknown", line = trailer.line, column = 1, warns = true,
    message = ('trailer %s, did you mean "%s"?'):format(quoted(key), meant),
    why = "what is misspelt is not read",
    remedy = ("%s: %s"):format(meant, text.message(text.clip(trailer.value, 60))) }
end

local function is_approval(key) return text.fold(key) == "approved-by" end

--- Has one of the trailers to be held against what is known around the message?
---@param trailers tickmark.Trailer[]
---@return boolean
function message.asks(trailers)
  for _, trailer in ipairs(trailers) do
    if NAMES[text.fold(trailer.key)] or is_approval(trailer.key) then return true end
  end
  return false
end

--- What is wrong with a message.
---@param trailers tickmark.Trailer[]
---@param told tickmark.Told?  when it asks
---@return tickmark.Noted[]
function message.faults(trailers, told)
  local faults = {}
  for _, trailer in ipairs(trailers) do
    local judge = NAMES[text.fold(trailer.key)] and judge_name
      or is_approval(trailer.key) and judge_approval or judge_key
    faults[#faults + 1] = judge(trailer, told)
  end
  return faults
end

return message
