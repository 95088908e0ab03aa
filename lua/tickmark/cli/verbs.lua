--- Commands that have verbs, as `finding raise`: each verb has its own options,
--- help and example; what it changes is told line by line. Most are about a ledger.

local failure = require("tickmark.base.failure")
local options = require("tickmark.cli.options")
local order = require("tickmark.base.order")
local output = require("tickmark.cli.output")
local suggest = require("tickmark.base.suggest")
local text = require("tickmark.base.text")
local tickmark = require("tickmark")

local verbs = {}

---@class tickmark.Verb
---@field about string     a sentence
---@field example string   after "tickmark NOUN VERB "
---@field options fun(parser: table)?
---@field prepare fun(book: tickmark.Book, args: table)?
---@field change fun(book: tickmark.Book, args: table): tickmark.Draft[]  for one that
---  changes something
---@field show fun(book: tickmark.Book, args: table): string  for one that only tells
---@field run fun(args: table): string  for one that opens no ledger; what it tells

local function example(noun, name, verb)
  return ("  tickmark %s %s %s"):format(noun, name, verb.example)
end

local function help(noun, about, list)
  local rows = {}
  for i, name in ipairs(order.keys(list)) do
    rows[i] = { "  tickmark " .. noun .. " " .. name, list[name].about }
  end
  local lines = text.columns(rows)
  table.insert(lines, 1, about .. "\n")
  lines[#lines + 1] = ("\ntickmark %s VERB --help tells the options of each.\n")
    :format(noun)
  local name = order.keys(list)[1]
  lines[#lines + 1] = "example:\n" .. example(noun, name, list[name])
  return table.concat(lines, "\n") .. "\n"
end

local function parser_of(noun, name, verb)
  local p = options.parser(noun .. " " .. name, verb.about,
    ("tickmark %s %s %s"):format(noun, name, verb.example))
  if verb.options then verb.options(p) end
  if not verb.run then options.ledger(p) end
  return p
end

local SPARE <const> = 400 -- per cent of what lives; what is told once is soon over

local function perform(verb, args)
  if verb.run then return output.result(verb.run(args)) end
  if verb.show then collectgarbage("setpause", SPARE) end
  local book <close> = tickmark.book { repo = args.repo, config = args.config,
    ledger = args.ledger, memo = args.memo, no_os_sandbox = args.no_os_sandbox,
    remark = output.remark(args.quiet) }
  if verb.prepare then verb.prepare(book, args) end
  if verb.show then
    output.result(verb.show(book, args), args.output)
    return
  end
  for _, told in ipairs(book:change(function() return verb.change(book, args) end)) do
    output.result(text.terminal(told.subject) .. "\n")
  end
end

--- Run one verb of a command.
---@param noun string
---@param about string
---@param list table<string, tickmark.Verb>
---@param arguments string[]
---@return integer status
function verbs.run(noun, about, list, arguments)
  local name = table.remove(arguments, 1)
  if not name or name == "--help" or name == "-h" then
    io.stdout:write(help(noun, about, list))
    return name and 0 or failure.USAGE
  end
  local verb = list[name]
  if not verb then
    failure.raise(failure.USAGE, ("%s: no verb %q%s"):format(noun, name,
      suggest.hint(name, order.keys(list))),
      ("tickmark %s --help lists them"):format(noun))
  end
  local args = options.parse(parser_of(noun, name, verb), arguments)
  if args then perform(verb, args) end
  return 0
end

--- A day, as argparse converts it.
function verbs.day(option)
  return option:argname("D"):convert(function(given)
    local date = require("tickmark.base.date")
    return date.parse(given == "today" and os.date("!%Y-%m-%d") or given)
  end)
end

--- Evidence: any number of files, of a revision.
function verbs.evidence(parser)
  parser:option("--evidence", "A file that shows it, as committed."):argname("PATH")
    :count("*")
  parser:option("--at", "Revision of the evidence (default: HEAD)."):argname("REV")
end

--- Texts that an option gave, any number of them.
---@param list string[]?
---@param option string
---@return string[]
function verbs.texts(list, option)
  for _, words in ipairs(list or {}) do
    if not text.is_utf8(words) then
      failure.raise(failure.USAGE, option .. ": not UTF-8", "iconv -t UTF-8")
    end
  end
  return list or {}
end

--- What those options gave.
function verbs.cited(args) return { paths = args.evidence or {}, rev = args.at } end

--- Only these fields of the options, and those that are always the same.
function verbs.given(args, fields)
  local given = { evidence = verbs.cited(args) }
  for _, field in ipairs(fields) do
    local value = args[field]
    if type(value) == "string" and not text.is_utf8(value) then
      failure.raise(failure.USAGE, ("--%s: not UTF-8"):format(field:gsub("_", "-")),
        "iconv -t UTF-8")
    end
    given[field] = value
  end
  return given
end

return verbs
