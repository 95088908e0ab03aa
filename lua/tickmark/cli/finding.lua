--- tickmark finding: the life of a finding.

local export = require("tickmark.report.export")
local finding = require("tickmark.record.finding")
local kinds = require("tickmark.ledger.kinds")
local listing = require("tickmark.report.listing")
local options = require("tickmark.cli.options")
local story = require("tickmark.report.story")
local verbs = require("tickmark.cli.verbs")
local view = require("tickmark.followup.view")
local words = require("tickmark.cli.words")

local function which(p)
  p:argument("id", "The finding: NC-7F3A, 7F3A, or its whole id.")
end

local function spoken(p)
  which(p)
  words.options(p)
end

--- A verb that takes words, or asks for them when they are needed.
local function saying(about, example, op, topic, more)
  return { about = about, example = example, options = function(p)
    spoken(p)
    if more then more(p) end
  end, change = function(book, args)
    local given = verbs.given(args, { "id", "extension", "extended_to", "state",
      "event" })
    given.text = words.of(args, topic and ("%s: %s"):format(args.id, topic))
    return op(book, given)
  end }
end

local function grading(p)
  options.choice(p, "--grade", finding.GRADES)
  p:option("--basis", "Why that grade: one of the words of its rules."):argname("WORD")
end

local function drafting(p, what)
  p:flag("--draft", what)
end

local function turn(book, args)
  if args.draft then book:turn_to_drafts() end
end

local VERBS = {}

VERBS.raise = { about = "Raise a finding by hand, on evidence.",
  example = "--requirement A.8.13 --grade minor --basis documentation_gap "
    .. "--statement \"The restore of March has no protocol\" "
    .. "--evidence restores/2026-03.md",
  options = function(p)
    p:option("--requirement", "The one that is not met, as A.8.13 or 9.2.2.")
      :argname("ID"):count(1)
    grading(p)
    p:option("--statement", "The fact, without its cause and its cure."):argname("WORDS")
      :count(1)
    p:option("--subject", "What it is about: a system, a record."):argname("WHAT")
    options.choice(p, "--source", { "internal", "stage1", "stage2", "incident", "own" })
    drafting(p, "Keep it to yourself until finding issue.")
    verbs.evidence(p)
  end,
  prepare = turn,
  change = function(book, args)
    return finding.raise(book, verbs.given(args, { "requirement", "grade", "basis",
      "statement", "subject", "source", "draft" }))
  end }

VERBS.issue = { about = "Put a draft on the ledger.",
  example = "NC-7F3A --ledger own.git:refs/heads/audit/acme-2026", options = which,
  change = function(book, args) return finding.issue(book, { id = args.id }) end }

VERBS.respond = { about = "Answer a finding: accept it, its cause, its correction.",
  example = "NC-7F3A --type accept --cause \"Nobody is told when a contract ends\" "
    .. "--method 5-why --category process --looked-in \"all leavers of 2026\" "
    .. "--similar none --correction \"Both accounts are disabled\"",
  options = function(p)
    spoken(p)
    options.choice(p, "--type", { "accept", "clarify" })
    p:option("--cause", "The root cause, which is not the finding again.")
      :argname("WORDS")
    p:option("--method", "How it was found, as 5-why or fishbone."):argname("WORD")
    p:option("--category", "Its kind, as process, people or technology."):argname("WORD")
    p:option("--looked-in", "Where similar cases were looked for."):argname("WORDS")
      :count("*")
    p:option("--similar", "What was found there, or none."):argname("WORDS")
    p:option("--correction", "What is mended at once."):argname("WORDS")
    p:option("--immediate", "What was corrected during the audit."):argname("WORDS")
    p:option("--immediate-commit", "The commit of that."):argname("REV")
  end,
  change = function(book, args)
    local given = verbs.given(args, { "id", "type", "cause", "method", "category",
      "similar", "correction", "immediate", "immediate_commit" })
    given.text = words.of(args)
    given.looked_in = #args.looked_in > 0 and args.looked_in or nil
    return finding.respond(book, given)
  end }

