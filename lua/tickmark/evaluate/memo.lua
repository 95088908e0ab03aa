--- What was found out before, kept for the next time, below the git directory of what
--- it was found in unless somebody says where. It is found by what it was made of,
--- never by time or name, so it is right or not there; it is never the only copy, so
--- nobody misses it.

local core = require("tickmark.core")

local memo = {}

local MOST <const> = 512 << 20 -- bytes, of all that is kept
local BUILD <const> = core.build():sub(1, 16)

---@class tickmark.Memo
---@field dir string
---@field remark fun(words: string)
local methods = {}
methods.__index = methods

---@param dir string
---@param remark (fun(words: string))?
---@return tickmark.Memo
function memo.at(dir, remark)
  return setmetatable({ dir = dir, remark = remark or function() end }, methods)
end

--- What another build found out is not known.
local function key_of(kind, id) return ("%s %s %s"):format(BUILD, kind, id) end

--- What is damaged is begun anew.
local function discard(self)
  os.remove(self.dir .. "/data.mdb")
  os.remove(self.dir .. "/lock.mdb")
  self.remark(("%s was damaged, and is begun anew"):format(self.dir))
end

local function open(self, writes)
  local store, _, code = core.memo(self.dir, MOST, writes)
  if code == "invalid" then discard(self) end
  return store
end

--- What is known under some of these ids.
---@param kind string   a word
---@param ids string[]
---@return table<string, string>
function methods:get(kind, ids)
  local found = {}
  local store <close> = open(self, false)
  for _, id in ipairs(store and ids or {}) do
    found[id] = store:get(key_of(kind, id))
  end
  return found
end

local function put_all(store, kind, found)
  for id, bytes in pairs(found) do
    local ok, _, code = store:put(key_of(kind, id), bytes)
    if not ok then return code end
  end
  return "ok"
end

--- Keep what was found out, by id. When there is no room more, what was kept before is
--- forgotten.
---@param kind string
---@param found table<string, string>
function methods:put(kind, found)
  if not next(found) then return end
  local store <close> = open(self, true)
  if not store then return end
  local code = put_all(store, kind, found)
  if code == "limit" and store:empty() then code = put_all(store, kind, found) end
  if code == "ok" then store:keep() end
end

return memo
