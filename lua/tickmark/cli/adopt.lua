--- tickmark init: a tickmark.yml for a repository as it is, proposed from what is there.

local adopt = require("tickmark.adopt.run")
local adopted = require("tickmark.report.adopted")
local core = require("tickmark.core")
local failure = require("tickmark.base.failure")
local options = require("tickmark.cli.options")
local output = require("tickmark.cli.output")

local NAME <const> = "tickmark.yml"

local function parser()
  local p = options.parser("init",
    "Adopt a repository: propose tickmark.yml from what is there, write nothing else.",
    "tickmark init --output -")
  options.repository(p)
  p:option("--rev", "Commit or branch to look at (default: HEAD)."):argname("REV")
  p:option("--output", "A file; - prints it (default: tickmark.yml at the root).")
    :argname("FILE")
  p:flag("--quiet", "No table of what was found.")
  return p:flag("--no-os-sandbox", "Workers without the system's lock.") and p
end

--- Is there a file, a folder or a link, be it to nothing?
local function is_there(path) return os.rename(path, path) ~= nil end

--- Write where no configuration is yet. A link may have been committed to lead
--- somewhere else, so it is not followed.
local function write(path, yaml)
  if is_there(path) then
    local folder, name = path:match("^(.-)/*([^/]*)$")
    local real = core.realpath(folder == "" and path:sub(1, 1) ~= "/" and "." or folder
      .. "/")
    if core.realpath(path) ~= (real or ""):gsub("/$", "") .. "/" .. name then
      failure.raise(failure.USAGE, path .. ": a symbolic link, which is not followed",
        "take it away, or write elsewhere: --output FILE")
    end
    local f <close> = io.open(path, "rb")
    if not f or f:read(1) then
      failure.raise(failure.USAGE, path .. ": it is there already, and stays as it is",
        "to see what would be proposed: tickmark init --output -")
    end
  end
  output.result(yaml, path)
end

--- Write it, unless it is printed. Returns where.
local function place(proposal, path)
  if path == "-" then return nil end
  if not path and not proposal.work then
    failure.raise(failure.USAGE, "a bare repository has no work tree to write to",
      "print it, or name a file: tickmark init --output -")
  end
  path = path or proposal.work:gsub("/*$", "/") .. NAME
  if path:match("[^/]*$") == NAME then
    write(path, proposal.yaml)
  else
    output.result(proposal.yaml, path)
  end
  return path
end

---@param arguments string[]
---@return integer status
return function(arguments)
  local args = options.parse(parser(), arguments)
  if not args then return 0 end
  local proposal = adopt.propose { repo = args.repo, rev = args.rev,
    no_os_sandbox = args.no_os_sandbox }
  local path = place(proposal, args.output)
  local told = args.quiet and "" or adopted(proposal, path)
  if path then
    output.result(told)
  else
    output.result(proposal.yaml)
    io.stderr:write(told)
  end
  return 0
end
