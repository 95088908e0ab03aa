--- By when what has to happen to a finding, in days of the calendar from the day
--- on which it was raised (R-150 to R-156).

local date = require("tickmark.base.date")

local deadlines = {}

local RESPONSE <const> = "P14D" -- cause, correction, plan
local REVIEW <const> = "P28D"   -- the auditor's word on the plan
local CORRECTED <const> = { minor = "P90D", major = "P6M" }

local LAST <const> = date.new(9000, 1, 1) -- from which on days can't be added to

--- The day on which the clock started, or nil.
local function start_of(head)
  local day = date.parse(head.raised_on or head.as_of)
  return day and day < LAST and day or nil
end

--- The last day for the actions of a finding, an agreed extension included.
---@param head table
---@param grade string?  in place of its own
---@return tickmark.Date?
function deadlines.corrected(head, grade)
  local start = start_of(head)
  local extended = head.extension and date.parse(head.extension.due)
  return extended or start and start + (CORRECTED[grade or head.grade] or CORRECTED.minor)
end

local WAITS_FOR <const> = {
  open = { RESPONSE, "a response" }, reopened = { RESPONSE, "a response" },
  responded = { RESPONSE, "a plan" }, disputed = { REVIEW, "a decision on the dispute" },
  ["plan-proposed"] = { REVIEW, "a decision on the plan" },
}

--- What a finding waits for, whose turn it is, and until when.
---@param head table
---@param stage string  of life.lua
---@return string? what
---@return tickmark.Date? due
function deadlines.next(head, stage)
  local start = start_of(head)
  local wait = WAITS_FOR[stage]
  if not start or not CORRECTED[head.grade] then return nil end
  if wait then return wait[2], start + wait[1] end
  if stage == "plan-accepted" then return "its actions", deadlines.corrected(head) end
  if stage == "corrected" then return "verification", deadlines.corrected(head) end
  if stage == "verified" then return "closure", deadlines.corrected(head) end
end

return deadlines
