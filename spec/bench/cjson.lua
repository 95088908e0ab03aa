--- The yardstick of a plain script: read every file of a list, decode the JSON.

local cjson = require("cjson")

local n, bytes = 0, 0
for path in io.lines(arg[1]) do
  local f <close> = assert(io.open(path, "rb"))
  local text = f:read("a")
  n, bytes = n + 1, bytes + #text
  if path:find("%.json$") then pcall(cjson.decode, text) end
end
print(n, bytes)
