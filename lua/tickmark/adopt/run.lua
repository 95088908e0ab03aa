--- Looking at a repository that has no configuration yet.

local core = require("tickmark.core")
local places = require("tickmark.evaluate.places")
local proposal = require("tickmark.adopt.proposal")
local reading = require("tickmark.evaluate.reading")

local run = {}

local function groups_of(answer)
  local groups = {}
  for _, part in ipairs(answer.parts.groups or {}) do
    table.move(part, 1, #part, #groups + 1, groups)
  end
  return groups
end

--- What the repository is called: its folder.
local function name_of(paths)
  local place = core.realpath(paths.work or paths.git) or paths.git
  return (place:gsub("/%.git$", ""):match("([^/]+)/?$") or "acme"):gsub("%.git$", "")
end

--- Propose a configuration for a commit.
---@param options {repo: string?, rev: string?, no_os_sandbox: boolean?}
---@return tickmark.Proposal
---@return table paths  of the repository
---@return string? there  the tickmark.yml that the commit has
function run.propose(options)
  local place = reading.start(not options.no_os_sandbox)
  local ok, made, paths = pcall(function()
    local ask <const> = places.ask
    local opened = ask(place, "stand_on", { op = "open", path = options.repo or "." })
    local state = ask(place, "stand_on", { op = "resolve", plain = true,
      rev = options.rev or "HEAD" })
    local survey, answer = ask(place, "ask", { op = "survey", tree = state.tree })
    return proposal(name_of(opened.paths), survey, groups_of(answer)), opened.paths
  end)
  place:close()
  if not ok then error(made, 0) end
  return made, paths
end

return run
