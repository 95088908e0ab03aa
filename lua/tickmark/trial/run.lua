--- Trying scripts on their fixtures.

local failure = require("tickmark.base.failure")
local fixture = require("tickmark.trial.fixture")
local mutate = require("tickmark.trial.mutate")
local script = require("tickmark.trial.script")
local verdict = require("tickmark.trial.verdict")

local run = {}

---@class tickmark.Tried
---@field path string      of the script
---@field cases {name: string, faults: string[]}[]
---@field can_fail boolean?  one of the cases fails, or a change of one that passes
---@field changes integer?   that were tried, where none made it fail

local function is_failing(tried)
  return tried ~= nil and tried.outcome == "fail"
end

--- Does it fail when something in a case that passes changes?
local function changes_fail(one, cases, options, tried)
  tried.changes = 0
  for _, case in ipairs(cases) do
    for other in case.expect == "pass" and mutate.each(case) or function() end do
      tried.changes = tried.changes + 1
      local ok, said = pcall(verdict.try, one, other, options)
      if ok and is_failing(said) then return true end
    end
  end
  return false
end

local function try_one(path, options)
  local one = script.read((path:gsub("%.test%.yml$", ".lua")))
  local cases = fixture.read(path, not options.no_os_sandbox)
  local tried = { path = path:gsub("%.test%.yml$", ".lua"), cases = {} }
  for i, case in ipairs(cases) do
    local said = verdict.try(one, case, options)
    tried.cases[i] = { name = case.name, faults = verdict.faults(case, said) }
    tried.can_fail = tried.can_fail or is_failing(said)
    if options.progress then options.progress(tried.path, i, #cases) end
  end
  if not tried.can_fail or options.mutate then
    tried.can_fail = changes_fail(one, cases, options, tried)
  end
  return tried
end

--- Try all scripts that have fixtures at or below some paths.
---@param paths string[]  absolute
---@param options {no_os_sandbox: boolean?, mutate: boolean?, progress: function?}
---@return tickmark.Tried[]
function run.scripts(paths, options)
  local wanted = {}
  for i, path in ipairs(paths) do wanted[i] = path:gsub("%.lua$", fixture.ENDING) end
  local found, list = script.find(wanted, fixture.ENDING), {}
  if #found == 0 then
    failure.raise(failure.USAGE, "no fixtures there", "a fixture stands beside its "
      .. "script: checks/x.test.yml beside checks/x.lua")
  end
  for i, path in ipairs(found) do list[i] = try_one(path, options) end
  return list
end

return run
