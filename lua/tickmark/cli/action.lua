--- tickmark action: corrective actions of a finding.

local action = require("tickmark.record.action")
local options = require("tickmark.cli.options")
local verbs = require("tickmark.cli.verbs")
local words = require("tickmark.cli.words")

local function which(p)
  p:argument("id", "The action: CA-1B2C, 1B2C, or its whole id.")
end

local VERBS = {
  plan = { about = "Plan an action for a finding, which proposes its plan.",
    example = "NC-7F3A --action \"HR's list drives it\" --owner it@acme.example "
      .. "--due 2026-09-30 --criterion \"No leaver's account for 3 months\" "
      .. "--check-after 2026-12-31",
    options = function(p)
      p:argument("id", "The finding: NC-7F3A, 7F3A, or its whole id.")
      p:option("--action", "What is to be done."):argname("WORDS"):count(1)
      p:option("--owner", "Who does it: mail, name or role."):argname("WHO"):count(1)
      verbs.day(p:option("--due", "By when."):count(1))
      p:option("--criterion", "By what its effect will be known."):argname("WORDS")
      verbs.day(p:option("--check-after", "From when that can be seen."))
      p:option("--resources", "What it takes."):argname("WORDS")
    end,
    change = function(book, args)
      return action.plan(book, verbs.given(args, { "id", "action", "owner", "due",
        "criterion", "check_after", "resources" }))
    end },
  done = { about = "Say that it is done, with what shows it.",
    example = "CA-1B2C --evidence evidence/leavers/2026-06.csv",
    options = function(p)
      which(p)
      words.options(p)
      verbs.evidence(p)
      verbs.day(p:option("--on", "When (default: today)."))
    end,
    change = function(book, args)
      local given = verbs.given(args, { "id", "on" })
      given.text = words.of(args)
      return action.done(book, given)
    end },
  check = { about = "Check its effect, as somebody else than its owner.",
    example = "CA-1B2C --result effective --evidence evidence/leavers/2026-09.csv",
    options = function(p)
      which(p)
      words.options(p)
      options.choice(p, "--result", action.RESULTS)
      verbs.evidence(p)
      verbs.day(p:option("--on", "When (default: today)."))
    end,
    change = function(book, args)
      local given = verbs.given(args, { "id", "result", "on" })
      given.text = words.of(args)
      return action.check(book, given)
    end },
  drop = { about = "Drop an action that nobody is going to do.",
    example = "CA-1B2C --text \"CA-9X3Y does it\"",
    options = function(p)
      which(p)
      words.options(p)
    end,
    change = function(book, args)
      return action.drop(book, { id = args.id, text = words.of(args, "why?") })
    end },
}

---@param arguments string[]
---@return integer status
return function(arguments)
  return verbs.run("action", "Corrective actions: planned, done, their effect checked.",
    VERBS, arguments)
end
