--- Closing the lock of this worker, and trying whether it holds.

local link = require("tickmark.worker.link")
local system = require("tickmark_worker.lock")

local lock = {}

---@class tickmark.Places  what a role may reach: folders and files
---@field read string[]
---@field write string[]?  for the role `write`

--- A system that has no such lock, or one in trouble.
local function refuse(message, code)
  link.fail(message, code == "notfound" and "lock" or code)
end

--- Lock this process to some places, for good.
---@param places tickmark.Places
function lock.close(places)
  local made, why, fault = system.new()
  if not made then refuse(why, fault) end
  local function allow(path, writes)
    local ok, message, code = made:allow(path, writes)
    if not ok then link.fail(message, code) end
  end
  for _, path in ipairs(places.read) do allow(path, false) end
  for _, path in ipairs(places.write or {}) do allow(path, true) end
  local ok, message, code = made:close(places.write ~= nil)
  if ok then ok, message, code = system.prove() end
  if not ok then refuse(message, code) end
end

--- What the system offers.
function lock.system() return { landlock = system.version() } end

--- Try something forbidden; mostly there is nobody left to answer.
---@param message {what: string, path: string?}
function lock.probe(message)
  local worked, why, code = system.probe(message.what, message.path)
  if code == "notfound" then link.fail(why, code) end
  return { worked = worked or false, refused = why }
end

return lock
