--- Whole audits for specs: a repository of many commits in one go, and the
--- engine as its users call it.

local support = require("spec.support")

local audited = {}

local function data(text) return ("data %d\n%s\n"):format(#text, text) end

local function sorted_keys(t)
  local keys = {}
  for key in pairs(t) do keys[#keys + 1] = key end
  table.sort(keys)
  return keys
end

--- One commit of a fast-import stream.
local function commit(day, files)
  local words = { ("commit refs/heads/main\ncommitter Ada Example <ada@example.com> %s\n"):format(
    day), data("change") }
  for _, path in ipairs(sorted_keys(files)) do
    local text = files[path]
    words[#words + 1] = text and ("M 100644 inline %s\n%s"):format(path, data(text))
      or ("D %s\n"):format(path)
  end
  return table.concat(words)
end

--- Seconds since 1970 at noon of a day, as git's raw format has it.
local function noon(day)
  local y, m, d = day:match("^(%d+)-(%d+)-(%d+)$")
  return ("%d +0000"):format(os.time { year = y, month = m, day = d, hour = 12 }
    - os.time { year = 1970, month = 1, day = 1, hour = 12 } + 43200)
end

--- A throwaway repository of several commits on main, by git fast-import.
---@param commits { [1]: string, [2]: table<string, string|false> }[]  day, files
---@return string dir
function audited.repo(commits)
  local dir, stream = support.repo(), {}
  for i, one in ipairs(commits) do stream[i] = commit(noon(one[1]), one[2]) end
  local path = dir .. "/.git/stream"
  local file = assert(io.open(path, "wb"))
  file:write(table.concat(stream))
  file:close()
  support.git(dir, "fast-import --quiet < %s", path)
  return dir
end

--- Build a repository, audit it, remove it. `options` as for tickmark.audit.
---@return table result
function audited.result(commits, options)
  local dir = audited.repo(commits)
  local given = { repo = dir, jobs = 1 }
  for key, value in pairs(options or {}) do given[key] = value end
  local ok, result = pcall(require("tickmark").audit, given)
  support.remove(dir)
  if not ok then error(result, 0) end
  return result
end

--- The same, for what no audit takes: the failure that is raised.
---@return { exit: integer, message: string, problems: table[]? }
function audited.refused(commits, options)
  local ok, why = pcall(audited.result, commits, options)
  assert(not ok, "the audit went through")
  return why
end

--- The row of a test.
function audited.row(result, id)
  for _, row in ipairs(result.tests) do
    if row.id == id then return row end
  end
end

--- The findings of one test, in the result's order.
function audited.findings(result, id)
  local list = {}
  for _, finding in ipairs(result.findings) do
    if finding.test == id then list[#list + 1] = finding end
  end
  return list
end

--- "path:line role", sorted: what a finding cites.
function audited.cited(finding)
  local list = {}
  for i, one in ipairs(finding.evidence) do
    list[i] = ("%s:%s %s"):format(one.path, one.line or "-", one.role)
  end
  table.sort(list)
  return list
end

return audited
