--- tickmark doc and new: what record types hold, for people and for editors.

local command = require("spec.command")
local filled = require("spec.filled")
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

  it("has a schema of the keys and words that a repository has", function()
    local repo = support.repo { ["tickmark.yml"] = "organisation: {id: acme, name: A}\nscope: {id: SCO-MAIN}\n"
      .. "checks: {paths: []}\nrecords:\n  policy: {paths: [\"p/*.md\"], fields: {owner: policy_owner, status: stand}, "
      .. "values: {status: {freigegeben: approved}}}\n" }
    assert.equal(0, tells(("doc policy --schema --repo %s --output %s/policy.json"):format(repo, dir)).status)
    local head = HEAD:gsub("owner:", "policy_owner:"):gsub("status: approved", "stand: freigegeben")
    for text, valid in pairs { [head] = "yes", [head:gsub("freigegeben", "fertig")] = "no",
      [head:gsub("approved_by: ann\n", "")] = "no", [HEAD] = "no" } do
      support.write(dir .. "/head.yml", text)
      assert.equal(valid, support.sh("cd %s && python3 validate.py policy.json head <head.yml", dir), text)
    end
    assert.match("keeps no incident", tells("doc incident --repo " .. repo).err, 1, true)
    support.remove(repo)
  end)

  it("says what it doesn't know", function()
    for words, said in pairs { ["doc polcy"] = 'no record type "polcy", did you mean "policy"?',
      ["doc --schema"] = "of which type?", ["new polcy"] = 'no template or record type "polcy", did you mean "policy"?',
      ["new acces-control"] = 'did you mean "access-control"?',
      ["new --output x.md"] = "of which template or record type?" } do
      local ran = tells(words)
      assert.equal(3, ran.status)
      assert.match(said, ran.err, 1, true)
    end
  end)
end)

--- A repository that has a place for each type: TYPE.ENDING.
local function repository(ending)
  local config = { "organisation: {id: acme, name: A}\nscope: {id: SCO-MAIN}\nchecks: {paths: []}\nrecords:" }
  for _, name in ipairs(types.all()) do
    config[#config + 1] = ("  %s: {paths: [%s.%s]}"):format(name, name, ending)
  end
  return support.repo { ["tickmark.yml"] = table.concat(config, "\n") .. "\n" }
end

describe("tickmark record", function()
  it("begins a record of a type as tickmark new does", function()
    assert.equal(tells("new incident").out, tells("record incident").out)
    assert.match("no verb", tells("record incidnet").err)
  end)
end)

describe("tickmark new", function()
  it("says which folder is missing", function()
    local ran = tells("new incident --output /tmp/nowhere-at-all/x.md")
    assert.equal(2, ran.status)
    assert.match("No such file or directory\n  -> mkdir -p '/tmp/nowhere-at-all'", ran.err, 1, true)
  end)

  it("lists the templates, with what they answer, and says where the types are", function()
    local said = tells("new").out
    assert.match("\n  access%-control +Access control policy +A%.5%.15 A%.5%.16 ", said)
    assert.match("\n  operation%-record +Operation record +8%.1\n", said)
    assert.match("\n  risk +Risk +8%.2\n", said)
    assert.match("tickmark doc lists them", said, 1, true)
  end)

  it("writes a template as it is, whatever the type of that name holds", function()
    for name, words in pairs { ["access-control"] = "id: POL-ACCESS\n", soa = '  - control: "A.8.34"\n',
      scope = "id: SCO-MAIN\n" } do
      assert.match(words, tells("new " .. name).out, 1, true)
    end
    local dir = support.tmpdir()
    assert.equal(0, command.tickmark(dir, "new backup --output x.md").status)
    assert.equal(command.read("policies/templates/backup.md"), command.read(dir .. "/x.md"))
    support.remove(dir)
  end)

  it("writes what the type asks for where a template has another form than the file, and says so", function()
    local dir = support.tmpdir()
    local ran = command.tickmark(dir, "new risk --output risk.md")
    assert.equal(0, ran.status)
    assert.equal("risk.md: only what the type risk asks for, since its template is YAML\n", ran.err)
    assert.match("^%-%-%-\ntype: risk\n", command.read(dir .. "/risk.md"))
    ran = command.tickmark(dir, "new access-control --output x.yml")
    assert.equal(3, ran.status)
    assert.match("x.yml: the template access-control is Markdown", ran.err, 1, true)
    support.remove(dir)
  end)

  it("writes YAML where the file ends so, which only has to be filled in", function()
    local dir = repository("yml")
    for _, name in ipairs(types.all()) do
      local ran = command.tickmark(dir, ("new %s --output %s.yml"):format(name, name))
      assert.equal(0, ran.status, ran.err)
    end
    support.git(dir, "add -A")
    local said = "\n" .. command.tickmark(dir, "check --staged").out
    for path, line in said:gmatch("\n([%w-]+%.yml):(%d+):%d+: ") do
      local n, shown = 0, nil
      for one in command.read(dir .. "/" .. path):gmatch("[^\n]*") do
        n = n + 1
        if n == tonumber(line) then shown = one end
      end
      assert.match("{{", shown, 1, true, path .. ":" .. line)
    end
    for _, name in ipairs(types.all()) do
      local path = dir .. "/" .. name .. ".yml"
      assert.is_truthy(said:find("\n" .. name .. ".yml:", 1, true), name)
      support.write(path, (filled.all(command.read(path):gsub("{{NAME}}", name:upper()))))
    end
    support.git(dir, "add -A")
    assert.equal(("nothing to mend in %d documents\n"):format(#types.all()),
      command.tickmark(dir, "check --staged").out)
    support.remove(dir)
  end)

  it("writes a document of each type, which check takes for an unfinished one", function()
    local dir = repository("md")
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
