--- A policy for specs, the configuration that keeps it, and what the hook says of a
--- change.

local assert = require("luassert")
local command = require("spec.command")
local support = require("spec.support")

local policies = {}

policies.PATH = "policies/x.md"

policies.CONFIG = [[
organisation: {id: acme, name: Acme Ltd}
scope: {id: SCO-MAIN}
records:
  policy: {paths: ["policies/**/*.md"], retention: P3Y}
  risk: {paths: ["risks/*.yml"], each: risks, retention: P1Y}
  waiver: {paths: ["waivers/*.yml"]}
  treatment-plan: {paths: ["plan.yml"]}
checks: {paths: []}
criteria: {thresholds: {late_entry: P20Y}} # the days here are of 2026, for ever
]]

--- A policy's head and body; each of `changes` replaces the field of that name, or is
--- added; false takes it away.
---@param changes table<string, string|false>?
---@param body string?
---@return string
function policies.policy(changes, body)
  local head = { id = "POL-X", title = "X", version = '"1.0"', status = "approved", owner = "role:it", author = "bob",
    approved_by = "ann", approved_on = "2026-01-02", next_review = "2999-01-01" }
  for key, value in pairs(changes or {}) do head[key] = value or nil end
  local lines = {}
  for key, value in pairs(head) do lines[#lines + 1] = ("%s: %s"):format(key, value) end
  table.sort(lines)
  return "---\n" .. table.concat(lines, "\n") .. "\n---\n" .. (body or "# X\n\nWords.\n")
end

--- Write and stage files, false takes one away; the hook's words and status.
---@param dir string
---@param files table<string, string|false>
---@param words string
---@param status integer
function policies.says(dir, files, words, status)
  for path, text in pairs(files) do
    if text then support.write(dir .. "/" .. path, text) else support.git(dir, "rm -q %s", path) end
  end
  support.git(dir, "add -A")
  local ran = command.tickmark(dir, "check --staged")
  assert.equal("", ran.err)
  assert.match(words, ran.out, 1, true)
  assert.equal(status, ran.status, ran.out)
end

return policies
