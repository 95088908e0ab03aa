--- The templates that come with the program: as they are no document is finished, filled in
--- they are, and together they answer what has to be documented.

local catalogue = require("tickmark.criteria.catalogue")
local command = require("spec.command")
local doc = require("tickmark_worker").doc
local filled = require("spec.filled")
local promises = require("tickmark.criteria.promises")
local support = require("spec.support")
local templates = require("tickmark.cli.templates")
local types = require("tickmark.criteria.types")

-- Where the standard asks for documented information, always; the ids are facts.
local MANDATORY <const> = { "4.3", "5.2", "6.1.2", "6.1.3", "6.2", "7.2", "7.5.1", "7.5.3", "8.1", "8.2", "8.3",
  "9.1", "9.2.1", "9.2.2", "9.3.1", "9.3.2", "9.3.3", "10.2" }
-- And where a control asks for it, if it applies.
local OF_CONTROLS <const> = { "A.5.1", "A.5.9", "A.5.10", "A.5.13", "A.5.14", "A.5.15", "A.5.24", "A.5.26", "A.5.28",
  "A.5.31", "A.5.32", "A.5.37", "A.6.6", "A.8.9", "A.8.24", "A.8.25", "A.8.27" }

local ALL <const> = templates.all()

local function path_of(template)
  return template.name .. (template.form == "YAML" and ".yml" or ".md")
end

--- A document's head, read as audits read it.
local function head_of(template)
  local document = doc.parse(template.text, { kind = template.form:lower() })
  return document:data(), document
end

--- What check says of one document under its type.
local function checked(template, text)
  local path = path_of(template)
  local dir <const> = support.repo { [path] = text, ["tickmark.yml"] = ("organisation: {id: acme, name: A}\n"
    .. "scope: {id: SCO-MAIN}\nrecords:\n  %s: {paths: [%s]}\nchecks: {paths: []}\n"):format(
    head_of(template).type, path) }
  local ran = command.tickmark(dir, "check")
  support.remove(dir)
  assert.equal("", ran.err)
  return ran
end

for _, template in ipairs(ALL) do
  describe("the template " .. template.name, function()
    it("is no finished document, and none that passes for a draft", function()
      local ran = checked(template, template.text)
      assert.equal(1, ran.status, ran.out)
      assert.match("{{", ran.out, 1, true)
    end)

    it("has nothing to mend once it is filled in", function()
      local text, n = filled.all(template.text)
      assert.is_true(n >= 5)
      assert.is_nil(text:find("[{}][{}]"))
      local ran = checked(template, text)
      assert.equal("nothing to mend in 1 document\n", ran.out)
      assert.equal(0, ran.status)
    end)

    it("has the type, the id and the requirements that it needs", function()
      local head = head_of(template)
      assert.is_true(types.known(head.type))
      local shape = require("tickmark.criteria.records").shape(head.type)
      assert.equal(shape.id .. "-", head.id:sub(1, #shape.id + 1))
      assert.same(template.satisfies, head.satisfies)
      assert.is_true(#head.satisfies > 0)
      for _, id in ipairs(head.satisfies) do assert.is_truthy(catalogue.get(id), id) end
    end)
  end)
end

describe("the templates together", function()
  it("answer each clause and each control that asks for documents", function()
    local answered = {}
    for _, template in ipairs(ALL) do
      for _, id in ipairs(template.satisfies) do answered[id] = true end
    end
    for _, list in ipairs { MANDATORY, OF_CONTROLS } do
      for _, id in ipairs(list) do
        assert.is_truthy(catalogue.get(id), id)
        assert.is_true(answered[id], id)
      end
    end
  end)

  it("are all files of the folder, each under a name of its own", function()
    local names = {}
    for i, template in ipairs(ALL) do names[i] = path_of(template) end
    table.sort(names)
    assert.equal(support.sh("ls policies/templates | LC_ALL=C sort"), table.concat(names, "\n"))
    for i = 2, #ALL do assert.are_not.equal(ALL[i - 1].name, ALL[i].name) end
  end)

  it("have ids that differ, and promise nothing twice", function()
    local documents, ids = {}, {}
    for i, template in ipairs(ALL) do
      local head = head_of { form = template.form, text = filled.all(template.text) }
      assert.is_nil(ids[head.id], head.id)
      ids[head.id] = true
      documents[i] = { path = path_of(template), head = head, places = {} }
    end
    local found = promises.of(documents)
    assert.same({}, promises.conflicts(found))
    assert.equal("P7D", found["patch.critical"].value)
    assert.equal("0.95", found["training.target"].value)
  end)

  it("name in their text only promises that one of them makes", function()
    local made = {}
    for _, template in ipairs(ALL) do
      local head = head_of(template)
      for name in pairs(head.parameters or head.timelines or {}) do made[name] = true end
    end
    for _, template in ipairs(ALL) do
      local _, document = head_of(template)
      for name in document:text():gmatch("`(%l+[._][%l_]+)`") do
        assert.is_true(made[name] or name == "tickmark.yml", template.name .. ": " .. name)
      end
    end
  end)

  it("have a row for each control, under its title", function()
    local soa = templates.get("soa")
    local rows, titles = head_of(soa).rows, {}
    for title in soa.text:gmatch("\n  # ([^\n]+)") do titles[#titles + 1] = title end
    local n = 0
    for _, one in ipairs(catalogue.all()) do
      if one.kind == "control" then
        n = n + 1
        assert.same({ one.id, one.title, "yes" }, { rows[n].control, titles[n], rows[n].applicable })
      end
    end
    assert.equal(93, n)
    assert.equal(n, #rows)
  end)

  it("have a row for each input of a management review", function()
    local inputs = head_of(templates.get("management-review")).inputs
    for _, key in ipairs { "a", "b", "c", "d1", "d2", "d3", "d4", "e", "f", "g" } do
      assert.is_truthy(inputs[key].discussed, key)
    end
  end)
end)
