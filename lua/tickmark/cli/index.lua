--- The index of git: it names it to its hooks; else it lies in the git directory.

local core = require("tickmark.core")

---@return string  a file, or "index"
return function()
  local said = os.getenv("GIT_INDEX_FILE")
  return said and said ~= "" and (core.realpath(said) or said) or "index"
end
