--- What people write of a finding: a fact, and a cause that is not the fact again
--- (R-110 to R-113).

local text = require("tickmark.base.text")

local statement = {}

--- Is there nothing said?
---@param words string?
---@return boolean
function statement.blank(words) return not words or text.trim(words) == "" end

-- What an auditor's statement must leave to the auditee: the cause, the cure.
local CAUSES <const> = { "because", "due to", "caused by", "root cause" }
local CURES <const> = { "should", "recommend", "recommended", "suggest", "suggested",
  "we advise", "needs to be" }

local function holds(words, phrases)
  local folded = " " .. text.fold(words):gsub("[^%w]+", " ") .. " "
  for _, phrase in ipairs(phrases) do
    if folded:find(" " .. phrase .. " ", 1, true) then return phrase end
  end
end

--- The fact is said, and neither its cause nor its cure.
function statement.states_a_fact(_, given)
  if statement.blank(given.statement) then
    return "a finding says what is not as it must be", "--statement \"3 of 25 ...\""
  end
  local cause = holds(given.statement, CAUSES)
  if cause then
    return ("the statement gives a cause (%q): finding it is the auditee's part")
      :format(cause), "say the fact and where it is seen, and nothing else"
  end
  local cure = holds(given.statement, CURES)
  if cure and given.grade ~= "ofi" then
    return ("the statement gives a solution (%q): finding it is the auditee's part")
      :format(cure), "say the fact; an advice is an opportunity: --grade ofi"
  end
end

local STOP <const> = { the = true, ["and"] = true, ["for"] = true, was = true,
  were = true, are = true, has = true, have = true, had = true, that = true,
  this = true, with = true, ["not"] = true, from = true, been = true, its = true }

local function content_words(words)
  local list, seen = {}, {}
  for word in text.fold(words):gmatch("[%w\128-\255]+") do
    if #word > 2 and not STOP[word] and not seen[word] then
      seen[word] = true
      list[#list + 1] = word
    end
  end
  return list, seen
end

local RESTATES <const> = 0.6 -- share of the cause's words that the finding has, too

--- Does a cause say what the finding says?
---@param cause string
---@param fact string
---@return boolean
function statement.restates(cause, fact)
  local words = content_words(cause)
  local _, known = content_words(fact)
  local shared = 0
  for _, word in ipairs(words) do shared = shared + (known[word] and 1 or 0) end
  return #words == 0 or shared / #words >= RESTATES
end

return statement
