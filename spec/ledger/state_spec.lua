local failure = require("tickmark.base.failure")
local state = require("tickmark.ledger.state")

describe("the place of a ledger", function()
  for _, case in ipairs {
    { ".:refs/heads/audit/internal", ".", "refs/heads/audit/internal" },
    { ":refs/heads/x", ".", "refs/heads/x" },
    { "../ledger.git:refs/heads/x", "../ledger.git", "refs/heads/x" },
    { "/a:b/c:refs/heads/x", "/a:b/c", "refs/heads/x" },
  } do
    it("is read from " .. case[1], function()
      assert.same({ case[2], case[3] }, { state.parse(case[1]) })
    end)
  end

  for _, text in ipairs { "", "x", "ledger.git", "ledger.git:main", "ledger.git:heads/x", "refs/heads/x", "x:refs/" } do
    it(("can't be read from %q"):format(text), function()
      local ok, why = pcall(state.parse, text)
      assert.is_false(ok)
      assert.equal(failure.USAGE, why.exit)
      assert.match("REPO:REF", why.message, 1, true)
    end)
  end
end)
