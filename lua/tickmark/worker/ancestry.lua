--- Where two commits come from.

local link = require("tickmark.worker.link")

local intact <const> = link.intact

--- Take out the newest of some commits.
local function newest(front)
  local at = 1
  for i = 2, #front do
    if front[i].committer.time > front[at].committer.time then at = i end
  end
  return table.remove(front, at)
end

--- A newest commit that both have behind them, or are; nil: they have none in common.
---@param repo userdata
---@param one string
---@param other string
---@return table? commit
return function(repo, one, other)
  local sides, front = {}, {}
  local function reach(id, side)
    local known = sides[id] or 0
    if known | side == known then return end
    sides[id] = known | side
    front[#front + 1] = intact(repo:commit(id))
  end
  reach(one, 1)
  reach(other, 2)
  while #front > 0 do
    local commit = newest(front)
    if sides[commit.id] == 3 then return commit end
    for _, parent in ipairs(commit.parents) do reach(parent, sides[commit.id]) end
    link.beat()
  end
end
