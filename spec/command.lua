--- The command itself for specs: what it prints, where, and its exit status;
--- and a small ISMS to run it on.

local support = require("spec.support")

local command = {}

local build = os.getenv("TICKMARK_BUILD") or "build"
if build:sub(1, 1) ~= "/" then build = support.sh("pwd") .. "/" .. build end

--- Absolute path of the program under test.
command.PATH = build .. "/tickmark"

-- Without the lock a sanitized worker can look for leaks when it ends.
if os.getenv("TICKMARK_UNLOCKED") then command.PATH = build .. "/spec/unlocked/tickmark" end

local function read(path)
  local file <close> = assert(io.open(path, "rb"))
  return file:read("a")
end
command.read = read

---@class spec.Ran
---@field out string     standard output
---@field err string     standard error
---@field status integer

local function quoted(...)
  local args = table.pack(...)
  for i = 1, args.n do
    args[i] = "'" .. tostring(args[i]):gsub("'", [['\'']]) .. "'"
  end
  return table.unpack(args, 1, args.n)
end

--- Run a shell script; $TICKMARK is the program, each %s an argument, quoted.
---@return spec.Ran
function command.shell(fmt, ...)
  local dir <const> = support.tmpdir()
  support.write(dir .. "/script", ("TICKMARK='%s'\n"):format(command.PATH)
    .. fmt:format(quoted(...)) .. "\n")
  local status = support.sh("sh %s/script >%s/out 2>%s/err </dev/null; echo $?", dir, dir, dir)
  local ran = { out = read(dir .. "/out"), err = read(dir .. "/err"),
    status = math.tointeger(tonumber(status)) }
  support.remove(dir)
  return ran
end

--- Run the program in `dir`: command.tickmark(dir, "audit --rev %s", rev).
---@return spec.Ran
function command.tickmark(dir, fmt, ...)
  return command.shell("cd %s && exec \"$TICKMARK\" " .. fmt, dir, ...)
end

--- Its JSON result as data, and how it ran.
---@return table result
---@return spec.Ran
function command.result(dir, fmt, ...)
  local ran = command.tickmark(dir, "audit --format json " .. (fmt or ""), ...)
  assert(ran.out ~= "", "no result: " .. ran.err)
  return require("tickmark.base.json").decode(ran.out), ran
end

command.CONFIG = [[
format: "1"
organisation: {id: acme, name: Acme Ltd}
scope: {id: SCO-MAIN}
records:
  policy: {paths: ["policies/*.md"]}
evidence:
  user-list:
    paths: ["evidence/users/*.csv"]
    controls: [A.5.18]
    date: {path: "{yyyy}-{mm}"}
    columns: {user: {shape: text, key: "yes"}, mfa: {shape: bool}}
checks: {paths: ["checks/*.lua"]}
]]

command.MFA = [[
return test {
  id = "access.mfa", title = "Every account has MFA", requirement = { "A.8.5", "A.5.17" },
  method = "evidence", evidence = { series = "user-list", take = "latest" },
  judge = function(accounts, t)
    t:extent(accounts, { what = "accounts without MFA", bad = function(a) return not a.mfa end })
  end,
}
]]

command.POLICY = [[
---
id: POL-1
title: Access
status: approved
---
# Access
]]

--- Files of a small ISMS with a finding (bob has no MFA); `changes` override,
--- false leaves one out.
---@param changes table<string, string|false>?
function command.isms(changes)
  local files = {
    ["tickmark.yml"] = command.CONFIG,
    ["checks/mfa.lua"] = command.MFA,
    ["policies/access.md"] = command.POLICY,
    ["evidence/users/2025-12.csv"] = "user,mfa\nada,yes\nbob,no\n",
  }
  for path, text in pairs(changes or {}) do files[path] = text or nil end
  return files
end

--- A test that does `body` in its judge.
function command.script(id, body, fields)
  return ([[
return test {
  id = "%s", title = "Test %s", requirement = "A.8.5", evidence = "user-list", %s
  judge = function(accounts, t)
    %s
  end,
}
]]):format(id, id, fields or "", body)
end

return command
