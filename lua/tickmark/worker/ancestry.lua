--- Where commits come from.

local canon = require("tickmark.base.canon")
local link = require("tickmark.worker.link")

local intact <const> = link.intact

local ancestry = {}

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
function ancestry.common(repo, one, other)
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

--- All that a commit has behind it, and itself.
local function behind(repo, id)
  local known, stack = {}, { id }
  while #stack > 0 do
    local one = table.remove(stack)
    if not known[one] then
      known[one] = true
      local parents = intact(repo:parents(one))
      table.move(parents, 1, #parents, #stack + 1, stack)
    end
    link.beat()
  end
  return known
end

--- The commits that one has behind it and another hasn't, parents first.
---@param repo userdata
---@param from string?
---@param to string
---@return string[]
function ancestry.between(repo, from, to)
  local known, list, stack = from and behind(repo, from) or {}, canon.array {}, { to }
  while #stack > 0 do
    local id = stack[#stack]
    if known[id] == true then
      stack[#stack] = nil
    elseif known[id] then
      list[#list + 1], known[id], stack[#stack] = id, true, nil
    else
      known[id] = "open"
      local parents = intact(repo:parents(id))
      for i = #parents, 1, -1 do
        if not known[parents[i]] then stack[#stack + 1] = parents[i] end
      end
    end
    link.beat()
  end
  return list
end

return ancestry