VERBS.dispute = saying("Say that it is not so, with evidence.",
  "NC-7F3A --evidence tickets/4711.md --text \"The account is a service's\"",
  finding.dispute, "why is it not so?", verbs.evidence)
VERBS.uphold = saying("Decide a dispute: the finding stands.",
  "NC-7F3A --text \"The ticket is of another account\"", finding.uphold,
  "why does it stand?")
VERBS["reject-plan"] = saying("Send a plan back.",
  "NC-7F3A --text \"The action does not reach the cause\"", finding.reject_plan,
  "what does the plan lack?")
VERBS["accept-plan"] = saying("Accept the plan, and with it the grade.", "NC-7F3A",
  finding.accept_plan, nil, function(p)
    p:option("--extension", "Why it may take longer than the deadline."):argname("WORDS")
    p:option("--extended-to", "The agreed day."):argname("D")
  end)
VERBS.verify = saying("Say that the correction is there and works.",
  "NC-7F3A --evidence evidence/leavers/2026-06.csv", finding.verify, nil, verbs.evidence)
VERBS.reopen = saying("Say that the correction does not work.",
  "NC-7F3A --text \"Two more accounts in June\"", finding.reopen, "what still happens?")
VERBS.close = saying("Close what has been verified.", "NC-7F3A", finding.close)
VERBS.withdraw = saying("Withdraw it; it stays, with the reason.",
  "NC-7F3A --text \"The control is not applicable\"", finding.withdraw,
  "why is it withdrawn?")
VERBS.settle = saying("Decide between two changes that followed the same state.",
  "NC-7F3A --state responded --text \"Both of us answered\"", finding.settle, nil,
  function(p)
    p:option("--state", "The one that stands."):argname("STATE")
    p:option("--event", "The one, by its SHA-256's first digits."):argname("SHA")
  end)

VERBS.regrade = { about = "Change the grade, or confirm the proposed one.",
  example = "NC-7F3A --grade major --basis systematic_failure --text \"In all units\"",
  options = function(p)
    spoken(p)
    grading(p)
  end,
  change = function(book, args)
    local given = verbs.given(args, { "id", "grade", "basis" })
    given.text = words.of(args, args.id .. ": why this grade?")
    return finding.regrade(book, given)
  end }

local function filtering(p)
  p:flag("--open", "Only those that are not over.")
  p:option("--grade", "Only of this grade."):argname("GRADE"):choices(finding.GRADES)
  p:option("--requirement", "Only of this requirement."):argname("ID"):convert(
    finding.requirement)
  p:option("--state", "Only in this state."):argname("STATE"):choices(
    kinds.BY_FOLDER.findings.states)
end

VERBS.export = { about = "Write all findings with all that is known of them.",
  example = "--open --format csv --output findings.csv",
  options = function(p)
    filtering(p)
    options.choice(p, "--format", { "csv", "json", "markdown" })
  end,
  show = function(book, args)
    return export(view.stories(book, args), args.format)
  end }

VERBS.list = { about = "List findings.", example = "--open --grade major",
  options = function(p)
    filtering(p)
    drafting(p, "The drafts that have not been issued.")
    options.choice(p, "--format", { "text", "json", "markdown" })
  end,
  prepare = turn,
  show = function(book, args)
    return listing.findings(view.rows(book, args), args.format)
  end }

VERBS.show = { about = "Tell the whole story of a finding.", example = "NC-7F3A",
  prepare = turn,
  options = function(p)
    which(p)
    drafting(p, "A draft that has not been issued.")
    options.choice(p, "--format", { "text", "json", "markdown" })
  end,
  show = function(book, args)
    return story(view.story(book, book:find("findings", args.id)), args.format)
  end }

---@param arguments string[]
---@return integer status
return function(arguments)
  return verbs.run("finding", "Findings on the ledger, from raised to closed.", VERBS,
    arguments)
end
