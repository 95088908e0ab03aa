--- tickmark doc and new: what record types hold, for people and for editors.

local command = require("spec.command")
local support = require("spec.support")
local types = require("tickmark.criteria.types")

local function tells(words) return command.tickmark("/", words) end

-- Heads, as YAML, and whether a schema lets them pass: what editors do, by Python.
local VALIDATE <const> = [[
import json, sys, yaml, jsonschema
class Loader(yaml.SafeLoader): pass
# dates and such are texts to an editor's YAML 1.2
Loader.yaml_implicit_resolvers = {k: [(t, r) for t, r in v if t != "tag:yaml.org,2002:timestamp"]
    for k, v in yaml.SafeLoader.yaml_implicit_resolvers.items()}
schema = json.load(open(sys.argv[1]))
jsonschema.Draft7Validator.check_schema(schema)
head = yaml.load(sys.stdin.read(), Loader) if len(sys.argv) > 2 else {}
print("yes" if jsonschema.Draft7Validator(schema).is_valid(head) else "no")
]]

local HEAD <const> = "id: POL-X\ntitle: X\nversion: \"1.0\"\nstatus: approved\nowner: role:it\n"
  .. "approved_by: ann\napproved_on: 2026-01-02\nsatisfies: [\"5.2\"]\nreview_interval: 6 months\n"

describe("tickmark doc", function()
  local dir
  setup(function()
    dir = support.tmpdir()
    support.write(dir .. "/validate.py", VALIDATE)
  end)
  teardown(function() support.remove(dir) end)

  it("lists all types, and the fields of one", function()
    local all = tells("doc").out
    for _, name in ipairs(types.all()) do assert.match("  " .. name .. " ", all, 1, true) end
    local one = tells("doc policy").out
    for _, words in ipairs { "Ids begin with POL-", "  owner            always", "  approved_by      once approved" } do
      assert.match(words, one, 1, true)
    end
  end)

  it("has a JSON Schema of each type that is one", function()
    local script = "cd %s && for type in %s; do \"$TICKMARK\" doc $type --schema --output s.json && "
      .. "python3 validate.py s.json >/dev/null || { echo $type; exit 1; }; done"
    local ran = command.shell(script:gsub("%%s; do", table.concat(types.all(), " ") .. "; do"), dir)
    assert.equal(0, ran.status, ran.out .. ran.err)
  end)

  for _, case in ipairs {
    { "a good head", HEAD, "yes" },
    { "one without an owner", HEAD:gsub("owner:[^\n]*\n", ""), "no" },
    { "a status that is none", HEAD:gsub("approved\n", "aproved\n", 1), "no" },
    { "an approved one without an approver", HEAD:gsub("approved_by:[^\n]*\n", ""), "no" },
    { "a draft without one", HEAD:gsub("approved_by:[^\n]*\n", ""):gsub("status: %w+", "status: draft"), "yes" },
    { "a day in prose", HEAD:gsub("2026%-01%-02", "Jan 2"), "no" },
    { "an owner that is a list", HEAD:gsub("role:it", "[a, b]"), "no" },
    { "a key of one's own", HEAD .. "colour: red\n", "yes" },
    { "requirements by framework", HEAD:gsub('%["5.2"%]', "{TSC: [CC6.1]}"), "yes" },
  } do
    it("has a schema that says " .. case[3] .. " to " .. case[1], function()
      assert.equal(0, tells("doc policy --schema --output " .. dir .. "/policy.json").status)
      support.write(dir .. "/head.yml", case[2])
      assert.equal(case[3], support.sh("cd %s && python3 validate.py policy.json head <head.yml", dir))
    end)
  end

  it("says what it doesn't know", function()
    for words, said in pairs { ["doc polcy"] = 'no record type "polcy", did you mean "policy"?',
      ["doc --schema"] = "of which type?", ["new polcy"] = 'no record type "polcy"' } do
      local ran = tells(words)
      assert.equal(3, ran.status)
      assert.match(said, ran.err, 1, true)
    end
  end)
end)

describe("tickmark new", function()
  it("writes a document of each type, which check takes for an unfinished one", function()
    local config = { "organisation: {id: acme, name: A}\nscope: {id: SCO-MAIN}\nchecks: {paths: []}\nrecords:" }
    for _, name in ipairs(types.all()) do config[#config + 1] = ("  %s: {paths: [%s.md]}"):format(name, name) end
    local dir = support.repo { ["tickmark.yml"] = table.concat(config, "\n") .. "\n" }
    for _, name in ipairs(types.all()) do
      local ran = command.tickmark(dir, ("new %s --output %s.md"):format(name, name))
      assert.equal(0, ran.status, ran.err)
    end
    support.git(dir, "add -A")
    local said = command.tickmark(dir, "check --staged").out
    for _, name in ipairs(types.all()) do
      assert.is_nil(said:find(name .. ".md:%d+:%d+: %l+: it lacks"), said)
      local own = "\n" .. name:gsub("%-", "%%-") .. "%.md:[^\n]*left of the template"
      assert.is_truthy(("\n" .. said):find(own), name)
    end
    support.remove(dir)
  end)

  it("writes over nothing", function()
    local dir = support.tmpdir()
    assert.equal(0, command.tickmark(dir, "new policy --output x.md").status)
    local ran = command.tickmark(dir, "new policy --output x.md")
    assert.equal(3, ran.status)
    assert.match("x.md: it is there already", ran.err, 1, true)
    support.remove(dir)
  end)
end)
