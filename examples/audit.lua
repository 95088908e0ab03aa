-- Audits a repository from Lua and lists its findings. At the root of the project, after make:
--
--   LUA_PATH="lua/?.lua;lua/?/init.lua;;" LUA_CPATH="build/lib/lua/5.4/?.so;;" \
--     lua5.4 examples/audit.lua build/demo/isms
local tickmark = require("tickmark")

local ok, result = pcall(tickmark.audit, { repo = arg[1] or ".", rev = arg[2], as_of = arg[3] })
if not ok then
  io.stderr:write("audit: ", tostring(result), "\n")
  os.exit(3)
end
for _, finding in ipairs(result.findings) do
  print(finding.grade, finding.requirement, finding.statement)
end
os.exit(result.exit)
