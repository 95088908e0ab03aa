--- Sources: which paths belong to an input, as the configuration declares it.

local git = require("tickmark_worker").git

local source = {}

local function literal(glob)
  return glob:match("^[^*?%[\\]*")
end

--- Prepare a source's patterns.
---@param given table  {globs=, ignore=}
function source.prepare(given)
  given.prefixes = {}
  for i, glob in ipairs(given.globs) do given.prefixes[i] = literal(glob) end
  return given
end

--- May a file directly in `folder` belong to it?
function source.may_hold(given, folder)
  local path = folder == "" and "" or folder .. "/"
  for _, prefix in ipairs(given.prefixes) do
    local n = math.min(#prefix, #path)
    if prefix:sub(1, n) == path:sub(1, n) then return true end
  end
  return false
end

--- Does the path belong to it?
function source.holds(given, path)
  for i, glob in ipairs(given.globs) do
    local prefix = given.prefixes[i]
    if path:sub(1, #prefix) == prefix and git.glob(glob, path) then
      for _, ignored in ipairs(given.ignore or {}) do
        if git.glob(ignored, path) then return false end
      end
      return true
    end
  end
  return false
end

return source
