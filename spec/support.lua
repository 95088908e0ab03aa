--- Helpers for specs. Fixtures are built, never checked in as binaries.

local support = {}

-- Nobody's settings, one identity, and no sanitizer in what we start.
local ENVIRONMENT = table.concat({
  "unset LD_PRELOAD GIT_DIR GIT_INDEX_FILE GIT_WORK_TREE XDG_CONFIG_HOME;",
  "export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null HOME=/nonexistent TZ=UTC",
  "GIT_AUTHOR_NAME='Ada Example' GIT_AUTHOR_EMAIL=ada@example.com",
  "GIT_COMMITTER_NAME='Ada Example' GIT_COMMITTER_EMAIL=ada@example.com;",
}, " ")

local function quote(text)
  return "'" .. tostring(text):gsub("'", [['\'']]) .. "'"
end

local function quoted(...)
  local args = table.pack(...)
  for i = 1, args.n do args[i] = quote(args[i]) end
  return table.unpack(args, 1, args.n)
end

--- Run a shell command; each %s is an argument, quoted. Fails loudly.
---@return string output  without its last newlines
function support.sh(fmt, ...)
  local command = fmt:format(quoted(...))
  local pipe <close> = assert(io.popen(ENVIRONMENT .. " { " .. command .. "\n}"))
  local out = pipe:read("a")
  assert(pipe:close(), "failed: " .. command)
  return (out:gsub("\n+$", ""))
end

--- A new, empty directory.
function support.tmpdir()
  return support.sh("mktemp -d")
end

function support.remove(dir)
  support.sh("rm -rf %s", dir)
end

--- Write a file and the folders above it.
function support.write(path, text)
  support.sh("mkdir -p %s", path:match("^(.*)/"))
  local file <close> = assert(io.open(path, "wb"))
  file:write(text)
end

--- Run git in `dir`; returns what it printed. Arguments as for sh().
function support.git(dir, fmt, ...)
  return support.sh("git -C %s " .. fmt, dir, ...)
end

--- Write `files` (false deletes one) and commit them. `date` is as git takes it,
--- e.g. "2026-01-31T12:00:00Z". Returns the commit's id.
---@param opts? { message?: string, date?: string, author?: string }
function support.commit(dir, files, opts)
  opts = opts or {}
  for path, text in pairs(files) do
    if text then
      support.write(dir .. "/" .. path, text)
    else
      os.remove(dir .. "/" .. path)
    end
  end
  local date = opts.date or "2026-01-01T12:00:00Z"
  local author = opts.author and "--author=" .. opts.author or "--no-edit"
  support.git(dir, "add -A")
  support.sh("GIT_AUTHOR_DATE=%s GIT_COMMITTER_DATE=%s git -C %s commit -q --allow-empty "
    .. "--allow-empty-message -m %s %s", date, date, dir, opts.message or "change", author)
  return support.git(dir, "rev-parse HEAD")
end

--- A throwaway repository, branch main, holding `files` in one commit; none if
--- `files` is nil. `opts` as for commit().
function support.repo(files, opts)
  local dir = support.tmpdir()
  support.sh("git init -q -b main %s", dir)
  if files then support.commit(dir, files, opts) end
  return dir
end

--- Add a raw object; returns its id.
function support.object(dir, kind, bytes)
  local path = dir .. "/.git/raw-object"
  local file = assert(io.open(path, "wb"))
  file:write(bytes)
  file:close()
  local id = support.git(dir, "hash-object -t %s -w --literally .git/raw-object", kind)
  os.remove(path)
  return id
end

--- The 20 bytes of an id.
function support.bytes(hex)
  return (hex:gsub("..", function(byte) return string.char(tonumber(byte, 16)) end))
end

return support
