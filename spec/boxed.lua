--- Scripts in a sandbox for specs: one call at a time, with a budget of choice.

local date = require("tickmark.base.date")
local doc = require("tickmark_worker").doc
local facts = require("tickmark_worker").facts
local period = require("tickmark.base.period")
local sandbox = require("tickmark_worker").sandbox

facts.values(date.meta, period.meta)

local boxed = {}

boxed.MIB = 1 << 20
boxed.MEMORY, boxed.STEPS = 32 * boxed.MIB, 5000000

--- A message that holds a script with this body.
function boxed.script(body)
  return facts.encode { name = "checks/x.lua", libraries = {}, text = 'return test { id = "x", title = "X", '
    .. 'requirement = "A.5.18", evidence = "users",\n' .. body .. "\n}" }
end

--- A sandbox that holds a script.
function boxed.loaded(body)
  local box = assert(sandbox.new())
  assert(box:call(boxed.MEMORY, boxed.STEPS, "load", boxed.script(body)))
  return box
end

local STREAM = facts.encode { decl = { series = "users", columns = { user = { shape = "text" } } }, input = "evidence" }

--- A sandbox whose script collects; and how to collect with it.
function boxed.collecting(body)
  local box = boxed.loaded("collect = function(doc)\n" .. body .. "\nend")
  assert(box:call(boxed.MEMORY, boxed.STEPS, "stream", 1, STREAM))
  return box, function(memory, steps, path)
    return box:call(memory or boxed.MEMORY, steps or boxed.STEPS, "collect", 1,
      assert(doc.parse("user\nada\nben\n", { kind = "csv" })), path or "users/a.csv", ("0"):rep(40), nil)
  end
end

local CONTEXT = { id = "x", requirement = { "A.5.18" }, params = {}, sources = {}, people = {}, rules = {},
  thresholds = { ["extent.systemic"] = 0.5, ["extent.least"] = 3, ["extent.tolerable"] = 0 },
  as_of = "2026-01-31", from = "2025-02-01", to = "2026-01-31", operating_since = "2025-02-01",
  inputs = { evidence = { decl = { series = "users" } } } }

--- The record of a document that lists users.
function boxed.record(path, ...)
  local items = { ... }
  for i, user in ipairs(items) do items[i] = { user = user, line = i + 1 } end
  return facts.record(path, #items, ("0"):rep(40), nil, nil, nil, items)
end

--- A sandbox whose script judges records; and how to judge with it.
function boxed.judging(body, bytes)
  local box = boxed.loaded("judge = function(s, t)\n" .. body .. "\nend")
  assert(box:facts("evidence", bytes or boxed.record("users/a.csv", "ada", "ben")))
  return box, function(memory, steps)
    return box:call(memory or boxed.MEMORY, steps or boxed.STEPS, "judge", facts.encode(CONTEXT))
  end
end

--- What a judge says of these lines of a script: the texts that it passes to
--- `say`, or nil and the message.
function boxed.says(body)
  local _, judge = boxed.judging("local function say(what) t:positive(tostring(what)) end\n" .. body)
  local done, bytes, message = judge(64 * boxed.MIB, 50000000)
  if not done then return nil, message end
  return facts.decode(bytes).positives
end

return boxed
