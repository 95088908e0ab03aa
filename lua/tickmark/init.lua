--- tickmark for Lua: audits as function calls.
--
--   local tickmark = require("tickmark")
--   local result = tickmark.audit { repo = ".", rev = "main", as_of = "2026-06-30" }

local book = require("tickmark.record.book")
local budgets = require("tickmark.base.budgets")
local check = require("tickmark.check.run")
local failure = require("tickmark.base.failure")
local json = require("tickmark.report.json")
local ledger = require("tickmark.ledger.state")
local order = require("tickmark.base.order")
local reperform = require("tickmark.followup.reperform")
local result = require("tickmark.conclude.result")
local run = require("tickmark.evaluate.run")
local subject = require("tickmark.evaluate.subject")
local suggest = require("tickmark.base.suggest")
local text = require("tickmark.base.text")
local range = require("tickmark.check.range")
local verify = require("tickmark.followup.verify")
local writing = require("tickmark.record.findings")

local tickmark = {}

tickmark.VERSION = result.VERSION

---@class tickmark.Options
---@field repo string?      path of the repository; default: found from here
---@field rev string?       revision; a branch with `as_of` means its state on that day
---@field as_of string?     YYYY-MM-DD
---@field config string?    folder, file or REPO@REV[:PATH]; default: the audited commit
---@field only string[]?    ids of tests
---@field ledger string?    REPO:REF
---@field record boolean?   write new findings to the ledger
---@field allow_uncommitted boolean?  record though the configuration is uncommitted
---@field jobs integer?     workers, 1 to 64; default: the processors, up to 16
---@field budgets table<string, integer>?  base/budgets.lua, as {["judge.steps"] = N}
---@field no_os_sandbox boolean?  workers without the operating system's lock; the result
---  says so
---@field memo string?      of a book: the folder of what was read before, or "none";
---  default: tickmark/memo in the git directory of the ledger's repository
---@field progress (fun(done: integer, expected: integer))?
---@field remark (fun(words: string))?  told what is of this machine and in no result

local AUDIT = { "repo", "rev", "as_of", "config", "only", "ledger", "record",
  "allow_uncommitted", "jobs", "budgets", "no_os_sandbox", "progress",
  "remark" }
local BOOK = { "repo", "rev", "index", "config", "ledger", "memo", "no_os_sandbox",
  "remark" }
local CHECK = { "repo", "config", "rev", "base", "as_of", "index", "merge", "paths",
  "from", "fix", "no_os_sandbox" }
local VERIFY = { "repo", "rev", "config", "ledger", "no_os_sandbox" }

--- What a caller misspells is not silently another audit.
local function check_options(options, names)
  local known = {}
  for _, name in ipairs(names) do known[name] = true end
  for _, name in ipairs(order.keys(options)) do
    if not known[name] then
      failure.raise(failure.USAGE, ("no option %q%s"):format(tostring(name),
        suggest.hint(tostring(name), names)), "options are " .. table.concat(names, ", "))
    end
  end
end

--- Results are JSON, and name what they were asked for.
local function check_values(options)
  for _, name in ipairs(order.keys(options)) do
    local value = options[name]
    if type(value) == "string" and not text.is_utf8(value) then
      failure.raise(failure.USAGE, ("%s: %s: not UTF-8"):format(
        name:gsub("_", "-"), text.message(value)))
    end
  end
  local _, message = budgets.of(options.budgets)
  if message then failure.raise(failure.USAGE, message) end
  local jobs = math.tointeger(options.jobs or 1)
  if not jobs or jobs < 1 or jobs > run.MOST then
    failure.raise(failure.USAGE, ("jobs: a number from 1 to %d, not %s"):format(
      run.MOST, tostring(options.jobs)))
  end
end

local function perform(options)
  check_values(options)
  local performed <close> = run.perform(options)
  ledger.read(performed)
  local concluded = result.of(performed)
  local shown = result.public(concluded)
  local recorded = options.record and writing.record(performed, concluded, json(shown))
    or nil
  return shown, recorded
end

--- Perform an audit. Failures of the world and wrong use raise a
--- tickmark.Failure: {exit=, message=, remedy=, problems=}.
---@param options tickmark.Options
---@return table result     DESIGN 10
---@return table[]? recorded  events written: {id, short, requirement, grade, state}
function tickmark.audit(options)
  check_options(options, AUDIT)
  return perform(options)
end

--- Open the ledger of a repository, to read it or to make changes; close it.
---@param options tickmark.Options  repo, config, ledger, memo, rev, no_os_sandbox,
---  remark; index= (a file: what is staged, in the place of a revision)
---@return tickmark.Book
function tickmark.book(options)
  check_options(options, BOOK)
  return book.open(options)
end

--- Judge the documents of a repository: of a commit, what is staged (`index`, the
--- file, or "index"), or what has changed since `base`.
---@param options table  repo, config, rev, base, as_of, index, merge, paths, from,
---  fix, no_os_sandbox
---@return tickmark.Checked
function tickmark.check(options)
  check_options(options, CHECK)
  return check.check(options)
end

--- Verify the ledger of a repository; of a range of commits that are not the ledger's,
--- that each is what the hook would have let pass.
---@param options tickmark.Options  repo, config, ledger, rev, no_os_sandbox
---@param more {range: string?, remember: string?, anchor: string?}?
---@return tickmark.Verified?
---@return tickmark.Reviewed?
function tickmark.verify(options, more)
  check_options(options, VERIFY)
  more = more or {}
  local about = subject.open(options)
  local ok, found, reviewed = pcall(function()
    local from, to = verify.range(more.range)
    local _, ref = ledger.place(about)
    if range.is_of_documents(about, ref, to) then
      return nil, range.review(about, from, to)
    end
    return verify.run(about, more)
  end)
  about:close()
  if not ok then error(found, 0) end
  return found, reviewed
end

--- The canonical bytes of a result.
---@param value table
---@return string
function tickmark.encode(value) return json(value) end

--- Perform the audit of a result again and compare.
---@param bytes string      the result as JSON
---@param options tickmark.Options?  repo, config, jobs
---@return boolean identical
---@return string report
function tickmark.reperform(bytes, options)
  return reperform.compare(bytes, options or {}, perform, tickmark.encode)
end

return tickmark
