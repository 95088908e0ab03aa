--- The packs that we ship: each of their scripts has fixtures beside it, on which it can
--- fail and can pass, and says what it has to.

local command = require("spec.command")
local support = require("spec.support")

local function lines_of(words)
  local list = {}
  for line in support.sh(words):gmatch("[^\n]+") do list[#list + 1] = line end
  return list
end

local SCRIPTS <const> = lines_of("find policies/iso27001 -name '*.lua' ! -path '*/lib/*' | LC_ALL=C sort")

describe("the pack iso27001", function()
  it("says of each case what it has to, and can fail", function()
    local ran = command.shell("\"$TICKMARK\" test policies/iso27001")
    assert.same({ 0, "" }, { ran.status, ran.err }, ran.out)
    assert.match(("^.*\n%d scripts?, %%d+ cases: as expected\n$"):format(#SCRIPTS), ran.out)
  end)

  for _, path in ipairs(SCRIPTS) do
    it("has cases that pass and cases that fail of " .. path, function()
      local fixture = command.read((path:gsub("%.lua$", ".test.yml")))
      for _, word in ipairs { "pass", "fail" } do
        assert.match("\n    expect: " .. word .. "\n", fixture, 1, true)
      end
    end)
  end

  it("knows what each requirement is for, in a sentence of ours", function()
    local known = dofile("policies/iso27001/lib/catalogue.lua")
    local n = 0
    for _, entry in ipairs(require("tickmark.criteria.catalogue").all()) do
      local one = known[entry.id]
      assert.is_truthy(one.intent:find("^%u.*%.$"), entry.id)
      assert.is_true(#one.population > 0 and #one.kinds > 0 and #one.block > 0, entry.id)
      assert.equal(entry.kind == "control", one.type ~= nil, entry.id)
      n = n + 1
    end
    assert.equal(123, n)
  end)
end)
