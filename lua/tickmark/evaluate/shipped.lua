--- The scripts that we ship: rules for each series and each record type, and packs that
--- a configuration names.

local core = require("tickmark.core")
local failure = require("tickmark.base.failure")
local lists = require("tickmark.base.lists")
local order = require("tickmark.base.order")
local suggest = require("tickmark.base.suggest")

local shipped = {}

local PACKS <const> = { "iso27001" }

local function bundled(name) return assert(core.bundled(name)) end

local function script_of(name, libraries, fields)
  fields.name, fields.text, fields.libraries = name, bundled(name), libraries
  fields.origin = "shipped"
  return fields
end

--- The rules for every series and record type.
local function rules_of(settings)
  local list = {}
  local libraries = { documents = bundled("policies/lib/documents.lua") }
  for _, id in ipairs(order.keys(settings.evidence)) do
    list[#list + 1] = script_of("policies/series/rules.lua", libraries,
      { series = id, requirement = settings.evidence[id].controls })
  end
  for _, name in ipairs(order.keys(settings.records)) do
    list[#list + 1] = script_of("policies/records/rules/rules.lua", libraries,
      { record = name })
  end
  return list
end

--- The tests and rules of a pack, in the order of their files.
local function pack_of(name)
  local folder, libraries, list = "policies/" .. name, {}, {}
  for path in bundled(folder):gmatch("[^\n]+") do
    local library = path:match("/lib/([^/]+)%.lua$")
    if library then libraries[library] = bundled(path) end
  end
  for path in bundled(folder):gmatch("[^\n]+") do
    if not path:find("/lib/", 1, true) then
      list[#list + 1] = script_of(path, libraries, { pack = name })
    end
  end
  return list
end

local function check_known(name)
  for _, known in ipairs(PACKS) do
    if known == name then return end
  end
  failure.raise(failure.USAGE, ("criteria.packs: no pack %q is shipped%s"):format(
    tostring(name), suggest.hint(tostring(name), PACKS)),
    ("ours are %s; tests of your own stand under checks.paths"):format(
      table.concat(PACKS, ", ")))
end

--- All of ours that a configuration asks for.
---@param settings table
---@return table[] scripts
function shipped.scripts(settings)
  local list = rules_of(settings)
  for _, pack in ipairs(settings.packs) do
    check_known(pack.name)
    lists.join({ pack_of(pack.name) }, list)
  end
  return list
end

return shipped
