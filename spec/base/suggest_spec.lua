local suggest = require("tickmark.base.suggest")

describe("a suggestion", function()
  local words = { "judge", "collect", "inputs", "evidence", "requirement", "id", "MFA State" }

  it("is the nearest word", function()
    local cases = {
      { "jugde", "judge" }, { "colect", "collect" }, { "evidense", "evidence" }, { "requirment", "requirement" },
      { "input", "inputs" }, { "ID", "id" }, { "mfa state", "MFA State" },
    }
    for _, case in ipairs(cases) do assert.equal(case[2], suggest.nearest(case[1], words)) end
  end)

  it("is nothing when no word is near", function()
    for _, word in ipairs { "", "x", "zebra", "judgement day", ("x"):rep(1000) } do
      assert.is_nil(suggest.nearest(word, words))
    end
    assert.is_nil(suggest.nearest("judge", {}))
    assert.is_nil(suggest.nearest(nil, words))
  end)

  it("is the first of two equally near", function()
    assert.equal("cat", suggest.nearest("cit", { "cat", "cot" }))
    assert.equal("cot", suggest.nearest("cit", { "cot", "cat" }))
  end)

  it("ends a message", function()
    assert.equal(', did you mean "judge"?', suggest.hint("jugde", words))
    assert.equal("", suggest.hint("zebra", words))
  end)
end)
