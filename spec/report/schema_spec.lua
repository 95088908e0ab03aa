local canon = require("tickmark.base.canon")
local command = require("spec.command")
local json = require("tickmark.base.json")
local support = require("spec.support")

local SCHEMA <const> = "include/tickmark-result.schema.json"

local function policy(id, period)
  return ("---\nid: %s\ntitle: T\nstatus: approved\nparameters:\n  review: %s\n---\n"):format(id, period)
end

local HEADS = command.script("heads", [[
  for a in accounts:each() do t:fail(a, { what = "x", requirement = "6.1.3 d" }) end
  t:measure("reached", { n = 2, of = 2, target = 0.5 })]])
  :gsub('evidence = "user%-list"', 'evidence = { record = "policy" }')

local EVERYTHING = {
  ["tickmark.yml"] = command.CONFIG:gsub("    columns:", "    cadence: P1M\n%0") .. "profile: small\n",
  ["checks/extent.lua"] = command.script("extent", [[
    t:extent(accounts, { what = "by user", by = "user", bad = function(a) return not a.mfa end, critical = true,
      cite = t:source("review") })
    t:measure("coverage", { n = 1, of = 2, target = 1.0 }) t:measure("share", { value = 0.25, unit = "%" })
    t:measure("nothing", { n = 0, of = 0 }) t:positive("well kept") t:flag("look", nil, "at this")
    for a in accounts:each() do t:flag("look", a, "at that") t:ofi(a, "automate") break end]],
    'params = { review = { type = "period", promise = "review", default = "P1M" } },'),
  ["checks/absent.lua"] = command.script("absent", 't:absent("review", { every = "P1Y" })'),
  ["checks/promised.lua"] = command.script("promised", "", 'params = { x = { type = "text", promise = "nowhere" } },'),
  ["checks/raises.lua"] = command.script("raises", "error('broken')"),
  ["checks/heads.lua"] = HEADS,
  ["checks/loops.lua"] = "while true do end",
  ["policies/a.md"] = policy("A", "P1M"), ["policies/b.md"] = policy("B", "P3M"),
  ["policies/c.md"] = "---\nid: [\n---\n", ["policies/\1.md"] = "x",
  ["evidence/users/2025-09.csv"] = "user,mfa\nada,yes\n",
}

-- What a result holds, the files, the options, whether findings are recorded first.
local CASES = {
  { "that is clean", { ["evidence/users/2025-12.csv"] = "user,mfa\nada,yes\n" } },
  { "with findings", {} },
  { "with findings on a ledger", {}, "", true },
  { "of some tests", {}, "--only access.mfa" },
  { "with budgets", {}, "--budget judge.steps=60000000 --budget judge.memory=90000000 "
    .. "--budget collect.steps=6000000 --budget collect.memory=40000000" },
  { "with tests in error", { ["checks/raises.lua"] = EVERYTHING["checks/raises.lua"] } },
  { "with a document that can't be read", { ["policies/c.md"] = EVERYTHING["policies/c.md"],
    ["checks/heads.lua"] = HEADS } },
  { "of criteria that inherit and aren't committed", {}, "--config $CRITERIA" },
  { "with everything at once", EVERYTHING },
  { "of everything on a ledger", EVERYTHING, "--as-of 2026-06-30", true },
}

