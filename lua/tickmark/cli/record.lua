--- tickmark record: what an audit keeps beside its findings.

local failure = require("tickmark.base.failure")
local new = require("tickmark.cli.new")
local note = require("tickmark.record.note")
local notes = require("tickmark.report.notes")
local options = require("tickmark.cli.options")
local types = require("tickmark.criteria.types")
local verbs = require("tickmark.cli.verbs")
local view = require("tickmark.followup.notes")
local words = require("tickmark.cli.words")

local function clock(given)
  if given:find("^[0-2]%d:[0-5]%d$") then return given end
  return nil, ("%s: write a time as 09:30"):format(given)
end

local VERBS = {
  meeting = { about = "Note a meeting of the audit, and who was there.",
    example = "--kind closing --from 15:00 --to 17:30 --attendee \"M. Oduya, CEO\" "
      .. "--text \"Findings presented and understood\"",
    options = function(p)
      options.choice(p, "--kind", note.MEETINGS)
      verbs.day(p:option("--on", "When (default: today)."))
      p:option("--from", "When it began."):argname("HH:MM"):convert(clock)
      p:option("--to", "When it ended."):argname("HH:MM"):convert(clock)
      p:option("--attendee", "Who was there, and in which role."):argname("WHO")
        :count("*")
      words.options(p)
    end,
    change = function(book, args)
      local given = verbs.given(args, { "kind", "on", "from", "to" })
      given.attendees = verbs.texts(args.attendee, "--attendee")
      given.text = words.of(args, "what was said?")
      return note.meeting(book, given)
    end },
  decision = { about = "Record the decision; nobody of the team makes it.",
    example = "--recommendation B --outcome granted --team eva@cb.example "
      .. "--text \"All minors have an accepted plan\"",
    options = function(p)
      p:option("--recommendation", "What the team recommends: A, B, C or D."):count(1)
        :choices(note.RECOMMENDATIONS):argname("LETTER")
      p:option("--outcome", "What was decided: granted, refused, ..."):count(1)
        :argname("WORD")
      p:option("--team", "Who was on the audit team."):argname("MAIL"):count("+")
      words.options(p)
    end,
    change = function(book, args)
      local given = verbs.given(args, { "recommendation", "outcome" })
      given.team = verbs.texts(args.team, "--team")
      given.text = words.of(args, "for which reasons?")
      return note.decision(book, given)
    end },
  list = { about = "List the runs, meetings and decisions that are recorded.",
    example = "--format markdown",
    options = function(p)
      options.choice(p, "--format", { "text", "json", "markdown" })
    end,
    show = function(book, args) return notes(view(book), args.format) end },
}

---@param arguments string[]
---@return integer status
return function(arguments)
  if arguments[1] == "run" then
    failure.raise(failure.USAGE, "record run: a run records itself",
      "tickmark audit --record")
  elseif types.known(arguments[1]) and not VERBS[arguments[1]] then
    return new(arguments) -- a record of the organisation's, to be filled in
  end
  return verbs.run("record", "What an audit keeps beside its findings.", VERBS, arguments)
end
