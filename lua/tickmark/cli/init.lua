--- The command: arguments in, exit status out.

local failure = require("tickmark.base.failure")
local output = require("tickmark.cli.output")
local order = require("tickmark.base.order")
local suggest = require("tickmark.base.suggest")

local COMMANDS = {}
for _, name in ipairs {
  "action", "approvals", "audit", "blast", "check", "doc", "doctor", "evidence",
  "finding", "hook", "new", "record", "reperform", "request", "status", "test",
  "trust", "verify" } do
  COMMANDS[name] = "tickmark.cli." .. name
end
COMMANDS.init = "tickmark.cli.adopt" -- this file is the command itself

-- Those that don't begin by reading a repository.
local READS_NOTHING = { doc = true, doctor = true, hook = true, new = true }

local HELP = [[
tickmark audits an information security management system that is kept in Git.

  tickmark init        propose a tickmark.yml for a repository as it is
  tickmark check       documents and records, as the pre-commit hook judges them
  tickmark hook        install, uninstall: check what is committed, or pushed
  tickmark blast       what a change touches: requirements, tests, findings
  tickmark approvals   who approved which text of a document, and the proof
  tickmark new, doc    a document to begin with; record types and their fields
  tickmark evidence    add: take a file in, with where it comes from
  tickmark audit       run the tests over a commit; findings, graded
  tickmark reperform   perform the audit of a result again, and compare
  tickmark finding     raise, respond, accept-plan, verify, close, show, list
  tickmark action      plan, done, check: the corrective actions of a finding
  tickmark request     raise, answer: evidence that an auditor asks for
  tickmark record      meeting, decision, list: what is kept beside findings
  tickmark status      what is due, overdue first
  tickmark verify      nobody has undone anything, or gone past the hook
  tickmark trust       appoint, dismiss, require, list: who may decide there
  tickmark test        scripts on their fixtures: does each say what it has to
  tickmark doctor      what this machine offers, and whether the locks hold

tickmark COMMAND --help tells the options of each; tickmark --version.

example: tickmark audit --repo . --rev main --as-of 2026-06-30
]]

--- Say what ended the command, on standard error.
local function complain(why)
  output.err("tickmark: " .. why.message)
  if why.remedy then output.err("  -> " .. why.remedy) end
  for _, problem in ipairs(why.problems or {}) do output.problem(problem) end
  for line in (why.trace or ""):gsub("\t", "  "):gmatch("[^\n]+") do output.err(line) end
  return why.exit
end

local function unknown(name)
  failure.raise(failure.USAGE, ("no command %q%s"):format(name,
    suggest.hint(name, order.keys(COMMANDS))), "tickmark --help lists the commands")
end

local function dispatch(name, ...)
  if name == nil or name == "--help" or name == "-h" or name == "help" then
    io.stdout:write(HELP)
    return name and 0 or failure.USAGE
  end
  if name == "--version" then
    local core = require("tickmark.core")
    io.stdout:write(("tickmark %s, build %s\n"):format(
      require("tickmark.conclude.result").VERSION, core.build():sub(1, 12)))
    return 0
  end
  if not COMMANDS[name] then unknown(name) end
  -- a worker gets ready while the rest of our own Lua is loaded
  if not READS_NOTHING[name] then require("tickmark.evaluate.worker").ahead("read") end
  return require(COMMANDS[name])({ ... })
end

---@param ... string
---@return integer status
return function(...)
  local arguments = table.pack(...)
  local ok, status = xpcall(function()
    return dispatch(table.unpack(arguments, 1, arguments.n))
  end, function(why)
    if failure.is(why) then return why end
    if type(why) == "table" and why.message then
      return { exit = failure.INCOMPLETE, message = why.message, remedy = why.remedy }
    end
    return { exit = failure.INCOMPLETE, trace = debug.traceback(nil, 2),
      message = "a mistake of tickmark's own: " .. tostring(why) }
  end)
  if ok then return status end
  return complain(status)
end
