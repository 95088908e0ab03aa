-- The life of findings, actions and requests: what follows what.

local life = require("tickmark.ledger.life")

--- All states that can be reached from the beginning.
local function reached(folder)
  local seen, todo = {}, {}
  for _, change in pairs(life.CHANGES[folder]) do
    if #change.from == 0 then todo[#todo + 1] = change.to end
  end
  while #todo > 0 do
    local state = table.remove(todo)
    if not seen[state] then
      seen[state] = true
      for _, name in ipairs(life.next(folder, { state = state, resumes = state == "regraded" and "open" or nil })) do
        todo[#todo + 1] = life.CHANGES[folder][name].to
      end
    end
  end
  return seen
end

describe("the life", function()
  for folder, kind in pairs(require("tickmark.ledger.kinds").BY_FOLDER) do
    it(("of %s reaches each of its states, and no other"):format(folder), function()
      local seen, known = reached(folder), {}
      for _, state in ipairs(kind.states) do known[state] = true end
      assert.same(known, seen)
    end)

    it(("of %s ends where nothing follows"):format(folder), function()
      for _, state in ipairs(kind.states) do
        local nothing = #life.next(folder, { state = state, resumes = "open" }) == 0
        assert.equal(life.is_over(state), nothing, state)
      end
    end)
  end

  it("of a finding skips nothing", function()
    for _, case in ipairs {
      { "open", "close" }, { "open", "verify" }, { "open", "accept-plan" }, { "open", "correct" },
      { "responded", "correct" }, { "plan-proposed", "correct" }, { "plan-accepted", "verify" },
      { "corrected", "close" }, { "closed", "reopen" }, { "closed", "withdraw" }, { "withdrawn", "respond" },
      { "open", "dispute" }, { "disputed", "plan" }, { "draft", "respond" },
    } do
      assert.is_nil((life.may("findings", case[2], { state = case[1] })), case[1] .. " " .. case[2])
    end
  end)

  it("of a regraded finding goes on from where it was", function()
    local head = { state = "regraded", resumes = "plan-accepted" }
    assert.equal("plan-accepted", life.stage(head))
    assert.truthy(life.may("findings", "correct", head))
    assert.is_nil((life.may("findings", "respond", head)))
  end)

  it("is told from two events: which change it was, or that a run told it again", function()
    for _, case in ipairs {
      { nil, "open", "raise" }, { nil, "draft", "draft" }, { nil, "closed", nil }, { "open", "responded", "respond" },
      { "responded", "responded", "respond" }, { "open", "open", "retest", "2" },
      { "corrected", "corrected", "retest", "2" },
      { "open", "open", nil }, { "closed", "closed", nil, "2" },
      { "closed", "closed", nil }, { "open", "closed", nil }, { "verified", "closed", "close" },
      { "plan-proposed", "plan-proposed", "plan" },
    } do
      local before = case[1] and { state = case[1], run = "1" }
      local after = { state = case[2], run = case[4] or "1" }
      assert.equal(case[3], life.between("findings", before, after), tostring(case[1]) .. " " .. case[2])
    end
  end)
end)
