--- Writes the bundle: our Lua as bytecode, the packs as text, in one C file.
--
-- usage: lua5.4 src/bundle.lua FILE... > bundle.c
-- A file below policies/ stays text under its own path; any other becomes a
-- module ("tickmark.base.date"). Chunks are named by their path in
-- the project, so no build depends on where it was built. What stands in a folder that
-- is read as a whole is listed under its path, one a line.

local function read(path)
  local f <close> = assert(io.open(path, "rb"))
  return f:read("a")
end

local function bundled(path)
  local text = read(path)
  if path:find("^policies/") then return path, text end
  local module = path:match("^lua/(.+)%.lua$") or path:match("([^/]+)%.lua$")
  local chunk = assert(load(text, "@lua/" .. module .. ".lua", "t"))
  return module:gsub("/init$", ""):gsub("/", "."), string.dump(chunk)
end

local function literal(bytes)
  local lines = {}
  for i = 1, #bytes, 20 do
    lines[#lines + 1] = bytes:sub(i, i + 19):gsub(".", function(c)
      return c:byte() .. ","
    end)
  end
  return table.concat(lines, "\n")
end

local WHOLE <const> = { "policies/iso27001", "policies/templates" }

local function listed(folder, paths)
  local names = {}
  for _, path in ipairs(paths) do
    if path:find("^" .. folder .. "/") then names[#names + 1] = path .. "\n" end
  end
  table.sort(names)
  return table.concat(names)
end

local files = {}
for i, folder in ipairs(WHOLE) do
  files[i] = { name = folder, data = listed(folder, arg) }
end
for _, path in ipairs(arg) do
  local name, data = bundled(path)
  files[#files + 1] = { name = name, data = data }
end
table.sort(files, function(a, b) return a.name < b.name end)

print('#include "base/bundle.h"\n')
for i, file in ipairs(files) do
  print(("static const unsigned char file%d[] = {\n%s\n0};"):format(i, literal(file.data)))
end
print("const struct tick_bundled tick_bundle[] = {")
for i, file in ipairs(files) do
  print(('{"%s", (const char *)file%d, %d},'):format(file.name, i, #file.data))
end
print(("};\nconst size_t tick_bundle_len = %d;"):format(#files))
