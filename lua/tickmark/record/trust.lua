--- Who may decide on a ledger: lead auditors appoint and dismiss, and say what has
--- to be signed. The first appoints himself; whoever verifies pins that event.

local canon = require("tickmark.base.canon")
local failure = require("tickmark.base.failure")
local ids = require("tickmark.conclude.identity")
local text = require("tickmark.base.text")
local trust = require("tickmark.ledger.trust")

local appointment = {}

local SSH <const> = "^((%S+)%s+([%w+/]+=*))"
local PGP <const> = "^%-%-%-%-%-BEGIN PGP PUBLIC KEY BLOCK%-%-%-%-%-.+%-%-%-%-%-END PGP"

--- A public key as the ledger keeps it: without its comment.
local function key_of(words)
  words = text.trim(words)
  if words:find(PGP) then return words .. "\n" end
  local key, kind = words:match(SSH)
  if key and (kind:find("^ssh%-") or kind:find("^ecdsa%-") or kind:find("^sk%-")) then
    return (key:gsub("%s+", " "))
  end
  failure.raise(failure.USAGE, "--key: no public key: " .. text.clip(words, 60),
    "a file as ~/.ssh/id_ed25519.pub, or what gpg --armor --export prints")
end

local function keys_of(given)
  local keys = canon.array {}
  for i, words in ipairs(given) do keys[i] = key_of(words) end
  return keys
end

local function recorded_of(book, identity)
  return book.ledger.records:get(
    ids.id(book.subject.settings.organisation.id, identity, 0))
end

--- Trust begins with a lead auditor who appoints himself, with a key.
local function check_begun(book, name, head)
  if book:trust().begun or name == "appoint" and head.role == "lead-auditor"
    and head.mail == book.author.mail:lower() and #head.keys > 0 then return end
  failure.raise(failure.USAGE,
    "nobody is appointed yet: the first lead auditor appoints himself, with a key",
    ("tickmark trust appoint %s --role lead-auditor --key ~/.ssh/id_ed25519.pub")
      :format(book.author.mail))
end

--- The event of a change of trust that makes sense where it is made.
local function draft(book, name, recorded, head, about, says)
  check_begun(book, name, head)
  book:permit("", "lead")
  local was = recorded and recorded.head
  local unfit = trust.unfit(book:trust(), was, head)
  if unfit then failure.raise(failure.USAGE, about .. ": " .. unfit) end
  book:check("trust", name, recorded, { text = says })
  return { book:draft("trust", head, was and was.state or "new", about, says) }
end

--- Give somebody a role, and the keys by which they are known.
---@param book tickmark.Book
---@param given {mail: string, role: string, keys: string[], text: string?}
---@return tickmark.Draft[]
function appointment.appoint(book, given)
  local mail, identity = given.mail:lower(), trust.person(given.mail)
  local known = recorded_of(book, identity)
  local keys = keys_of(given.keys)
  local says = given.text or ("%s is %s."):format(mail, given.role)
  if not known then
    local head = book:first("appointed", identity, { type = "appointment", mail = mail,
      role = given.role, keys = keys, reason = says })
    return draft(book, "appoint", nil, head, mail, says)
  end
  local own = book:own(known)
  local head = book:after(own, "appointed", { role = given.role, reason = says,
    keys = #keys > 0 and keys or own.head.keys })
  return draft(book, "reappoint", own, head, mail, says)
end

--- Take somebody's role away.
---@param given {mail: string, text: string}
function appointment.dismiss(book, given)
  local known = recorded_of(book, trust.person(given.mail))
  if not known then
    failure.raise(failure.USAGE, given.mail .. ": nobody of that name is appointed",
      "tickmark trust list tells who is")
  end
  local own = book:own(known)
  local head = book:after(own, "dismissed", { reason = given.text })
  return draft(book, "dismiss", own, head, own.head.mail, given.text or "")
end

--- Say whose events have to be signed; never less than before.
---@param given {scope: "auditors"|"all", text: string?}
function appointment.require_signatures(book, given)
  local known = recorded_of(book, trust.SIGNATURES)
  local says = given.text or (given.scope == "all" and "Every event has to be signed."
    or "What auditors do has to be signed.")
  if not known then
    local head = book:first("required", trust.SIGNATURES, { type = "requirement",
      scope = given.scope, reason = says })
    return draft(book, "require", nil, head, "signatures of " .. given.scope, says)
  end
  local own = book:own(known)
  return draft(book, "tighten", own, book:after(own, "required",
    { scope = given.scope, reason = says }), "signatures of " .. given.scope, says)
end

return appointment
