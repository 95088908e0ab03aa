--- The first commit of every ledger of an organisation: the same everywhere, so
--- that two ledgers of one organisation merge, and that another branch is none.

local canon = require("tickmark.base.canon")
local text = require("tickmark.base.text")

local root = {}

local EMPTY <const> = "4b825dc642cb6eb9a060e54bf8d69288fbee4904" -- git's empty tree

local function message_of(organisation)
  return ("tickmark ledger of %s\n"):format(text.trailer(organisation))
end

--- The commit, as the role `write` takes it.
---@param organisation string  id
function root.commit(organisation)
  local author = { name = "tickmark", mail = "tickmark@localhost", time = 0, offset = 0 }
  return { author = author, committer = author, files = canon.array {},
    message = message_of(organisation) }
end

local function is_nobody(person)
  return person.name == "tickmark" and person.mail == "tickmark@localhost"
    and person.time == 0
end

--- Is it that commit?
---@param first {tree: string, message: string?, author: table, committer: table}
---@param organisation string
---@return boolean
function root.is(first, organisation)
  return first.tree == EMPTY and first.message == message_of(organisation)
    and is_nobody(first.author) and is_nobody(first.committer)
end

return root
