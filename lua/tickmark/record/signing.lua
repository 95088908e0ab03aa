--- Signing what is recorded, as git does: by ssh-keygen or gpg, with the key of
--- git's configuration, which no worker sees.

local canon = require("tickmark.base.canon")
local core = require("tickmark.core")
local failure = require("tickmark.base.failure")
local shell = require("tickmark.base.shell")
local text = require("tickmark.base.text")
local trust = require("tickmark.ledger.trust")

local signing = {}

local quote <const> = shell.quote

local REMEDY <const> = "for example: git config gpg.format ssh; git config "
  .. "user.signingkey ~/.ssh/id_ed25519.pub"

-- What those programs need of our environment, and get.
local VARIABLES <const> = { "DISPLAY", "GNUPGHOME", "GPG_TTY", "HOME", "PATH",
  "SSH_ASKPASS", "SSH_AUTH_SOCK", "TERM", "WAYLAND_DISPLAY", "XAUTHORITY" }

local function temporary(bytes)
  local path, why = core.temporary(bytes)
  return path or failure.raise(failure.INCOMPLETE, why)
end

local function read(path)
  local f <close> = io.open(path, "rb")
  return f and f:read("a") or ""
end

--- Run a program with that environment; what it says on its error stream.
---@return boolean done
---@return string said
local function run(words)
  local command = { "env", "-i" }
  for _, name in ipairs(VARIABLES) do
    local value = os.getenv(name)
    if value then command[#command + 1] = quote(name .. "=" .. value) end
  end
  for _, word in ipairs(words) do command[#command + 1] = quote(word) end
  local errors = temporary("")
  local done = os.execute(("%s 2>%s"):format(table.concat(command, " "), quote(errors)))
  local said = read(errors)
  os.remove(errors)
  return done == true, text.trim(said)
end

local function home(path)
  return (path:gsub("^~/", (os.getenv("HOME") or "") .. "/"))
end

--- A key that stands in the configuration itself, and not in a file.
local function literal(key)
  return key:match("^key::(.*)$") or key:match("^ssh%-%S+ .*$")
end

local function by_ssh(settings, bytes)
  local payload, inline = temporary(bytes), literal(settings.key)
  local key = inline and temporary(inline .. "\n") or home(settings.key)
  local words = { "ssh-keygen", "-Y", "sign", "-n", "git", "-f", key }
  if inline then words[#words + 1] = "-U" end
  words[#words + 1] = payload
  local done, said = run(words)
  local armour = done and read(payload .. ".sig") or ""
  for _, path in ipairs { payload, payload .. ".sig", inline and key } do
    os.remove(path)
  end
  return armour, said
end

local function by_gpg(settings, bytes, author)
  local payload = temporary(bytes)
  local key = settings.key or ("%s <%s>"):format(author.name, author.mail)
  local done, said = run { "gpg", "--yes", "--armor", "--detach-sign", "--local-user",
    key, "--output", payload .. ".sig", payload }
  local armour = done and read(payload .. ".sig") or ""
  for _, path in ipairs { payload, payload .. ".sig" } do os.remove(path) end
  return armour, said
end

--- The armoured signature of some bytes, or a failure that says why there is none.
---@param settings {format: string?, key: string?}  of git's configuration
---@param author {name: string, mail: string}
---@param bytes string
---@return string armour
local function sign_with(settings, author, bytes)
  local format = settings.format or "openpgp"
  if format ~= "ssh" and format ~= "openpgp" then
    failure.raise(failure.USAGE, ("gpg.format %s: not one that is signed with here")
      :format(format), REMEDY)
  end
  if format == "ssh" and not settings.key then
    failure.raise(failure.USAGE, "git's configuration names no key to sign with", REMEDY)
  end
  local armour, said = (format == "ssh" and by_ssh or by_gpg)(settings, bytes, author)
  if armour:find("^%-%-%-%-%-BEGIN ") then return armour end
  failure.raise(failure.USAGE, "nothing was signed: " .. (said ~= ""
    and said:gsub("%s*\n%s*", "; ") or "the program said nothing"), REMEDY)
end

--- Does git's configuration want every commit signed?
local function is_usual(settings)
  local word = (settings.always or ""):lower()
  return word == "true" or word == "yes" or word == "on" or word == "1"
end

---@class tickmark.Sign  how the commits of a change are signed
---@field sign fun(bytes: string): string
---@field keys string[]?  one of which it has to be; nil: any

--- How somebody's events are signed: as the ledger wants it, or as git's configuration
--- does; nil: not at all.
---@param held tickmark.Trust
---@param folders string[]  of the events
---@param side string        whose they are: a run's, or what their author's role makes it
---@param author {name: string, mail: string}
---@param settings table  of git's configuration
---@param own string[]?   keys that become the author's with these events
---@return tickmark.Sign?
function signing.of(held, folders, side, author, settings, own)
  local wanted = false
  for _, folder in ipairs(folders) do
    wanted = wanted or trust.wants_signature(held, folder, side, author.mail)
  end
  if not wanted and not is_usual(settings) then return nil end
  return { sign = function(bytes) return sign_with(settings, author, bytes) end,
    keys = wanted and canon.array(own or trust.keys(held, author.mail)) or nil }
end

return signing
