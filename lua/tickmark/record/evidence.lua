--- Taking evidence in: the file, and beside it the sidecar that says where it comes
--- from. Both are staged; a commit of the work tree keeps them.

local canon = require("tickmark.base.canon")
local core = require("tickmark.core")
local event = require("tickmark.ledger.event")
local failure = require("tickmark.base.failure")
local order = require("tickmark.base.order")
local secrets = require("tickmark.documents.secrets")
local shell = require("tickmark.base.shell")
local subject = require("tickmark.evaluate.subject")

local evidence = {}

local SIDECAR <const> = ".meta.yml"

-- What endings say of a file.
local MEDIA <const> = { csv = "text/csv", html = "text/html", jpg = "image/jpeg",
  json = "application/json", log = "text/plain", md = "text/markdown",
  pdf = "application/pdf", png = "image/png", txt = "text/plain",
  xml = "application/xml", yaml = "application/yaml", yml = "application/yaml",
  zip = "application/zip" }

local function refuse(message, remedy) failure.raise(failure.USAGE, message, remedy) end

local function read(path)
  local f <close>, why = io.open(path, "rb")
  local bytes = f and f:read("a")
  return bytes or refuse(("%s: it can't be read"):format(path), why)
end

local function is_there(path)
  local f <close> = io.open(path, "rb")
  return f ~= nil
end

local function is_folder(path)
  return os.execute(("test -d %s"):format(shell.quote(path))) == true
end

--- The path in the work tree that a file gets: where it is, or where it is to go.
local function path_of(given, work)
  local real = core.realpath(given.file) or refuse(given.file .. ": no such file")
  if real:sub(1, #work + 1) == work .. "/" then
    if given.to then refuse("--to: it is in the work tree already, as "
      .. real:sub(#work + 2), "leave --to out, or move it yourself") end
    return real:sub(#work + 2), real
  end
  local to = given.to or refuse("where is it to go? --to FOLDER/ or --to PATH",
    "the paths of its series in tickmark.yml tell")
  if to:sub(-1) == "/" or is_folder(work .. "/" .. to) then
    to = to:gsub("/*$", "/") .. given.file:match("[^/]+$")
  end
  if to:sub(1, 1) == "/" or ("/" .. to .. "/"):find("/%.%.?/") then
    refuse("--to " .. to .. ": a path inside of the repository, from its top")
  end
  return to, real
end

--- The controls of the first series that has a path.
local function controls_of(about, path)
  local ids, groups = order.keys(about.settings.evidence), canon.array {}
  for i, id in ipairs(ids) do
    groups[i] = canon.array(about.settings.evidence[id].paths)
  end
  if #groups == 0 then return nil end
  local n = about:ask({ op = "among", paths = canon.array { path }, groups = groups })
    .among[1]
  local series = about.settings.evidence[ids[n]]
  return series and series.controls, series and series.source
end

local function sidecar_of(about, given, path, bytes)
  local controls, source = controls_of(about, path)
  local ids = #given.ids > 0 and given.ids or controls
  if not ids then
    refuse("what is it evidence of? --id A.8.13",
      "or name a series whose paths hold it, in tickmark.yml")
  end
  local who = about:ask { op = "identity" }
  local day = given.on and tostring(given.on) or os.date("!%Y-%m-%d")
  return { type = "evidence", id = "EV-" .. core.sha256(path):sub(1, 12):upper(),
    file = path:match("[^/]+$"), sha256 = core.sha256(bytes), bytes = #bytes,
    media_type = MEDIA[(path:match("%.([^./]+)$") or ""):lower()],
    ids = canon.array(table.move(ids, 1, #ids, 1, {})), collected_on = day,
    covers = { from = tostring(given.from or day),
      to = tostring(given.until_day or day) },
    source_system = given.system, command_or_query = given.command,
    collected_by = given.by or who.mail or refuse("who collected it? --by MAIL"),
    provenance = given.provenance or source or "manual" }
end

local function write(path, bytes)
  local ok, why = core.replace(path, bytes)
  if not ok then failure.raise(failure.INCOMPLETE, why) end
end

local function stage(work, paths)
  local words = {}
  for i, path in ipairs(paths) do words[i] = shell.quote(path) end
  if not os.execute(("git --literal-pathspecs -C %s add -- %s"):format(shell.quote(work),
    table.concat(words, " "))) then
    failure.raise(failure.INCOMPLETE, "git could not stage it", "run: git add")
  end
end

--- Copy a file that is somewhere else; nothing is written over.
local function take(work, path, real)
  local to = work .. "/" .. path
  if to == real then return end
  if is_there(to) then
    refuse(path .. ": it is there already",
      "evidence is never changed: give the new file a name of its own")
  end
  os.execute("mkdir -p " .. shell.quote(to:match("^(.*)/")))
  write(to, read(real))
end

--- What opens something is no evidence; once staged, git has it.
local function check_secret(path, bytes)
  local what, line = secrets.find(bytes)
  if not what then return end
  refuse(("%s:%d: it holds %s"):format(path, line, what), "take it out, and make it "
    .. "worthless where it is used")
end

local function add(about, given)
  local work = about.paths.work
    or refuse("a bare repository: there is no work tree to take it in")
  local path, real = path_of(given, work)
  if is_there(work .. "/" .. path .. SIDECAR) then
    refuse(path .. SIDECAR .. ": it is there already",
      "evidence is never changed: take a new file in")
  end
  local from, to = given.from, given.until_day
  if from and to and to < from then
    refuse(("--until %s: before --from %s"):format(to, from))
  end
  check_secret(path, read(real))
  local sidecar = sidecar_of(about, given, path, read(real))
  take(work, path, real)
  write(work .. "/" .. path .. SIDECAR, event.yaml(sidecar))
  stage(work, { path, path .. SIDECAR })
  return path, sidecar
end

--- Take a file in as evidence.
---@param options table  repo, config, no_os_sandbox
---@param given {file: string, to: string?, ids: string[], from: tickmark.Date?,
---  until_day: tickmark.Date?, on: tickmark.Date?, system: string, command: string,
---  by: string?, provenance: string?}
---@return string path     in the work tree
---@return table sidecar
function evidence.add(options, given)
  local about = subject.open(options)
  local ok, path, sidecar = pcall(add, about, given)
  about:close()
  if not ok then error(path, 0) end
  return path, sidecar
end

return evidence
