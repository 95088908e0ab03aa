--- A directory of hostile items: rules/, documents/ and repositories/, all run
--- through the command; each is contained, or it escaped and why.

local support = require("spec.support")

local directory = {}

---@class spec.HostileOptions
---@field tickmark string   path of the command
---@field at_once integer   commands at a time
---@field limits boolean    whether time and memory are judged
---@field more string?      options for every audit
---@field forms string[]?    of rules; all of them
---@field read fun(path: string): string

---@class spec.Verdict
---@field kind string       rule, document or repository
---@field name string
---@field form string
---@field outcome string?
---@field seconds number
---@field kib integer?
---@field why string?       set when it escaped
---@field whole string?     what a rule said or ended of

local KINDS <const> = {
  { folder = "rules", module = "spec.hostile.rules" },
  { folder = "documents", module = "spec.hostile.documents" },
  { folder = "repositories", module = "spec.hostile.repositories" },
}

local function read(path)
  local file <close> = assert(io.open(path, "rb"))
  return file:read("a")
end

--- The files of a folder, sorted; none if it isn't there.
local function files_of(path)
  local names = {}
  for name in support.sh("cd %s 2>/dev/null && find -L . -maxdepth 1 -type f -printf '%%f\\n' | LC_ALL=C sort; :",
    path):gmatch("[^\n]+") do
    names[#names + 1] = name
  end
  return names
end

--- Run every item of a directory.
---@param path string
---@param options spec.HostileOptions
---@param note fun(verdict: spec.Verdict)?  told of each as it is known
---@return spec.Verdict[]
function directory.run(path, options, note)
  local all = {}
  path = support.sh("realpath %s", path) -- items are run in folders of their own
  options.read = read
  for _, kind in ipairs(KINDS) do
    local names = files_of(path .. "/" .. kind.folder)
    if #names > 0 then
      require(kind.module).run(path .. "/" .. kind.folder, names, options, function(verdict)
        all[#all + 1] = verdict
        if note then note(verdict) end
      end)
    end
  end
  return all
end

--- How many are contained, and how many escaped.
function directory.count(verdicts)
  local contained, escaped = 0, 0
  for _, verdict in ipairs(verdicts) do
    if verdict.why then escaped = escaped + 1 else contained = contained + 1 end
  end
  return contained, escaped
end

--- A verdict as a line.
function directory.line(verdict)
  local line = ("%-10s %-10s %-32s %-10s %-15s %6.2f s %4s MiB"):format(verdict.why and "ESCAPED" or "contained",
    verdict.kind, verdict.name, verdict.form, verdict.outcome or "-", verdict.seconds,
    verdict.kib and verdict.kib // 1024 or "-")
  return verdict.why and ("%s  %s"):format(line, verdict.why:gsub("[\0-\31\127]", "?")) or line
end

return directory