describe("the published schema of a result", function()
  local around, files
  setup(function()
    around, files = support.tmpdir(), {}
    local criteria = support.tmpdir()
    support.write(criteria .. "/tickmark.yml", "inherit: [organisation, scope, evidence]\n"
      .. "checks: {paths: [\"checks/*.lua\"]}\n")
    support.write(criteria .. "/checks/mfa.lua", command.MFA)
    for i, case in ipairs(CASES) do
      local dir = support.repo(command.isms(case[2]), { date = "2026-01-05T12:00:00Z" })
      support.commit(dir, { ["README.md"] = "dated before its parent" }, { date = "2026-01-04T12:00:00Z" })
      support.git(dir, "config user.name Eva; git -C %s config user.email eva@example.com", dir)
      if case[4] then command.tickmark(dir, "audit --record " .. case[3]) end
      files[i] = ("%s/%d.json"):format(around, i)
      local ran = command.shell("cd %s; CRITERIA=%s; \"$TICKMARK\" audit --format json --output %s "
        .. (case[3] or ""), dir, criteria, files[i])
      assert(ran.status < 3, ran.err)
      support.remove(dir)
    end
    support.remove(criteria)
  end)
  teardown(function() support.remove(around) end)

  local function validate(path)
    return command.shell("cd %s; python3 -W ignore -m jsonschema -i %s %s", support.sh("pwd"), path, SCHEMA)
  end

  for i, case in ipairs(CASES) do
    it("holds for a result " .. case[1], function()
      local ran = validate(files[i])
      assert.same({ 0, "", "" }, { ran.status, ran.err, ran.out })
    end)
  end

  describe("seen with a result", function()
    -- how it is broken, and the change
    for _, case in ipairs {
      { "has a member too many", function(r) r.extra = 1 end },
      { "lacks a member", function(r) r.findings = nil end },
      { "has a member too many deep inside", function(r) r.findings[1].evidence[1].colour = "red" end },
      { "lacks a member deep inside", function(r) r.findings[1].evidence[1].path = nil end },
      { "has an outcome that isn't one", function(r) r.tests[1].outcome = "passed" end },
      { "has a grade that isn't one", function(r) r.findings[1].grade = "medium" end },
      { "has a number as text", function(r) r.tests[1].items = "3" end },
      { "has a day as it isn't written", function(r) r.run.as_of = "5.1.2026" end },
      { "has a commit cut short", function(r) r.run.evidence.commit = r.run.evidence.commit:sub(1, 12) end },
      { "is of another version", function(r) r.schema = 2 end },
      { "has an exit status that no result has", function(r) r.exit = 3 end },
      { "has no test", function(r) r.tests = canon.array {} end },
    } do
      it("fails when it " .. case[1], function()
        local result = json.decode(command.read(files[2]))
        case[2](result)
        local file <close> = assert(io.open(around .. "/broken.json", "wb"))
        -- Empty arrays are told from empty objects by hand.
        file:write((canon.encode(result):gsub('"parameters":%[%]', '"parameters":{}')))
        file:flush()
        local ran = validate(around .. "/broken.json")
        assert.equal(1, ran.status)
        assert.is_nil(ran.err:find("Traceback"), ran.err)
      end)
    end

    it("holds again for the same result when nothing is broken in it", function()
      local file <close> = assert(io.open(around .. "/whole.json", "wb"))
      file:write((canon.encode(json.decode(command.read(files[2]))):gsub('"parameters":%[%]', '"parameters":{}')))
      file:flush()
      assert.equal("", validate(around .. "/whole.json").err)
    end)
  end)

  --- Every schema within the schema, with the way to it.
  local function each(schema, path, visit)
    if type(schema) ~= "table" then return end
    visit(schema, path)
    for _, group in ipairs { "properties", "$defs" } do
      for name, inner in pairs(schema[group] or {}) do each(inner, path .. "." .. name, visit) end
    end
    each(schema.items, path .. "[]", visit)
  end

  it("describes every member in a clause", function()
    each(json.decode(command.read(SCHEMA)), "", function(schema, path)
      if path:sub(-2) ~= "[]" then
        assert.truthy(schema.description and #schema.description < 140, path)
      end
    end)
  end)

  it("is closed: no object takes members that it doesn't name, but for the thresholds", function()
    each(json.decode(command.read(SCHEMA)), "", function(schema, path)
      if schema.type == "object" and not path:find("thresholds", 1, true) then
        assert.is_false(schema.additionalProperties, path)
        for _, name in ipairs(schema.required or {}) do assert.truthy(schema.properties[name], path .. " " .. name) end
      end
    end)
  end)

  -- `omitted` takes a thousand citations.
  it("names no member that no result ever has", function()
    local schema, seen = json.decode(command.read(SCHEMA)), {}
    local function walk(description, value)
      local own = description["$ref"] and schema["$defs"][description["$ref"]:match("[^/]+$")] or description
      seen[own] = true
      if type(value) ~= "table" then return end
      for name, inner in pairs(own.properties or {}) do
        if value[name] ~= nil then
          seen[inner] = true
          walk(inner, value[name])
        end
      end
      if type(own.items) == "table" then
        for _, inner in ipairs(value) do walk(own.items, inner) end
      end
    end
    for _, path in ipairs(files) do walk(schema, json.decode(command.read(path))) end
    local unseen = {}
    each(schema, "", function(inner, path)
      if not seen[inner] and path:sub(-2) ~= "[]" then unseen[#unseen + 1] = path end
    end)
    table.sort(unseen)
    assert.same({ ".finding.omitted" }, unseen)
  end)
end)
