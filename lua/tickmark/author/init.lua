--- The sandbox's side of a worker: the entries through which one script is
--- loaded, collects the facts of a document, and judges.

local collector = require("tickmark.author.collector")
local context = require("tickmark.author.context")
local date = require("tickmark.base.date")
local facts = require("tickmark.facts")
local judge = require("tickmark.author.judge")
local outcome = require("tickmark.author.outcome")
local period = require("tickmark.base.period")
local script = require("tickmark.author.script")

facts.values(date.meta, period.meta)

local entries = {}

local declaration -- fun(): table, runs the chunk anew and checks it
local again -- the same, as it was written
local plan = {} -- input name -> how to collect it
local given = {} -- input name -> facts that the host sent for judging

--- Compile a script; returns what it declares.
function entries.load(bytes)
  local wanted = facts.decode(bytes)
  declaration, again = script.compile(wanted.text, wanted.name, wanted.libraries)
  return facts.encode(script.describe(declaration()))
end

--- Say how an input is read: its source's declaration.
function entries.input(bytes)
  local input = facts.decode(bytes)
  plan[input.name] = collector.prepare(input)
end

--- One document's facts as a record; `stamp` is encoded or nil.
function entries.collect(name, doc, path, blob, stamp)
  local input = plan[name]
  return collector.collect(input, input.collects and again() or nil, doc, path,
    blob, stamp and facts.decode(stamp) or {})
end

--- The record of a document that can't be read.
function entries.refuse(name, path, blob, stamp, line, column, message, remedy)
  return collector.refuse(plan[name], path, blob, stamp and facts.decode(stamp) or {},
    { line = line, column = column, message = message, remedy = remedy })
end

--- Facts of an input, or its history ("history:NAME"), for judging.
function entries.facts(name, set) given[name] = set end

--- Judge; returns the outcome as encoded data.
function entries.judge(bytes)
  local declared = declaration()
  local host = facts.decode(bytes)
  local result = outcome.new({ id = host.id, requirement = host.requirement },
    host.thresholds)
  local t, sets = context.make(host, declared, given, result)
  if declared.judge then
    declared.judge(declared.single and sets[declared.single] or sets, t)
  else
    for _, set in pairs(sets) do t:extent(set, { what = declared.title }) end
  end
  local data = result:data()
  data.documents, data.unreadable = context.count(t.inputs)
  data.series = context.series(t)
  return facts.encode(data)
end

return entries
