--- One hook of git's: what is at its path, and beside it what was there before.

local failure = require("tickmark.base.failure")
local file = require("tickmark.cli.hooks.file")
local scripts = require("tickmark.cli.hooks.scripts")
local seal = require("tickmark.cli.hooks.seal")

local slot = {}

---@class tickmark.HookSlot
---@field hook tickmark.HookOf
---@field path string
---@field there "nothing"|"ours"|"other"
---@field script string?     of ours
---@field kept string?       the path of what is kept, if there is something
---@field keeps_to string    where that is, or would be

local function refuse(path, what, remedy)
  failure.raise(failure.USAGE, ("%s: %s"):format(path, what), remedy)
end

--- Whose a file is, and if it is ours what it says. A changed one stays as it is.
local function look_into(path, kept)
  local script = file.read(path)
  local owner = seal.whose(script)
  if owner == "changed" then
    refuse(path, "written by tickmark hook install, and changed since; it stays as it is",
      ("move lines of your own to %s, which runs first, take the file away, and run "
        .. "this again"):format(kept))
  end
  return owner, owner == "ours" and script or nil
end

local function is_begun_by_us(path)
  return file.kind(path) == "file" and seal.whose(file.read(path)) ~= "other"
end

--- Look at a hook, where it is: the pre-commit tool may have put it aside.
---@param folder string
---@param hook tickmark.HookOf
---@return tickmark.HookSlot
function slot.at(folder, hook)
  local path = folder .. "/" .. hook.name
  local to, aside = path .. scripts.KEPT, path .. scripts.ASIDE
  if is_begun_by_us(aside) and not is_begun_by_us(path) then path = aside end
  local kind = file.kind(path)
  local found = { hook = hook, path = path, there = kind and "other" or "nothing",
    kept = file.kind(to) and to or nil, keeps_to = to }
  if kind == "file" then found.there, found.script = look_into(path, to) end
  return found
end

--- What puts a script there; another one that is there is kept beside it.
---@param self tickmark.HookSlot
---@param script string
---@return tickmark.HookStep[]
function slot.put(self, script)
  if self.there ~= "other" then return { file.write(self.path, script, self.script) } end
  if file.kind(self.path) == "folder" then
    refuse(self.path, "a folder, which git can't run", "take it away, and run this again")
  end
  if self.kept then
    refuse(self.kept, "a hook was kept there already",
      "take one of the two away, and run this again")
  end
  return { file.move(self.path, self.keeps_to), file.write(self.path, script) }
end

--- What takes ours away, and gives back what was kept.
---@param self tickmark.HookSlot
---@return tickmark.HookStep[]
function slot.clear(self)
  local steps = {}
  if self.there == "other" then return steps end
  if self.script then steps[1] = file.remove(self.path, self.script) end
  if self.kept then steps[#steps + 1] = file.move(self.kept, self.path) end
  return steps
end

return slot
