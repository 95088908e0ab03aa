-- Custody (R-131, R-225): where evidence comes from, and what was there only after
-- it was asked for.

local command = require("spec.command")
local json = require("tickmark.base.json")
local ledgers = require("spec.ledgers")
local support = require("spec.support")

local does = ledgers.does

describe("evidence on a ledger", function()
  local dir, nc

  setup(function()
    local config = command.CONFIG:gsub("    controls: %[A.5.18%]", "%0\n    source: tool")
      :gsub("checks:", "  interviews:\n"
        .. '    {paths: ["interviews/*.md"], controls: [A.6.3], source: manual, optional: "yes"}\n%0')
    dir = support.repo(command.isms { ["tickmark.yml"] = config, ["checks/names.lua"] = false,
      ["interviews/ann.md"] = "# Ann\n" }, { date = "2026-01-02T12:00:00Z" })
    ledgers.as(dir, "eva")
    assert.equal(1, command.tickmark(dir, "audit --record --quiet").status)
    nc = support.git(dir, "log --format=%%s %s", ledgers.REF):match("NC%-%w+")
  end)
  teardown(function() support.remove(dir) end)

  local function cited(name) return json.decode(does(dir, "finding show %s --format json", name)).evidence end

  it("says that a tool made it, where its series does", function()
    assert.equal("tool", cited(nc)[1].provenance)
    assert.match("%(tool%)", does(dir, "finding show %s", nc))
  end)

  it("says that a person did, and nothing where nobody says so", function()
    local name = does(dir, "finding raise --requirement A.6.3 --basis documentation_gap "
      .. "--statement 'Ann was not trained' --evidence interviews/ann.md "
      .. "--evidence policies/access.md"):match("NC%-%w+")
    local list = cited(name)
    assert.same({ "manual" }, { list[1].provenance })
    assert.is_nil(list[2].provenance)
  end)

  it("is labelled when it came after what it answers", function()
    support.commit(dir, { ["tickets/4711.md"] = "# A ticket\n" }, { date = "2026-01-05T12:00:00Z" })
    ledgers.as(dir, "otto")
    does(dir, "finding respond %s --text 'That is not so'", nc)
    does(dir, "finding dispute %s --text 'See' --evidence tickets/4711.md --evidence policies/access.md", nc)
    local dispute = json.decode(does(dir, "finding show %s --format json", nc)).dispute.evidence
    assert.equal("provided_in_audit", dispute[1].label)
    assert.is_nil(dispute[2].label)
    assert.equal(0, command.tickmark(dir, "verify").status)
  end)
end)
