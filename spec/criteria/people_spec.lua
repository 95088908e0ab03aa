local people = require("tickmark.criteria.people")

describe("people", function()
  it("are known by each of their names, whichever they have", function()
    local index = people.index { { data = { people = {
      { id = "otto", mail = "Otto@acme.example", aliases = { "o.ops@acme.example" } },
      { id = "eva", name = "Eva Auditor" }, { name = "Nobody" } } } } }
    assert.same({ otto = "otto", ["otto@acme.example"] = "otto", ["o.ops@acme.example"] = "otto", eva = "eva",
      ["eva auditor"] = "eva" }, index)
  end)
end)
