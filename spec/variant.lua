--- A variant: the program built from a copy of the tree in which something is
--- changed, so that a specification can see what a lock keeps in.

local command = require("spec.command")
local support = require("spec.support")

local variant = {}

--- What is copied: the sources, and the build, of which little is made again.
local PARTS <const> = "src lua policies include .ci Makefile"

---@class spec.Change
---@field file string
---@field from string   stands there exactly once
---@field to string

--- Put a change in place; one that doesn't fit is an error, or the variant would
--- be the program as it is and prove nothing.
---@param dir string
---@param change spec.Change
local function apply(dir, change)
  local path = dir .. "/" .. change.file
  local text = command.read(path)
  local first, last = text:find(change.from, 1, true)
  if not first then error(("%s: there is no %q"):format(change.file, change.from), 0) end
  if text:find(change.from, last + 1, true) then
    error(("%s: %q stands there twice"):format(change.file, change.from), 0)
  end
  support.write(path, text:sub(1, first - 1) .. change.to .. text:sub(last + 1))
end

--- Is there something to copy? The sanitized build has other rules.
function variant.possible()
  return command.PATH:match("([^/]+)/tickmark$") == "build"
end

---@class spec.Variant
---@field dir string
---@field command string  path of the program, as command.PATH

--- Build variants, two at a time. Close each.
---@param lists spec.Change[][]
---@return spec.Variant[]
function variant.build(lists)
  local here, build = support.sh("pwd"), command.PATH:match("^(.*)/tickmark$")
  local made, dirs = {}, {}
  for i, changes in ipairs(lists) do
    local dir = support.tmpdir()
    support.sh("cd %s && cp -a " .. PARTS .. " %s && mkdir %s/build && cd %s && cp -a bin lib libexec src "
      .. "bundle.* identity.* settings tickmark %s/build", here, dir, dir, build, dir)
    for _, change in ipairs(changes) do apply(dir, change) end
    made[i] = setmetatable({ dir = dir, command = dir .. "/build/tickmark" },
      { __close = function(self) variant.close(self) end })
    dirs[i] = dir
  end
  support.sh("printf '%%s\n' %s | xargs -P 2 -I DIR sh -c 'cd DIR && unset MAKEFLAGS MFLAGS MAKELEVEL SAN && "
    .. "make -s BUILD=build build/tickmark build/libexec/tickmark/worker >make.log 2>&1 || "
    .. "{ tail -n 20 make.log >&2; exit 255; }'", table.concat(dirs, "\n"))
  return made
end

function variant.close(self) support.remove(self.dir) end

return variant
