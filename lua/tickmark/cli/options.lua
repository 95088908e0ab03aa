--- Options that several commands share, read with argparse.

local argparse = require("argparse")
local failure = require("tickmark.base.failure")
local suggest = require("tickmark.base.suggest")
local text = require("tickmark.base.text")

local options = {}

--- A parser for a command.
---@param name string
---@param description string
---@param example string
function options.parser(name, description, example)
  return argparse("tickmark " .. name, description, "example:\n  " .. example)
    :usage_margin(2):help_max_width(80)
end

--- Which repository.
function options.repository(parser)
  parser:option("--repo", "Repository (default: found from here).", ".")
    :argname("PATH"):show_default(false)
end

--- Where to look, and where results go.
function options.place(parser)
  options.repository(parser)
  parser:option("--config", "Criteria: folder, file or REPO@REV[:PATH]."):argname("WHERE")
  parser:option("--ledger", "Ledger, as REPO:REF."):argname("REPO:REF")
  parser:flag("--no-os-sandbox",
    "Workers without the system's lock; the result says so.")
  parser:option("--output", "Write the result to a file, whole or not at all.")
    :argname("FILE")
  parser:flag("--quiet", "No progress, no remarks.")
  parser:flag("--no-color", "No colours on a terminal.")
end

--- Those, and where what was found out about the ledger is remembered.
function options.ledger(parser)
  options.place(parser)
  parser:option("--memo", "Where what was read is kept (default: below .git), or none.")
    :argname("DIR|none")
end

--- Those, and by how many workers.
function options.common(parser)
  options.place(parser)
  parser:option("--jobs", "Workers (default: the processors, at most 16)."):argname("N")
    :convert(function(n)
      local jobs = math.tointeger(tonumber(n))
      if jobs and jobs >= 1 and jobs <= 64 then return jobs end
      return nil, ("--jobs: a number from 1 to 64, not %q"):format(n)
    end)
end

--- An option whose value is one of some words; the first is the default.
function options.choice(parser, name, words)
  local described = ("%s (default: %s)."):format(text.either(words), words[1])
  return parser:option(name, described, words[1])
    :show_default(false):argname(name:upper():gsub("^%-+", "")):convert(function(given)
      for _, word in ipairs(words) do
        if word == given then return word end
      end
      return nil, ("%s: no %s %q%s"):format(name, name:gsub("^%-+", ""), given,
        suggest.hint(given, words))
    end)
end

local function known_options(parser)
  local names = {}
  for _, option in ipairs(parser._options) do
    for _, alias in ipairs(option._aliases) do names[#names + 1] = alias end
  end
  return names
end

--- Parse; wrong use is a failure with a hint. `--help` prints and gives nil.
---@return table? args
function options.parse(parser, arguments)
  for _, argument in ipairs(arguments) do
    if argument == "--help" or argument == "-h" then
      io.stdout:write(parser:get_help(), "\n")
      return nil
    end
  end
  local ok, args = parser:pparse(arguments)
  if ok then return args end
  -- argparse has a guess of its own, on a second line.
  local message = tostring(args):match("^[^\n]*")
  local word = message:match("^unknown option '(.-)'")
  failure.raise(failure.USAGE,
    message .. (word and suggest.hint(word, known_options(parser)) or ""),
    parser._name .. " --help tells the options")
end

return options
