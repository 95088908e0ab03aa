local message = require("tickmark.documents.message")
local trailers = require("tickmark.documents.trailers")

--- What is wrong with a message, where `count` on the ledger have each name.
local function faults(bytes, count)
  return message.faults(trailers(bytes), { ledger = "refs/heads/audit/internal",
    count = function() return count end })
end

describe("a message", function()
  it("asks for what is around it only with a trailer of ours", function()
    for bytes, asks in pairs { ["x\n\nFinding: A\n"] = true, ["x\n\nAPPROVED-BY: A\n"] = true,
      ["x\n\nFindings: A\n"] = false, ["x\n\nSigned-off-by: A\n"] = false, ["Finding: A"] = false } do
      assert.equal(asks, message.asks(trailers(bytes)), bytes)
    end
  end)

  it("names one thing on the ledger: not none, not many, and there is a ledger", function()
    assert.same({}, faults("x\n\nFinding: NC-7F3A\n", 1))
    for count, words in pairs { [0] = "no such finding on", [2] = "more than one finding has that name on" } do
      local found = faults("x\n\nFinding: NC-7F3A\n", count)
      assert.equal(('Finding: "NC-7F3A": %s refs/heads/audit/internal'):format(words), found[1].message)
      assert.same({ "reference", 3, 10 }, { found[1].code, found[1].line, found[1].column })
    end
    assert.equal('Finding: "NC-7F3A": there is no ledger at refs/heads/audit/internal',
      faults("x\n\nFinding: NC-7F3A\n")[1].message)
  end)

  it("has each trailer judged, in their order", function()
    local found = faults("x\n\nAction: A\nRequest: B\nFinding:\nFindnig: C\n", 0)
    assert.equal(4, #found)
    for i, one in ipairs(found) do assert.equal(i + 2, one.line) end
  end)
end)
