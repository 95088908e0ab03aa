local fold = require("tickmark.ledger.fold")

--- The n-th event of a finding; `previous` are numbers of those before it.
local function sha(n) return ("%064x"):format(n) end

local function event(n, seq, state, previous, id)
  local list = {}
  for i, one in ipairs(previous or {}) do list[i] = sha(one) end
  id = id or "ABCDEFGHIJKLMNOP"
  return { path = ("findings/%s/%s/%04d-%s-%s.md"):format(id:sub(1, 2), id, seq, state, sha(n)),
    data = { id = id, seq = tostring(seq), state = state, previous = list, identity = "one", recurrence = "0",
      type = "nonconformity", requirement = "A.8.5", grade = "minor", statement = "x" } }
end

describe("the state of a finding", function()
  -- what happened, its events, state, number, conflict
  for _, case in ipairs {
    { "its only event", { event(1, 1, "open") }, "open", 1 },
    { "the event that no other follows", { event(1, 1, "open"), event(2, 2, "planned", { 1 }) }, "planned", 2 },
    { "that, whatever the order of reading", { event(2, 2, "planned", { 1 }), event(1, 1, "open") }, "planned", 2 },
    { "that, though an older one has the higher number", { event(1, 9, "open"), event(2, 2, "planned", { 1 }) },
      "planned", 2 },
    { "in conflict when two follow the same", { event(1, 1, "open"), event(2, 2, "planned", { 1 }),
      event(3, 2, "withdrawn", { 1 }) }, nil, nil, true },
    { "settled by an event that names all heads", { event(1, 1, "open"), event(2, 2, "planned", { 1 }),
      event(3, 2, "withdrawn", { 1 }), event(4, 3, "planned", { 2, 3 }) }, "planned", 3 },
    { "still in conflict when an event names one head only", { event(1, 1, "open"), event(2, 2, "planned", { 1 }),
      event(3, 2, "withdrawn", { 1 }), event(4, 3, "planned", { 2 }) }, nil, nil, true },
  } do
    it("is " .. case[1], function()
      local found = fold.records(case[2]).ABCDEFGHIJKLMNOP
      assert.equal(case[5], found.conflict)
      if not case[5] then assert.same({ case[3], case[4] }, { found.head.state, found.seq }) end
    end)
  end

  it("is each finding's own", function()
    local findings = fold.records { event(1, 1, "open"), event(2, 1, "planned", {}, "QRSTUVWXYZ234567") }
    assert.equal("open", findings.ABCDEFGHIJKLMNOP.head.state)
    assert.equal("planned", findings.QRSTUVWXYZ234567.head.state)
  end)

  it("comes from events only: other paths and unreadable files are told apart", function()
    local findings, odd = fold.records { event(1, 1, "open"), { path = "findings/README.md", data = {} },
      { path = event(2, 2, "open").path, fault = { message = "broken" } } }
    assert.equal(1, findings.ABCDEFGHIJKLMNOP.seq)
    assert.same({ "findings/README.md", event(2, 2, "open").path }, odd)
  end)

  it("comes from whole heads only, each at the path that it says", function()
    for field, value in pairs { id = "QRSTUVWXYZ234567", state = "planned", identity = {}, recurrence = "twice",
      previous = "none" } do
      local damaged = event(1, 1, "open")
      damaged.data[field] = value
      local findings, odd = fold.records { damaged }
      assert.same({ {}, { damaged.path } }, { findings, odd }, field)
    end
  end)
end)
