--- Failures that end a command: what is wrong and the exit status it means.

local failure = {}

local meta = { __name = "tickmark.failure" }

function meta.__tostring(self)
  return self.remedy and ("%s\n  %s"):format(self.message, self.remedy) or self.message
end

--- Exit statuses of DESIGN 4.
failure.FINDINGS, failure.INCOMPLETE, failure.USAGE, failure.TRUST = 1, 2, 3, 4

---@class tickmark.Failure
---@field exit integer
---@field message string
---@field remedy string?
---@field problems tickmark.Problem[]?
---@field code string?  what the worker that met it called it

--- Raise a failure.
---@param exit integer
---@param message string
---@param remedy string?
---@param problems tickmark.Problem[]?
---@param code string?
function failure.raise(exit, message, remedy, problems, code)
  error(setmetatable({ exit = exit, message = message, remedy = remedy,
    problems = problems, code = code }, meta), 0)
end

---@return boolean
function failure.is(x) return type(x) == "table" and getmetatable(x) == meta end

return failure
