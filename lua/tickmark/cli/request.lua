--- tickmark request: evidence that an auditor asks for.

local finding = require("tickmark.record.finding")
local request = require("tickmark.record.request")
local verbs = require("tickmark.cli.verbs")
local words = require("tickmark.cli.words")

local VERBS = {
  raise = { about = "Ask for evidence.",
    example = "--text \"The access reviews of 2026-Q1\" --due 2026-07-10 "
      .. "--requirement A.5.18",
    options = function(p)
      words.options(p)
      verbs.day(p:option("--due", "By when."):count(1))
      p:option("--requirement", "What it is about."):argname("ID")
        :convert(finding.requirement)
      p:option("--finding", "The finding that it is about."):argname("ID")
    end,
    change = function(book, args)
      return request.raise(book, { text = words.of(args, "what is asked for?"),
        due = args.due, requirement = args.requirement, finding = args.finding })
    end },
  answer = { about = "Hand over evidence, or say that there is none.",
    example = "RQ-3C4D --evidence evidence/access-reviews/2026-Q1.md",
    options = function(p)
      p:argument("id", "The request: RQ-3C4D, 3C4D, or its whole id.")
      words.options(p)
      verbs.evidence(p)
      p:flag("--none", "There is none.")
    end,
    change = function(book, args)
      local given = verbs.given(args, { "id", "none" })
      given.text = words.of(args)
      return request.answer(book, given)
    end },
}

---@param arguments string[]
---@return integer status
return function(arguments)
  return verbs.run("request", "Evidence requests: asked for, answered.", VERBS, arguments)
end
