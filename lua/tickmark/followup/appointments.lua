--- Who may do what on an open ledger, and what trust begins with. Plain data, which
--- a report shows.

local canon = require("tickmark.base.canon")
local core = require("tickmark.core")
local openpgp = require("tickmark.followup.openpgp")
local order = require("tickmark.base.order")

---@class tickmark.Appointments
---@field people {mail: string, role: string, keys: string[]}[]
---@field signed "auditors"|"all"|nil  whose events have to be signed
---@field anchor string?  SHA-256 of the event with which trust begins

--- A key in a few letters.
local function short_key(key)
  if openpgp.is_key(key) then return "OpenPGP " .. core.sha256(key):sub(1, 12) end
  return key:match("^%S+") .. " ..." .. key:sub(-12)
end

--- The event with which trust begins: somebody's first, by their own word.
local function anchor_of(book)
  for _, recorded in ipairs(book:all("trust")) do
    local first = book:events(recorded)[1]
    local head = first.data
    if head.mail and tostring(head.by):lower() == head.mail then
      return first.at.sha256
    end
  end
end

---@param book tickmark.Book
---@return tickmark.Appointments
return function(book)
  local held, people = book:trust(), canon.array {}
  for _, mail in ipairs(order.keys(held.people)) do
    local one, keys = held.people[mail], canon.array {}
    for i, key in ipairs(order.keys(one.keys)) do keys[i] = short_key(key) end
    people[#people + 1] = { mail = mail, role = one.role, keys = keys }
  end
  return { people = people, signed = held.signed, anchor = anchor_of(book) }
end
