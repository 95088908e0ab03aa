--- The sandbox's side of a worker: the entries through which one script is
--- loaded, collects the facts of a document, and judges.

local collect = require("tickmark.evidence.collect")
local collector = require("tickmark.author.collector")
local context = require("tickmark.author.context")
local date = require("tickmark.base.date")
local facts = require("tickmark.facts")
local judge = require("tickmark.author.judge")
local order = require("tickmark.base.order")
local outcome = require("tickmark.author.outcome")
local period = require("tickmark.base.period")
local script = require("tickmark.author.script")

facts.values(date.meta, period.meta)

local entries = {}

local declaration -- fun(): table, runs the chunk anew and checks it
local again -- the same, as it was written
local streams = {} -- number -> how the script's own collect is fed
local given = {} -- input name -> facts that the host sent for judging

--- Compile a script; returns what it declares.
function entries.load(bytes)
  local wanted = facts.decode(bytes)
  declaration, again = script.compile(wanted.text, wanted.name, wanted.libraries)
  return facts.encode(script.describe(declaration()))
end

--- Say how a stream is read whose items the script makes itself.
function entries.stream(number, bytes)
  local wanted = facts.decode(bytes)
  streams[number] = collect.prepare(wanted)
  streams[number].input = wanted.input
end

--- One document's facts as a record; `extra` is encoded or nil.
function entries.collect(number, doc, path, blob, extra)
  return collector.record(streams[number], again(), doc, path, blob,
    extra and facts.decode(extra))
end

--- Facts of an input, or its history ("history:NAME"), for judging.
function entries.facts(name, set) given[name] = set end

--- Judge; returns the outcome as encoded data.
function entries.judge(bytes)
  local declared = declaration()
  local host = facts.decode(bytes)
  local result = outcome.new({ id = host.id, requirement = host.requirement },
    host.thresholds)
  local state, sets = context.make(host, declared, given, result)
  local t = judge.face(state)
  if declared.judge then
    declared.judge(declared.single and sets[declared.single] or sets, t)
  else
    for _, name in ipairs(order.keys(sets)) do
      t:extent(sets[name], { what = declared.title, key = name })
    end
  end
  local data = result:data()
  local range
  data.documents, data.unreadable, range = context.count(state.inputs)
  data.series = context.series(state, range)
  return facts.encode(data)
end

return entries
