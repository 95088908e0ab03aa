--- What handlers send beside their answer: facts, lists in parts, a beat.

local canon = require("tickmark.base.canon")
local channel = require("tickmark_worker").channel

local link = {}

local BEAT <const> = 0.5 -- seconds without a word
local last = 0

--- Send facts under a key.
function link.facts(key, bytes)
  channel.send("K", key)
  channel.send("F", bytes)
  last = channel.clock()
end

--- Send a part of a list under a key.
function link.part(key, list)
  channel.send("D", canon.encode { key = key, list = canon.array(list) })
  last = channel.clock()
end

--- Tell the watch that the work goes on.
function link.beat()
  local now = channel.clock()
  if now - last > BEAT then
    channel.send("B", "")
    last = now
  end
end

--- Raise a failure of the world.
---@param message string
---@param code string?
---@param remedy string?
function link.fail(message, code, remedy)
  error({ message = message, code = code or "error", remedy = remedy }, 0)
end

--- The value, or the failure that `nil, message, code` describes.
function link.check(value, message, code)
  if value == nil then link.fail(message, code) end
  return value
end

--- The same; what lacks, or isn't what it has to be, in a repository that has been
--- found is damage.
function link.intact(value, message, code)
  if value == nil then
    local is_damage = code == "notfound" or code == "invalid"
    link.fail(message, is_damage and "damaged" or code, "run: git fsck")
  end
  return value
end

return link
