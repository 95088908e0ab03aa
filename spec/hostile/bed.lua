--- Where hostile items lie: a small ISMS whose tests have known results, in one
--- repository with a branch for each item, built in one go.

local json = require("tickmark.base.json")
local canon = require("tickmark.base.canon")
local support = require("spec.support")

local bed = {}

--- What every branch has; %s is for more series and record types.
bed.CONFIG = [[
organisation: {id: acme, name: Acme Ltd}
scope: {id: SCO-MAIN}
evidence:
  users:
    paths: ["evidence/users/*.csv"]
    controls: [A.5.18]
    cadence: P1M
    date: {path: "{yyyy}-{mm}"}
    columns: {user: {shape: text, key: "yes"}, mfa: {shape: bool}}
%s
checks: {paths: ["checks/**/*.lua"]}
]]

-- The control tests use what a hostile script may have tampered with.
local FAILING = [[
return test { id = "%s", title = "Every account has MFA", requirement = "A.8.5", evidence = "users",
  judge = function(users, t)
    t:extent(users, { what = "accounts without MFA", bad = function(u) return not u.mfa end })
  end }
]]
local PASSING = [[
return test { id = "%s", title = "The library is whole", requirement = "A.8.5", evidence = "users",
  collect = function(doc)
    return doc:each(function(row) return { item = row.user:upper() .. ("x"):rep(2) } end)
  end,
  judge = function(users, t)
    local names = {}
    for user in users:each() do names[#names + 1] = user.item end
    table.sort(names, function(a, b) return a > b end)
    t:positive(table.concat(names, ",") .. (" %%d %%s"):format(math.max(1, 2), ("abc"):gsub("b", "d")))
  end }
]]

--- Ids of the controls, some before every hostile script and some after.
bed.CONTROLS = { "a.fails", "a.passes", "zz.fails", "zz.passes", "series.users" }

--- The files that all branches have.
---@param more string?  lines for `evidence:`, then other keys
function bed.files(more)
  return {
    ["tickmark.yml"] = bed.CONFIG:format(more or ""),
    ["checks/a/fails.lua"] = FAILING:format("a.fails"),
    ["checks/a/passes.lua"] = PASSING:format("a.passes"),
    ["checks/zz/fails.lua"] = FAILING:format("zz.fails"),
    ["checks/zz/passes.lua"] = PASSING:format("zz.passes"),
    ["evidence/users/2025-11.csv"] = "user,mfa\nada,yes\nbob,no\n",
    ["evidence/users/2025-12.csv"] = "user,mfa\nada,yes\nbob,no\ncy,yes\n",
  }
end

local function data(file, text)
  file:write(("data %d\n"):format(#text), text, "\n")
end

--- A repository with a branch for each entry of `branches`.
---@param branches { name: string, files: table<string, string> }[]
---@return string dir
function bed.repository(branches)
  local dir = support.repo()
  do
    local file <close> = assert(io.open(dir .. "/.git/stream", "wb"))
    for _, branch in ipairs(branches) do
      file:write(("commit refs/heads/%s\ncommitter Ada <ada@example.com> 1767268800 +0000\n"):format(branch.name))
      data(file, "change")
      for path, text in pairs(branch.files) do
        file:write(("M 100644 inline %s\n"):format(path))
        data(file, text)
      end
    end
  end
  support.git(dir, "fast-import --quiet < %s", dir .. "/.git/stream")
  os.remove(dir .. "/.git/stream")
  support.git(dir, "config user.name Ada")
  support.git(dir, "config user.email ada@example.com")
  support.git(dir, "symbolic-ref HEAD refs/heads/%s", branches[1].name)
  return dir
end

--- The shell command of an audit.
---@param tickmark string  path of the program
---@param dir string
---@param options string
function bed.audit(tickmark, dir, options)
  return ("cd '%s' && exec '%s' audit %s"):format(dir, tickmark, options)
end

--- The row of a test, by its id or the path of its script.
function bed.row(result, id, path)
  for _, row in ipairs(result.tests) do
    if row.id == id or row.id == path then return row end
  end
end

--- What the controls gave, as bytes; each branch is a commit of its own.
---@param result table
---@return string
function bed.controls(result)
  local known, kept = {}, canon.array {}
  for _, id in ipairs(bed.CONTROLS) do known[id] = true end
  for _, row in ipairs(result.tests) do
    if known[row.id] then kept[#kept + 1] = row end
  end
  for _, list in ipairs { result.findings, result.flags } do
    for _, one in ipairs(list) do
      if known[one.test] then kept[#kept + 1] = one end
    end
  end
  for _, series in ipairs(result.series) do
    if series.id == "users" then kept[#kept + 1] = series end
  end
  return (canon.encode(kept):gsub(result.run.evidence.commit, "COMMIT"))
end

--- The result that a run printed.
---@return table? result
---@return string? why
function bed.result(ran)
  local result, message = json.decode(ran.out)
  if result then return result end
  return nil, ("no result (status %d): %s"):format(ran.status, ran.err ~= "" and ran.err:match("[^\n]*")
    or message or "nothing printed")
end

return bed
