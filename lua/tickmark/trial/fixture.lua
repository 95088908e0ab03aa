--- Fixtures of a script: cases, each some files of a repository and what the script has
--- to say of them. They stand beside it, checks/mfa.test.yml beside checks/mfa.lua.

local date = require("tickmark.base.date")
local failure = require("tickmark.base.failure")
local order = require("tickmark.base.order")
local places = require("tickmark.evaluate.places")
local reading = require("tickmark.evaluate.reading")
local schema = require("tickmark.criteria.schema")

local fixture = {}

--- What the name of a fixture has at its end.
fixture.ENDING = ".test.yml"

local FILES <const> = { each = "text" }
local CASE <const> = { map = { name = "text", files = FILES, config = "text",
  as_of = "date", since = "date",
  expect = "pass|fail|not-tested|not-applicable|error", findings = { list = "text" },
  requests = { list = "text" }, flags = { list = "text" },
  before = { list = { map = { on = "date", files = FILES }, required = { "on" } } } },
  required = { "name", "expect" } }
local FORM <const> = { map = { config = "text", as_of = "date", since = "date",
  files = FILES, cases = { list = CASE } }, required = { "cases" } }

---@class tickmark.Case
---@field name string
---@field expect string       the outcome
---@field findings string[]?  "minor 9.3.2", and what the statement has in it behind ": "
---@field requests string[]?  the requirements of which something is asked for
---@field flags string[]?     ids
---@field files table<string, string>  paths to texts
---@field before {on: string, files: table<string, string>}[]  commits before the last
---@field config string       of tickmark.yml, behind organisation and scope
---@field as_of string
---@field since string?

local DAY <const> = "2026-06-30"

local function joined(a, b)
  local all = {}
  for _, part in ipairs { a or {}, b or {} } do
    for path, text in pairs(part) do all[path] = text end
  end
  return all
end

--- A case with what it has in common with the others.
local function whole(data, case)
  return { name = case.name, expect = case.expect, findings = case.findings,
    requests = case.requests, flags = case.flags,
    files = joined(data.files, case.files), before = case.before or {},
    config = case.config or data.config or "", as_of = case.as_of or data.as_of or DAY,
    since = case.since or data.since }
end

local function parsed(path, locked)
  local folder, name = path:match("^(.*)/([^/]*)$")
  local place = reading.start(locked)
  local ok, reply = pcall(function()
    places.ask(place, "stand_on", { op = "open", folder = folder })
    return places.ask(place, "ask", { op = "criteria", name = name })
  end)
  place:close()
  return ok and reply or error(reply, 0)
end

--- The cases of a fixture.
---@param path string  absolute
---@param locked boolean
---@return tickmark.Case[]
function fixture.read(path, locked)
  local reply = parsed(path, locked)
  local problem = reply.fault or reply.missing and { message = reply.missing }
    or schema.check(FORM, reply.data, path, reply.places)[1]
  if problem then
    problem.path, problem.code = path, "fixture"
    failure.raise(failure.USAGE, "a fixture that can't be used", problem.remedy,
      { problem })
  end
  local list = {}
  for i, case in ipairs(reply.data.cases) do list[i] = whole(reply.data, case) end
  return list
end

--- The days on which a case's files come: those before, and the last.
---@param case tickmark.Case
---@return {on: tickmark.Date, files: table<string, string>}[]
function fixture.commits(case)
  local list = {}
  for i, one in ipairs(case.before) do
    list[i] = { on = date.parse(one.on), files = one.files or {} }
  end
  list[#list + 1] = { on = date.parse(case.as_of), files = case.files }
  order.sort(list, function(a, b) return a.on < b.on end)
  return list
end

return fixture
